"""A center that is really killed: each word of an open form goes out later, and what was acknowledged stays."""

import contextlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import lodging
import psutil
import pytest
from commanding import command, environment
from exercising import copy
from keyboard import press
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import free_port, start, stop, wait
from submitting import Submitters


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

    def kill(self) -> None:
        """kill -9 of the database, of the server and of everything else that was started."""
        assert self.served is not None
        whole = psutil.Process(self.served.pid)
        for one in [*whole.children(recursive=True), *self._database(), whole]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        self.served.wait(30)
        self.served = None

    def _database(self) -> list[psutil.Process]:
        """The database server, which is nobody's child, with its own."""
        file = self.data / "postgres" / "postmaster.pid"
        server = psutil.Process(int(file.read_text(encoding="utf-8").split()[0]))
        return [server, *server.children(recursive=True)]


@pytest.fixture(scope="module")
def own(exercise: Path) -> Iterator[Stopped]:
    """An exercise center that nobody else uses."""
    folder = lodging.folder("away")
    copy(exercise, folder / "data")
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


def _log(page: Page) -> list[str]:
    page.get_by_role("radio", name="Event").check()
    page.get_by_label("What").fill("Written as the server went.")
    return ["Written as the server went."]


def _statement(page: Page) -> list[str]:
    page.get_by_role("link", name="Drone surveys of electric substations").first.click()
    page.get_by_role("button", name="Draft a bulletin").click()
    page.wait_for_url("**/products/**")
    page.locator(".statement__open").nth(1).click()
    expect(page.locator("#f-text")).to_be_focused()
    page.locator("#f-text").fill("A statement that outlives the server.")
    return ["A statement that outlives the server."]


def _dismissal(page: Page) -> list[str]:
    press(page, "j")
    expect(page.locator("article.preview[data-whole]:not([hidden])")).to_be_visible()
    press(page, "d")
    form = page.locator("form[data-onward]:visible")
    form.get_by_text("An innocent explanation was confirmed").click()
    form.get_by_label("In words").fill("The owner was called as the server went.")
    return ["The owner was called as the server went."]


def _report(page: Page) -> list[str]:
    page.locator("[name=title]").fill("Drone over the ore dock")
    page.locator("[name=narrative]").fill("Seen from the road for ten minutes as the server went.")
    page.locator("[name=attested]").check()
    return ["Drone over the ore dock", "Seen from the road for ten minutes as the server went."]


# where the form is, who writes into it, its button, and what the desk says once it was sent
FORMS = {
    "log": ("/watch/log/", _log, "Write it down", "Written as the server went."),
    "statement": ("/threats/", _statement, "Keep", "Kept as version"),
    "dismissal": ("/inbox/?kind=tip&view=unclaimed", _dismissal, "Propose it", "Not a SAR: proposed for"),
    "report": ("/report/", _report, "File the report", "Drone over the ore dock"),
}


# two forms in the gate, the others in `make test-long`: each takes the server away and brings it back
GATE = ("statement",)


@pytest.mark.parametrize(
    "name", [name if name in GATE else pytest.param(name, marks=pytest.mark.long) for name in FORMS]
)
def test_no_word_is_lost_when_the_server_is_killed(ana: BrowserContext, own: Stopped, name: str) -> None:
    """Said in words, kept in the field, found again after the start, and sent by one press."""
    path, write, button, told = FORMS[name]
    page = _open(ana, own, path)
    words = write(page)
    page.evaluate("globalThis.samePage = true")
    own.stop()
    page.locator("form:visible").get_by_role("button", name=re.compile(f"^{button}( Ctrl Enter)?$")).click()
    kept = page.locator("[data-kept]:visible")
    expect(kept).to_contain_text("Not sent: no connection")
    expect(kept).to_contain_text("Your text is kept on this page")
    assert set(words) <= set(_typed(page))
    own.start()
    expect(kept).to_contain_text("The server answers again", timeout=30_000)
    assert set(words) <= set(_typed(page))
    assert page.evaluate("globalThis.samePage")
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        kept.get_by_role("button", name="Send it again").click()
    assert sent.value.status < 400
    expect(kept).to_have_count(0)
    expect(page.get_by_role("alert").filter(has_text="Not sent")).to_have_count(0)
    expect(page.locator("body")).to_contain_text(told)


def _typed(page: Page) -> list[str]:
    """What stands in the fields of the page now."""
    typed: list[str] = page.locator("main textarea, main input[type=text]").evaluate_all(
        "all => all.map(one => one.value)"
    )
    return typed


def _token(data: Path) -> str:
    """Ben's, for a machine."""
    words = ("token", "create", "ben", "--name", "fire", "--purpose", "threat-assessment", "--case-ref",
             "EX-26-0141 NFC", "--json", "--data-dir", data)  # fmt: skip
    made = subprocess.run(command(*words), env=environment(), capture_output=True, text=True, check=True)
    return str(json.loads(made.stdout)["token"])


@pytest.mark.parametrize(
    ("submitters", "seconds", "kills"), [(8, 1.0, 1), pytest.param(50, 20.0, 2, marks=pytest.mark.long)]
)
def test_every_acknowledged_report_is_there_once(own: Stopped, submitters: int, seconds: float, kills: int) -> None:
    """Machines file while everything is killed in the middle; sent again, each acknowledged key is known under the very
    record that was named, and none opens anew."""
    if own.served is None:
        own.start()
    fire = Submitters(own.address, _token(own.data))
    threads = fire.begin(submitters)
    for _ in range(kills):
        fire.burn(seconds)
        before = len(fire.acknowledged)
        own.kill()
        own.start()
    fire.burn(seconds)
    fire.end(threads)
    keys = sorted(fire.acknowledged)
    print(f"{len(keys)} acknowledged of {len(fire.tried)} tried by {submitters} at once, killed {kills} times")
    assert not fire.refused, fire.refused[:3]
    assert 0 < before < len(keys), "some before the last kill, and more after it"
    again = [one for at in range(0, len(keys), 200) for one in fire.post(keys[at : at + 200])]
    assert [(one["outcome"], one["record"]) for one in again] == [("known", fire.acknowledged[key]) for key in keys]
    assert len(set(fire.acknowledged.values())) == len(keys)
