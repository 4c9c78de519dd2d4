"""A whole watch by keyboard alone as Ana; nothing of it for Cy; the same read and a report filed without script.

No mouse, no address typed: what cannot be reached by keys cannot be done at three in the morning.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from keyboard import CLAIM, FIRST_LOOK, offered, press, says
from playwright.sync_api import Browser, Page, expect

Visit = Callable[..., Page]
OWNER = "The owner was called at home and knows of it."
CALLED = "Duty desk of the copperleaf works"
SAID = "They send two people along the north fence."
CAUSE = "Van and time of day agree."
STATEMENT = "The pattern was seen by day."


@pytest.fixture(scope="module")
def center(own_center: str) -> str:
    """No other test has been here."""
    return own_center


@dataclass
class Watch:
    """What the shift left behind, by what a reader would see of it."""

    claimed: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=lambda: [OWNER, CALLED, SAID, CAUSE, STATEMENT])


def leads(page: Page, *keys: str, to: str) -> None:
    """Keys that lead to another page."""
    press(page, *keys)
    page.wait_for_url(to)


def tab_to(page: Page, what: str) -> None:
    """Tab on until the focus is on the first element that matches, as a person without a mouse does."""
    for _ in range(150):
        press(page, "Tab")
        if page.evaluate("what => document.activeElement.matches(what)", what):
            return
    raise AssertionError(f"no Tab leads to {what} on {page.url}")


def tab_to_words(page: Page, words: str) -> None:
    """The same by the words of a link or button."""
    for _ in range(150):
        press(page, "Tab")
        if page.evaluate("words => (document.activeElement.innerText || '').startsWith(words)", words):
            return
    raise AssertionError(f"no Tab leads to {words!r} on {page.url}")


def take_over(page: Page) -> None:
    """The sheet read back line by line, and the watch taken."""
    leads(page, "g", "w", to="**/watch/")
    leads(page, "h", to="**/hand-over/")
    for _ in range(page.locator("input[name=line]").count()):
        press(page, "x")
    leads(page, "Control+Enter", to="**/watch/log/")
    expect(page.locator(".page-head")).to_contain_text("You hold the watch")


def triage(page: Page, watch: Watch) -> None:
    """Ten items of the inbox: five claimed, four dismissed at a first look, one proposed as a SAR."""
    leads(page, "g", "i", to="**/inbox/**")
    for _ in range(5):
        number = offered(page, CLAIM)
        press(page, "c")
        says(page, f"Claimed {number}")
        watch.claimed.append(number)
    for _ in range(4):
        number = offered(page, FIRST_LOOK)
        press(page, "d", "Tab", "Space", "Tab")
        page.keyboard.type(OWNER)
        press(page, "Tab", "Enter")
        says(page, f"Not a SAR: proposed for {number}")
    watch.claimed.append(offered(page, FIRST_LOOK))
    leads(page, "v", to="**/tips/**")
    watch.addresses.append(urlsplit(page.url).path)
    tab_to(page, "input[name=behavior]")
    press(page, "Space")
    tab_to(page, "form[action*='promote'] textarea, form[action*='promote'] input[type=radio]")
    while page.evaluate("document.activeElement.type !== 'submit'"):
        kind = page.evaluate("document.activeElement.type")
        if kind == "radio":
            press(page, "Space")
        elif kind in ("textarea", "text"):
            page.keyboard.type("Photographed the gate and its guard for ten minutes, then left when spoken to.")
        press(page, "Tab")
    press(page, "Enter")
    expect(page.locator("main")).to_contain_text("Waits for a second person")


def log_a_call(page: Page) -> None:
    """From the board into the log, written and read there."""
    leads(page, "g", "w", to="**/watch/")
    leads(page, "p", to="**/watch/log/**")
    expect(page.get_by_label("Whom")).to_be_focused()
    page.keyboard.type(CALLED)
    press(page, "Tab", "Tab", "Space", "Tab")
    page.keyboard.type(SAID)
    leads(page, "Control+Enter", to="**/watch/")
    expect(page.locator(".urgents")).to_contain_text(SAID)


def open_and_link(page: Page, watch: Watch) -> None:
    """Two hits of a search with its case; the second is opened, asked why, and linked to the first."""
    press(page, "/")
    page.keyboard.type("van plate")
    leads(page, "Enter", to="**/search/**")
    tab_to(page, "#f-case")
    page.keyboard.type("EX-26-0141 NFC")
    leads(page, "Control+Enter", to="**case=EX-26-0141**")
    first = page.locator(".preview:visible .mono").first.inner_text()
    press(page, "j")
    expect(page.locator(".preview:visible .mono").first).not_to_have_text(first)
    leads(page, "o", to="**/records/**")
    watch.addresses.append(urlsplit(page.url).path)
    press(page, "w")
    expect(page.locator("#why-panel")).to_be_focused()
    press(page, "l")
    expect(page.locator("#f-other")).to_be_focused()
    page.keyboard.type(first)
    press(page, "Tab")
    page.keyboard.type(CAUSE)
    press(page, "Tab", "Enter")
    expect(page.locator("main .table", has_text=CAUSE)).to_have_count(1)


def draft_and_send(page: Page, watch: Watch) -> None:
    """The command palette leads to the threat, its main act drafts, one statement is bettered, the draft goes on."""
    press(page, "Control+k")
    page.keyboard.type("threats")
    leads(page, "Enter", to="**/threats/")
    tab_to_words(page, "Drone surveys of electric substations")
    leads(page, "Enter", to=re.compile("/threats/[0-9a-f-]{36}/"))
    leads(page, "Control+Enter", to="**/products/**")
    watch.addresses.append(urlsplit(page.url).path)
    leads(page, "j", to="**at=**")
    press(page, "Enter")
    expect(page.locator("#f-text")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type(STATEMENT)
    press(page, "Control+Enter")
    expect(page.locator(".notice, .toast").first).to_contain_text("Kept as version 2")
    page.wait_for_load_state("load")
    press(page, "Escape")
    expect(page.locator("#edit")).to_have_count(0)
    page.wait_for_load_state("load")  # the page behind the editor hears no key before
    press(page, "Control+Enter")
    expect(page.locator(".notice, .toast").first).to_contain_text("Sent to review")


def hand_over(page: Page, successor: Page) -> None:
    """Ana's sheet says what she leaves; Sol reads it back by keys and holds the watch."""
    leads(page, "g", "w", to="**/watch/")
    leads(page, "h", to="**/hand-over/")
    expect(page.locator("main")).to_contain_text(SAID)
    take_over(successor)
    page.reload()
    expect(page.locator(".page-head")).to_contain_text("Sol")


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    """The watch that the first test works and the others look for."""
    yield Watch()


