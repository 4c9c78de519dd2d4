"""The inbox worked by keys as Ana: claim, undo, tick, fold, dismiss; without script by forms; without barriers."""

import re
from collections.abc import Callable

import pytest
from barriers import sideways, violations
from keyboard import FIRST_LOOK, PREVIEW, offered, press, says
from playwright.sync_api import Browser, Locator, Page, expect

Visit = Callable[..., Page]


@pytest.fixture(scope="module")
def center(own_center: str) -> str:
    """No other test has been here."""
    return own_center


def selected(page: Page) -> Locator:
    """The row that the preview shows."""
    return page.locator("[role=option][aria-selected=true]")


def preview(page: Page) -> Locator:
    """The preview that is open, once it is whole."""
    return page.locator(PREVIEW)


def test_the_preview_follows_at_once_and_fills_itself(visit: Visit) -> None:
    """The words of the next row stand before anything is fetched; then what the center knows, with a reason to each."""
    page = visit("ana", "/inbox/")
    page.route(re.compile(r"/inbox/[0-9a-f-]{36}/"), lambda route: route.abort())
    press(page, "j")
    beginning = page.locator("article.preview:not([hidden])")
    expect(beginning.locator(".narrative")).not_to_be_empty()
    expect(beginning.get_by_text("did not load")).to_be_visible()
    page.unroute_all()
    press(page, "j")
    expect(preview(page)).to_be_visible()
    expect(preview(page).locator("summary", has_text="Why can I see this?")).to_be_visible()
    assert selected(page).get_attribute("data-address") in page.url


def test_a_claim_by_key_its_toast_and_its_undo(visit: Visit) -> None:
    """`c` claims, the toast says so and stays on the same row, `u` takes it back."""
    page = visit("ana", "/inbox/?view=unclaimed")
    press(page, "j", "j")
    expect(preview(page)).to_be_visible()
    number = preview(page).locator(".mono").first.inner_text()
    press(page, "c")
    says(page, f"Claimed {number}")
    page.goto(page.url.replace("view=unclaimed", "view="))
    page = visit("ana", "/inbox/?view=mine")
    expect(page.locator(".row", has_text=number)).to_have_count(1)
    press(page, "c")
    says(page, f"Released {number}")
    press(page, "u")
    expect(page.locator(".row", has_text=number)).to_have_count(1)
    press(page, "c")
    says(page, "Released")


def test_a_toast_waits_while_it_is_focused(visit: Visit) -> None:
    """Eleven seconds with the focus on it leave it there; then it goes."""
    page = visit("ana", "/inbox/?view=unclaimed")
    page.clock.install()
    press(page, "j")
    with page.expect_navigation():
        press(page, "c")
    toast = page.locator("[data-toast]")
    page.clock.run_for(500)
    expect(toast).to_be_visible()
    toast.get_by_role("button").focus()
    page.clock.run_for(11_000)
    expect(toast).to_be_visible()
    page.locator("main").focus()
    page.clock.run_for(11_000)
    expect(toast).to_have_count(0)


def test_a_range_is_ticked_and_each_is_done(visit: Visit) -> None:
    """`x` and `Shift x` tick three rows; the bar counts them, claims them together, and undo frees all three."""
    page = visit("ana", "/inbox/?view=unclaimed&kind=tip")
    expect(page.locator(".bulk")).to_be_hidden()
    press(page, "j", "x", "j", "j", "Shift+X")
    expect(page.locator("[role=option][aria-checked=true]")).to_have_count(3)
    expect(page.locator("[data-ticked]")).to_have_text("3 selected")
    page.locator(".bulk").get_by_role("button", name="Claim").click()
    says(page, "Claimed")
    page.locator("[data-toast]").get_by_role("button").click()
    expect(page.get_by_text("as before.")).to_be_visible()


