"""The privacy desk, reviews and holds by pages, each with each of the cast."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from makers import WHOLE, open_tips

from watchfloor.core.gate.session import reading
from watchfloor.core.queries.records import rows_of
from watchfloor.desk.web import privacy_waiting
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.jobs import keep_schedule
from watchfloor.protect.models.spills import Guarded
from watchfloor.protect.queries.retention import holds, validations
from watchfloor.protect.rules.waiting import Limits

At = Callable[[str], Client]
CAST = ("ana", "ben", "cy", "pia", "dee", "ike")
OPENS = {
    "/privacy/": {"pia": 200, "dee": 200, "ike": 200, "ana": 403, "ben": 404, "cy": 404},
    "/privacy/holds/": {"pia": 200, "dee": 200, "ike": 403, "ana": 403, "ben": 404, "cy": 404},
    "/privacy/policy/": {"pia": 200, "dee": 200, "ike": 200, "ana": 403, "ben": 404, "cy": 404},
    "/privacy/policy/protect/retention/": {"pia": 200, "dee": 200, "ike": 200, "ana": 403, "ben": 404, "cy": 404},
    "/reviews/": {"pia": 200, "dee": 200, "ike": 200, "ana": 200, "ben": 200, "cy": 404},
}
WORDS = "A quartermoon barge tied up below the spillway at night."


@pytest.fixture(scope="module")
def tip(house: SimpleNamespace, cast: SimpleNamespace) -> UUID:
    """A tip whose review comes in ten days."""
    made = open_tips(cast, WORDS)[0]
    with connections["owner"].cursor() as cursor:
        cursor.execute("update core_record set review_on = current_date + 10 where id = %s", [made.id])
    return made.public_id


def text(client: Client, address: str) -> str:
    """The page's words."""
    return client.get(address).content.decode()


@pytest.mark.parametrize("login", CAST)
@pytest.mark.parametrize("address", OPENS)
def test_it_opens_to_who_oversees(at_desk: At, tip: UUID, address: str, login: str) -> None:
    """In the house a refusal names rule and who can; to people of other agencies the desk does not exist."""
    answer = at_desk(login).get(address)
    assert answer.status_code == OPENS[address][login]
    html = answer.content.decode()
    if answer.status_code == 403:
        what = {"/privacy/holds/": ("see holds on what people reported", "record.hold")}
        words, right = what.get(address, ("open the privacy desk", "privacy.desk"))
        assert f"You cannot {words}" in html and f"Rule right.{right}" in html and "Who can:" in html
    if answer.status_code == 404:
        bare = at_desk(login).get(f"/{uuid4()}/").content.decode()
        assert _bare(html) == _bare(bare)
        assert "privacy" not in html.lower()


def _bare(html: str) -> str:
    return re.sub(r'value="\w{64}"|\d\d:\d\d(:\d\d-\d\d:\d\d)?|[0-9a-f]{8}-[0-9a-f-]{27}', "", html)


def test_the_inspector_gets_counts_and_ids_and_no_word(at_desk: At, tip: UUID) -> None:
    """Ike sees how many of a class are held and due; no title, no way to a record and no terms."""
    html = text(at_desk("ike"), "/privacy/")
    assert "Tip or lead" in html and "What is held, by class" in html
    assert "quartermoon" not in html and str(tip) not in html and "/records/" not in html
    assert "quartermoon" in text(at_desk("pia"), "/privacy/")
    assert "quartermoon" not in text(at_desk("ike"), "/reviews/")


def test_a_record_is_kept_by_its_review_page(at_desk: At, cast: SimpleNamespace, tip: UUID) -> None:
    """Ana writes why; without a reason nothing is kept; the record's page says who, when and why."""
    url = f"/records/{tip}/review/"
    ana = at_desk("ana")
    assert "Keep it" in text(ana, url) and re.search(r"<b data-local>\d\d:\d\d</b>", text(ana, url))
    short = ana.post(url, {"deed": "keep", "explanation": "so"})
    assert short.status_code == 422
    assert "retention.explanation" in short.content.decode()
    kept = ana.post(url, {"deed": "keep", "explanation": "The barge came back on Friday."})
    assert kept.status_code == 303
    html = text(ana, f"/records/{tip}/")
    assert "Kept after review" in html and "Ana Exercise" in html and "The barge came back on Friday." in html
    with reading(cast.as_("ana")) as by:
        row = rows_of(audience=by, public_ids=[tip])[0]
        assert [one.explanation for one in validations(audience=by, record_id=row.id)] == [
            "The barge came back on Friday."
        ]


