"""The key map: every key of the table that the pages use is pressed where it belongs, and does what it says."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pytest
from keyboard import CLAIM, PREVIEW, offered, press, says
from playwright.sync_api import Error, Locator, Page, expect
from test_board import news_behind_a_button

Visit = Callable[..., Page]
OPEN = "one => one.open"
SEARCH = "/search/?purpose=threat-assessment&case=EX-26-0141+NFC&q=drone"
WORKSPACE = "[data-workspace][data-ready]"


@dataclass
class Desk:
    """Ana's desk: where each kind of page is, and which keys were marked on those that were opened."""

    page: Page
    visit: Visit
    base: str
    places: dict[str, str] = field(default_factory=dict)
    marked: set[str] = field(default_factory=set)

    def at(self, name: str) -> None:
        """That page, ready, with the focus in no field; opened anew only if the last key led away from it."""
        if self.page.evaluate("globalThis.place") != name:
            self._open(name)
        self.page.locator("#main").focus()

    def _open(self, name: str) -> None:
        self.page.goto(self.base + self.places[name])
        self.page.evaluate("name => { globalThis.place = name }", name)
        if name == "workspace":
            self.page.wait_for_selector(WORKSPACE)
        if name in ("inbox", "reports", "threats of the inbox"):
            press(self.page, "j")
            expect(self.page.locator(PREVIEW)).to_be_visible()
        if name == "statement":
            expect(self.page.locator("#f-text")).to_be_focused()  # the editor takes the focus once it stands
        marks = self.page.locator("[data-key]").evaluate_all("all => all.map((one) => one.dataset.key)")
        self.marked |= {str(one) for one in marks}


Check = Callable[[Desk, str], None]


class Case(NamedTuple):
    """Where a key is pressed, and what it is to do there."""

    at: str
    check: Check


def leads(at: str, to: str) -> Case:
    """The key opens another page."""

    def check(desk: Desk, key: str) -> None:
        strike(desk.page, key)
        desk.page.wait_for_url(re.compile(to))

    return Case(at, check)


def focuses(at: str, what: str) -> Case:
    """The key puts the focus there."""

    def check(desk: Desk, key: str) -> None:
        strike(desk.page, key)
        expect(desk.page.locator(what).first).to_be_focused()

    return Case(at, check)


def shows(at: str, what: str) -> Case:
    """The key shows what was hidden, and Esc hides it."""

    def check(desk: Desk, key: str) -> None:
        shown = desk.page.locator(what).first
        expect(shown).to_be_hidden()
        strike(desk.page, key)
        expect(shown).to_be_visible()
        strike(desk.page, "Esc")
        expect(shown).to_be_hidden()

    return Case(at, check)


def folds(at: str, what: str) -> Case:
    """The key opens what is folded, or folds what is open, and the focus is on its head."""

    def check(desk: Desk, key: str) -> None:
        one = desk.page.locator(f"{what}:visible").first
        before = one.evaluate(OPEN)
        strike(desk.page, key)
        expect(one.locator("> summary")).to_be_focused()
        assert one.evaluate(OPEN) is not before

    return Case(at, check)


def large(pane: str) -> Case:
    """The key gives one pane of the workspace all the room, and takes it back."""

    def check(desk: Desk, key: str) -> None:
        panes = desk.page.locator("[data-panes]")
        strike(desk.page, key)
        expect(panes).to_have_attribute("data-large", pane)
        strike(desk.page, key)
        expect(panes).not_to_have_attribute("data-large", pane)

    return Case("workspace", check)


def strike(page: Page, key: str) -> None:
    """A key as the table writes it: two after one another, or held with Ctrl."""
    if key.startswith("Ctrl "):
        press(page, f"Control+{key[5:].lower() if len(key) == 6 else key[5:]}")
        return
    for one in key.split(" "):
        press(page, {"Esc": "Escape"}.get(one, one))


def selected(page: Page) -> Locator:
    """The row of the list that is chosen."""
    return page.locator("[role=option][aria-selected=true]")


def moves(desk: Desk, keys: str) -> None:
    """`j` goes down by one row, `k` up again."""
    before = str(selected(desk.page).get_attribute("id"))
    down, up = keys.split()
    strike(desk.page, down)
    expect(selected(desk.page)).not_to_have_attribute("id", before)
    strike(desk.page, up)
    expect(selected(desk.page)).to_have_attribute("id", before)


