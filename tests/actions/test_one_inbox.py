"""One inbox: what several sources send is one item, its marking the strictest; what ends leaves the desk by itself."""

import json
from datetime import timedelta
from email.message import EmailMessage
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connections

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries.waiting import waiting
from watchfloor.network.actions.offer import offer
from watchfloor.plan.queries import rfis
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive import queries as receive
from watchfloor.receive.actions.confirming import NotAnswered, answer_state, ask_states
from watchfloor.receive.actions.consent import NotConsented, ask_owner, ask_source_first, record_answer
from watchfloor.receive.actions.ending import end_expired, end_named
from watchfloor.receive.actions.files import Received, accept
from watchfloor.receive.actions.sources import rate_source

SENT = "2026-11-20T10:00:00-00:00"
TLP = {"clear": "94868c89-83c2-464b-929b-a1a8aa3c8487", "amber": "55d920b0-5e8b-4f79-9ee9-91f868d9b421"}


def alert(number: str, *, event: str = "Flood", kind: str = "Alert", about: str = "", expires: str = "") -> bytes:
    """A CAP alert."""
    reference = f"<references>nws@example,{about},{SENT}</references>" if about else ""
    until = f"<expires>{expires}</expires>" if expires else ""
    return (
        f'<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{number}</identifier><sender>nws@example'
        f"</sender><sent>{SENT}</sent><status>Actual</status><msgType>{kind}</msgType><scope>Public</scope>{reference}"
        f"<info><category>Met</category><event>{event}</event><urgency>Expected</urgency><severity>Severe</severity>"
        f"<certainty>Likely</certainty>{until}<area><areaDesc>Kestrel County</areaDesc></area></info></alert>"
    ).encode()


def feed(inner: bytes) -> bytes:
    """An Atom feed around an alert."""
    entry = b'<entry><id>urn:e</id><content type="text/xml">' + inner + b"</content></entry>"
    return b'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>urn:f</id>' + entry + b"</feed>"


def stix(number: int, *, tlp: str = "clear", **fields: object) -> bytes:
    """A bundle of one indicator."""
    at = "2026-11-01T10:00:00.000Z"
    one = {
        "type": "indicator", "spec_version": "2.1", "id": f"indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3{number:04d}",
        "created": at, "modified": at, "name": f"Falcon {number}", "pattern": "[domain-name:value = 'falcon.example']",
        "pattern_type": "stix", "valid_from": at, "object_marking_refs": [f"marking-definition--{TLP[tlp]}"], **fields,
    }  # fmt: skip
    return json.dumps(
        {"type": "bundle", "id": "bundle--5d0092c5-5f74-4287-9642-33f4c354e56d", "objects": [one]}
    ).encode()


def bring(cast: SimpleNamespace, content: bytes, source: str, *, rated: bool = True) -> Received:
    """Bring a file in as the operator, from a source that somebody rated."""
    if rated and receive.source(name=source) is None:
        accept(content=b"{}", source_name=source, by=cast.operator, now=cast.now)
        with reading(cast.operator) as by:
            rate_source(name=source, reliability="B", by=by, now=cast.now)
    return accept(content=content, source_name=source, by=cast.operator, now=cast.now)


def found(cast: SimpleNamespace, words: str, *, who: str = "ana") -> list[core.Row]:
    """What a person finds by these words."""
    with reading(cast.as_(who)) as by:
        return core.search(audience=by, words=words)


def routes(cast: SimpleNamespace, row: core.Row) -> list[tuple[str, str]]:
    """Source and carrier of each route by which a record came."""
    with reading(cast.as_("ana")) as ana:
        return [(one.source, one.route) for one in receive.provenances(audience=ana, record_id=row.id)]


def test_several_routes_make_one_item(cast: SimpleNamespace) -> None:
    """Four arrivals of one alert are one record with four provenances; each sender is told of his own only."""
    first, second = alert("A-1", event="Osprey flood"), feed(alert("A-1", event="Osprey flood"))
    said = [
        bring(cast, first, "one"),
        bring(cast, second, "one"),
        bring(cast, second, "two"),
        bring(cast, first, "three"),
    ]
    assert [one.counts["opened"] for one in said] == [1, 0, 1, 1] and said[1].counts["unchanged"] == 1
    (row,) = found(cast, "Osprey")
    assert routes(cast, row) == [("one", "cap"), ("one", "feed"), ("two", "feed"), ("three", "cap")]
    assert bring(cast, second, "two").state == "unchanged"
    assert len(routes(cast, row)) == 4


