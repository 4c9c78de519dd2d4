"""Flagged inquiries: the service flags, the privacy officer opens with a reason, an inspector sees ids."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from makers import WHOLE, open_tips, session

from watchfloor.analyze.queries.silent import silent_hits
from watchfloor.core.gate.session import reading
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.notify.queries import mine
from watchfloor.protect.actions import sampling
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.jobs import follow_all
from watchfloor.protect.queries import flags as queries

At = Callable[[str], Client]
TERMS = "Pia Marten quarrystone"
CASE = {"purpose": "threat-assessment", "case": "26-0141 NFC"}


@pytest.fixture(scope="module")
def flagged(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> str:
    """Ana searched for a colleague; the follower has seen it. The address of the flag."""
    for login in ("ana", "pia", "ike", "cy", "dee", "sam"):
        at_desk(login)
    open_tips(cast, "A van by the quarrystone dam, said Pia Marten.")
    with session(house, "superuser") as admin:
        admin.execute("update people_person set name = 'Pia Marten' where login = 'pia'")
    assert at_desk("ana").get("/search/", {**CASE, "q": TERMS}).status_code == 200
    seal_all()
    while follow_all():
        pass
    with session(house, "superuser") as admin:
        rows = admin.execute(
            "select public_id, rule, actor from protect_flag where rule = 'sampling.colleague'"
        ).fetchall()
    assert len(rows) == 1 and rows[0][2] == cast.person("ana").id
    return f"/privacy/inquiries/{rows[0][0]}/"


def test_terms_are_sealed_until_they_are_opened(house: SimpleNamespace, at_desk: At, flagged: str) -> None:
    """Pia sees who and by which rule; the terms only after a reason, which is a fact of its own without the words."""
    pia = at_desk("pia")
    listed, page = pia.get("/privacy/inquiries/").content.decode(), pia.get(flagged).content.decode()
    assert "sampling.colleague" in listed and "Ana" in listed and flagged in listed
    assert "quarrystone" not in listed + page and "Sealed." in page
    assert pia.post(flagged, {"because": " "}).status_code == 422
    assert "quarrystone" not in pia.get(flagged).content.decode()
    assert pia.post(flagged, {"because": "It is my own name."}).status_code == 303
    assert "Pia Marten quarrystone" in pia.get(flagged).content.decode()
    with session(house, "superuser") as admin:
        opened = admin.execute("select rules, digest from core_fact where kind = 'protect.inquiry.opened'").fetchall()
        every = admin.execute("select string_agg(core_fact_line(f), ' ') from core_fact f").fetchone()[0]
    assert len(opened) == 1 and "sampling.colleague" in opened[0][0] and opened[0][1]
    assert "quarrystone" not in every and "Marten" not in every
    assert pia.post(flagged, {"verdict": "nonsense"}).status_code == 422
    assert pia.post(flagged, {"verdict": "talked-to"}).status_code == 303
    assert pia.post(flagged, {"verdict": "in-order"}).status_code == 403


def test_the_inspector_sees_ids_and_no_terms(at_desk: At, flagged: str) -> None:
    """Ike sees the id, the rule and the state; neither who nor what, and the flag's own page is not there for him."""
    page = at_desk("ike").get("/privacy/inquiries/").content.decode()
    assert flagged.split("/")[-2] in page and "sampling.colleague" in page
    assert "quarrystone" not in page and "Sam" not in page
    assert at_desk("ike").get(flagged).status_code == 404
    assert at_desk("ike").post(flagged, {"because": "I inspect."}).status_code == 404


@pytest.mark.parametrize("login", ["ana", "cy", "dee", "sam"])
def test_nobody_else_sees_flags(at_desk: At, flagged: str, login: str) -> None:
    """The page refuses by its rule, the flag itself is not there, and nothing of it shows."""
    refused = at_desk(login).get("/privacy/inquiries/")
    assert refused.status_code == 403 and b"inquiry.flags" in refused.content
    assert flagged.split("/")[-2] not in refused.content.decode()
    for answer in (at_desk(login).get(flagged), at_desk(login).post(flagged, {"because": "I want to."})):
        assert answer.status_code == 404


def test_the_service_is_narrow(house: SimpleNamespace, cast: SimpleNamespace, flagged: str) -> None:
    """It sees inquiries alone, no record; and nobody but a service can raise a flag."""
    import psycopg
    from makers import enter

    del flagged
    with reading(admit_service(service=sampling.SERVICE, now=cast.now)) as service:
        from watchfloor.core.queries import records as core

        assert core.latest(audience=service, kinds=(), how_many=5) == []
    with session(house) as app:
        enter(app, cast.as_("pia"))
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute(
                "insert into protect_flag (public_id, rule, seq, actor, purpose, read_at, label_id, raised_at, verdict)"
                " values (gen_random_uuid(), 'x', 1, 1, 'audit', now(), 1, now(), '')"
            )
        assert app.execute("select count(*) from protect_facts_sampled(array[1, 2, 3]::bigint[])").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege), app.transaction():
            app.execute("select protect_forget_inquiries(now() - interval '60 days', '{}')")