def test_a_dismissal_keeps_its_words_and_leads_on(visit: Visit) -> None:
    """`d` opens the form; too few words come back with their error; enough lead on to the next row, with undo."""
    page = visit("ana", "/inbox/?kind=tip&view=unclaimed")
    press(page, "j", "j", "j", "j")
    first = offered(page, FIRST_LOOK)
    press(page, "d")
    form = preview(page).locator("form[data-onward]:visible")
    form.get_by_text("An innocent explanation was confirmed").click()
    form.get_by_label("In words").fill("too few")
    form.get_by_role("button", name="Propose it").click()
    expect(page.locator(".error-summary")).to_contain_text("Rule gather.dismissal_text")
    form = preview(page).locator("form[data-onward]:visible")
    expect(form.get_by_label("In words")).to_have_value("too few")
    form.get_by_label("In words").fill("The owner was called and knows of it.")
    form.get_by_role("button", name="Propose it").click()
    says(page, "Not a SAR: proposed for")
    expect(preview(page).locator(".mono").first).not_to_have_text(first)
    press(page, "u")
    expect(page.get_by_text("as before.")).to_be_visible()


SAR = {
    "behavior": "THREAT", "rationale": "They said which gate would burn, and on which night.", "first_amendment": "no",
}  # fmt: skip
PARTS = {
    "supervisor": "seen", "behavior": "THREAT", "fits": "They said which gate would burn, and on which night.",
    "checks": "Both names were looked up here and at the state; nothing was held.", "indicates": "yes",
    "rationale": "The gate, the night and the fuel fit together, and nobody else had reason to be there.",
}  # fmt: skip


@pytest.mark.parametrize("many", [6, pytest.param(30, marks=pytest.mark.long)])
def test_reports_are_triaged_without_a_mouse(visit: Visit, many: int) -> None:
    """By keys alone: every third is claimed, the others are proposed as no SAR with reason and words; each leaves."""
    page = visit("omar", "/inbox/?kind=tip&view=unclaimed")
    done = set[str]()
    for number in range(many):
        name = offered(page, FIRST_LOOK)
        assert name not in done, "what was done comes back"
        if number % 3 == 2:
            press(page, "c")
            says(page, f"Claimed {name}")
        else:
            press(page, "d", "Tab", "Space", "Tab")
            page.keyboard.type("The owner was called and knows of it.")
            press(page, "Tab", "Enter")
            says(page, f"Not a SAR: proposed for {name}")
        done.add(name)
    assert len(done) == many


def fill(page: Page, said: dict[str, str]) -> None:
    """Each answer in its field; a choice is taken from the keyboard's focus."""
    for name, value in said.items():
        choice = page.locator(f"[name={name}][value={value}]") if value.isalpha() else page.locator(f"[name={name}]")
        if choice.get_attribute("type") in ("radio", "checkbox"):
            choice.press("Space")
        else:
            choice.fill(value)


def test_both_parts_are_decided_with_a_second_reader(visit: Visit) -> None:
    """Ana proposes a SAR and states both parts, Omar reads and confirms each; neither confirms his own."""
    ana = visit("ana", "/inbox/?kind=tip&view=unclaimed")
    press(ana, *("j" for _ in range(12)))
    offered(ana, FIRST_LOOK)
    press(ana, "v")
    ana.wait_for_url("**/tips/**")
    record = ana.url.split("/tips/")[1].split("/")[0]
    fill(ana, SAR)
    ana.get_by_role("button", name="Make it a SAR").press("Enter")
    expect(ana.get_by_role("button", name="Withdraw my proposal")).to_be_visible()
    omar = visit("omar", f"/tips/{record}/")
    expect(omar.locator("main")).to_contain_text(SAR["rationale"])
    omar.get_by_role("button", name="Confirm it").press("Enter")
    expect(omar.locator("main")).to_contain_text("Made a SAR: Ana")
    ana.goto(re.sub(r"/tips/.*", f"/records/{record}/ise-sar/", ana.url))
    fill(ana, PARTS)
    press(ana, "Control+Enter")
    expect(ana.get_by_role("heading", name="Waits for a second person")).to_be_visible()
    omar.goto(re.sub(r"/tips/.*", f"/records/{record}/ise-sar/", omar.url))
    expect(omar.locator("main")).to_contain_text(PARTS["rationale"])
    omar.goto(omar.url.replace("/ise-sar/", "/class/"))
    omar.locator("button[name=answer][value=approve]").press("Enter")
    expect(omar.locator("main")).to_contain_text("ISE-SAR")
    ana.goto(ana.url.replace("/ise-sar/", "/class/"))
    expect(ana.locator("button[name=answer][value=approve]")).to_have_count(0)