def test_the_same_alert_by_six_routes_is_one_item_with_six_provenances(cast: SimpleNamespace) -> None:
    """As CAP, in Atom, in RSS, in an envelope that marks it, as GeoJSON and by mail, each from a source of its own."""
    inner = alert("A-9", event="Jackdaw flood").replace(b"<info>", b"<info><headline>Jackdaw flood</headline>")
    rss = (
        b"<rss version='2.0'><channel><title>x</title><item><guid>g</guid><description>"
        + inner.replace(b"<", b"&lt;")
        + b"</description></item></channel></rss>"
    )
    envelope = (
        b'<EDXLDistribution xmlns="urn:oasis:names:tc:emergency:EDXL:DE:1.0"><distributionID>d1</distributionID>'
        b"<senderID>s@example</senderID><dateTimeSent>2026-11-20T10:00:00-00:00</dateTimeSent><distributionStatus>Actual"
        b"</distributionStatus><distributionType>Report</distributionType><combinedConfidentiality>U//LES"
        b"</combinedConfidentiality><contentObject><xmlContent>" + inner + b"</xmlContent></contentObject>"
        b"</EDXLDistribution>"
    )
    told = {
        "@type": "wx:Alert", "id": "A-9", "sender": "nws@example", "sent": SENT, "status": "Actual",
        "messageType": "Alert", "event": "Jackdaw flood", "headline": "Jackdaw flood", "urgency": "Expected",
        "severity": "Severe",
        "certainty": "Likely", "areaDesc": "Kestrel County",
    }  # fmt: skip
    geojson = json.dumps({
        "type": "FeatureCollection", "features": [{"type": "Feature", "geometry": None, "properties": told}]
    }).encode()  # fmt: skip
    letter = EmailMessage()
    letter["From"], letter["Message-ID"], letter["Subject"] = "w@example", "<j@example>", "Passed on"
    letter.set_content("See the alert.")
    letter.add_attachment(inner, maintype="application", subtype="cap+xml", filename="a.cap")
    ways = [inner, feed(inner), rss, envelope, geojson, letter.as_bytes()]
    for number, content in enumerate(ways):
        bring(cast, content, f"way {number}")
    (row,) = [one for one in found(cast, "Jackdaw") if one.kind == "cap"]
    assert [source for source, _ in routes(cast, row)] == [f"way {number}" for number in range(6)]
    assert "LES" in row.marking


def test_other_words_under_one_identity_stand_alone(cast: SimpleNamespace) -> None:
    """What another source says under the same identity in other words is joined to nothing and overwrites nothing."""
    bring(cast, alert("A-2", event="Heron flood"), "one")
    assert bring(cast, alert("A-2", event="Heron parade"), "two").counts["opened"] == 1
    assert sorted(row.title for row in found(cast, "Heron")) == ["Heron flood", "Heron parade"]


def test_the_strictest_marking_counts_and_is_never_lowered(cast: SimpleNamespace) -> None:
    """CLEAR, then AMBER by another route: the item is AMBER at once, and stays so when CLEAR comes again or newer."""
    bring(cast, stix(1), "one")
    (row,) = found(cast, "Falcon 1")
    assert "AMBER" not in row.marking
    bring(cast, stix(1, tlp="amber"), "two")
    (row,) = found(cast, "Falcon 1")
    assert "TLP:AMBER" in row.marking
    bring(cast, stix(1), "three")
    newer = bring(cast, stix(1, modified="2026-11-02T10:00:00.000Z", description="More."), "one")
    assert newer.counts["updated"] == 1
    (row,) = found(cast, "Falcon 1")
    assert "TLP:AMBER" in row.marking


def test_an_unknown_marking_by_one_route_closes(cast: SimpleNamespace) -> None:
    """A marking that nobody defines closes the item to the analyst, whoever sent it open before."""
    bring(cast, stix(2, name="Merlin open"), "one")
    assert len(found(cast, "Merlin")) == 1
    unknown = "marking-definition--00000000-0000-4000-8000-000000000009"
    bring(
        cast,
        stix(2, name="Merlin open").replace(f"marking-definition--{TLP['clear']}".encode(), unknown.encode()),
        "two",
    )
    assert found(cast, "Merlin") == []
    assert len(found(cast, "Merlin", who="dee")) == 1


