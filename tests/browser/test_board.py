"""The watch board in a real browser: purged within two seconds, still while one reads, honest when a stream stops."""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from barriers import sideways, violations
from commanding import environment
from keyboard import press
from playwright.sync_api import Browser, Locator, Page, expect
from rich.console import Console

from watchfloor.bench import tabs

Visit = Callable[..., Page]
BOARD = "/watch/"
PURGE = """
import sys
import django
django.setup()
from uuid import UUID
from django.utils import timezone
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.actions.purge import purge
now, dee, pia = timezone.now(), people.person(login="dee"), people.person(login="pia")
by = admit(person_id=dee.id, affiliation_id=dee.affiliation_id, purpose="threat-assessment",
           case_ref="EX-26-0141 NFC", now=now)
by = by if "purge" in by.rights else None
purge(record_ids=[UUID(sys.argv[1])], because="", second_id=pia.id, by=by, now=now)
print("purged", flush=True)
"""


def forget(folder: Path, record: str) -> float:
    """Dee and Pia purge a record beside the served center; the moment at which it was done."""
    places = {"WATCHFLOOR_DATA_DIR": str(folder / "data"), "DJANGO_SETTINGS_MODULE": "watchfloor.settings"}
    done = subprocess.run(
        [sys.executable, "-c", PURGE, record], env=environment() | places, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "purged", done.stderr[-2000:]
    return time.monotonic()


def first_record(page: Page) -> str:
    """The newest record on the board."""
    return str(page.locator(".news tr[data-record]").first.get_attribute("data-record"))


def report(visit: Visit, title: str) -> None:
    """Omar files a report."""
    page = visit("omar", "/report/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=narrative]").fill(f"{title}, seen from the road for ten minutes.")
    page.locator("[name=attested]").check()
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("load")
    assert page.locator(".field__error:visible").count() == 0


def pointing(page: Page) -> None:
    """A hand moves over the page from now on, however long the machine takes: it does not renew itself meanwhile."""
    page.evaluate("setInterval(() => dispatchEvent(new PointerEvent('pointermove')), 500)")


def news_behind_a_button(visit: Visit, page: Page, title: str) -> Locator:
    """A report comes while somebody points at the page: a button offers it."""
    page.wait_for_timeout(1000)
    pointing(page)
    report(visit, title)
    button = page.locator("[data-fresh]")
    expect(button).to_be_visible()
    return button


@pytest.mark.parametrize("theme", ["dark"])
def test_the_board_with_what_is_opened_and_on_a_phone(visit: Visit, axe: str, theme: str) -> None:
    """No barriers, also with a light and the table opened; nothing scrolls sideways at 320 pixels."""
    page = visit("ana", BOARD, theme=theme)
    page.locator(".light summary").first.click()
    press(page, "b")
    assert page.locator("details[data-key=b]").get_attribute("open") is not None
    assert violations(page, axe) == []
    assert sideways(visit("ana", BOARD, theme=theme, width=320)) <= 0


def test_the_keys_of_the_board_lead_on(visit: Visit) -> None:
    """`g w` from anywhere, `p` to the log, `h` to the hand-over."""
    page = visit("ana")
    press(page, "g")
    press(page, "w")
    page.wait_for_url(f"**{BOARD}")
    press(page, "h")
    page.wait_for_url("**/watch/hand-over/")
    page.go_back()
    press(page, "p")
    page.wait_for_url(re.compile("/watch/log/"))
    expect(page.get_by_label("Call", exact=True)).to_be_checked()


def best_of_three(seconds: Callable[[], float]) -> float:
    """A shared machine stands still now and then; what is slow is slow three times."""
    took = [seconds()]
    while min(took) >= 2.0 and len(took) < 3:
        took.append(seconds())
    return min(took)


def test_a_purged_record_leaves_an_open_board_within_two_seconds(visit: Visit, folder: Path) -> None:
    """Row, table of the map and all else of it are gone; the rest of the board stands as it was."""
    page = visit("ana", BOARD)
    page.wait_for_timeout(1500)  # the stream is open, as on a board that hangs on the wall
    pointing(page)

    def gone() -> float:
        record, rows = first_record(page), page.locator(".news tr[data-record]").count()
        done = forget(folder, record)
        expect(page.locator(f"[data-record='{record}']")).to_have_count(0, timeout=10_000)
        took = time.monotonic() - done
        assert record not in page.content().replace(str(page.locator("main").get_attribute("data-sight")), "")
        assert page.locator(".news tr[data-record]").count() == rows - 1
        return took

    assert best_of_three(gone) < 2.0
    expect(page.locator(".toasts")).to_contain_text("1 record was purged")


def test_the_page_of_a_purged_record_is_emptied(visit: Visit, folder: Path, axe: str) -> None:
    """Words, title and way back into it are gone within two seconds; the marking stays, and a way on is offered."""

    def emptied() -> float:
        record = first_record(visit("ana", BOARD))
        page = visit("ana", f"/records/{record}/")
        title = page.locator("h1").first.inner_text()
        page.wait_for_timeout(1500)
        done = forget(folder, record)
        expect(page.get_by_role("heading", name="This record was purged")).to_be_visible(timeout=10_000)
        took = time.monotonic() - done
        assert title not in page.locator("main").inner_text()
        assert title not in page.title()
        assert page.locator("[aria-label^='Marking of this page']").count() >= 1
        assert violations(page, axe) == []
        return took

    assert best_of_three(emptied) < 2.0


def test_a_board_that_renews_itself_keeps_nothing_of_before(visit: Visit, center: str) -> None:
    """The bench's own look at a tab: the board is made anew again and again, and no node of an earlier one is held."""
    page = visit("ana", BOARD)
    heap, grown, nodes = tabs.memory(page, center, Console(quiet=True), renewals=4, settled=2)
    assert heap.value and grown.value is not None and nodes.value is not None
    assert nodes.value < page.locator("main *").count()


def test_what_is_new_waits_while_one_reads(visit: Visit) -> None:
    """Nothing moves under the pointer: a button says how many, and `.` shows them."""
    page = visit("ana", BOARD)
    before = first_record(page)
    button = news_behind_a_button(visit, page, "Drone over the exercise reservoir")
    expect(button).to_contain_text("1 new, show them")
    assert first_record(page) == before
    press(page, ".")
    expect(page.locator(".news")).to_contain_text("Drone over the exercise reservoir")
    expect(page.locator("[data-fresh]")).to_be_hidden()
    assert first_record(page) != before


def test_a_board_that_nobody_touches_renews_itself(visit: Visit) -> None:
    """On the wall no key is needed."""
    page = visit("ana", BOARD)
    page.wait_for_timeout(1000)
    report(visit, "Ladder left at the exercise substation")
    expect(page.locator(".news")).to_contain_text("Ladder left at the exercise substation", timeout=30_000)


def test_a_stream_that_stops_is_said_and_comes_back(visit: Visit) -> None:
    """The strip says since when there is no connection; what was loaded stays; then it is connected again."""
    page = visit("ana", BOARD)
    page.wait_for_timeout(1000)
    page.context.set_offline(True)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    strip = page.locator("[data-strip-words]")
    expect(strip).to_contain_text("No connection since", timeout=20_000)
    assert page.locator(".news tr[data-record]").count() >= 1
    page.context.set_offline(False)
    expect(strip).to_contain_text("Connected again", timeout=20_000)


def test_rights_lost_while_open_cover_the_page(visit: Visit) -> None:
    """Signed out elsewhere: within a stream's length the page is under the sign-in; here at the next look."""
    page = visit("ana", BOARD)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("form[action='/people/logout/'] button").click()
    other.wait_for_load_state("load")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("dialog.lock")).to_be_visible(timeout=20_000)
    expect(page.locator(".news")).to_be_hidden()


def test_without_script_the_board_reads(browser: Browser, center: str) -> None:
    """Every part is there, the table of the map opens, and no button stands idle."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{center}/demo/cast/")
    page.locator("form:has(input[value='ana']) button").first.click()
    page.goto(f"{center}{BOARD}")
    for name in ("Clocks", "Where, last 24 hours", "Feeds"):
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.get_by_text("places as a table").click()
    assert page.locator("details[open] tr[data-record]").first.is_visible()
    assert page.locator("[data-fresh]").is_hidden()
    context.close()


def test_cy_meets_a_refusal_and_no_word_of_it(visit: Visit) -> None:
    """The stranger has no way to the board, and its address tells him nothing but that the watch reads it."""
    page = visit("cy", BOARD)
    text = page.inner_text("body")
    assert "your role does not read it" in text
    for word in ("Receive", "drone", "Omar", "substation"):
        assert word not in text
    assert page.locator(f"nav a[href='{BOARD}']").count() == 0
