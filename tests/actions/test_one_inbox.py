"""One inbox: what several sources send is one item, its marking the strictest; what ends leaves the desk by itself."""

import json
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries.waiting import waiting
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive import queries as receive
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
