"""The frame in a real browser: commands, keys of one's own, panes, a session that ends, a server that is away."""

import re
from collections.abc import Callable

import pytest
from barriers import sideways, violations
from keyboard import press
from playwright.sync_api import Page, expect

Visit = Callable[..., Page]
THIRTY = 30 * 60 * 1000


def test_commands_are_those_of_the_page(visit: Visit, axe: str, theme: str) -> None:
    """Ctrl K lists the ways of the navigation and the acts of this page; letters narrow it, Enter goes there."""
    page = visit("ana", "/", theme=theme)
    press(page, "Control+k")
    box = page.locator("#palette")
    expect(box).to_be_visible()
    ways = page.locator(".nav a").count()
    assert page.locator("#palette-list [role=option]").count() > ways
    assert violations(page, axe) == []
    page.keyboard.type("ledg")
    expect(page.locator("#palette-list [aria-selected=true]")).to_contain_text("Ledger")
    press(page, "Enter")
    page.wait_for_url("**/ledger/")


def test_commands_hold_nothing_that_the_reader_has_not(visit: Visit) -> None:
    """To Cy the list names no page that is not in his navigation."""
    page = visit("cy", "/settings/")
    press(page, "Control+k")
    listed = page.locator("#palette-list [role=option]").all_inner_texts()
    assert listed
    assert not any("Ledger" in one or "Purge" in one for one in listed)
    page.keyboard.type("no such thing at all")
    expect(page.locator("[data-none]")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_the_list_of_keys_has_those_of_this_page_first(visit: Visit, axe: str, theme: str) -> None:
    """`?` opens it, the page's own keys stand before those of every page, Esc closes it and the focus goes back."""
    page = visit("ana", "/", theme=theme)
    press(page, "?")
    expect(page.locator("#keys-help")).to_be_visible()
    assert "Open" in page.locator("[data-keys-here]").inner_text()
    assert "Search" in page.locator("[data-keys-everywhere]").inner_text()
    assert violations(page, axe) == []
    press(page, "Escape")
    expect(page.locator("#keys-help")).to_be_hidden()


def test_keys_are_off_or_only_with_alt(visit: Visit) -> None:
    """Off, no single key does anything; with Alt only, the bare key does nothing and Alt with it does."""
    page = visit("dee", "/settings/")
    page.get_by_label("Only with Alt").check()
    _keep(page)
    page.locator("#main").focus()
    press(page, "/")
    assert page.evaluate("document.activeElement.id") != "find"
    press(page, "Alt+/")
    assert page.evaluate("document.activeElement.id") == "find"
    page.goto(page.url)
    page.get_by_role("radio", name="Off", exact=True).check()
    _keep(page)
    page.locator("#main").focus()
    press(page, "Alt+/")
    assert page.evaluate("document.activeElement.id") != "find"
    page.get_by_role("radio", name="On", exact=True).check()
    _keep(page)


def test_a_key_of_ones_own_is_heard_and_shown(visit: Visit) -> None:
    """Search under q: the new key finds the field, ours does not, and the list of keys says q."""
    page = visit("ike", "/settings/")
    page.get_by_text("Give keys of your own").click()
    field = page.get_by_label("Search /", exact=True)
    field.fill("q")
    _keep(page)
    page.locator("#main").focus()
    press(page, "/")
    assert page.evaluate("document.activeElement.id") != "find"
    press(page, "q")
    assert page.evaluate("document.activeElement.id") == "find"
    page.locator("#main").focus()
    press(page, "?")
    assert re.search(r"Search\s*q", page.locator("[data-keys-everywhere]").inner_text())


def test_panes_are_reached_one_by_one(visit: Visit) -> None:
    """F6 goes from the bar to the navigation, through the work and to the strip, and round again; Shift F6 back."""
    page = visit("ana", "/ledger/")
    where = "document.activeElement.closest('.bar, .nav, .work, .strip')?.className.split(' ')[0]"
    seen = []
    for _ in range(6):
        press(page, "F6")
        seen.append(page.evaluate(where))
    assert seen[:2] == ["bar", "nav"]
    assert {"work", "strip"} <= set(seen)
    press(page, "Shift+F6")
    assert page.evaluate(where) == seen[-2]


def test_the_last_purposes_are_one_press_away(visit: Visit, axe: str) -> None:
    """After two purposes the earlier one is taken again from the bar, and the page is the same one."""
    page = visit("ana", "/people/purpose/?next=/ledger/")
    for case in ("26-0141 NFC", "26-0152 NFC"):
        page.goto(page.url.split("/people")[0].split("/ledger")[0] + "/people/purpose/?next=/ledger/")
        page.get_by_label("Purpose", exact=True).select_option("threat-assessment")
        page.get_by_label(re.compile("Case reference")).fill(case)
        with page.expect_navigation():
            press(page, "Control+Enter")
    page.locator(".purpose summary").click()
    assert violations(page, axe) == []
    page.get_by_role("button", name="26-0141 NFC").click()
    page.wait_for_load_state("load")
    assert page.url.endswith("/ledger/")
    assert "Case 26-0141 NFC" in page.locator(".purpose").inner_text()


def test_words_outlive_a_server_that_is_away(visit: Visit, axe: str) -> None:
    """A form that cannot be sent stays with its words and says so; one press sends it when the server is back."""
    page = visit("ana", "/people/purpose/?next=/ledger/")
    page.get_by_label("Purpose", exact=True).select_option("threat-assessment")
    page.get_by_label(re.compile("Case reference")).fill("26-0999 NFC")
    page.context.set_offline(True)
    page.get_by_role("button", name="Read for this purpose").click()
    expect(page.locator("[data-kept]")).to_contain_text("Your text is kept on this page.")
    expect(page.locator(".strip")).to_contain_text("No connection since")
    assert page.get_by_label(re.compile("Case reference")).input_value() == "26-0999 NFC"
    assert violations(page, axe) == []
    assert "0999" not in page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Send it again").click()
    assert "26-0999 NFC" in page.locator(".purpose").inner_text()


def test_errors_come_back_to_the_form_that_was_sent_by_script(visit: Visit, axe: str, theme: str) -> None:
    """The page with its errors stands as if the browser had sent the form: summary first, tied to the field."""
    page = visit("ana", "/people/purpose/", theme=theme)
    page.get_by_label("Purpose", exact=True).select_option("threat-assessment")
    page.get_by_role("button", name="Read for this purpose").click()
    expect(page.locator(".error-summary")).to_be_visible()
    assert violations(page, axe) == []
    press(page, "?")
    expect(page.locator("#keys-help")).to_be_visible()


def test_a_session_is_extended_by_any_key(visit: Visit) -> None:
    """Five minutes before the end a polite notice says so; a key takes it away and the server hears of it."""
    page = _with_a_clock(visit("ana"), "/ledger/")
    page.clock.fast_forward(THIRTY - 4 * 60 * 1000)
    page.clock.run_for(6_000)
    expect(page.locator("[data-session-notice]")).to_contain_text("Press any key to stay signed in")
    with page.expect_response("**/people/session/") as told:
        press(page, "Shift")
    assert told.value.status == 200
    expect(page.locator("[data-session-notice]")).to_be_hidden()


def test_after_the_end_the_page_is_covered_by_its_banners(visit: Visit, axe: str, theme: str) -> None:
    """Nothing of the page can be read or reached but the marking and the sign-in; a wrong passphrase opens nothing."""
    page = _with_a_clock(visit("ana", "/", theme=theme), "/ledger/")
    page.clock.fast_forward(THIRTY + 10_000)
    page.clock.run_for(6_000)
    lock = page.locator("#lock")
    expect(lock).to_be_visible()
    assert lock.locator(".banner").count() == 2
    assert page.evaluate("document.elementFromPoint(700, 400).closest('#lock') !== null")
    press(page, "Escape")
    press(page, "Escape")
    expect(lock).to_be_visible()
    lock.get_by_label("Passphrase").fill("wrong wrong wrong wrong")
    lock.get_by_role("button", name="Sign in and go on").click()
    expect(lock.locator("[data-wrong]")).to_contain_text("do not fit")
    assert violations(page, axe) == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_the_frame_reflows(visit: Visit, width: int) -> None:
    """The dialogs too fit a small window, and a lost connection is said there."""
    page = visit("ana", "/settings/", width=width)
    assert sideways(page) <= 0
    press(page, "Control+k")
    assert sideways(page) <= 0
    press(page, "Escape")
    page.context.set_offline(True)
    page.get_by_role("button", name="Keep settings").click()
    expect(page.locator(".strip")).to_be_visible()
    assert sideways(page) <= 0


def _keep(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Keep settings").click()
    expect(page.get_by_text("Your settings are kept.")).to_be_visible()


def _with_a_clock(page: Page, path: str) -> Page:
    """The page again, with a clock that the test moves."""
    page.clock.install()
    page.goto(page.url.rstrip("/").split("/ledger")[0] + path)
    return page
