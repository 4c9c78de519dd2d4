"""The exercise center in a real browser: one demo, served, for the whole run."""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from commanding import command, environment
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

Visit = Callable[..., Page]
expect.set_options(timeout=20_000)  # ms; machines are shared, and how fast a page is the bench says
ROOT = Path(__file__).resolve().parents[2]
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """The browser that `make setup` found or installed."""
    wanted = [os.environ.get("CHROMIUM", ""), shutil.which("chromium") or "", shutil.which("chromium-browser") or ""]
    found = next((path for path in [*wanted, "/usr/bin/chromium"] if path and Path(path).exists()), "")
    if not found:
        pytest.fail("no Chromium: run `make setup-browser`, or set CHROMIUM to one")
    return found


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where the center's data lies."""
    made = Path(tempfile.mkdtemp(prefix="wf-browser-", dir="/tmp"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def center(folder: Path) -> Iterator[str]:
    """The address of a served exercise center with the demo's data."""
    port = _free_port()
    subprocess.run(
        command("demo", "--no-serve", "--json", "--reports", "120", "--data-dir", folder / "data"),
        check=True, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=240,
    )  # fmt: skip
    served = subprocess.Popen(
        command("up", "--port", port, "--data-dir", folder / "data"), env=environment(), stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait(60)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the center did not answer")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium that asks nobody for anything."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield started
        started.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, from the front end's development packages."""
    return (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Both themes."""
    return str(request.param)


def _sign_in(context: BrowserContext, center: str, login: str) -> None:
    """By one click of the exercise's page, without drawing it."""
    door = f"{center}/demo/cast/"
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', context.request.get(door).text())
    assert token is not None, "the exercise has no page of the cast"
    said = {"login": login, "csrfmiddlewaretoken": token[1]}
    answer = context.request.post(door, form=said, headers={"Referer": door}, max_redirects=0)
    assert answer.status == 303, answer.text()


@pytest.fixture
def visit(browser: Browser, center: str) -> Iterator[Visit]:
    """Open a page as one of the cast, signed in by one click."""
    opened: list[BrowserContext] = []

    def go(login: str, path: str = "/", *, theme: str = "light", width: int = 1440, **more: Any) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if theme == "dark" else "light", **more
        )
        opened.append(context)
        _sign_in(context, center, login)
        # what the person chose for himself would win over the theme of the device
        context.add_cookies([{"name": "wf_theme", "value": theme, "url": center}])
        page = context.new_page()
        page.goto(f"{center}{path}")
        return page

    yield go
    for context in opened:
        context.close()