def test_a_hold_is_placed_and_lifted_by_pages(at_desk: At, cast: SimpleNamespace, tip: UUID) -> None:
    """Pia places it with authority and end; a purge is refused with the rule; Ana has no form for it."""
    url, pia = f"/records/{tip}/review/", at_desk("pia")
    until = (cast.now + timedelta(days=20)).date().isoformat()
    said = {"deed": "hold", "kind": "complaint", "until": until, "authority": "Complaint 26-4"}
    wrong = pia.post(url, {**said, "until": "31/11/26"})
    assert wrong.status_code == 422 and "is no day" in wrong.content.decode()
    assert pia.post(url, said).status_code == 303
    html = text(pia, url)
    assert "Complaint 26-4" in html and "Ask for a purge" not in html
    refused = pia.post(f"/records/{tip}/purge/", {"because": "stale", "second": str(cast.person("dee").id)})
    assert refused.status_code == 403
    assert "Complaint stands on the record" in refused.content.decode()
    assert "hold.complaint" in refused.content.decode()
    assert "Place a hold" not in text(at_desk("ana"), url)
    assert at_desk("ana").post(url, said).status_code == 422
    with reading(cast.as_("pia")) as by:
        (standing,) = holds(audience=by)
    assert pia.post(url, {"deed": "lift", "hold": str(standing.public_id), "because": ""}).status_code == 422
    assert pia.post(url, {"deed": "lift", "hold": str(standing.public_id), "because": "Closed."}).status_code == 303
    assert "No hold stands on it." in text(pia, url)


@pytest.mark.parametrize("login", ["ben", "cy", "ike"])
def test_a_record_that_is_not_theirs_has_no_review(at_desk: At, tip: UUID, login: str) -> None:
    """The review of a hidden record is as absent as that of none."""
    client = at_desk(login)
    there, nowhere = client.get(f"/records/{tip}/review/"), client.get(f"/records/{uuid4()}/review/")
    assert there.status_code == nowhere.status_code == 404
    assert _bare(there.content.decode()) == _bare(nowhere.content.decode())
    assert client.post(f"/records/{tip}/review/", {"deed": "keep", "explanation": "a b c d"}).status_code == 404


def test_a_sample_is_drawn_and_seen_by_id(at_desk: At, tip: UUID) -> None:
    """Pia draws; Ike sees the id and the class, Dee draws nothing."""
    pia = at_desk("pia")
    assert pia.post("/privacy/", {"class": "tip_lead", "number": "x"}).status_code == 422
    assert at_desk("dee").post("/privacy/", {"class": "tip_lead", "number": "1"}).status_code == 422
    assert pia.post("/privacy/", {"class": "tip_lead", "number": "1"}).status_code == 303
    html = text(at_desk("ike"), "/privacy/")
    assert str(tip) in html and f"/records/{tip}" not in html and "quartermoon" not in html


def test_the_policy_is_read_with_its_versions_and_what_changed(
    at_desk: At, cast: SimpleNamespace, house: SimpleNamespace
) -> None:
    """The worker notes each file once; another hash in the register shows as a change, and the page says which."""
    keep_schedule()
    keep_schedule()
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*), count(distinct name) from protect_policyversion")
        noted, files = cursor.fetchone()
        cursor.execute("select rules from core_fact where kind = 'protect.policy.loaded'")
        rules = cursor.fetchall()
    assert noted == files >= 8 and len(rules) == 1
    assert any(rule.startswith("policy.protect/retention.") for rule in rules[0][0])
    html = text(at_desk("ike"), "/privacy/policy/protect/retention/")
    assert "Global Tips and Leads Issue Paper" in html and "This is the first version that was noted." in html
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into protect_policyversion (name, sha256, content, since) select name, repeat('0', 64),"
            " replace(content, '\"purge_days\": 365', '\"purge_days\": 999'), since + interval '1 second'"
            " from protect_policyversion where name = 'protect/retention'"
        )
    assert "differs from what the ledger says" in text(at_desk("pia"), "/privacy/")
    html = text(at_desk("pia"), "/privacy/policy/protect/retention/")
    assert "<ins>" in html and "999" in html
    assert at_desk("pia").get("/privacy/policy/protect/nothing/").status_code == 404
    keep_schedule()
    assert "differs from what the ledger says" not in text(at_desk("pia"), "/privacy/")
    assert admit_service(service="protect.remind", now=cast.now)


