"""A report from the field on a phone without a signal: words and photos wait, arrive once, and leave nothing behind."""

import io
from collections.abc import Callable
from typing import Any

from barriers import sideways, violations
from PIL import Image
from playwright.sync_api import Page, Route, expect

Visit = Callable[..., Page]
KEEPS = "async () => !!navigator.serviceWorker.controller && !!(await caches.match('/report/field/shell/'))"
KEPT = """async () => {
  const texts = [];
  for (const name of await caches.keys()) {
    const store = await caches.open(name);
    for (const one of await store.keys()) texts.push(`${one.url} ${await (await store.match(one)).text()}`);
  }
  return texts;
}"""


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
  const base = await answered(indexedDB.open("watchfloor.field"));
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


def until_kept(page: Page) -> None:
    """The worker has the form and serves this page."""
    for _ in range(200):
        if page.evaluate(KEEPS):
            return
        page.wait_for_timeout(100)
    raise AssertionError("the phone did not keep the form")


def signal_lost(visit: Visit, **more: Any) -> Page:
    """Ben's phone, that opened the form once and has no signal now."""
    page = visit("ben", "/report/field/", width=390, **more)
    until_kept(page)
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("No signal: this form is kept on the phone.").wait_for()
    return page


def test_the_form_opens_without_a_signal(visit: Visit, axe: str, theme: str) -> None:
    """Loaded anew with the network cut it is there and takes a report with a photo, which goes out by itself; what the
    phone keeps to open it holds neither name nor token of anybody."""
    page = signal_lost(visit, theme=theme)
    assert violations(page, axe) == [] and sideways(page) == 0
    words = f"A ladder stood at the tank, {theme}."
    page.get_by_label("What did you see?").fill(words)
    page.locator("#f-photos").set_input_files(photo("teal"))
    page.locator("input[name=attested]").check()
    page.get_by_role("button", name="File report").click()
    page.get_by_text("(1 photo)").wait_for()
    kept = page.evaluate(KEPT)
    person = page.evaluate("document.body.dataset.person")
    assert person and any("shell" in one for one in kept) and any("desk.css" in one for one in kept)
    assert not any(person in one or "Ben" in one or words in one for one in kept)
    assert not any('name="csrfmiddlewaretoken" value="' in one and 'value=""' not in one for one in kept)
    page.context.set_offline(False)
    page.wait_for_url("**/report/mine/?of=me", timeout=60_000)
    assert page.get_by_text(words).count() == 1 and left(page) == {"reports": 0, "photos": 0}


def test_what_waits_goes_out_though_the_page_was_closed(visit: Visit) -> None:
    """The browser wakes the worker when the signal is back: the report arrives with no page of the form open."""
    page = signal_lost(visit)
    page.get_by_label("What did you see?").fill("A raft lay under the bridge.")
    page.locator("input[name=attested]").check()
    page.get_by_role("button", name="File report").click()
    page.get_by_text("1 report waits on this phone").wait_for()
    origin = "/".join(page.url.split("/")[:3])
    other = page.context.new_page()
    page.close()
    other.context.set_offline(False)
    other.goto(f"{origin}/report/mine/?of=me")
    assert other.get_by_text("A raft lay under the bridge.").count() == 0
    wire, found = other.context.new_cdp_session(other), list[dict[str, Any]]()
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    wire.send("ServiceWorker.enable")
    for _ in range(50):
        if found:
            break
        other.wait_for_timeout(100)
    (worker,) = {one["registrationId"] for one in found if one["scopeURL"].endswith("/report/field/")}
    wire.send("ServiceWorker.dispatchSyncEvent",
              {"origin": origin, "registrationId": worker, "tag": "watchfloor.field", "lastChance": False})  # fmt: skip
    for _ in range(40):
        other.reload()
        if other.get_by_text("A raft lay under the bridge.").count():
            break
        other.wait_for_timeout(500)
    assert other.get_by_text("A raft lay under the bridge.").count() == 1
    assert left(other) == {"reports": 0, "photos": 0}


def test_nothing_is_left_on_a_phone_after_sign_out(visit: Visit) -> None:
    """No report, no form, no worker, nobody's number; the form does not open without a signal any more."""
    page = visit("ben", "/report/field/", width=390)
    until_kept(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/report/field/" not in url)
    assert page.evaluate("caches.keys()") == [] and page.evaluate("localStorage.length") == 0
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0
    assert page.evaluate("indexedDB.databases().then((all) => all.length)") == 0
    expect(page.get_by_role("button", name="Sign out")).to_have_count(0)
