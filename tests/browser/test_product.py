"""The editor in a real browser: live marks, keys while typing, without script, narrow."""

from collections.abc import Callable

import pytest
from barriers import sideways, violations
from keyboard import press
from playwright.sync_api import Browser, Page, expect

Visit = Callable[..., Page]


@pytest.fixture
def draft(visit: Visit) -> str:
    """The path of a fresh bulletin of Ana's."""
    page = visit("ana", "/threats/")
    page.get_by_role("link", name="Drone surveys of electric substations").first.click()
    page.get_by_role("button", name="Draft a bulletin").click()
    page.wait_for_url("**/products/**")
    return page.url.partition("//")[2].partition("/")[2].join(["/", ""])


@pytest.mark.parametrize(("theme", "width"), [pytest.param("light", 1440, marks=pytest.mark.long), ("dark", 390)])
def test_the_editor_has_no_barriers(visit: Visit, axe: str, theme: str, draft: str, width: int) -> None:
    """The draft, an open statement, a new one of the tear line, its versions and what a group gets: no barriers."""
    page = visit("ana", draft, theme=theme, width=width)
    key = page.locator(".statement").nth(1).get_attribute("id") or ""
    as_group = page.locator("#live-audience a").first.get_attribute("href") or ""
    assert as_group
    base = page.url.removesuffix(draft)
    for path in (
        draft,
        f"{draft}?at={key.removeprefix('statement-')}",
        f"{draft}?add=tear",
        f"{draft}versions/",
        as_group,
    ):
        page.goto(f"{base}{path}")
        assert violations(page, axe) == [], path
        assert sideways(page) <= 0, path


def test_the_roll_up_is_live(visit: Visit, draft: str) -> None:
    """A mark typed changes the banner of the product, the checks and the page's own banner before anything is kept."""
    page = visit("ana", draft)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.locator(".statement__open").nth(1).click()
    expect(page.locator("#f-text")).to_be_focused()
    page.locator("#f-portion").fill("CUI//LEI")
    expect(page.locator("#live-mark")).to_contain_text("CUI//LEI")
    expect(page.locator(".banner--top")).to_contain_text("CUI//LEI")
    page.locator("#f-portion").fill("")
    expect(page.locator("#live-mark")).to_contain_text("UNMARKED, CANNOT BE SENT ON")
    page.locator("#f-portion").fill("U//NONSENSE")
    expect(page.locator("#live-no")).to_contain_text("Portion mark")
    page.goto(page.url.partition("?")[0])
    expect(page.locator("#live-mark")).not_to_contain_text("CUI")
    assert errors == []


def test_a_statement_by_keys(visit: Visit, draft: str) -> None:
    """With Alt while typing: mark, source, tear line; moved by an arrow; kept by Ctrl Enter; j goes on, Esc closes."""
    page = visit("ana", draft)
    page.locator(".statement__open").nth(2).click()
    expect(page.locator("#f-text")).to_be_focused()
    for key, field in (("Alt+m", "#f-portion"), ("Alt+s", "#f-more"), ("Alt+t", "#f-tear_title")):
        press(page, key)
        expect(page.locator(field)).to_be_focused()
    page.locator("#f-text").fill("It was seen by day.")
    press(page, "Control+Enter")
    page.wait_for_load_state("load")
    expect(page.locator(".notice, .toast").first).to_contain_text("Kept as version 2")
    expect(page.locator("#f-text")).to_have_value("It was seen by day.")
    press(page, "Alt+ArrowDown")
    expect(page.locator(".notice, .toast").first).to_contain_text("Kept as version 3")
    press(page, "Escape")
    expect(page.locator("#edit")).to_have_count(0)


def test_without_script_a_draft_is_edited_and_sent_on(browser: Browser, center: str, draft: str) -> None:
    """Links open a statement, its form is kept by a button, and the draft goes to review."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.goto(f"{center}{draft}")
    page.locator(".statement__open").nth(2).click()
    page.locator("#f-text").fill("It was seen by night.")
    page.get_by_role("button", name="Keep", exact=False).first.click()
    assert (
        "It was seen by night." in page.inner_text("#f-text") or page.input_value("#f-text") == "It was seen by night."
    )
    page.get_by_role("button", name="Send to review").click()
    assert "Sent to review" in page.inner_text("body")
    context.close()


def test_cy_finds_no_draft(visit: Visit, draft: str) -> None:
    """The address answers as one that never was."""
    page = visit("cy", draft)
    assert "Nothing here that you may read, or it does not exist." in page.inner_text("body")
    assert "substation" not in page.inner_text("body").lower()