def test_only_the_creator_revises(cast: SimpleNamespace) -> None:
    """A newer version that names another creator is kept and noted, not taken; from its creator it is, by any route."""
    mine, other = "identity--8e2e2d2b-17d4-4cbf-938f-000000000001", "identity--8e2e2d2b-17d4-4cbf-938f-000000000002"
    later = "2026-11-03T10:00:00.000Z"
    bring(cast, stix(3, name="Kite one", created_by_ref=mine), "one")
    bring(cast, stix(3, name="Kite forged", created_by_ref=other, modified=later), "one")
    (row,) = found(cast, "Kite")
    assert row.title == "Kite one"
    with reading(cast.as_("ana")) as ana:
        notes = [one.note for one in receive.provenances(audience=ana, record_id=row.id)]
    assert any("its creator did not sign" in note for note in notes)
    bring(cast, stix(3, name="Kite forged", created_by_ref=other, modified=later), "two")
    assert len(found(cast, "Kite")) == 2
    bring(cast, stix(3, name="Kite newer", created_by_ref=mine, modified=later), "three")
    assert "Kite newer" in {row.title for row in found(cast, "Kite")} and len(found(cast, "Kite")) == 2


def test_a_rated_source_joins_nothing_of_an_unrated_one(cast: SimpleNamespace) -> None:
    """Else whoever sends first could keep a public alert from the partners."""
    bring(cast, alert("A-4", event="Egret flood"), "nobody rated", rated=False)
    bring(cast, alert("A-4", event="Egret flood"), "one")
    assert len(found(cast, "Egret")) == 2 and len(found(cast, "Egret", who="ben")) == 1


def waits(cast: SimpleNamespace, row: core.Row) -> bool:
    """Whether a record waits for a person."""
    with reading(cast.as_("ana")) as ana:
        return row.id in {one.id for one in waiting(audience=ana, kinds=["cap"], how_many=200)}


def follow(cast: SimpleNamespace, *records: UUID) -> int:
    """The follower's own step, as the service of the inbox."""
    with reading(admit_service(service="receive.inbox", now=cast.now)) as by:
        return end_named(record_ids=records, by=by, now=cast.now)


def test_a_cancel_ends_its_alert_by_whatever_route(cast: SimpleNamespace) -> None:
    """The cancel came by another source than the alert, and even before it; a stranger's cancel ends nothing."""
    bring(cast, alert("A-5", event="Plover flood"), "one")
    (row,) = found(cast, "Plover")
    stranger = alert("C-0", event="Stranger", kind="Cancel", about="A-5").replace(b"nws@example<", b"else@example<")
    bring(cast, stranger, "two")
    assert follow(cast, *(one.public_id for one in found(cast, "Stranger"))) == 0 and waits(cast, row)
    bring(cast, feed(alert("C-1", event="Called off", kind="Cancel", about="A-5")), "two")
    (off,) = found(cast, "Called off")
    assert follow(cast, off.public_id) == 1 and not waits(cast, row)
    bring(cast, alert("C-2", event="Early end", kind="Cancel", about="A-6"), "two")
    bring(cast, alert("A-6", event="Dunlin flood"), "one")
    (late,) = found(cast, "Dunlin")
    assert follow(cast, late.public_id) == 1 and not waits(cast, late)


def advisory(level: str, number: str) -> bytes:
    """A feed of the national alert system with one entry."""
    entry = f"<entry><id>urn:ntas:{number}</id><title>NTAS {level}: Godwit {number}</title>"
    entry += "<updated>2026-11-20T10:00:00Z</updated></entry>"
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>NTAS</title><id>urn:n</id>{entry}</feed>'.encode()


def test_a_state_waits_for_a_person_and_each_change_anew(cast: SimpleNamespace) -> None:
    """Asked once; Ana confirms, a supervisor takes it back with a reason, who lacks the right is refused and a stranger
    sees nothing; another state of the same item waits again."""
    bring(cast, advisory("Bulletin", "G-1"), "dhs feed")
    (row,) = found(cast, "Godwit")

    def ask() -> int:
        with reading(admit_service(service="receive.inbox", now=cast.now)) as by:
            return ask_states(record_ids=[row.public_id], by=by, now=cast.now)

    def standing(who: str = "ana") -> str | None:
        with reading(cast.as_(who)) as by:
            state = receive.standing_state(audience=by, record_id=row.id, now=cast.now)
            assert bool(receive.unconfirmed(audience=by, record_ids=[row.id])) is (
                state is not None and not state.answer
            )
        return state.answer if state else None

    assert standing() is None and (ask(), ask()) == (1, 0) and standing() == ""
    with reading(cast.as_("dee")) as dee, pytest.raises(NotAnswered) as no:
        answer_state(record=row.public_id, answer="confirmed", by=dee, now=cast.now)
    assert [one.rule for one in no.value.decision.against] == ["receive.state.right"]
    for who in ("ben", "cy"):
        with reading(cast.as_(who)) as by, pytest.raises((LookupError, NotAnswered)):
            answer_state(record=row.public_id, answer="confirmed", by=by, now=cast.now)
    assert standing("cy") is None
    with reading(cast.as_("ana")) as ana:
        answer_state(record=row.public_id, answer="confirmed", by=ana, now=cast.now)
    assert standing() == "confirmed"
    with reading(cast.as_("sam")) as sam:
        answer_state(record=row.public_id, answer="", because="It was another bulletin.", by=sam, now=cast.now)
        answer_state(record=row.public_id, answer="denied", because="It stands nowhere there.", by=sam, now=cast.now)
    assert standing() == "denied"
    bring(cast, advisory("Elevated", "G-1").replace(b"20T10", b"21T08"), "dhs feed")
    assert standing() is None, "another state"
    assert ask() == 1 and standing() == ""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select kind from core_fact where kind like 'receive.state.%' order by seq")
        kinds = [kind.rpartition(".")[2] for (kind,) in cursor.fetchall()]
    assert kinds == ["asked", "confirmed", "withdrawn", "denied", "asked"]


