"""Criminal intelligence in bulk: each row stands on its predicate, or is set aside until a person completes it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connections
from makers import WHOLE

from watchfloor.core.actions.sources import give_back
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries import sources as containers
from watchfloor.gather.actions.completing import NotCompleted, complete, waiting_row
from watchfloor.gather.actions.files import Gathered, accept
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import NotReclassed
from watchfloor.protect.actions.expire import expire
from watchfloor.protect.queries import classes as kept

HEAD = (
    "occurred,narrative,title,class,offense,facts,author,suspicion_on,supporting_file,relevance,obtained,lawful,"
    "reliability,validity,sensitivity,protected_activity,relation,reporter\r\n"
)
STANDS = (
    'explosives,"Bought tubing, fuses and quartz powder in three towns and kept no receipt.",Ana Exercise,2026-11-20,'
    "NFC 26-0141,The purchases are steps towards it.,Statements of two clerks,yes,usually reliable,probable,open,no,,"
)
BARE = ",,,,,,,,,,,,,"


def line(words: str, stands: str = STANDS, of_class: str = "") -> str:
    """One row of the file."""
    return f"2026-11-14,{words},{words.split()[1]},{of_class},{stands}Mrs. Quillfeather\r\n"


def bring(cast: SimpleNamespace, *rows: str, by: object = None) -> tuple[Gathered, bytes]:
    """Bring these rows in as Ana, or as somebody else; the whole result and the bytes."""
    content = (HEAD + "".join(rows)).encode()
    results = list(
        accept(
            content=content, mapping="intelligence", agency_id=cast.center, by=by or cast.as_("ana"), now=cast.now
        )
    )  # fmt: skip
    return results[-1], content


def test_a_row_with_its_predicate_is_criminal_intelligence(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """Class, clocks and sealed predicate as by the form; no part of the predicate stands among the cells."""
    result, content = bring(cast, line("The man met two others."), line("A tip in between.", BARE, "tip"))
    assert (result.rows, result.opened, result.set_aside) == (2, 2, [])
    with reading(cast.as_("ana")) as ana:
        rows = {row.title: row for row in core.rows_of(audience=ana, public_ids=result.records)}
        one = rows["man"]
        assert (one.legal_class, rows["tip"].legal_class) == ("criminal_intelligence", "tip_lead")
        (stated,) = kept.predicates_of(audience=ana, record_id=one.id)
        assert stated.said == replace(WHOLE, facts=stated.said.facts, relevance="The purchases are steps towards it.")
        assert stated.by_id == cast.person("ana").id and "quartz" in stated.said.facts
        view = core.record(audience=ana, public_id=one.public_id)
        assert view is not None and not {"facts", "offense", "reporter"} & set(view.data["object"]["fields"])
        assert "quartz" not in repr(view.data) and core.search(audience=ana, words="quartz") == []
        source = containers.source_item(audience=ana, source_item_id=view.source_item_id)
        assert source is not None and give_back(source=source.public_id, by=ana) == content
    again, _ = bring(cast, line("The man met two others."), line("A tip in between.", BARE, "tip"))
    assert (again.opened, again.duplicates) == (0, 2)


@pytest.mark.parametrize(
    ("name", "stands", "rule"),
    [
        ("none", BARE, "23.20(a)"), ("no file", STANDS.replace("NFC 26-0141", ""), "23.20(n)"),
        ("unlawful", STANDS.replace(",yes,", ",no,"), "23.20(d)"),
        ("unanswered", STANDS.replace("open,no,,", "open,,,"), "23.20(b)"),
        ("protected", STANDS.replace("open,no,,", "open,yes,It was meant for the speaker at that rally itself.,"),
         "23.20(b)"),
    ],
)  # fmt: skip
def test_a_row_that_lacks_something_is_set_aside(cast: SimpleNamespace, name: str, stands: str, rule: str) -> None:
    """Neither dropped nor made a tip: its place, what it lacks by which rule, and the way out."""
    result, _ = bring(cast, line(f"Rumor of {name}.", stands))
    assert (result.rows, result.opened, len(result.set_aside)) == (1, 0, 1)
    row, _, reasons = result.set_aside[0]
    assert row == 1 and any(rule in one for one in reasons) and "Complete it" in reasons[-1]
    with reading(cast.as_("ana")) as ana:
        assert core.search(audience=ana, words="Rumor") == []


def test_a_service_establishes_no_suspicion(cast: SimpleNamespace) -> None:
    """The command line brings in tips; intelligence waits for a trained person, whatever the row states."""
    result, _ = bring(cast, line("Brought by a machine."), by=cast.operator)
    assert result.opened == 0 and "a service establishes no suspicion" in result.set_aside[0][2][0]


def test_what_was_set_aside_is_completed_by_a_person(house: SimpleNamespace, cast: SimpleNamespace) -> None:
    """It becomes a record of its class with the bytes of its row; the copy that lay aside goes with its key."""
    _, content = bring(cast, line("It was brought bare."), line("So was this.", BARE), by=cast.operator)
    with reading(cast.as_("ana")) as ana:
        aside = containers.set_aside(audience=ana)[0][0]
        row = waiting_row(aside=aside, by=ana)
        assert row.draft.body in ("It was brought bare.", "So was this.")
        with pytest.raises(NotReclassed):
            complete(aside=aside, predicate=replace(WHOLE, supporting_file=""), by=ana, now=cast.now)
    for login in ("cy", "ben"):
        with reading(cast.as_(login)) as by, pytest.raises(NotCompleted):
            complete(aside=aside, predicate=WHOLE, by=by, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        record, answer = complete(aside=aside, predicate=WHOLE, by=ana, now=cast.now)
    assert answer == "done"
    with reading(cast.as_("ana")) as ana:
        (made,) = core.rows_of(audience=ana, public_ids=[record])
        assert made.legal_class == "criminal_intelligence"
        assert aside not in {one[0] for one in containers.set_aside(audience=ana)}
        view = core.record(audience=ana, public_id=record)
        source = containers.source_item(audience=ana, source_item_id=view.source_item_id if view else None)
        assert source is not None and give_back(source=source.public_id, by=ana) == content
        with pytest.raises(NotCompleted):
            complete(aside=aside, predicate=WHOLE, by=ana, now=cast.now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select piece_id from core_set_aside where public_id = %s", [aside])
        assert cursor.fetchone() == (None,)


def test_where_protected_activity_is_touched_it_waits(cast: SimpleNamespace) -> None:
    """The person who completes it says yes to the question: it stands as a tip until the privacy officer decides."""
    bring(cast, line("The speaker was to be met.", BARE))
    with reading(cast.as_("ana")) as ana:
        aside = containers.set_aside(audience=ana)[0][0]
        said = replace(WHOLE, political=True, relation="The device was meant for that very speaker alone.")
        record, answer = complete(aside=aside, predicate=said, by=ana, now=cast.now)
        assert answer == "waits" and core.rows_of(audience=ana, public_ids=[record])[0].legal_class == "tip_lead"
    with reading(cast.as_("pia")) as pia:
        assert [row.public_id for row, _ in kept.waiting_changes(audience=pia)] == [record]


def test_the_mapping_goes_with_the_last_row_of_its_file(cast: SimpleNamespace) -> None:
    """While a row of the file stands its mapping stays; when the schedule ends what waited, it goes with the file."""
    bring(cast, line("A skiff alone.", BARE))
    bring(cast, line("A skiff beside.", BARE), line("A tip beside it.", BARE, "tip"))
    service = admit_service(service="protect.expire", now=cast.now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select array_agg(source) from (select source from gather_unstated) u")
        kept_for = set(cursor.fetchone()[0])
        over = cast.now.date() - timedelta(days=1)
        cursor.execute("update core_piece set purge_on = %s where purpose = 'set-aside'", [over])
        cursor.execute("select array_agg(public_id) from core_source_item")
        files = set(cursor.fetchone()[0])
        assert expire(by=service, now=cast.now) >= 2
        cursor.execute("select array_agg(public_id) from core_source_item")
        stand = set(cursor.fetchone()[0])
        cursor.execute("select coalesce(array_agg(source), '{}') from gather_unstated")
        assert set(cursor.fetchone()[0]) == kept_for & stand
    assert files - stand and kept_for & stand
