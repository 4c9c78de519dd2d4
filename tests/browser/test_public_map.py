"""A place is pointed at on the public's page, with the script off and on, by finger and mouse."""

from collections.abc import Callable, Iterator

import pytest
from barriers import sideways, violations
from playwright.sync_api import Browser, Page, expect
from serving import wait

Open = Callable[..., Page]


@pytest.fixture
def street(browser: Browser, center: str) -> Iterator[Open]:
    """The public's page in a browser of its own; the door stands one port above the desk."""
    host, _, port = center.rpartition(":")
    door, opened = f"{host}:{int(port) + 1}", []
    wait(door)

    def go(*, theme: str = "light", width: int = 390, path: str = "/", **more: bool) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme="dark" if theme == "dark" else "light", **more
        )
        opened.append(context)
        page = context.new_page()
        page.goto(f"{door}{path}")
        return page

    yield go
    for context in opened:
        context.close()


def press(page: Page, name: str, *, right: float, down: float) -> None:
    """Press the picture at parts of its width and height."""
    picture = page.locator(f"input[type=image][name={name}]")
    box = picture.bounding_box()
    assert box is not None
    with page.expect_navigation():
        picture.click(position={"x": box["width"] * right, "y": box["height"] * down})


@pytest.mark.parametrize(("name", "width"), [("near", 390), ("wide", 1280)])
def test_a_press_marks_the_place_where_no_script_runs(street: Open, axe: str, name: str, width: int) -> None:
    """Three presses mark it; one picture shows, in its own size; what was typed stays; then it is sent."""
    page = street(width=width, java_script_enabled=False)
    page.get_by_label("What did you see or hear?").fill("A drone stood over the switchyard.")
    page.get_by_label("Stay anonymous").check()
    page.get_by_role("button", name="Show it on a map").click()
    for words in ("It comes nearer each time", "It comes nearer each time", "Press the map to mark the place"):
        expect(page.get_by_role("group", name="Map")).to_contain_text(words)
        shown = [one for one in page.locator("input[type=image]").all() if one.is_visible()]
        assert [one.get_attribute("name") for one in shown] == [name]
        box = shown[0].bounding_box()
        assert box is not None and str(round(box["width"])) == shown[0].get_attribute("width")
        press(page, name, right=0.5, down=0.5)
    expect(page.get_by_text("The place is marked.")).to_be_visible()
    assert page.get_by_label("Latitude").input_value() and page.get_by_label("Longitude").input_value()
    assert page.get_by_label("What did you see or hear?").input_value() == "A drone stood over the switchyard."
    assert page.url.endswith("#map") and page.context.cookies() == []
    page.wait_for_timeout(5_000)  # nobody without proof of work is taken sooner
    page.get_by_role("button", name="Send report").last.click()
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()


def test_the_map_is_fit_for_everybody(street: Open, axe: str, theme: str) -> None:
    """In both languages and themes: nothing of weight for axe, no sideways page; Enter in a line sends the report."""
    for width, path in ((390, "/?lang=es"), (320, "/?lang=en"), (1280, "/?lang=en")):
        page = street(theme=theme, width=width, path=path)
        page.locator("button[name=map]").click()
        press(page, "wide" if width > 600 else "near", right=0.4, down=0.6)
        assert violations(page, axe) == [] and sideways(page) == 0
    page.wait_for_timeout(2_500)
    page.get_by_label("What did you see or hear?").fill("Two vans at the pumps.")
    page.get_by_label("Where was it?").fill("Water works")
    page.get_by_label("Where was it?").press("Enter")
    expect(page.get_by_role("heading", name="Your code")).to_be_visible()
