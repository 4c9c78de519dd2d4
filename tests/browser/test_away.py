"""A server that is really killed while forms are open: every word stays on the page and goes out once it is back."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import free_port, make_center, start, stop, wait


class Stopped:
    """A center of its own, that a test stops and starts again at the same address."""

    def __init__(self, data: Path) -> None:
        self.data, self.port = data, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.served: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Serve it, and wait until it answers."""
        self.served = start(self.data, self.port)
        wait(self.address)

    def stop(self) -> None:
        """End it, if it runs."""
        if self.served:
            stop(self.served)
        self.served = None


@pytest.fixture(scope="module")
def own() -> Iterator[Stopped]:
    """A small exercise center that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="wf-away-", dir="/tmp"))
    folder.chmod(0o755)
    make_center(folder / "data", reports=30)
    one = Stopped(folder / "data")
    try:
        yield one
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def ana(browser: Browser, own: Stopped) -> Iterator[BrowserContext]:
    """Ana, signed in at that center while it is served."""
    if own.served is None:
        own.start()
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{own.address}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.wait_for_load_state("load")
    page.close()
    yield context
    context.close()


def _open(ana: BrowserContext, own: Stopped, path: str) -> Page:
    page = ana.new_page()
    page.goto(f"{own.address}{path}")
    return page


def _log(page: Page) -> str:
    page.get_by_role("radio", name="Event").check()
    page.get_by_label("What").fill("Written as the server went.")
    return "Written as the server went."


def _statement(page: Page) -> str:
    page.get_by_role("link", name="Drone surveys of electric substations").first.click()
    page.get_by_role("button", name="Draft a bulletin").click()
    page.wait_for_url("**/products/**")
    page.locator(".statement__open").nth(1).click()
    expect(page.locator("#f-text")).to_be_focused()
    page.locator("#f-text").fill("A statement that outlives the server.")
    return "A statement that outlives the server."


FORMS = {
    "log": ("/watch/log/", _log),
    "statement": ("/threats/", _statement),
}


@pytest.mark.parametrize("name", FORMS)
def test_no_word_is_lost_when_the_server_is_killed(ana: BrowserContext, own: Stopped, name: str) -> None:
    """Said in words, kept in the field, found again after the start, and sent by one press."""
    path, write = FORMS[name]
    page = _open(ana, own, path)
    words = write(page)
    page.evaluate("globalThis.samePage = true")
    own.stop()
    page.keyboard.press("Control+Enter")
    kept = page.locator("[data-kept]:visible")
    expect(kept).to_contain_text("Not sent: no connection")
    expect(kept).to_contain_text("Your text is kept on this page")
    assert words in _typed(page)
    own.start()
    expect(kept).to_contain_text("The server answers again", timeout=30_000)
    assert words in _typed(page)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        kept.get_by_role("button", name="Send it again").click()
    assert sent.value.status < 400
    expect(kept).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="Not sent")).to_have_count(0)


def _typed(page: Page) -> list[str]:
    """What stands in the fields of the page now."""
    typed: list[str] = page.locator("main textarea").evaluate_all("all => all.map(one => one.value)")
    return typed
