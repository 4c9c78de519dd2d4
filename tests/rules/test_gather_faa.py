"""The real list of sightings of unmanned aircraft goes through as a whole."""

import os
from pathlib import Path

import pytest

from watchfloor.gather.formats.delimited import read, unpacked

FOLDER = Path(os.environ.get("WATCHFLOOR_TEST_DATA") or Path(__file__).parents[3] / "shared" / "data")
FILE = FOLDER / "faa_uas_sightings" / "faa_uas_2019Q4_2021.csv.gz"
pytestmark = [pytest.mark.data, pytest.mark.skipif(not FILE.exists(), reason=f"real data is absent: {FILE.name}")]


def test_all_4609_rows_become_tips_and_the_pieces_give_the_file_back() -> None:
    """None is set aside, each has a time as said, and frame plus pieces are the file byte for byte."""
    content = FILE.read_bytes()
    parts = list(
        read(content, {"mapping": "faa-uas"}, zone_of=lambda state, city: "America/Chicago" if state else None)
    )
    drafts = [draft for part in parts for draft in part.drafts]
    plain = unpacked(content)
    frame = plain[: drafts[0].piece[0]]
    assert len(drafts) == 4609
    assert not any(part.set_aside for part in parts)
    assert frame + b"".join(plain[at : at + size] for at, size in (draft.piece for draft in drafts)) == plain
    assert sum(draft.when is not None and draft.when.precision == "minute" for draft in drafts) == 407
