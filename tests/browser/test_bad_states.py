"""Bad states in a real browser: forced colours, titles of 300 words or from right to left, two people on one record."""

import re

import pytest
from barriers import sideways
from conftest import Visit
from keyboard import press
from playwright.sync_api import Page, expect

HEBREW = "דיווח על רחפן מעל תחנת המשנה"
# as long as the form lets a line be
LONG = "Long words about one thing at gate four "
CANVAS = {"light": "rgb(241, 243, 246)", "dark": "rgb(19, 23, 31)"}
# of what has the focus, or of the box that is drawn around a field
FOCUS = """() => [document.activeElement, document.activeElement.parentElement].map((one) => getComputedStyle(one))
  .map((is) => ({style: is.outlineStyle, width: parseFloat(is.outlineWidth), color: is.outlineColor}))
  .reduce((own, around) => own.style === "solid" ? own : around)"""
WIDE = """() => [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth
  && !one.closest(".scroll")).map((one) => `${one.tagName}.${one.className}`).slice(0, 5)"""
PAINTED = "getComputedStyle(document.body).backgroundColor"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_is_shown_as_it_is_asked_for(visit: Visit, theme: str) -> None:
    """Also to somebody who keeps the other theme for himself: pictures and checks of a theme are of that theme."""
    other = "light" if theme == "dark" else "dark"
    page = visit("ike", "/settings/", theme=theme)
    page.get_by_role("radio", name=other.capitalize(), exact=True).check()
    _keep(page)
    assert page.evaluate(PAINTED) == CANVAS[other]
    assert visit("ike", "/ledger/", theme=theme).evaluate(PAINTED) == CANVAS[theme]
    page.get_by_role("radio", name="As the device").check()
    _keep(page)
    assert page.evaluate(PAINTED) == CANVAS[theme]


def test_forced_colours_keep_focus_banner_and_state(visit: Visit) -> None:
    """With the colours of the system the banner keeps its own, each glyph its shape, and the focus can be seen."""
    own = visit("ana").locator(".banner--top").evaluate("one => getComputedStyle(one).backgroundColor")
    page = visit("ana", forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    assert page.locator(".banner--top").evaluate("one => getComputedStyle(one).backgroundColor") == own
    press(page, "Tab")
    for _ in range(12):
        press(page, "Tab")
        seen = page.evaluate(FOCUS)
        assert seen["style"] == "solid" and seen["width"] >= 2, page.evaluate("document.activeElement.outerHTML")
        assert seen["color"] != page.evaluate(PAINTED)
    glyph = page.locator(".rows .row__glyph svg").first
    assert glyph.get_attribute("aria-label")
    assert glyph.evaluate("one => getComputedStyle(one).color") != page.evaluate(PAINTED)
    chosen, another = (
        page.locator(".rows [aria-selected=true]").first,
        page.locator(".rows [aria-selected=false]").first,
    )
    look = "one => { const is = getComputedStyle(one); return [is.backgroundColor, is.outlineStyle, is.boxShadow] }"
    assert chosen.evaluate(look) != another.evaluate(look)


@pytest.mark.parametrize("width", [320, 1440])
def test_a_title_of_300_words_breaks_no_page(visit: Visit, width: int) -> None:
    """Inbox, record and board keep their width, and the words stand inside their own place."""
    page = visit("ana", "/", width=width)
    record = page.locator("[data-open]").first.get_attribute("data-open")
    assert record is not None
    for path, where in (("/", ".row__title, .preview h2"), (record, "h1"), ("/watch/", "h3, td a, h1")):
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + path)
        title = " ".join(["observation"] * 299 + ["x" * 120])
        page.locator(where).evaluate_all("(all, title) => all.forEach((one) => { one.textContent = title })", title)
        assert sideways(page) <= 0, (path, page.evaluate(WIDE))
        assert page.locator(".banner--top").is_visible()


def test_words_from_right_to_left_stay_whole(visit: Visit) -> None:
    """A title in Hebrew runs from the right in list and record, its number beside it from the left."""
    page = visit("sol", "/report/")
    page.get_by_label("In one line", exact=False).first.fill(HEBREW)
    page.locator("textarea[name=narrative]").fill("Two people flew it over the fence and left north.")
    page.get_by_role("checkbox").last.check()
    with page.expect_navigation():
        press(page, "Control+Enter")
    page.goto(re.sub(r"(//[^/]+)/.*", r"\1/", page.url))
    row = page.locator(".row__title", has_text=HEBREW).first
    expect(row).to_be_attached()
    assert row.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert row.locator("xpath=..").locator(".row__under").evaluate("one => getComputedStyle(one).direction") == "ltr"
    page.goto(page.url.split("?")[0].rstrip("/") + str(row.locator("xpath=ancestor::li").get_attribute("data-open")))
    head = page.get_by_role("heading", level=1)
    assert head.evaluate("one => getComputedStyle(one).direction") == "rtl"
    assert sideways(page) <= 0


def test_the_frame_stands_from_right_to_left(visit: Visit) -> None:
    """With the page turned for a language that runs from the right nothing of the frame leaves the window."""
    for width in (390, 1440):
        page = visit("ana", "/ledger/", width=width)
        page.evaluate("document.documentElement.dir = 'rtl'")
        assert sideways(page) <= 0
        boxes = page.locator(".bar, .nav, .work, .banner").evaluate_all(
            "all => all.map((one) => one.getBoundingClientRect()).map((box) => [box.left, box.right])"
        )
        assert all(left >= -1 and right <= width + 1 for left, right in boxes), boxes


def test_the_second_of_two_is_told_who_has_it(visit: Visit) -> None:
    """Both have the same item open; the first claims it, the second is refused with the name of who has it."""
    first, second = visit("ana"), visit("sol")
    item = first.locator(".row[data-open]").nth(3).get_attribute("data-address")
    assert item is not None
    for page in (first, second):
        page.goto(re.sub(r"(//[^/]+)/.*", r"\1/", page.url).rstrip("/") + "/" + item.lstrip("/"))
        expect(page.locator(".preview:visible button[name=claim]")).to_be_visible()
    with first.expect_navigation():
        press(first, "c")
    with second.expect_navigation():
        press(second, "c")
    expect(second.locator(".notices").first).to_contain_text(re.compile(r"Not done: .*Ana \w+ holds it\. Ask Ana"))
    with first.expect_navigation():
        press(first, "u")


def _keep(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Keep settings").click()
    expect(page.get_by_text("Your settings are kept.")).to_be_visible()
