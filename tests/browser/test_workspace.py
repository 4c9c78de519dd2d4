"""The workspace in a real browser: one selection over four views, by keyboard, with and without WebGL and script."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from barriers import sideways, violations
from keyboard import press
from playwright.sync_api import Browser, Page, expect

Visit = Callable[..., Page]
CASE = "purpose=threat-assessment&case=EX-26-0141+NFC"
READY = "[data-workspace][data-ready]"


@pytest.fixture(scope="module")
def needle(browser: Browser, center: str) -> str:
    """The address of the workspace of the report that ties the exercise's needle together."""
    page = browser.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.wait_for_load_state("load")
    page.goto(f"{center}/search/?q=Contact+with+two+people+on+the+line&{CASE}")
    found = page.locator("main").inner_html()
    page.close()
    record = re.search(r'id="head-([0-9a-f-]{36})"[^>]*>Contact with two people on the line', found)
    assert record is not None, found
    return f"/workspace/?of={record[1]}"


def opened(visit: Visit, needle: str, **more: Any) -> Page:
    """The workspace of the needle as Ana, with its pictures standing."""
    page = visit("ana", needle, **more)
    page.wait_for_selector(READY)
    return page


def selected(page: Page) -> list[str]:
    """What is ticked in the list."""
    found: list[str] = page.eval_on_selector_all("input[name=pick]:checked", "all => all.map((one) => one.value)")
    return found


def test_both_themes_without_barriers(visit: Visit, axe: str, theme: str, needle: str) -> None:
    """Graph and map stand under the content policy, no script fails, and axe finds nothing."""
    page = visit("ana", theme=theme)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto(page.url.rstrip("/") + needle)
    page.wait_for_selector(READY)
    assert page.locator(".ws-graph .ws-live canvas").count() > 1
    assert page.locator(".ws-map canvas.maplibregl-canvas").count() == 1
    assert errors == []
    assert violations(page, axe) == []


def test_the_needle_reads_at_a_glance(visit: Visit, needle: str) -> None:
    """Seven reports, the plate and the phone number that tie them, and no more lines than a person can follow."""
    page = opened(visit, needle)
    assert re.match(r"[7-9] reports, .*2 identifiers, .*; [12]\d lines", page.inner_text(".ws-finding"))
    marks = page.eval_on_selector_all(
        "tr[data-token]", "all => all.map(({ dataset: d }) => [Number(d.x), Number(d.y)])"
    )  # fmt: skip
    close = [
        (a, b) for n, a in enumerate(marks) for b in marks[n + 1 :] if abs(a[0] - b[0]) < 159 and abs(a[1] - b[1]) < 73
    ]  # fmt: skip
    assert close == []


def test_selecting_in_one_selects_in_all(visit: Visit, needle: str) -> None:
    """A tick in the list shows in the timeline and is said; Space in the graph ticks the list; Esc clears all."""
    page = opened(visit, needle)
    page.locator("input[name=pick]").first.check()
    token = selected(page)[0]
    assert page.locator(f".ws-timeline [data-token='{token}'].is-selected").count() == 1
    assert "selected" in page.inner_text("[data-says]")
    assert "Names" in page.inner_text("[data-cause]")
    page.locator(".ws-graph .ws-live").focus()
    press(page, "ArrowRight")
    press(page, "Space")
    assert len(selected(page)) == 2
    press(page, "Escape")
    assert selected(page) == []
    assert page.locator(".ws-timeline .is-selected").count() == 0


def test_brushing_the_timeline_selects(visit: Visit, needle: str) -> None:
    """Drawn over the whole axis, everything that has a time is selected, and nothing else."""
    page = opened(visit, needle)
    box = page.locator(".ws-timeline svg.pic").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 110, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 4, box["y"] + 80, steps=4)
    page.mouse.up()
    bars = page.eval_on_selector_all(".ws-timeline [data-token]", "all => all.map((one) => one.dataset.token)")
    assert sorted(selected(page)) == sorted(bars)


def test_the_map_is_worked_by_keys(visit: Visit, needle: str) -> None:
    """Arrows reach a mark on the map and Space selects it there and in the list; minus and plus are the pane's own."""
    page = opened(visit, needle)
    page.locator("canvas.maplibregl-canvas").focus()
    press(page, "ArrowDown")
    press(page, "Space")
    assert len(selected(page)) == 1
    assert page.locator("[data-pane=map] button[data-key='+']").count() == 1
    assert page.locator("[data-pane=graph] button[data-key='+']").count() == 0


def test_expanding_brings_more_and_moves_nothing(visit: Visit, needle: str) -> None:
    """`e` asks the door again: new rows, a new address, Back leads back; what stood stands where it stood."""
    where = (
        "all => Object.fromEntries(all.filter(({ dataset: d }) => d.kind !== 'more')"
        ".map(({ dataset: d }) => [d.token, `${d.x} ${d.y}`]))"
    )
    page = opened(visit, needle)
    before = page.eval_on_selector_all("tr[data-token]", where)
    page.locator("tr[data-token]", has_text="Cash order").locator("input").check()
    press(page, "e")
    page.wait_for_url(re.compile("of=.*of="))
    page.wait_for_selector(READY)
    after = page.eval_on_selector_all("tr[data-token]", where)
    assert len(after) > len(before)
    assert before == {token: after[token] for token in before}
    assert "more things are shown" in page.inner_text("[data-says]")
    page.go_back()
    expect(page.locator("tr[data-token]")).to_have_count(len(before))


