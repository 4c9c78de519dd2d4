"""The first ways of the cast in a real browser: a record that says why, a threat, a release, nothing for a stranger."""

from collections.abc import Callable

from barriers import violations
from keyboard import press
from playwright.sync_api import Page
from pyotp import TOTP

Visit = Callable[..., Page]


def test_a_record_answers_why(visit: Visit, axe: str) -> None:
    """From the inbox by the key `o` to a record that says why it may be read."""
    page = visit("ana")
    press(page, "j")
    press(page, "o")
    page.wait_for_url("**/records/**")
    assert page.get_by_text("Why can I see this?").count() >= 1
    assert violations(page, axe) == []


def test_a_threat_shows_its_local_implications(visit: Visit, axe: str) -> None:
    """The federal report says what it touches here, each with its reason."""
    page = visit("ana", "/threats/")
    page.get_by_role("link", name="Drone surveys of electric substations").first.click()
    page.wait_for_load_state("load")
    assert page.get_by_text("What it means here").count() >= 1
    assert page.get_by_text("an indicator of the threat").count() >= 1
    assert violations(page, axe) == []


def test_ben_reads_what_was_released_to_him(visit: Visit, axe: str) -> None:
    """The bulletin opens for its recipient, each statement with its sources, and the PDF is at hand."""
    page = visit("ben", "/products/?view=mine")
    page.get_by_role("link", name="Local implications").first.click()
    page.wait_for_load_state("load")
    assert page.locator(".pr-statement").count() >= 5
    assert page.locator("a[href$='.pdf']").count() == 1
    assert violations(page, axe) == []


def test_cy_sees_nothing(visit: Visit) -> None:
    """The stranger's inbox, search and products hold none of it."""
    for path in ("/", "/search/?q=drone", "/products/", "/threats/"):
        page = visit("cy", path)
        text = page.inner_text("body")
        assert "drone" not in text.lower().replace("/search/?q=drone", ""), path
        assert "NFC-2026" not in text


def test_ben_adds_a_second_factor_and_lets_it_go(visit: Visit, axe: str) -> None:
    """By keyboard: name, QR code with the secret as text, a wrong code, the right one, codes shown once; then gone."""
    page = visit("ben", "/people/factors/")
    page.get_by_label("Name of the device").fill("work phone")
    press(page, "Enter")
    page.wait_for_url("**/people/factors/*-*/")
    assert page.get_by_role("img", name="QR code").is_visible()
    assert violations(page, axe) == []
    secret = page.locator(".secret").inner_text().replace(" ", "")
    for code in ("000000", ""):
        page.get_by_label("Code", exact=True).fill(code or TOTP(secret).now())
        press(page, "Enter")
        page.wait_for_selector(".error-summary" if code else ".codes")
    assert page.locator(".codes li").count() == 10
    assert violations(page, axe) == []
    page.reload()
    assert page.locator(".codes").count() == 0
    page.get_by_role("button", name="Let it go").press("Enter")
    page.wait_for_selector("text=You sign in with the passphrase alone.")
