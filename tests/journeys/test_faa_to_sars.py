"""Sightings of drones come in as tips, some of them become SARs by two persons, and the rest keep their clock."""

import gzip
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.gather.actions.files import accept
from watchfloor.gather.actions.vetting import promote
from watchfloor.gather.queries.sharing import outcomes_of
from watchfloor.gather.rules.vetting import Determination

WHY = "An aircraft was flown where it endangered others, and whoever flew it was not found."
FACTS = "It was seen at the altitude and beside the aircraft that the crew named, and reported to the tower at once."


def come_in(cast: SimpleNamespace, content: bytes) -> list[core.Text]:
    """The file through its real door; what it became, as Ana reads it."""
    for result in accept(content=content, mapping="faa-uas", agency_id=cast.center, by=cast.operator, now=cast.now):
        records = result.records
    assert not result.set_aside and len(records) == result.opened
    with reading(cast.as_("ana")) as ana:
        return core.texts_of(audience=ana, public_ids=records)


def some_become_sars(cast: SimpleNamespace, tips: list[core.Text], *, how_many: int) -> None:
    """By hand: a person names what the words suggest and says why, another confirms; the others stay what they are."""
    suggested = [one for one in tips if codes(one)]
    assert len(suggested) >= how_many
    for text in suggested[:how_many]:
        said = Determination(codes(text)[:1], WHY, FACTS, first_amendment=False)
        for login in ("ana", "sam"):
            with reading(cast.as_(login)) as by:
                promote(record=text.row.public_id, determination=said, by=by, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        rows = core.rows_of(audience=ana, ids=[one.row.id for one in tips])
        words = outcomes_of(audience=ana, record_ids=[one.row.id for one in tips])
    rest = [row for row in rows if row.legal_class == "tip_lead"]
    assert sum(row.legal_class == "sar" for row in rows) == how_many and len(rest) == len(tips) - how_many
    today = cast.now.date()
    assert {(row.review_on - today, row.purge_on - today) for row in rest} == {
        (timedelta(days=90), timedelta(days=365))
    }
    assert [word for word, _ in words.values()] == ["used"] * how_many


def codes(text: core.Text) -> tuple[str, ...]:
    """The behaviors that the words suggest; nobody decided them."""
    return tuple(one["code"] for one in text.data["object"]["suggested_behavior"])


@pytest.mark.data
def test_the_first_sightings_of_the_list_become_tips_and_two_of_them_sars(
    cast: SimpleNamespace, real_data: Path
) -> None:
    """Forty rows of the real file: each a tip, most with a suggestion; two become SARs."""
    whole = gzip.decompress((real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes())
    tips = come_in(cast, b"".join(whole.splitlines(keepends=True)[:41]))
    assert sum(bool(codes(one)) for one in tips) > 0.8 * len(tips)
    some_become_sars(cast, tips, how_many=2)


@pytest.mark.long
@pytest.mark.data
def test_the_whole_list_becomes_tips_and_twenty_of_them_sars(
    house: SimpleNamespace, cast: SimpleNamespace, real_data: Path
) -> None:
    """4,609 rows of which none is set aside; twenty become SARs by hand, the others stay tips with their clock."""
    del house
    tips = come_in(cast, (real_data / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz").read_bytes())
    some_become_sars(cast, tips, how_many=20)
