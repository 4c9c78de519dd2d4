"""No action and no query joins what the class-join table keeps apart; across classes a match is a pointer."""

from itertools import combinations_with_replacement
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.db import connections
from makers import incoming_of, open_intelligence, open_tips, stamp_of, tip

from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.judge import NotJudged, link
from watchfloor.analyze.queries import chart
from watchfloor.analyze.queries import known as analyze
from watchfloor.analyze.queries.pointers import pointers
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.opening import Opened
from watchfloor.gather.models.vetting import Nexus
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.classes import may_match, meeting
from watchfloor.protect.rules.labels import Atom

POLICY = load()
PLAIN = sorted(set(POLICY.classes) - {"identifying_only", "criminal_intelligence"})
PAIRS = sorted(combinations_with_replacement(PLAIN, 2))


def opened(cast: SimpleNamespace, legal_class: str, body: str) -> Opened:
    """A record of any class that needs nothing else, open to the whole center."""
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, legal_class, "U", "center").print()], legal_class=legal_class)
        made = open_records(
            source=None, incoming=[incoming_of(tip(body), stamp, cast.center)], by=cast.operator, now=cast.now
        )[0]
        if legal_class == "ise_sar":  # which stands on a review
            review = Nexus(
                record_id=made.id, label_id=stamp.label_id, behaviors=["THREAT"], statement=bytes(29), by_id=1,
                at=cast.now,
            )  # fmt: skip
            Nexus.objects.bulk_create([review])
        return made


def matched(cast: SimpleNamespace, *records: UUID) -> None:
    """What the machine does with them."""
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=list(records), by=by, now=cast.now)


def links(cast: SimpleNamespace) -> set[tuple[int, int]]:
    """Every pair that stands, whoever may see it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select a_id, b_id from analyze_link where state = 'proposed'")
        return set(cursor.fetchall())


def plate(n: int) -> str:
    """A report that names a plate of its own."""
    return f"A gray van, plate KLX {n}, stood there."


def test_the_machine_matches_exactly_what_the_table_names(cast: SimpleNamespace) -> None:
    """Of every pair of classes that share a plate, those that the service reads and the table names are linked."""
    served = set(POLICY.services["analyze.connect"].classes)
    made = {}
    for n, (a, b) in enumerate(PAIRS):
        body = plate(2000 + n)
        made[a, b] = (opened(cast, a, body), opened(cast, b, body))
    matched(cast, *(one.public_id for pair in made.values() for one in pair))
    found = links(cast)
    for (a, b), (first, second) in made.items():
        allowed = {a, b} <= served and may_match(a, b, classes=classes(), policy=POLICY)
        assert ((first.id, second.id) in found) == allowed, (a, b)
    assert any(a != b and pair[0].id in {one for both in found for one in both} for (a, b), pair in made.items())


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_no_person_links_or_sees_what_is_kept_apart(cast: SimpleNamespace, a: str, b: str) -> None:
    """A link drawn by hand, the links of a record, what is known about it and the chart ask the same table."""
    body = plate(5000 + PAIRS.index((a, b)))
    first, second = opened(cast, a, body), opened(cast, b, body)
    matched(cast, first.public_id, second.public_id)
    show = POLICY.join(a, b).show
    with reading(cast.as_("ana", "threat-assessment")) as ana:
        if len(core.rows_of(audience=ana, public_ids=[first.public_id, second.public_id])) < 2:
            return
        known = analyze.known_about(audience=ana, record_id=first.id)
        seen = {x.other.id for x in known.links} | {row.id for one in known.identifiers for row in one.others}
        assert second.id not in seen or show
        tied = [{tie.a.id, tie.b.id} for tie in chart.ties(audience=ana, record_ids=[first.id])]
        assert {first.id, second.id} not in tied or show
        drawn = True
        try:
            link(a=first.public_id, b=second.public_id, because="The same dent is seen.", by=ana, now=cast.now)
        except NotJudged as refused:
            drawn = False
            assert "analyze.judge.classes" in [one.rule for one in refused.decision.against]
        assert drawn == show


def test_a_tip_that_meets_criminal_intelligence_gets_a_pointer_and_nothing_of_it(cast: SimpleNamespace) -> None:
    """Ana may read both: the tip's page names whom to call; no link, no title, no number of the other is shown."""
    held = open_intelligence(cast, plate(9001), owner=cast.wright)
    made = open_tips(cast, plate(9001))[0]
    matched(cast, held.public_id, made.public_id)
    assert tuple(sorted((held.id, made.id))) in links(cast)
    assert meeting("tip_lead", "criminal_intelligence", policy=POLICY) == "pointer"
    with reading(cast.as_("ana")) as ana:
        assert {one.owner for one in pointers(audience=ana, record_id=made.id)} == {"Wright County Sheriff"}
        known = analyze.known_about(audience=ana, record_id=made.id)
        assert known.links == () and known.identifiers == ()
        assert chart.ties(audience=ana, record_ids=[made.id]) == []
    with reading(cast.as_("cy")) as cy:
        assert pointers(audience=cy, record_id=made.id) == []