def test_sampling_again_flags_nothing_twice(house: SimpleNamespace, cast: SimpleNamespace, flagged: str) -> None:
    """A follower that runs from the beginning raises no second flag for the same fact and rule."""
    del flagged
    with session(house, "superuser") as admin:
        before = admin.execute("select count(*) from protect_flag").fetchone()
        admin.execute("update core_bookmark set pos = 0 where name = 'protect.sampling'")
    while follow_all():
        pass
    with session(house, "superuser") as admin:
        assert admin.execute("select count(*) from protect_flag").fetchone() == before


def test_inquiries_go_with_their_schedule(house: SimpleNamespace, cast: SimpleNamespace, flagged: str) -> None:
    """Five years on the words and their keys are gone, the fact stands, and the page says that it is forgotten."""
    del flagged
    with session(house, "superuser") as admin:
        keys = admin.execute("select count(*) from core_key").fetchone()[0]
        digest = bytes(admin.execute("select digest from protect_flag where digest is not null").fetchone()[0])
    for years, gone in ((1, False), (6, True)):
        then = cast.now + timedelta(days=365 * years)
        by = admit_service(service=sampling.SERVICE, now=then)
        if years == 6:
            with session(house, "superuser") as admin:  # the database goes by its own clock: a month old at least
                admin.execute("create table if not exists core_note_old partition of core_note"
                              " for values from ('2020-01-01') to ('2020-02-01')")  # fmt: skip
                admin.execute("update core_note set at = '2020-01-15' where digest = %s", [digest])
            then = cast.now
        with reading(by):
            assert bool(sampling.forget_inquiries(by=by, now=then)) == gone
    with reading(cast.as_("pia")) as pia:
        assert queries.inquiry_of(audience=pia, digest=digest) is None
    with session(house, "superuser") as admin:
        assert admin.execute("select count(*) from core_key").fetchone()[0] < keys + 2
        assert admin.execute("select count(*) from core_fact where digest = %s", [digest]).fetchone() == (1,)


def answer(client: Client, word: str) -> tuple[int, str]:
    """Status and page of a search, without what is random in it and without the word itself."""
    got = client.get("/search/", {**CASE, "q": word})
    html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", got.content.decode()).replace(word, "WORD")
    html = re.sub(r"\d\d:\d\d(:\d\d)?", "", html)
    return got.status_code, re.sub(r'data-sight="([\w-]+)"', lambda found: f"sight of {len(found[1])}", html)


def told(cast: SimpleNamespace, record_id: int, login: str) -> tuple[list[tuple[int, str]], list[str]]:
    """What this person hears of it: agencies with their purposes, and his notices."""
    with reading(cast.as_(login, "criminal-investigation")) as by:
        hits = [(one.agency_id, one.purpose) for one in silent_hits(audience=by, record_id=record_id)]
        return hits, [one.path for one in mine(audience=by, how_many=200) if one.kind == "silent-hit"]


def heard() -> None:
    """The followers take what the ledger says, and what they said themselves."""
    for _ in range(2):
        seal_all()
        while follow_all():
            pass


def test_a_silent_hit_shows_nothing_and_is_told_to_its_owner(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, flagged: str
) -> None:
    """Ana's answer is that to a word that nobody holds; Ben's agency hears who asked and why, and nobody else does."""
    heard()
    body = "The glimmerfinch was handed over, plate KLX 9777."
    held = open_tips(cast, body, agency=cast.wright)[0]
    with reading(cast.as_("ben")) as by:
        said = replace(WHOLE, sensitivity="restricted")
        change_class(
            record=held.public_id, becomes="criminal_intelligence", because="Two clerks bear it out.", predicate=said,
            by=by, now=cast.now,
        )  # fmt: skip
    open_tips(cast, "A gray van, plate KLX 9777, stood there.")
    ana = at_desk("ana")
    assert answer(ana, "glimmerfinch") == answer(ana, "glimmerfonch")
    assert at_desk("sam").get("/search/", {**CASE, "q": "glimmerfinch"}).status_code == 200
    heard()
    hits, notices = told(cast, held.id, "ben")
    assert sorted(hits) == [(cast.center, "match"), *[(cast.center, CASE["purpose"])] * 2]
    assert notices == [f"/records/{held.public_id}/class/"] * 2, "one a day for an agency and a purpose"
    for login in ("ana", "sam", "dee", "pia", "cy"):
        assert told(cast, held.id, login) == ([], [])
    assert answer(ana, "glimmerfinch") == answer(ana, "glimmerfonch")
    ben = at_desk("ben")
    assert ben.post("/people/purpose/", {"purpose": "criminal-investigation", "case": "26-0141 NFC"}).status_code == 303
    page = ben.get(f"/records/{held.public_id}/class/").content.decode()
    assert "Asked for, and shown nothing" in page and "Northland Fusion Center" in page and "Sam" not in page
    assert ana.get(f"/records/{held.public_id}/class/").status_code == 404
    with session(house, "superuser") as admin:
        sql = "select count(*) from core_fact where kind = 'analyze.hit.told' and records @> array[%s]"
        assert admin.execute(sql, [held.public_id]).fetchone() == (3,)
        texts = admin.execute("select string_agg(subject || text, ' ') from notify_notice").fetchone()[0]
    assert "glimmerfinch" not in texts and "Northland" not in texts