def test_who_is_asked_before_it_goes_on_and_what_his_answer_changes(cast: SimpleNamespace) -> None:
    """By the words of an item or by its source; the question is an RFI without content of the item; his word counts for
    one version, can be withdrawn, and until then the release rules refuse and no machine of a partner is offered it."""
    bring(cast, stix(5, name="Gannet one", description="Third agency rule applies."), "asks")
    (row,) = found(cast, "Gannet")

    def waits() -> bool:
        with reading(cast.as_("ana")) as ana:
            texts = core.texts_of(audience=ana, ids=[row.id])
            return row.id in receive.unasked(audience=ana, texts=texts)

    def offered() -> int:
        with reading(admit_service(service="network.offer", now=cast.now)) as by:
            return offer(public_ids=[row.public_id], again=True, at=cast.now, by=by, now=cast.now)

    assert waits() and offered() == 0
    with reading(cast.as_("ana")) as ana, pytest.raises(NotConsented) as no:
        ask_owner(record=row.public_id, for_whom="All", why="", by=ana, now=cast.now)
    assert {one.rule for one in no.value.decision.against} == {"receive.consent.for-whom", "receive.consent.why"}
    with reading(cast.as_("cy")) as cy, pytest.raises(LookupError):
        ask_owner(record=row.public_id, for_whom="Everybody here", why="Curiosity alone", by=cy, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        rfi = ask_owner(
            record=row.public_id, for_whom="Our utilities", why="They run such mail servers.", by=ana, now=cast.now
        )
    with reading(cast.as_("ana")) as ana:
        question = rfis.rfi(audience=ana, public_id=rfi)
        (asked,) = receive.consents(audience=ana, record_id=row.id)
        with pytest.raises(NotConsented):
            record_answer(
                record=row.public_id, consent=asked.id, answer="agreed", words="By phone, the duty officer", by=ana,
                now=cast.now,
            )  # fmt: skip
    assert question and question.state == "draft" and "Gannet" not in str(question.words.said())
    assert "8e2e2d2b-17d4" in question.words.asked
    for answer, left in (("agreed", False), ("withdrawn", True)):
        with reading(cast.as_("sam")) as sam:
            record_answer(
                record=row.public_id, consent=asked.id, answer=answer, words="By phone, the duty officer", by=sam,
                now=cast.now,
            )  # fmt: skip
        assert waits() is left and offered() == (0 if left else 1)
    bring(cast, stix(6, name="Gannet two"), "asks")
    (two,) = found(cast, "Gannet two")
    with reading(cast.as_("sam")) as sam:
        texts = core.texts_of(audience=sam, ids=[two.id])
        assert not receive.unasked(audience=sam, texts=texts)
        ask_source_first(record=two.public_id, asks=True, by=sam, now=cast.now)
        assert "asks is asked before" in receive.unasked(audience=sam, texts=texts)[two.id]
        ask_source_first(record=two.public_id, asks=False, by=sam, now=cast.now)


def test_what_has_run_out_leaves_the_desk(cast: SimpleNamespace) -> None:
    """An alert past its end is taken off by time alone, once; one that goes on stays."""
    soon, later = cast.now + timedelta(hours=1), cast.now + timedelta(days=2)
    for number, until in (("A-7", soon), ("A-8", later)):
        bring(cast, alert(number, event=f"Curlew {number}", expires=until.isoformat(timespec="seconds")), "one")
    with reading(admit_service(service="receive.inbox", now=cast.now)) as by:
        assert end_expired(by=by, now=cast.now) == 0
        assert end_expired(by=by, now=cast.now + timedelta(hours=2)) == 1
        assert end_expired(by=by, now=cast.now + timedelta(hours=2)) == 0
    assert [row.title for row in found(cast, "Curlew") if waits(cast, row)] == ["Curlew A-8"]