def test_a_whole_shift_by_keyboard(visit: Visit, watch: Watch) -> None:
    """Take over, triage ten, log a call, open a record and ask why, link two, draft, send on, hand over."""
    page = visit("ana")
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    take_over(page)
    triage(page, watch)
    log_a_call(page)
    open_and_link(page, watch)
    draft_and_send(page, watch)
    hand_over(page, visit("sol"))
    assert errors == []
    assert len(watch.claimed) == 6 and len(watch.addresses) == 3


def test_as_cy_nothing_of_it_shows(visit: Visit, watch: Watch) -> None:
    """No word, number or count of the shift stands on any page that Cy can reach, and its addresses are not there."""
    assert watch.addresses, "the shift comes first"
    page = visit("cy")
    base = page.url.removesuffix(urlsplit(page.url).path)
    ways = page.locator("nav.nav a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    for way in dict.fromkeys(ways):
        page.goto(f"{base}{way}")
        text = page.content()
        found = [word for word in (*watch.words, *watch.claimed) if word in text]
        assert found == [], f"{way}: {found}"
    for address in watch.addresses:
        answer = page.goto(f"{base}{address}")
        assert answer is not None and answer.status == 404
        assert "Nothing here that you may read, or it does not exist." in page.inner_text("main")


def test_without_script_the_items_are_read_and_a_report_is_filed(browser: Browser, center: str, watch: Watch) -> None:
    """Script off: record, tip, draft and log read as before, and a report goes in by its form."""
    assert watch.addresses, "the shift comes first"
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    for address, words in zip(watch.addresses, ("What was reported", CAUSE, STATEMENT), strict=True):
        page.goto(f"{center}{address}")
        expect(page.locator("main")).to_contain_text(words)
    page.goto(f"{center}/watch/log/")
    expect(page.locator(".entry", has_text=SAID)).to_have_count(1)
    page.goto(f"{center}/report/")
    page.locator("input[name=title]").fill("Gray van at the works")
    page.locator("textarea[name=narrative]").fill("A gray van stood for two hours; its driver measured the fence.")
    page.get_by_label("Place").fill("Monticello, MN")
    page.locator("input[name=attested]").check()
    page.get_by_role("button", name="File the report").click()
    expect(page.locator("main")).to_contain_text(re.compile(r"TIP-[0-9a-f]{8}"))
    context.close()


def known_caller(page: Page, base: str) -> tuple[str, str]:
    """(name, number) of somebody whom the registry has for the sheriff, as a request of an unknown caller offers it."""
    page.goto(f"{base}/requests/")
    said = {"caller": "Somebody", "agency": "WCS", "number": "763-555-0100", "asked": "Who is this?"}
    for name, words in said.items():
        page.fill(f"#f-{name}", words)
    page.get_by_role("button", name="Take the request").click()
    page.wait_for_url(re.compile(r"/requests/.+"))
    name, number = page.locator("#f-reached .choice").first.inner_text().strip().split(", ")
    page.get_by_label("Taken twice").check()
    page.get_by_role("button", name="Close the request").click()
    page.wait_for_url(f"{base}/requests/")
    return name, number


def test_a_request_is_taken_searched_and_answered_in_twelve_keystrokes(visit: Visit) -> None:
    """By keyboard alone, besides the words; a chord counts as two. What was told stands with its recipient."""
    page = visit("ana", "/threats/")
    base = page.url.removesuffix("/threats/")
    name, number = known_caller(page, base)
    page.goto(f"{base}/search/?purpose=threat-assessment&case=EX-26-0141+NFC&q=plate")
    found = re.search(r"EXR \d{4}", page.inner_text("main"))
    assert found is not None, "no report of the exercise names a plate"
    page.goto(f"{base}/watch/")
    strokes = list[str]()

    def stroke(key: str) -> None:
        strokes.extend(key.split("+"))
        press(page, key)

    stroke("g")
    stroke("q")
    page.wait_for_url(f"{base}/requests/")
    expect(page.locator("#f-caller")).to_be_focused()
    for words, then in (
        (name, "Tab"),
        ("WCS", "Tab"),
        (number, "Tab"),
        (f"Is plate {found[0]} known?", "Control+Enter"),
    ):
        page.keyboard.type(words)
        stroke(then)
    page.wait_for_url(re.compile(r"/requests/[0-9a-f-]{36}/$"))
    where = page.url
    stroke("s")
    page.wait_for_url(re.compile(r"\?q=EXR"))
    tick = page.locator(".tell input").first
    expect(tick).to_be_focused()
    stroke("Space")
    stroke("t")
    page.wait_for_url(re.compile("tell="))
    expect(page.locator("#f-words")).to_be_focused()
    expect(page.locator("#f-words")).to_have_value(re.compile(r"^\(.+\) (TIP|SAR)-\w{8}: .+ sent a report of"))
    stroke("Control+Enter")
    page.wait_for_url(where)
    expect(page.locator("main")).to_contain_text(f"told to {name}")
    expect(page.get_by_role("region", name="Found")).to_contain_text(re.compile("(TIP|SAR)-"))
    assert len(strokes) <= 12, strokes
