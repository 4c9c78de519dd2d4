"""What the tests do without a mouse."""

from playwright.sync_api import Page, expect

PREVIEW = "article.preview[data-whole]:not([hidden])"
CLAIM = "button[name=claim]"  # held by nobody
FIRST_LOOK = "details[data-key=d]"  # a report that nobody has looked at, and not one's own


def press(page: Page, *keys: str) -> None:
    """Keys one after the other, on a page whose scripts have run: before that a key is lost."""
    page.wait_for_load_state("load")
    for key in keys:
        page.keyboard.press(key)


def says(page: Page, text: str) -> None:
    """The toast that tells what was done."""
    expect(page.locator("[data-toast]")).to_contain_text(text)


def offered(page: Page, act: str) -> str:
    """The number of this item, or the next below, that offers the act and stands for itself alone.

    The exercise is shared with other tests: what they brought may lie in a wave, and an act is done to all of that.
    """
    preview = page.locator(PREVIEW)
    number = preview.locator(".mono").first
    for _ in range(100):
        expect(preview).to_be_visible()
        name = number.inner_text()
        if preview.locator(act).count() and not preview.get_by_role("heading", name="The others of this wave").count():
            return name
        press(page, "j")
        expect(number).not_to_have_text(name)
    raise AssertionError(f"no item offers {act}")
