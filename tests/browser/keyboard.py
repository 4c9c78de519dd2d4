"""What the tests do without a mouse."""

from playwright.sync_api import Page, expect


def press(page: Page, *keys: str) -> None:
    """Keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def says(page: Page, text: str) -> None:
    """The toast that tells what was done, on a page that hears keys: before its scripts ran, a key is lost."""
    expect(page.locator("[data-toast]")).to_contain_text(text)
    page.wait_for_load_state("load")
