"""The watch in a real browser: a call logged and the watch taken over by keys alone, and both without script."""

from collections.abc import Callable

import pytest
from barriers import sideways, violations
from keyboard import press
from playwright.sync_api import Browser, Page, expect

Visit = Callable[..., Page]
LOG, SHEET = "/watch/log/", "/watch/hand-over/"


@pytest.mark.parametrize("theme", ["dark"])
def test_the_log_with_an_error_and_on_a_phone(visit: Visit, axe: str, theme: str) -> None:
    """No barriers on log and sheet, also with an error shown; nothing scrolls sideways at 320 pixels."""
    for path in (LOG, SHEET):
        page = visit("ana", path, theme=theme)
        assert violations(page, axe) == []
        assert sideways(visit("ana", path, theme=theme, width=320)) <= 0
    page = visit("ana", LOG, theme=theme)
    page.get_by_label("What").fill("Nobody is named.")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("Whom: empty.")
    assert page.get_by_label("What").input_value() == "Nobody is named."
    assert violations(page, axe) == []


def test_a_call_is_logged_by_keys(visit: Visit) -> None:
    """`p` leads into the form; Ctrl Enter writes; the entry stands on top."""
    page = visit("ana", LOG)
    press(page, "p")
    expect(page.get_by_label("Whom")).to_be_focused()
    page.keyboard.type("Duty desk of the plant")
    press(page, "Tab")
    press(page, "Tab")
    press(page, "Space")
    press(page, "Tab")
    page.keyboard.type("They look at the fence.")
    press(page, "Control+Enter")
    expect(page.get_by_role("status").first).to_contain_text("Written into the log")
    first = page.locator(".entry").first
    expect(first).to_contain_text("They look at the fence.")
    expect(first).to_contain_text("Duty desk of the plant, reached")


def test_the_watch_is_taken_by_keys(visit: Visit, axe: str) -> None:
    """One line left out and the sheet comes back with it marked; all confirmed with `x` and the watch is Sol's."""
    page = visit("sol", SHEET)
    boxes = page.locator("input[name=line]")
    total = boxes.count()
    assert total >= 3
    for _ in range(total - 1):
        press(page, "x")
    expect(page.locator("[data-read-count]")).to_have_text(f"{total - 1} of {total} lines read back")
    press(page, "Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("1 line is not read back")
    assert violations(page, axe) == []
    assert page.locator("input[name=line]:checked").count() == total - 1
    press(page, "k")
    for _ in range(total - 1):
        press(page, "j")
    press(page, "x")
    press(page, "Control+Enter")
    page.wait_for_url(f"**{LOG}")
    expect(page.locator(".page-head")).to_contain_text("You hold the watch")
    page.goto(page.url.replace(LOG, SHEET))
    expect(page.get_by_role("button", name="Take the watch")).to_have_attribute("aria-disabled", "true")
    assert violations(page, axe) == []


def test_without_script_the_log_is_read_and_written(browser: Browser, center: str) -> None:
    """The same form and the same list, by plain HTML."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.goto(f"{center}{LOG}")
    page.get_by_role("radio", name="Event").check()
    page.get_by_label("What").fill("Written without script.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".entry").first).to_contain_text("Written without script.")
    context.close()