def test_a_step_is_undone_by_key_and_a_product_begins_with_what_is_ticked(visit: Visit, axe: str, needle: str) -> None:
    """Hiding asks the door and is a step, `u` takes it back; ticked reports lead over a title into the editor."""
    page = opened(visit, needle)
    rows = page.locator("tr[data-token]")
    before = rows.count()
    page.locator("tr[data-token]", has_text="Cash order").locator("input").check()
    page.get_by_role("button", name="Hide ticked").click()
    expect(rows).to_have_count(before - 1)
    page.wait_for_selector(READY)
    press(page, "u")
    expect(rows).to_have_count(before)
    page.wait_for_selector(READY)
    page.locator("tr[data-token]", has_text="Cash order").locator("input").check()
    page.get_by_role("button", name="Make a product").click()
    page.wait_for_url("**/workspace/product/**")
    assert violations(page, axe) == []
    page.get_by_label("Title").fill("Batteries for cash")
    press(page, "Control+Enter")
    page.wait_for_url("**/products/**")
    expect(page.locator("h1")).to_contain_text("Batteries for cash")


def test_panes_grow_and_show_their_tables(visit: Visit, axe: str, needle: str) -> None:
    """1 makes the graph large and back; b puts the table of its links in its place."""
    page = opened(visit, needle)
    press(page, "1")
    assert not page.locator(".ws-map").is_visible()
    press(page, "b")
    assert page.get_by_text("Names license plate").first.is_visible()
    assert violations(page, axe) == []
    press(page, "b")
    press(page, "1")
    assert page.locator(".ws-map").is_visible()


def test_the_png_is_the_marked_picture(visit: Visit, needle: str, tmp_path: Path) -> None:
    """PNG and SVG carry EXERCISE in their names, and the SVG its banners."""
    page = opened(visit, needle)
    page.locator(".ws-take summary").click()
    with page.expect_download() as png:
        page.locator("[data-png] button").click()
    assert png.value.suggested_filename.startswith("EXERCISE-workspace-")
    png.value.save_as(tmp_path / "one.png")
    assert (tmp_path / "one.png").read_bytes().startswith(b"\x89PNG")
    with page.expect_download() as drawn:
        page.get_by_role("link", name="SVG").click()
    drawn.value.save_as(tmp_path / "one.svg")
    words = [one.text for one in ElementTree.parse(tmp_path / "one.svg").iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("EXERCISE") == 2
    assert words.count("TLP:AMBER") == 2


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_it_is_one_column(visit: Visit, axe: str, needle: str, width: int) -> None:
    """Nothing scrolls sideways, list first, then the three pictures."""
    page = opened(visit, needle, width=width)
    assert sideways(page) <= 0
    assert violations(page, axe) == []


def test_without_webgl_the_plain_pictures_stay(visit: Visit, needle: str) -> None:
    """A browser that refuses WebGL is told so in a sentence; the server's graph takes part in the selection."""
    page = visit("ana")
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(page.url.rstrip("/") + needle)
    page.wait_for_selector(READY)
    assert page.get_by_text("This browser has no WebGL").count() == 2
    page.locator(".ws-graph svg.pic").focus()
    press(page, "ArrowRight")
    press(page, "Space")
    assert len(selected(page)) == 1
    assert page.locator(".ws-graph use.is-selected").count() == 1


def test_without_script_pictures_and_tables_are_read(browser: Browser, center: str, needle: str) -> None:
    """The server's own pictures stand beside the tables, and ticking and expanding work as a form."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.goto(f"{center}{needle}")
    assert page.locator(".ws-graph svg.pic use").count() > 10
    assert page.locator(".ws-map figure.map").count() == 1
    page.locator("tr[data-token]", has_text="Cash order").locator("input").check()
    page.get_by_role("button", name="Expand ticked").click()
    assert page.url.count("of=") == 2
    context.close()


def test_ten_thousand_things_are_drawn(visit: Visit, needle: str) -> None:
    """The measuring page of the bench draws 10,000 things; its frame times are the bench's business."""
    page = opened(visit, needle)
    told = page.evaluate("import('/static/built/workspace/frames.mjs').then((made) => made.graphFrames(10000))")
    assert told["things"] == 10_000
    assert told["frames"] >= 1


def test_cy_finds_no_workspace(visit: Visit, needle: str) -> None:
    """The stranger gets the page of what does not exist."""
    page = visit("cy", needle)
    assert "Nothing here that you may read, or it does not exist. Rule 2." in page.inner_text("body")
    assert "EXR1557" not in page.content()
