"""Need and right at the doors: what a fact names, whom a refusal tells why, break-glass from opening to review."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from makers import incoming_of, open_tips, session, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.protect.queries import glass as glasses
from watchfloor.protect.queries.cases import mark_of
from watchfloor.protect.queries.notes import words_of
from watchfloor.protect.rules import inquiries
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.rules.needs import case_of

At = Callable[[str], Client]
REASON = "A child is missing since noon and this car was seen an hour ago."
WORDS = "A gray van stood for an hour beside the limestone weir."


@pytest.fixture(scope="module")
def own(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> UUID:
    """A tip of the center."""
    for login in ("ana", "ben", "cy", "pia", "dee", "ike", "sam"):
        at_desk(login)
    return open_tips(cast, WORDS)[0].public_id


@pytest.fixture(scope="module")
def case_file(cast: SimpleNamespace, own: UUID) -> UUID:
    """Case support of the center, open to partners whose stated need can need it."""
    with reading(cast.operator):
        atom = Atom(cast.center, "case_support", "U", "partners")
        stamp = stamp_of(cast, [atom.print()], legal_class="case_support")
        made = open_records(
            source=None, incoming=[incoming_of(tip("Notes on the granary case"), stamp, cast.center)],
            by=cast.operator, now=cast.now,
        )  # fmt: skip
    return made[0].public_id


def facts(house: SimpleNamespace, kind: str) -> list[tuple[object, ...]]:
    """Facts of a kind as the database keeps them: rules, records, digest, actor."""
    with session(house, "superuser") as admin:
        return admin.execute(
            "select rules, records, digest, actor from core_fact where kind = %s order by seq", [kind]
        ).fetchall()


def state(client: Client, purpose: str, case: str = "") -> None:
    """State a purpose as a person does."""
    assert client.post("/people/purpose/", {"purpose": purpose, "case": case}).status_code == 303


def test_a_reading_names_right_and_need(house: SimpleNamespace, at_desk: At, own: UUID) -> None:
    """28 CFR 23.20(e): both stand in the fact; the case under its mark, unknown until who may says that it is known."""
    ana, mark = at_desk("ana"), f"case.{mark_of(case_of('26-0777 NFC'))}"
    assert ana.get(f"/records/{own}/").status_code == 200
    assert facts(house, "core.record.read")[-1][0] == ["access.right", "need.no-case"]
    state(ana, "threat-assessment", "26-0777 nfc")
    page = ana.get(f"/records/{own}/").content.decode()
    assert "not known here" in page
    assert facts(house, "core.record.read")[-1][0] == ["access.right", "need.case-unknown", mark]
    assert ana.post("/cases/", {"case": "26-0777 NFC"}).status_code == 403
    assert at_desk("sam").post("/cases/", {"case": "26-0777"}).status_code == 422
    assert at_desk("sam").post("/cases/", {"case": "26-0777 NFC"}).status_code == 303
    assert "26-0777 NFC" in at_desk("sam").get("/cases/").content.decode()
    assert "not known here" not in ana.get(f"/records/{own}/").content.decode()
    assert facts(house, "core.record.read")[-1][0] == ["access.right", "need.case-known", mark]


def test_the_page_says_need_and_right_apart(at_desk: At, own: UUID) -> None:
    """ "Why can I see this?" lists what was stated and what holds under headings of their own."""
    page = at_desk("ana").get(f"/records/{own}/").content.decode()
    need, right = page.index("Need to know: what I stated"), page.index("Right to know: what holds")
    assert need < page.index("You stated a need to know") < right < page.index("Your center holds the record.")


def test_why_not_is_told_to_who_may_know(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, own: UUID) -> None:
    """Ana whose training lapsed is told the rule and the way out; to Cy the address is as if nothing were there."""
    with session(house, "superuser") as admin:
        admin.execute("update people_training set valid_until = %s", [cast.now.date() - timedelta(days=1)])
    try:
        told = at_desk("ana").get(f"/records/{own}/")
        assert told.status_code == 403
        page = told.content.decode()
        assert "access.training" in page and "Take the course" in page and "limestone" not in page
        hidden, nothing = at_desk("cy").get(f"/records/{own}/"), at_desk("cy").get(f"/records/{uuid4()}/")
        assert (hidden.status_code, hidden.content) == (nothing.status_code, nothing.content) == (404, nothing.content)
        assert at_desk("ben").get(f"/records/{own}/").status_code == 404
    finally:
        with session(house, "superuser") as admin:
            admin.execute("update people_training set valid_until = %s", [cast.now.date() + timedelta(days=365)])
    assert at_desk("ana").get(f"/records/{own}/").status_code == 200


def test_why_not_names_the_purpose_that_would_do(at_desk: At, case_file: UUID) -> None:
    """Ben, who reads for his own reports, learns which needs open case support; with one he reads it, Cy never."""
    page = at_desk("ben").get(f"/records/{case_file}/")
    assert page.status_code == 403 and b"Criminal investigation" in page.content and b"granary" not in page.content
    assert at_desk("cy").get(f"/records/{case_file}/").status_code == 404
    state(at_desk("ben"), "criminal-investigation", "26-0777 NFC")
    assert b"granary" in at_desk("ben").get(f"/records/{case_file}/").content
    state(at_desk("ben"), "own-reports")


def test_break_glass(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, case_file: UUID, own: UUID) -> None:
    """Ben opens it with a reason, reads what his right allows and no more; leadership and owner are told at once."""
    ben = at_desk("ben")
    assert ben.post("/break-glass/", {"reason": "urgent"}).status_code == 422
    assert ben.post("/people/purpose/", {"purpose": "break-glass", "case": ""}).status_code == 422
    assert ben.post("/break-glass/", {"reason": REASON}).status_code == 303
    (rules, (glass,), _, actor) = facts(house, "protect.break-glass.opened")[-1]
    assert "glass.reason" in rules and actor == cast.person("ben").id
    assert {who for who, _ in notices(house)} == {cast.person("pia").id, cast.person("dee").id}
    assert b"granary" in ben.get(f"/records/{case_file}/").content
    assert ben.get(f"/records/{own}/").status_code == 404, "the center's own is not his, glass or no glass"
    assert facts(house, "core.record.read")[-1][0] == ["access.right", "need.waived"]
    read = {who for who, subject in notices(house) if "yours" in subject}
    assert read == {cast.person("pia").id, cast.person("sam").id}
    assert not any(word in subject for _, subject in notices(house) for word in ("Ben", "child", "granary"))
    reviewed(house, cast, at_desk, glass)
    assert ben.post("/break-glass/end/").status_code == 303
    assert ben.get(f"/records/{case_file}/").status_code == 403


def reviewed(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, glass: UUID) -> None:
    """Ben cannot review his own, Ana sees nothing of it, Pia reads why and what, and closes it once."""
    here = f"/break-glass/{glass}/"
    assert at_desk("cy").get(here).status_code == at_desk("ike").get(here).status_code == 404
    own = at_desk("ben").get(here).content.decode()
    assert "Review it" not in own and REASON not in own
    page = at_desk("pia").get(here).content.decode()
    assert REASON in page and "granary" in page and "Review it" in page
    assert "sealed; the privacy officer opens it" in at_desk("sam").get(here).content.decode()
    assert at_desk("ben").post(here, {"verdict": "justified"}).status_code == 403
    assert at_desk("pia").post(here, {"verdict": "whatever"}).status_code == 422
    assert at_desk("pia").post(here, {"verdict": "justified", "because": "The car was found."}).status_code == 303
    assert at_desk("pia").post(here, {"verdict": "not-justified"}).status_code == 403
    assert "glass.justified" in facts(house, "protect.break-glass.reviewed")[-1][0]


def notices(house: SimpleNamespace) -> list[tuple[int, str]]:
    """Whom break-glass notices went to, and their subjects."""
    with session(house, "superuser") as admin:
        return admin.execute("select person_id, subject from notify_notice where kind = 'break-glass'").fetchall()


def test_an_injection_breaks_no_glass(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """A statement smuggled into Ana's session opens none for Ben, none for a year, and reviews none of her own."""
    import psycopg
    from makers import enter

    columns = "(public_id, person_id, affiliation_id, opened_at, until, review_by, verdict)"
    hour, day = "now() + interval '1 hour'", "now() + interval '1 day'"
    ana, ben = cast.person("ana").id, cast.person("ben").id
    with session(house) as app:
        enter(app, cast.as_("ana"))
        for who, until in ((ben, hour), (ana, "now() + interval '1 year'")):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
                app.execute(
                    f"insert into protect_breakglass {columns} values"
                    f" (gen_random_uuid(), {who}, 1, now(), {until}, {day}, '')"
                )
        app.execute(
            f"insert into protect_breakglass {columns} values (gen_random_uuid(), {ana}, 1, now(), {hour}, {day}, '')"
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute(
                f"update protect_breakglass set reviewed_at = now(), reviewed_by = {ana} where person_id = {ana}"
            )
        app.rollback()


def test_terms_of_a_search_are_the_privacy_officers(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """Terms, filters, hits and case are sealed beside the fact; the label opens them to oversight alone."""
    asked = {"q": "limestone weir", "kind": "tip", "purpose": "threat-assessment", "case": "26-0777 NFC"}
    assert at_desk("ana").get("/search/", asked).status_code == 200
    rules, records, digest, _ = facts(house, "core.record.searched")[-1]
    assert "need.case-known" in rules and records
    for login in ("ana", "sam", "dee", "ike", "ben"):
        with reading(cast.as_(login)) as reader:
            assert words_of(audience=reader, digest=bytes(digest)) == "", login
    with reading(cast.as_("pia")) as pia:
        inquiry = inquiries.read(words_of(audience=pia, digest=bytes(digest)))
    assert inquiry.terms == "limestone weir" and inquiry.filters and set(inquiry.hits) == set(records)
    assert inquiry.case_ref == "26-0777 NFC"


def test_an_hour_is_an_hour(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """After its time nothing of a break-glass is open any more, whatever a session says."""
    from watchfloor.protect.actions.admit import NotAdmitted, admit
    from watchfloor.protect.actions.glass import break_glass

    with reading(cast.as_("ana")) as ana:
        break_glass(reason=REASON, by=ana, now=cast.now)
    who = cast.person("ana")
    for minutes, opens in ((59, True), (60, False)):
        then = cast.now + timedelta(minutes=minutes)
        assert (glasses.open_until(person_id=who.id, now=then) is not None) == opens
    with pytest.raises(NotAdmitted):
        admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose="break-glass", case_ref="",
              now=cast.now + timedelta(hours=1))  # fmt: skip
