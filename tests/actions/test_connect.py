"""Records are read for what they name, and those that name the same are proposed as linked; behind both walls."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from watchfloor.analyze.actions.connect import Connected, connect
from watchfloor.analyze.actions.judge import judge
from watchfloor.analyze.queries import known as queries
from watchfloor.analyze.queries.bearing import bearing, risen
from watchfloor.core.actions.records import open_records, settle
from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import follow, followers
from watchfloor.core.queries import records as core
from watchfloor.core.rules.draft import Draft, Place, When
from watchfloor.core.rules.opening import Incoming, Opened
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper


def open_drafts(
    cast: SimpleNamespace, *drafts: Draft, legal_class: str = "tip_lead", owner: int | None = None, share: str = ""
) -> list[Opened]:
    """Open drafts of one owner (the center by default)."""
    agency = owner or cast.center
    stamper = Stamper(legal_class=legal_class, owner_id=agency, verified=True, now=cast.now, share=share)
    with reading(cast.operator):
        stamps = stamper.stamp_drafts(drafts)
        incoming = [
            Incoming(d, s, agency, keyed(b"t", uuid4().bytes), keyed(b"d", d.body.encode()), b"", "opened")
            for d, s in zip(drafts, stamps, strict=True)
        ]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)


def tips(cast: SimpleNamespace, *bodies: str, **more: object) -> list[Opened]:
    """One tip a text."""
    drafts = [Draft("tip", "", "", "A report", body, {"fields": {"narrative": body}}) for body in bodies]
    return open_drafts(cast, *drafts, **more)  # type: ignore[arg-type]  # the names are those of open_drafts


def join(cast: SimpleNamespace, *opened: Opened) -> Connected:
    """Connect as the follower does."""
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        return connect(record_ids=[one.public_id for one in opened], by=by, now=cast.now)


def links(cast: SimpleNamespace, login: str, opened: Opened) -> list[queries.LinkView]:
    """The links of a record as one of the cast is shown them."""
    with reading(cast.as_(login)) as audience:
        return queries.links_of(audience=audience, record_id=opened.id)


def test_two_reports_of_one_plate_are_proposed_with_their_cause(cast: SimpleNamespace) -> None:
    """However the plate is written, the two are linked; the cause names it, and no machine says more than proposed."""
    a, b, c = tips(
        cast, "A white van, Minnesota plate ABC-1234, by the fence.", "The van had plate ABC 1234.", "A red bicycle."
    )
    assert join(cast, a, b, c).links == 1
    (found,) = links(cast, "ana", a)
    assert (found.other.public_id, found.state, found.causes[0].kind) == (b.public_id, "proposed", "plate")
    assert found.because == "Both name license plate ABC1234 (2 records that you may read do)."
    assert "ABC1234" not in found.causes[0].plain
    assert links(cast, "ana", c) == []
    assert links(cast, "ben", a) == [] and links(cast, "cy", a) == []


def test_a_later_report_is_linked_to_an_earlier_one(cast: SimpleNamespace) -> None:
    """What came in another chunk, another day, is found by its identifier; connecting again adds nothing."""
    (first,) = tips(cast, "The card named pretext-survey.com and the number 320-555-0142.")
    join(cast, first)
    (second,) = tips(cast, "He called from (320) 555-0142 and sent us to pretext-survey.com")
    assert join(cast, second).links == 1
    assert {cause.kind for cause in links(cast, "ana", second)[0].causes} == {"phone", "domain"}
    assert join(cast, first, second).links == 0
    assert len(links(cast, "ana", first)) == 1


def test_who_reports_or_serves_is_no_lead(cast: SimpleNamespace) -> None:
    """The number of a reporter or an officer links nothing, though two reports give it."""
    a, b = tips(cast, "Reporter can be reached at 612-555-0177.", "Reporter's phone is 612-555-0177, he saw a drone.")
    assert join(cast, a, b).links == 0
    with reading(cast.as_("ana")) as ana:
        assert [m.role for m in queries.mentions_of(audience=ana, record_id=a.id) if m.kind == "phone"] == ["reporter"]
        assert queries.search_identifier(audience=ana, value="612-555-0177") == []


def test_a_link_to_what_a_reader_may_not_read_does_not_show(cast: SimpleNamespace) -> None:
    """Ben sees an open-source item, not the tip that names the same domain: no link, no count, no known other."""
    body = "Indicator: the site grid-cards.net is used as a pretext."
    item = Draft("stix", "x", "", "Pretext site", body, {"type": "note", "id": f"note--{uuid4()}"})
    (shared,) = open_drafts(cast, item, legal_class="open_source")
    secret, other = tips(cast, "They named grid-cards.net at the gate.", "A card with grid-cards.net was left.")
    join(cast, shared, secret, other)
    assert len(links(cast, "ana", shared)) == 2
    assert links(cast, "ben", shared) == []
    with reading(cast.as_("ben")) as ben:
        known = queries.known_about(audience=ben, record_id=shared.id)
        assert known.links == () and known.identifiers == ()
        assert [row.id for row in queries.search_identifier(audience=ben, value="grid-cards.net")] == [shared.id]
    with reading(cast.as_("ana")) as ana:
        assert len(queries.search_identifier(audience=ana, value="GRID-CARDS[.]net")) == 3
    with reading(cast.as_("cy")) as cy:
        assert queries.search_identifier(audience=cy, value="grid-cards.net") == []


def test_counts_are_the_readers_own(cast: SimpleNamespace) -> None:
    """Two items that Ben may read share a domain with a tip that he may not: he is told of two, Ana of three."""
    texts = ("The site two-and-one.org again.", "See two-and-one.org for the card.")
    items = [Draft("stix", t, "", "Item", t, {"type": "note", "id": f"note--{uuid4()}"}) for t in texts]
    a, b = open_drafts(cast, *items, legal_class="open_source")
    join(cast, a, b, *tips(cast, "They said two-and-one.org to the guard."))
    (for_ben,) = links(cast, "ben", a)
    assert for_ben.causes[0].records == 2 and "(2 records that you may read do)" in for_ben.because
    assert {one.causes[0].records for one in links(cast, "ana", a)} == {3}


def test_classes_that_must_not_meet_are_not_linked(cast: SimpleNamespace) -> None:
    """Case support is in no row of the class-join table: not even the same plate links it to a tip."""
    (tip,) = tips(cast, "Plate XYZ-9876 at the gate.")
    (case,) = tips(cast, "Plate XYZ-9876 in the case file.", legal_class="case_support")
    join(cast, tip, case)
    assert links(cast, "ana", tip) == [] and links(cast, "ana", case) == []


def test_what_partners_sent_and_local_reports_rise_where_they_name_the_same(cast: SimpleNamespace) -> None:
    """With the reason, counted in the reader's own: of what Ben may not read nothing rises for him, nor for a stranger;
    what is judged different, withdrawn or settled rises no more."""
    a, b, c = tips(
        cast, "The mail came from osprey-billing.com at night.", "He opened osprey-billing.com.", "A bicycle."
    )
    (sent,) = open_drafts(
        cast, Draft("stix", "", "", "Indicator", "Domain osprey-billing.com, seen since May.", {}),
        legal_class="federal_product", share="partners",
    )  # fmt: skip
    join(cast, a, b, c, sent)

    mine = {a.id, b.id, c.id, sent.id}

    def up(who: str, *kinds: str) -> list[int]:
        with reading(cast.as_(who)) as by:
            return [row.id for row in risen(audience=by, kinds=kinds, how_many=99) if row.id in mine]

    assert sorted(up("ana", "tip", "stix")) == sorted((a.id, b.id, sent.id)) and up("ana", "stix") == [sent.id]
    with reading(cast.as_("ana")) as ana:
        rows = core.rows_of(audience=ana, ids=[a.id, c.id, sent.id])
        found = bearing(audience=ana, rows=rows)
    assert set(found) == {a.id, sent.id}
    assert found[sent.id].others == 2
    assert found[sent.id].reasons == ("2 local reports name this domain: osprey-billing.com",)
    assert found[a.id].reasons == ("1 item of a partner names this domain: osprey-billing.com",)
    assert up("ben", "tip", "stix") == up("cy", "tip", "stix") == []
    with reading(cast.as_("ben")) as ben:
        assert [row.id for row in core.rows_of(audience=ben, ids=[sent.id])] == [sent.id]
        assert bearing(audience=ben, rows=rows) == {}
    with reading(cast.as_("ana")) as ana:
        settle(record_id=a.id, at=cast.now)
        link = next(one for one in queries.links_of(audience=ana, record_id=sent.id) if one.other.id == b.id)
        judge(link_id=link.id, verdict="different", because="Another domain of that name.", by=ana, now=cast.now)
    assert up("ana", "tip", "stix") == [sent.id]


def test_what_stands_on_a_warning_list_links_nothing_and_says_so(cast: SimpleNamespace) -> None:
    """By its name, as a part of a listed domain, in a listed network; a newer version of the list takes the place."""

    def told(name: str, sort: str, *values: str) -> Draft:
        return Draft("vocabulary", name, "", name, name, {"name": name, "type": sort, "list": list(values)})

    lists = open_drafts(
        cast, told("Top sites", "hostname", "kestrel-search.com"), told("Resolvers", "cidr", "198.51.100.0/24"),
        legal_class="open_source", share="partners",
    )  # fmt: skip
    join(cast, *lists)
    a, b = tips(cast, *["Mail from www.kestrel-search.com and 198.51.100.7 and merlin-notice.com."] * 2)
    join(cast, a, b)
    (link,) = links(cast, "ana", a)
    assert [cause.shared for cause in link.causes] == ["merlin-notice.com"]
    with reading(cast.as_("ana")) as ana:
        said = queries.held_back(audience=ana, record_id=a.id)
        assert queries.search_identifier(audience=ana, value="198.51.100.7") == []
    with reading(cast.as_("cy")) as cy:
        assert queries.held_back(audience=cy, record_id=a.id) == []
    assert any("www.kestrel-search.com is on the warning list Top sites" in one for one in said)
    assert any("198.51.100.7 is on the warning list Resolvers" in one for one in said)


def test_what_a_source_states_is_a_link(cast: SimpleNamespace) -> None:
    """A STIX relationship joins its two ends, whichever of the three comes last; another source's does not."""
    indicator, campaign = f"indicator--{uuid4()}", f"campaign--{uuid4()}"
    relation = {
        "type": "relationship", "id": f"relationship--{uuid4()}", "relationship_type": "indicates",
        "source_ref": indicator, "target_ref": campaign,
    }  # fmt: skip
    told = [{"type": "campaign", "id": campaign}, relation, {"type": "indicator", "id": indicator}]
    drafts = [Draft("stix", one["id"], "", one["type"], "", one) for one in told]
    first, second, third = (open_drafts(cast, draft, legal_class="open_source")[0] for draft in drafts)
    join(cast, first)
    join(cast, second)
    assert links(cast, "ana", first) == []
    foreign = open_drafts(cast, drafts[2], legal_class="open_source", owner=cast.wright)[0]
    join(cast, foreign)
    assert links(cast, "ana", first) == []
    join(cast, third)
    (found,) = links(cast, "ana", first)
    assert (found.other.id, found.causes[0].kind, found.strength) == (third.id, "relation: indicates", "strong")


