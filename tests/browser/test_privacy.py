"""The privacy desk in a real browser, walked by each of the cast: what opens, what is refused how, and work by keys."""

import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from barriers import sideways, violations
from conftest import Visit
from keyboard import press
from playwright.sync_api import Browser, Page, expect

from watchfloor.protect.formats import pack

PAGES = ["/privacy/", "/privacy/policy/", "/privacy/policy/protect/retention/", "/privacy/pack/", "/reviews/?within=90"]


def day(ahead: int) -> str:
    """A day to come, as a date field takes it."""
    return (datetime.fromtimestamp(time.time(), UTC) + timedelta(days=ahead)).date().isoformat()


def barred(page: Page, axe: str) -> list[str]:
    """What stands between a person and this page: axe, and pixels to the side at a phone's width."""
    found = violations(page, axe)
    size = page.viewport_size or {"width": 1440, "height": 900}
    page.set_viewport_size({"width": 390, "height": 844})
    wide = sideways(page)
    page.set_viewport_size(size)
    return [*found, *([f"{wide} px wider than a phone"] if wide > 0 else [])]


@pytest.mark.parametrize("login", ["pia", "ike"])
@pytest.mark.parametrize("theme", ["dark"])
def test_who_oversees_reads_every_page_of_the_desk(visit: Visit, axe: str, theme: str, login: str) -> None:
    """A phone's width, no barrier; the inspector's pages lead to no record."""
    page = visit(login, "/", theme=theme)
    base = "/".join(page.url.split("/", 3)[:3])
    for path in PAGES:
        answer = page.goto(base + path)
        assert answer is not None and answer.status == 200, path
        assert barred(page, axe) == [], path
        if login == "ike":
            assert page.locator("a[href^='/records/']").count() == 0, path


def test_pia_works_at_the_desk_by_keys(visit: Visit, axe: str) -> None:
    """`g v` opens the desk; a record that comes up is held by its form, and the form's error gets the focus."""
    page = visit("pia")
    press(page, "g")
    press(page, "v")
    page.wait_for_url("**/privacy/")
    expect(page.get_by_role("heading", name="Privacy desk")).to_be_visible()
    page.get_by_role("link", name="Within 90 days").focus()
    press(page, "Enter")
    page.wait_for_url("**/reviews/?within=90")
    row = page.locator("tbody tr a").first
    row.focus()
    press(page, "Enter")
    page.wait_for_url("**/review/")
    # she oversees and does not keep: the refusal says so, in place
    expect(page.get_by_text("You cannot keep it:")).to_be_visible()
    page.get_by_text("Place a hold").focus()
    press(page, "Enter")
    page.get_by_label("Authority").fill("Order 26-CV-118")
    until = page.get_by_label("Until")
    until.fill(day(900))
    until.press("Enter")
    expect(page.locator(".error-summary, [role=alert]").first).to_contain_text("too far")
    assert violations(page, axe) == []
    assert page.get_by_label("Authority").input_value() == "Order 26-CV-118"
    page.get_by_label("Until").fill(day(30))
    page.get_by_role("button", name="Place the hold").press("Enter")
    expect(page.get_by_role("cell", name="Order 26-CV-118")).to_be_visible()
    assert page.get_by_role("link", name="Ask for a purge").count() == 0
    press(page, "Escape")
    page.wait_for_url(re.compile(r"/records/[0-9a-f-]+/(\?|$)"))
    expect(page.get_by_text("it is not purged while that stands")).to_be_visible()