def test_back_leads_to_the_same_row_filter_and_scroll(visit: Visit) -> None:
    """From the record of the fifteenth row the way back shows that row, under the same filter, where it stood."""
    page = visit("ana", "/inbox/?kind=tip")
    press(page, *("j" for _ in range(15)))
    expect(preview(page)).to_be_visible()
    name = selected(page).locator(".row__title").inner_text()
    at = page.locator("[data-list]").evaluate("list => list.scrollTop")
    assert at > 0
    press(page, "o")
    page.wait_for_url("**/records/**")
    page.go_back()
    expect(selected(page).locator(".row__title")).to_have_text(name)
    assert "kind=tip" in page.url
    assert abs(page.locator("[data-list]").evaluate("list => list.scrollTop") - at) < 60


def test_the_banner_can_only_become_stricter(visit: Visit) -> None:
    """What is fetched brings its marking; the page carries the roll-up of both on both banners, and says so."""
    page = visit("ana", "/inbox/?kind=tip")
    before = page.locator(".banner--top .banner__text").inner_text()
    page.evaluate("document.querySelector('[data-marking]').dataset.marking = 'CUI//LEI'")
    press(page, "j")
    expect(page.locator(".banner--top .banner__text")).to_contain_text("CUI")
    assert page.locator(".banner--top .banner__text").inner_text() != before
    expect(page.locator(".banner--bottom .banner__text")).to_contain_text("CUI")


def test_without_script_the_same_is_done_by_forms(browser: Browser, center: str) -> None:
    """Script off: rows are links, ticks are boxes, the deed and its undo are buttons."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.goto(f"{center}/inbox/?kind=tip&view=unclaimed")
    page.locator(".row a[data-preview]").nth(3).click()
    expect(page.locator("article.preview:visible h2")).to_have_text(page.locator(".row__title").nth(3).inner_text())
    for n in (5, 6):
        page.locator(".row__tick input").nth(n).check()
    page.locator(".bulk").get_by_role("button", name="Claim", exact=True).click()
    says(page, "Claimed")
    page.locator("[data-toast]").get_by_role("button").click()
    expect(page.get_by_text("as before.")).to_be_visible()
    context.close()


@pytest.mark.parametrize(
    ("theme", "width"), [("light", 1440), ("dark", 390), pytest.param("light", 320, marks=pytest.mark.long)]
)
def test_no_barriers_in_any_state(visit: Visit, axe: str, theme: str, width: int) -> None:
    """Plain, with rows ticked, with a form open: axe finds nothing, and nothing scrolls sideways."""
    page = visit("ana", "/inbox/?kind=tip", theme=theme, width=width)
    assert violations(page, axe) == []
    press(page, "j", "x")
    expect(preview(page)).to_be_visible()
    press(page, "d")
    assert violations(page, axe) == []
    assert sideways(page) <= 0


def test_the_stranger_finds_an_empty_inbox(visit: Visit) -> None:
    """Cy has no row, no number beside the inbox, and no deed to do."""
    page = visit("cy", "/inbox/")
    expect(page.locator(".row")).to_have_count(0)
    expect(page.locator(".bulk")).to_have_count(0)
    assert "0 wait" in page.inner_text("main")