@pytest.mark.parametrize(("sensitivity", "named"), [("restricted", set()), ("agency-only", {"Wright County Sheriff"})])
def test_a_restricted_record_is_invisible_even_as_a_hit(
    cast: SimpleNamespace, sensitivity: str, named: set[str]
) -> None:
    """Restricted: no pointer, hit, link or count for anybody outside its agency; agency-only: the name and no more."""
    n = 9100 + len(sensitivity)
    held = open_intelligence(cast, plate(n), owner=cast.wright, restricted=True, sensitivity=sensitivity)
    made = open_tips(cast, plate(n))[0]
    matched(cast, held.public_id, made.public_id)
    assert tuple(sorted((held.id, made.id))) in links(cast)
    for login in ("ana", "dee", "pia", "sam"):
        with reading(cast.as_(login)) as by:
            before = core.counts(audience=by)
            assert core.rows_of(audience=by, public_ids=[held.public_id]) == []
            assert [row.id for row in analyze.search_identifier(audience=by, value=f"KLX {n}")] == [made.id]
            assert {one.owner for one in pointers(audience=by, record_id=made.id)} == named
            assert analyze.links_of(audience=by, record_id=made.id) == []
        open_intelligence(cast, "Another one.", owner=cast.wright, restricted=True, sensitivity=sensitivity)
        with reading(cast.as_(login)) as by:
            assert core.counts(audience=by) == before
    with reading(cast.as_("ben", "criminal-investigation")) as ben:
        assert len(core.rows_of(audience=ben, public_ids=[held.public_id])) == 1


@pytest.mark.parametrize("who", ["reporter", "victim", "witness", "officer", "requester", "protected person"])
def test_who_came_to_help_is_never_matched(cast: SimpleNamespace, who: str) -> None:
    """One phone number, of the {who} in each report: no link, no known identifier, no hit; a suspect's links."""
    digits = f"612-555-0{100 + len(who) * 7}"
    said = (f"A lamp was out. The {who} can be reached at {digits}.", f"A door stood open; call the {who} at {digits}.")
    ids = [open_tips(cast, text)[0] for text in said]
    matched(cast, *(one.public_id for one in ids))
    assert tuple(sorted(one.id for one in ids)) not in links(cast)
    with reading(cast.as_("ana")) as ana:
        assert analyze.known_about(audience=ana, record_id=ids[0].id).identifiers == ()
        assert analyze.search_identifier(audience=ana, value=digits) == []
    other = f"612-555-0{400 + len(who)}"
    suspects = [open_tips(cast, f"{text} The suspect's phone is {other}.")[0] for text in ("A lamp.", "A door.")]
    matched(cast, *(one.public_id for one in suspects))
    assert tuple(sorted(one.id for one in suspects)) in links(cast)