@pytest.mark.parametrize("theme", ["light"])
def test_ana_keeps_a_record_and_the_desk_is_refused_with_its_rule(visit: Visit, axe: str, theme: str) -> None:
    """She has no way to the desk; its address says rule and who can. What comes up she keeps with a reason."""
    page = visit("ana", "/", theme=theme)
    assert page.locator(".nav a[href='/privacy/']").count() == 0
    base = "/".join(page.url.split("/", 3)[:3])
    answer = page.goto(f"{base}/privacy/")
    assert answer is not None and answer.status == 403
    refusal = page.locator(".refusal").first
    expect(refusal).to_contain_text("You cannot open the privacy desk")
    expect(refusal).to_contain_text("Rule right.privacy.desk")
    expect(refusal).to_contain_text("Who can: Privacy officer, Director, Inspector")
    assert barred(page, axe) == []
    page.goto(f"{base}/reviews/?within=90")
    page.locator("tbody tr a").last.click()
    words = page.get_by_label("Why it is kept")
    why = f"The caller rang again and named the same gate ({theme})."
    words.fill(why)
    words.press("Control+Enter")
    expect(page.get_by_role("cell", name=why).first).to_be_visible()
    assert barred(page, axe) == []


@pytest.mark.parametrize("login", ["ben", "cy"])
def test_to_other_agencies_the_desk_does_not_exist(visit: Visit, axe: str, login: str) -> None:
    """The page is word for word that of an address that never was."""
    page = visit(login)
    base = "/".join(page.url.split("/", 3)[:3])
    told = []
    for path in ("/privacy/", "/privacy/pack/", "/privacy/redress/", "/no-such-page/"):
        answer = page.goto(base + path)
        assert answer is not None and answer.status == 404
        told.append(page.locator("main").inner_text())
        assert violations(page, axe) == []
    assert len(set(told)) == 1
    assert "Rule 2" in told[0] and "privacy" not in told[0].lower()


@pytest.mark.parametrize("login", ["dee", "ike"])
def test_the_audit_pack_is_one_key_away_and_verifies(visit: Visit, tmp_path: Path, login: str) -> None:
    """Ctrl Enter makes it; the file stands its own check and holds no word of a record."""
    page = visit(login, "/privacy/pack/")
    page.get_by_label("Logs of").focus()
    with page.expect_download() as waited:
        press(page, "Control+Enter")
    file = tmp_path / "pack.zip"
    waited.value.save_as(file)
    assert pack.verify(file.read_bytes()) == []


@pytest.mark.parametrize("theme", ["dark"])
def test_a_person_without_account_asks_and_pia_and_dee_answer(
    browser: Browser, center: str, visit: Visit, axe: str, theme: str
) -> None:
    """The form by keys on a phone, the receipt, the case by keys; the director reads it and decides nothing of it."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark" if theme == "dark" else "light"
    )
    public = context.new_page()
    public.goto(f"{center}/redress/")
    assert violations(public, axe) == []
    public.get_by_role("button", name="Send").press("Enter")
    public.get_by_label("Complain").check()
    public.get_by_label("What is it about?").fill("I was stopped twice at the lock and nobody said why.")
    public.get_by_label("Your name").fill("Wendel Fairlock")
    public.get_by_label("How can we reach you?").fill("wendel@example.org")
    public.get_by_role("button", name="Send").press("Enter")
    code = public.locator(".receipt").inner_text()
    assert len(code.replace(" ", "")) == 16
    assert violations(public, axe) == [] and sideways(public) <= 0
    public.get_by_role("link", name="see how far it has come").click()
    public.get_by_label("The code on your receipt").fill(code)
    press(public, "Enter")
    expect(public.get_by_text("It is received.")).to_be_visible()
    assert violations(public, axe) == [] and sideways(public) <= 0
    context.close()
    page = visit("pia", "/privacy/redress/", theme=theme)
    assert barred(page, axe) == []
    page.locator("tbody tr a").last.click()
    expect(page.get_by_text("Wendel Fairlock")).to_be_visible()
    page.get_by_role("button", name="Acknowledge").press("Enter")
    expect(page.get_by_role("button", name="Acknowledge")).to_have_count(0)
    page.get_by_label("Words to look for").fill("Fairlock")
    page.get_by_label("Words to look for").press("Enter")
    expect(page.get_by_text("0 found").first).to_be_visible()
    assert barred(page, axe) == []
    director = visit("dee", page.url.removeprefix(center), theme=theme)
    expect(director.get_by_text("Wendel Fairlock")).to_be_visible()
    assert director.get_by_role("button", name="Decide the case").count() == 0


def filed(page: Page, title: str) -> str:
    """A report of this person's own, which nobody else works on; the address of its record."""
    base = "/".join(page.url.split("/", 3)[:3])
    page.goto(f"{base}/report/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=narrative]").fill(f"{title}, opened by two people who left north.")
    page.locator("[name=attested]").check()
    with page.expect_navigation():
        press(page, "Control+Enter")
    page.goto(f"{base}/")
    found = page.locator("li", has=page.locator(".row__title", has_text=title)).first.get_attribute("data-open")
    return re.sub(r"\?.*|/tips/", lambda hit: "/records/" if hit[0] == "/tips/" else "", f"{base}{found}")