def goes_through_rows(desk: Desk, keys: str) -> None:
    """The focus goes from one row's link to the next and back; Enter then follows the link."""
    page, (down, up) = desk.page, keys.split()
    links = page.locator("[data-moves] tbody tr td:first-child > a")
    for key, at in ((down, 0), (down, 1), (up, 0)):
        strike(page, key)
        expect(links.nth(at)).to_be_focused()


def ticks(desk: Desk, key: str) -> None:
    """The row is ticked, and free again."""
    page = desk.page
    for state in ("true", "false"):
        strike(page, key)
        expect(selected(page)).to_have_attribute("aria-checked", state)


def claims(desk: Desk, keys: str) -> None:
    """Claimed, said by the toast, and taken back."""
    page, (claim, undo) = desk.page, keys.split()
    number = offered(page, CLAIM)
    strike(page, claim)
    says(page, f"Claimed {number}")
    strike(page, undo)
    expect(page.get_by_text("as before.")).to_be_visible()


def shows_what_is_new(desk: Desk, key: str) -> None:
    """What waited while somebody read stands on the board."""
    page = desk.page
    news_behind_a_button(desk.visit, page, "A key shows this report")
    strike(page, key)
    expect(page.locator(".news")).to_contain_text("A key shows this report")


def expands(desk: Desk, key: str) -> None:
    """What is beside the chosen thing joins the picture."""
    page = desk.page
    page.locator("tr[data-expand]:not([data-focus]) input").first.check()
    strike(page, key)
    page.wait_for_url(re.compile("of=.*of="))
    page.wait_for_selector(WORKSPACE)


def turns_the_page(desk: Desk, keys: str) -> None:
    """The previous record of the list that one came from, and the next, which is this one."""
    number, (previous, following) = desk.page.locator(".crumbs .mono").first, keys.split()
    first = number.inner_text()
    strike(desk.page, previous)
    expect(number).not_to_have_text(first)
    strike(desk.page, following)
    expect(number).to_have_text(first)


def zooms(desk: Desk, key: str) -> None:
    """The graph is drawn at another size; `0` draws all of it again."""
    page = desk.page
    graph = page.locator(".ws-graph .ws-live")
    graph.focus()
    page.wait_for_timeout(300)
    before = graph.screenshot()
    strike(page, "+" if key == "0" else key)
    _until(page, lambda: graph.screenshot() != before)
    if key == "0":
        strike(page, key)
        _until(page, lambda: graph.screenshot() == before)


def _until(page: Page, said: Callable[[], bool]) -> None:
    for _ in range(40):
        if said():
            return
        page.wait_for_timeout(150)
    raise AssertionError("the picture stays as it was")


def goes_through_panes(desk: Desk, key: str) -> None:
    """From the work to the strip below it."""
    page = desk.page
    strike(page, key)
    assert page.evaluate("document.activeElement.closest('.bar, .nav, .strip, .work') !== null")
    assert page.evaluate("document.activeElement.id") != "main"


CASES: dict[str, tuple[Case, ...]] = {
    "/": (focuses("board", "#find"),),
    "?": (shows("board", "#keys-help"),),
    "j k": (Case("inbox", moves), Case("tasks", goes_through_rows)),
    "j": (leads("draft", "at="),),
    "o": (leads("inbox", "/records/"), leads("search", "/records/")),
    "x": (Case("inbox", ticks),),
    "w": (folds("inbox", ".why-fold"), focuses("record", "#why-panel")),
    ".": (Case("board", shows_what_is_new),),
    "b": (
        folds("board", "details[data-key=b]"),
        focuses("threat", "#places-panel"),
        folds("workspace", ".ws-graph details"),
    ),
    "c u": (Case("inbox", claims),),
    "v": (leads("reports", "/tips/"),),
    "d": (folds("reports", "details[data-key=d]"),),
    "e": (Case("workspace", expands), folds("reports", "details[data-key=e]")),
    "l": (focuses("record", "#f-other"),),
    "n": (leads("record", "/needs/"), leads("inbox", "/needs/")),
    "t": (folds("draft", "details[data-key=t]"),),
    "f": (folds("inbox", "details.filter"), folds("search", ".facets details")),
    "m": (focuses("statement", "#f-portion"),),
    "[ ]": (Case("record", turns_the_page),),
    "r": (leads("board", "/requests/"),),
    "p": (leads("board", "/watch/log/"), focuses("log", "#f-whom")),
    "h": (leads("board", "/watch/hand-over/"), leads("log", "/watch/hand-over/")),
    "i": (leads("threats of the inbox", "/threats/"),),
    "s": (focuses("statement", "[data-key=s]"), folds("search", "details.save")),
    "1": (large("graph"),),
    "2": (large("map"),),
    "3": (large("timeline"),),
    "+": (Case("workspace", zooms),),
    "-": (Case("workspace", zooms),),
    "0": (Case("workspace", zooms),),
}
# held with Ctrl or not a sign: WCAG 2.1.4 asks nothing of them, and nobody gives them another sign
FIXED: dict[str, tuple[Case, ...]] = {
    "Ctrl K": (shows("board", "#palette"),),
    "F6": (Case("board", goes_through_panes),),
    "Esc": (leads("record", "/inbox/"), leads("statement", "/products/[0-9a-f-]+/(#.*)?$")),
    "Enter": (focuses("statement", "#f-text"),),
    "Ctrl Enter": (leads("threat", "/products/"),),
}


