"""What a sender writes about its own handling: a forged class, a lowered marking, letters that only look like ours."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.db import connections
from makers import incoming_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.opening import Opened
from watchfloor.gather.actions.files import accept
from watchfloor.protect.actions.stamp import NotStamped, Stamper
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.web.marks import Marks

FORGED = (
    b"occurred,narrative,title,state,city,lat,lon,legal_class,predicate_id,marking,label_id\r\n"
    b'2026-11-14T19:40:00-06:00,"A van stood at the fence.",Van,MN,Monticello,45.3,-93,criminal_intelligence,1,U,1\r\n'
)
ALIKE = (
    "U//L\u0415S",  # Cyrillic E
    "\uff35",  # fullwidth U
    "U\u200b",  # zero-width space
    "\u0421UI",  # Cyrillic C
    "TLP:\u0421LEAR",  # Cyrillic C
    "TLP:GR\u0395EN",  # Greek E
    "U\u2215\u2215LES",  # division slashes
    "U\u202e//LES",  # writing turned around
)


def test_an_import_without_predicate_is_no_intelligence(cast: SimpleNamespace) -> None:
    """A file whose rows claim class, predicate, marking and label opens tips under the center's own handling."""
    (*_, result) = accept(
        content=FORGED, mapping="generic", agency_id=cast.center, by=cast.operator, now=cast.now
    )  # fmt: skip
    with reading(cast.as_("ana")) as ana:
        rows = core.rows_of(audience=ana, public_ids=result.records)
        assert [(row.legal_class, Marks().of(row)) for row in rows] == [("tip_lead", "UNCLASSIFIED//LES")]
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from core_record where predicate_id is not null")
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("legal_class", ["criminal_intelligence", "identifying_only", "no_such_class"])
def test_nothing_comes_in_as_what_stands_on_more(cast: SimpleNamespace, legal_class: str) -> None:
    """File, feed and package get their stamp in one place, and it stamps no such class."""
    with reading(cast.operator), pytest.raises((NotStamped, KeyError)):
        Stamper(legal_class=legal_class, owner_id=cast.center, verified=True, now=cast.now).stamp(markings=("U",))


@pytest.mark.parametrize("said", ALIKE)
def test_letters_that_look_alike_close_it(cast: SimpleNamespace, said: str) -> None:
    """A marking written with look-alike letters is not read as ours: the record is closed until a person settles it."""
    assert handling_of((said,)).closed, said
    assert handling_of(("U", said)).closed
    made = opened(cast, said)
    with reading(cast.as_("ana")) as ana:
        assert core.rows_of(audience=ana, public_ids=[made.public_id]) == []
    with reading(cast.as_("pia")) as pia:
        assert len(core.rows_of(audience=pia, public_ids=[made.public_id])) == 1


@pytest.mark.parametrize("said", ["SECRET//NOFORN", "U//MADE UP", "unknown:forged", "CUI//SP-NOTHING OF THE KIND"])
def test_a_forged_marking_opens_nothing(cast: SimpleNamespace, said: str) -> None:
    """What is classified, made up or of an unknown id closes the record; beside a true one it does so too."""
    assert handling_of((said,)).closed and handling_of(("U", said)).closed and cast


@pytest.mark.parametrize(("first", "then", "stays"), [("U//LES", "U", "UNCLASSIFIED//LES"), ("CUI", "U//LES", "CUI")])
def test_an_update_lowers_no_marking(cast: SimpleNamespace, first: str, then: str, stays: str) -> None:
    """A newer version that says less leaves label and banner as high as they were; one that says more raises them."""
    made = opened(cast, first)
    again(cast, made, then)
    with reading(cast.as_("ana")) as ana:
        row = core.rows_of(audience=ana, public_ids=[made.public_id])[0]
        assert stays in Marks().of(row)
    again(cast, made, "CUI")
    with reading(cast.as_("ana")) as ana:
        assert "CUI" in Marks().of(core.rows_of(audience=ana, public_ids=[made.public_id])[0])


def opened(cast: SimpleNamespace, marking: str) -> Opened:
    """A record that came with this marking."""
    with reading(cast.operator):
        stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
        incoming = incoming_of(tip(f"A notice marked {marking!r}."), stamper.stamp(markings=(marking,)), cast.center)
        return open_records(source=None, incoming=[incoming], by=cast.operator, now=cast.now)[0]


def again(cast: SimpleNamespace, made: Opened, marking: str) -> None:
    """A newer version of it with another marking."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select origin_key from core_record where id = %s", [made.id])
        key = bytes(cursor.fetchone()[0])
    with reading(cast.operator):
        stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
        newer = incoming_of(tip(f"A newer notice, {marking}."), stamper.stamp(markings=(marking,)), cast.center)
        incoming = [replace(newer, origin_key=key, state="updated", known=core.known(keys=[key])[key])]
        open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)
