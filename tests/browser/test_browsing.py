"""The first ways of the cast in a real browser: a record that says why, a threat, a release, nothing for a stranger."""

import io
from collections.abc import Callable
from typing import Any

from PIL import Image
from playwright.sync_api import Page, Route
from pyotp import TOTP

Visit = Callable[..., Page]


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds of weight (serious, critical)."""
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [f"{one['id']}: {one['nodes'][0]['target']}" for one in found if one["impact"] in ("serious", "critical")]


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_a_record_answers_why(visit: Visit, axe: str) -> None:
    """From the inbox by the key `o` to a record that says why it may be read."""
    page = visit("ana")
    page.keyboard.press("j")
    page.keyboard.press("o")
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
    page.keyboard.press("Enter")
    page.wait_for_url("**/people/factors/*-*/")
    assert page.get_by_role("img", name="QR code").is_visible()
    assert violations(page, axe) == []
    secret = page.locator(".secret").inner_text().replace(" ", "")
    for code in ("000000", ""):
        page.get_by_label("Code", exact=True).fill(code or TOTP(secret).now())
        page.keyboard.press("Enter")
        page.wait_for_selector(".error-summary" if code else ".codes")
    assert page.locator(".codes li").count() == 10
    assert violations(page, axe) == []
    page.reload()
    assert page.locator(".codes").count() == 0
    page.get_by_role("button", name="Let it go").press("Enter")
    page.wait_for_selector("text=You sign in with the passphrase alone.")


def test_a_field_report_survives_a_lost_signal(visit: Visit, axe: str) -> None:
    """Filed with the network cut it waits on the phone, also over a look elsewhere, and arrives by itself, once."""
    page = visit("ben", "/report/field/", width=390, permissions=["geolocation"],
                 geolocation={"latitude": 45.17, "longitude": -93.87, "accuracy": 12})  # fmt: skip
    assert violations(page, axe) == [] and sideways(page) == 0
    page.get_by_role("button", name="Use where I am").click()
    page.get_by_text("Here, within 12 m.").wait_for()
    page.context.set_offline(True)
    page.get_by_text("Photographing").click()
    page.get_by_label("What did you see?").fill("A woman photographed the weir from three sides.")
    page.locator("input[name=attested]").check()
    page.get_by_role("button", name="File report").click()
    page.get_by_text("1 report waits on this phone").wait_for()
    assert page.get_by_label("What did you see?").input_value() == ""
    page.context.set_offline(False)
    page.wait_for_url("**/report/mine/?of=me")
    assert page.get_by_text("Filed: TIP-").count() == 1
    assert page.get_by_text("A woman photographed the weir from three sides.").count() == 1
    assert left(page) == {"reports": 0, "photos": 0}


LEFT = """async () => {
  const answered = (asked) => new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
  const base = await answered(indexedDB.open("watchfloor.field", 1));
  const count = (name) => answered(base.transaction(name).objectStore(name).count());
  const found = { reports: await count("reports"), photos: await count("photos") };
  base.close();
  return found;
}"""


def left(page: Page) -> dict[str, int]:
    """How much waits on the phone."""
    found: dict[str, int] = page.evaluate(LEFT)
    return found


def photo(color: str) -> dict[str, Any]:
    """A photo of a phone, that says by which and is larger than is kept."""
    made, out, exif = Image.new("RGB", (3000, 1500), color), io.BytesIO(), Image.Exif()
    exif[0x010F] = "SecretPhone"
    made.save(out, "JPEG", exif=exif.tobytes())
    return {"name": f"{color}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_photos_wait_with_their_report_and_arrive_once(visit: Visit, axe: str, theme: str) -> None:
    """Two photos taken without a signal, one taken back: made smaller on the phone, they wait with the words; the
    answers to words and photo are lost once each, and there is one report with one photo all the same."""
    page = visit("ben", "/report/field/", width=390, theme=theme)
    words = f"Two men paced along the fence, {theme}."
    page.get_by_label("What did you see?").fill(words)
    page.locator("input[name=attested]").check()
    page.context.set_offline(True)
    for color in ("navy", "gray"):
        page.locator("#f-photos").set_input_files(photo(color))
        page.get_by_role("button", name=f"Remove photo {1 if color == 'navy' else 2}").wait_for()
    page.get_by_role("button", name="Remove photo 2").click()
    assert violations(page, axe) == [] and sideways(page) == 0
    page.get_by_role("button", name="File report").click()
    page.get_by_text("(1 photo)").wait_for()
    assert violations(page, axe) == [] and left(page) == {"reports": 1, "photos": 1}
    lost = {"words": 0, "photo": 0}

    def lose(route: Route) -> None:
        kind = "photo" if "multipart" in (route.request.headers.get("content-type") or "") else "words"
        lost[kind] += 1
        answer = route.fetch()
        assert answer.ok
        if lost[kind] == 1:
            route.abort()
        else:
            route.fulfill(response=answer)

    page.route("**/report/field/", lambda route: lose(route) if route.request.method == "POST" else route.continue_())
    page.context.set_offline(False)
    page.wait_for_url("**/report/mine/?of=me", timeout=60_000)
    assert lost == {"words": 2, "photo": 2} and left(page) == {"reports": 0, "photos": 0}
    assert page.get_by_text(words).count() == 1
    page.get_by_role("link", name=words).click()
    page.wait_for_url("**/records/**")
    panel = page.get_by_role("region", name="Files")
    assert panel.get_by_role("link").all_inner_texts() == ["navy.jpg"]
    with page.expect_download() as taken:
        panel.get_by_role("link").click()
    with Image.open(taken.value.path()) as shown:
        assert shown.size == (2600, 1300) and not shown.getexif()


def test_a_photo_is_filed_where_no_script_runs(visit: Visit) -> None:
    """A plain form: a photo goes along, and a file that is none is named with its reason."""
    page = visit("ben", "/report/field/", width=390, java_script_enabled=False)
    field = page.locator("#f-photos")
    assert (field.get_attribute("accept"), field.get_attribute("capture")) == ("image/*", "environment")
    page.get_by_label("What did you see?").fill("A boat without lights below the dam.")
    field.set_input_files(
        [photo("teal"), {"name": "plan.svg", "mimeType": "image/svg+xml", "buffer": b"<svg onload='a'/>"}]
    )
    page.locator("input[name=attested]").check()
    page.get_by_role("button", name="File report").click()
    page.get_by_text("Not kept: plan.svg may hold a program").wait_for()
    page.get_by_role("link", name="A boat without lights below the dam.").click()
    assert page.get_by_role("region", name="Files").get_by_role("link").all_inner_texts() == ["teal.jpg"]
    assert page.get_by_text("not kept: plan.svg may hold a program").count() == 1