def table_of(page: Page) -> dict[str, str]:
    """The key map of this reader: each key with its words, as the settings offer it."""
    rows = page.locator(".settings__key label").evaluate_all(
        "all => all.map((one) => [one.querySelector('kbd').textContent, one.firstChild.textContent.trim()])"
    )
    return {str(key): str(words) for key, words in rows}


def try_all(desk: Desk, cases: dict[str, tuple[Case, ...]]) -> list[str]:
    """What does not do what it should, each with its key; page by page, so that few are opened anew."""
    failed, each = [], [(case.at, key, case.check) for key, all_ in cases.items() for case in all_]
    for at, key, check in sorted(each, key=lambda one: one[0]):
        try:
            desk.at(at)
            check(desk, key)
        except (AssertionError, Error) as wrong:  # the other keys are still to be pressed
            failed.append(f"{key} on {at}: {str(wrong)[:300]}")
            desk.page.evaluate("globalThis.place = ''")
    return failed


def ways_of(page: Page, table: dict[str, str]) -> list[str]:
    """The keys of the navigation, each pressed where the one before led; those that lead elsewhere than their link."""
    failed = []
    for key in [one for one in table if " " in one]:
        to = page.locator(f'.nav [data-key="{key}"]').evaluate("one => one.href")
        page.locator("#main").focus()
        page.evaluate("globalThis.stays = true")
        strike(page, key)
        page.wait_for_function("!globalThis.stays")
        if page.url.split("?")[0] != to:
            failed.append(f"{key}: {page.url}")
    return failed


@pytest.fixture
def desk(visit: Visit) -> Desk:
    """Ana's desk with a record that she came to from a list, a threat, its workspace and a fresh draft."""
    page = visit("ana", "/threats/")
    base = page.url.removesuffix("/threats/")
    page.get_by_role("link", name="Drone surveys of electric substations").first.click()
    page.wait_for_url("**/threats/*/")
    places = {
        "inbox": "/inbox/", "reports": "/inbox/?kind=tip", "threats of the inbox": "/inbox/?kind=stix",
        "board": "/watch/", "log": "/watch/log/",
        "search": SEARCH, "tasks": "/tasks/", "threat": page.url.removeprefix(base),
        "workspace": str(page.locator("main a.button", has_text="Workspace").get_attribute("href")),
    }  # fmt: skip
    page.get_by_role("button", name="Draft a bulletin").click()
    page.wait_for_url("**/products/**")
    places["draft"] = page.url.removeprefix(base)
    places["statement"] = page.locator(".statement__open").nth(1).evaluate("one => one.pathname + one.search")
    page.goto(f"{base}/inbox/?kind=tip")
    places["record"] = str(page.locator(".row[data-open]").nth(2).get_attribute("data-open"))
    return Desk(page, visit, base, places)


def test_every_key_of_the_table_does_what_it_says(desk: Desk, visit: Visit) -> None:
    """A key without a case fails, and so does a case without a key, or a key on a page that no table names."""
    table = table_of(visit("ana", "/settings/"))
    singles = {key for key in table if " " not in key}
    assert singles == {key for keys in CASES for key in keys.split()}
    failed = try_all(desk, CASES | FIXED)
    assert not failed, "\n".join(failed)
    assert desk.marked <= set(table) | set(FIXED)


@pytest.mark.parametrize("login", ["ana", "pia"])
def test_every_way_of_the_table_leads_where_its_link_does(visit: Visit, login: str) -> None:
    """`g` and a letter from any page, for who works the watch and for who works the privacy desk."""
    page = visit(login, "/settings/")
    table = table_of(page)
    assert {key for key in table if " " in key} >= {"g w" if login == "ana" else "g v", "g ,"}
    assert ways_of(page, table) == []