def test_ana_changes_a_class_and_no_stranger_sees_the_page(visit: Visit, axe: str) -> None:
    """From the page of its class by keys: the rule's refusal keeps her words, the act stands; to Cy it never was."""
    page = visit("ana")
    record = filed(page, "Ledgerstone crate at the quay")
    page.goto(f"{record}class/")
    assert barred(page, axe) == []
    page.get_by_role("link", name="Case support").press("Enter")
    page.wait_for_url("**/class/?to=case_support*")
    why = page.get_by_label("Your evaluation")
    why.fill("Two words")
    why.press("Control+Enter")
    expect(page.locator(".error-summary")).to_contain_text("Rule class.because")
    expect(why).to_have_value("Two words")
    assert barred(page, axe) == []
    why.fill("The agency works its own case on this crate.")
    why.press("Control+Enter")
    expect(page.get_by_text("It is now of the class Case support")).to_be_visible()
    page.goto(f"{record}class/")
    expect(page.get_by_role("cell", name="Tip or lead to Case support")).to_be_visible()
    stranger = visit("cy", record.removeprefix("/".join(record.split("/", 3)[:3])) + "class/")
    assert "Rule 2" in stranger.locator("main").inner_text() and "Ledgerstone" not in stranger.content()


def test_kim_decides_on_what_was_closed_away(visit: Visit, axe: str) -> None:
    """Ana says it, Kim reads marks and readers and no word, Pia does not agree, Kim lets it go on; Ike is refused."""
    ana = visit("ana")
    record = filed(ana, "Wharfmarten drum at the lock")
    ana.goto(f"{record}spill/")
    assert violations(ana, axe) == []
    ana.get_by_label("How you know").fill("A portion mark in the second line.")
    ana.get_by_label("How you know").press("Control+Enter")
    expect(ana.get_by_text("Closed away: from now on nobody reads it.")).to_be_visible()
    kim = visit("kim", "/privacy/spills/", theme="dark")
    assert barred(kim, axe) == []
    kim.locator("tbody tr a").first.press("Enter")
    kim.wait_for_url("**/privacy/spills/*-*/")
    expect(kim.get_by_role("heading", name="Who had it before")).to_be_visible()
    assert barred(kim, axe) == [] and "Wharfmarten" not in kim.content()
    here = "/" + kim.url.split("/", 3)[3]
    for verdict, answer in (("spill", "decline"), ("false-alarm", "")):
        kim.locator(f"[name=verdict][value={verdict}]").check()
        kim.get_by_label("Because").fill("Its owner was asked on the telephone.")
        kim.get_by_label("Because").press("Control+Enter")
        expect(kim.get_by_label("Because")).to_have_count(0)
        if answer:
            pia = visit("pia", here)
            assert barred(pia, axe) == [] and "Wharfmarten" not in pia.content()
            assert pia.get_by_role("button", name="Destroy it").is_visible()
            pia.get_by_role("button", name="Do not agree").press("Enter")
            expect(pia.get_by_text("nothing was destroyed")).to_be_visible()
            kim.reload()
    ana.goto(record)
    expect(ana.get_by_role("heading", name="Wharfmarten drum at the lock")).to_be_visible()
    for login in ("ike", "ana"):
        refused = visit(login, here)
        expect(refused.locator(".refusal").first).to_contain_text("Rule right.spill.read")
        assert violations(refused, axe) == []
