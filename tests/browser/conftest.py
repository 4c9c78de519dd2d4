"""The exercise center in a real browser: one demo, served, for the whole run."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import lodging
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import served

Visit = Callable[..., Page]
expect.set_options(timeout=20_000)  # ms; machines are shared, and how fast a page is the bench says
ROOT = Path(__file__).resolve().parents[2]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


def chromium() -> str:
    """The browser that `scripts/setup --browser` found or installed; the shell without a window where there is one."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found or not Path(found).exists():
        pytest.fail("no Chromium: run `scripts/setup --browser`, or set CHROMIUM to one")
    return found


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """Where the center's data lies."""
    made = lodging.folder("browser")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def center(folder: Path, exercise: Path) -> Iterator[str]:
    """The address of a served exercise center with the demo's data."""
    with served(exercise, folder / "data") as address:
        yield address


@pytest.fixture(scope="module")
def own_center(exercise: Path, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """A center of this file's own, for what takes the items that lie on top: other tests' reports would lie there."""
    with served(exercise, folder / request.module.__name__) as address:
        yield address


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


@pytest.fixture(params=[pytest.param("light", marks=pytest.mark.long), "dark"])
def theme(request: pytest.FixtureRequest) -> str:
    """Both themes; the gate's walk sees every page by light, so by light alone the rest is for the long run."""
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