def test_two_reports_near_in_place_and_time_are_linked(cast: SimpleNamespace) -> None:
    """An hour and a kilometer apart is near; a day-old report elsewhere is not."""

    def seen(lon: float, hours: int) -> Draft:
        at = cast.now - timedelta(hours=hours)
        when = When(at, at, "minute", "then")
        return Draft("tip", "", "", "Drone", "A drone.", {"fields": {}}, when=when, place=Place(lon, 46.5, 50, "fence"))

    a, b, c = open_drafts(cast, seen(-95.0, 3), seen(-95.01, 4), seen(-94.0, 4))
    join(cast, a)
    join(cast, b, c)
    (found,) = links(cast, "ana", a)
    assert found.other.id == b.id and found.causes[0].kind == "near" and "apart" in found.because
    assert links(cast, "ana", c) == []


def test_what_everybody_names_links_nothing(cast: SimpleNamespace) -> None:
    """A phone number in forty reports is a switchboard: it links none of them, and costs no square of pairs."""
    many = tips(cast, *(f"Call 651-555-0100, report {n}." for n in range(40)))
    assert join(cast, *many).links == 0


def test_the_follower_connects_and_a_purge_takes_it_all(cast: SimpleNamespace) -> None:
    """Sealed facts are followed once; after a purge neither mention nor link of the record is left."""
    from watchfloor.protect.actions.purge import purge

    gone, stays = tips(cast, "VIN 1HGCM82633A004352 by the dam.", "The car had VIN 1HGCM82633A004352.")
    seal_all()
    mine = next(one for one in followers() if one.name == "analyze.connect")
    while follow(follower=mine, audience=admit_service(service=mine.service, now=cast.now)):
        pass
    assert len(links(cast, "ana", stays)) == 1
    purge(
        record_ids=[gone.public_id], because="entered twice", second_id=cast.person("pia").id, by=cast.as_("dee"),
        now=cast.now,
    )  # fmt: skip
    assert links(cast, "ana", stays) == []
    with reading(cast.as_("ana")) as ana, connection.cursor() as cursor:
        assert queries.mentions_of(audience=ana, record_id=gone.id) == []
        cursor.execute("select count(*) from analyze_mention where record_id = %s", [gone.id])
        assert cursor.fetchone() == (0,)
        cursor.execute("select count(*) from analyze_link where a_id = %s or b_id = %s", [gone.id, gone.id])
        assert cursor.fetchone() == (0,)


def test_with_no_audience_nothing_is_there(cast: SimpleNamespace) -> None:
    """Without an audience mentions and links are empty."""
    assert cast.center
    with connection.cursor() as cursor:
        for table in ("analyze_mention", "analyze_link"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)


@pytest.mark.data
def test_the_real_narratives_connect_in_seconds(cast: SimpleNamespace, real_data: Path) -> None:
    """4,609 FAA narratives are read, placed and compared, fast enough for 100,000; CPU is that of this process."""
    from time import process_time

    from watchfloor.gather.actions.files import accept

    content = (real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes()
    for result in accept(content=content, mapping="faa-uas", agency_id=cast.center, by=cast.operator, now=cast.now):
        records = result.records
    join(cast)  # the gazetteer is built once a process
    began = process_time()
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        done = connect(record_ids=records, by=by, now=cast.now)
    assert done.records == len(records) and done.mentions > 0.9 * done.records
    assert (process_time() - began) / done.records < 0.002