def test_what_waits_stands_on_the_desk_with_its_clock(
    at_desk: At, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A predicate that touches protected activity and a guarded text: for who decides, oldest first, until he has.

    Its days are policy, which anybody of the desk reads.
    """
    record = open_tips(cast, "The marchstone speaker was to be met with a device.")[0]
    with reading(cast.as_("ana")) as ana:
        said = replace(WHOLE, political=True, relation="The device was meant for the speaker and nobody else.")
        change_class(
            record=record.public_id, becomes="criminal_intelligence", because="Two clerks bear it out.", predicate=said,
            by=ana, now=cast.now,
        )  # fmt: skip
    listed = open_tips(cast, "A Muslim stood at the wharfstone gate, which is suspicious.")[0]
    with reading(admit_service(service="protect.guards", now=cast.now)) as by:
        Guarded.objects.bulk_create([Guarded(
            record_id=listed.id, public_record=listed.public_id, n=1, guards=["guard.protected"],
            label_id=rows_of(audience=by, public_ids=[listed.public_id])[0].label_id, raised_at=cast.now,
        )])  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("update protect_classchange set asked_at = now() - interval '8 days' where answer = ''")
    html = text(at_desk("pia"), "/privacy/")
    change, look = html.index("marchstone"), html.index("wharfstone")
    assert change < look and f"/records/{record.public_id}/class/" in html and "/privacy/texts/" in html
    assert "Change of class: Criminal intelligence" in html and "Overdue" in html[change:look] and "8 d" in html
    assert "nothing waits longer at the privacy desk" in text(at_desk("ike"), "/privacy/policy/protect/waiting/")
    with monkeypatch.context() as slower:
        slower.setattr(privacy_waiting, "limits", lambda: Limits(timedelta(days=9), timedelta(days=10)))
        patient = text(at_desk("pia"), "/privacy/")
    assert "Overdue" not in patient[patient.index("marchstone") : patient.index("wharfstone")]
    assert "marchstone" not in text(at_desk("dee"), "/privacy/") and "stone" not in text(at_desk("ike"), "/privacy/")
    waits = re.search(
        r'name="change" value="([0-9a-f-]{36})"', text(at_desk("pia"), f"/records/{record.public_id}/class/")
    )
    assert waits
    said = {"deed": "answer", "change": waits[1], "answer": "approve"}
    assert at_desk("pia").post(f"/records/{record.public_id}/class/", said).status_code == 303
    assert f"/records/{record.public_id}/class/" not in text(at_desk("pia"), "/privacy/")


def test_a_hold_on_all_that_a_person_reported(at_desk: At, cast: SimpleNamespace) -> None:
    """Pia places it by a page and lifts it; it says whose reports, on what authority, by whom and until when."""
    pia, until = at_desk("pia"), (cast.now + timedelta(days=20)).date().isoformat()
    said = {"deed": "place", "login": "ben", "kind": "records-request", "authority": "Request 26-77", "until": until}
    for gap, words in (({"login": "nobody"}, "nobody signs in"), ({"until": "soon"}, "no day"),
                       ({"authority": " "}, "hold.authority"), ({"kind": "redress-x"}, "hold.kind")):  # fmt: skip
        refused = pia.post("/privacy/holds/", {**said, **gap})
        assert refused.status_code == 422 and words in refused.content.decode()
    assert pia.post("/privacy/holds/", said).status_code == 303
    html = text(at_desk("dee"), "/privacy/holds/")
    assert "Ben Exercise, Wright County Sheriff" in html and "Request 26-77" in html and "Pia Exercise" in html
    chosen = re.search(r'<option value="([0-9a-f-]{36})">Ben', html)
    assert chosen
    lift = {"deed": "lift", "hold": chosen[1], "because": ""}
    assert pia.post("/privacy/holds/", lift).status_code == 422
    assert pia.post("/privacy/holds/", {**lift, "because": "It was answered."}).status_code == 303
    assert "Request 26-77" not in text(pia, "/privacy/holds/")


def test_expiry_is_let_go_on_by_who_approves_alone(at_desk: At, tip: UUID) -> None:
    """Pia and Ike find no stop and no right to one; nobody confirms what does not stand."""
    assert "Expiry goes on by the schedule" in at_desk("pia").get("/privacy/expiry/").content.decode()
    assert at_desk("ike").get("/privacy/expiry/").status_code == 403
    assert at_desk("pia").post("/privacy/expiry/", {"stop": "no id"}).status_code == 404
    answer = at_desk("pia").post("/privacy/expiry/", {"stop": str(tip)}, follow=True)
    assert "It does not stand any more." in answer.content.decode()
