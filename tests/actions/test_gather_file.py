"""A file of reports on its way in: opened, recognized as duplicate, or set aside; nothing lost, nothing half-done."""

import os
import time
from datetime import UTC, datetime
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from makers import session

from watchfloor.core.gate import slots, spool
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.queries import sources as containers
from watchfloor.gather.actions.files import Gathered, NotAccepted, accept
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.sweep import sweep

HEAD = b"occurred,narrative,title,state,city,lat,lon\r\n"
VAN = b'2026-11-14T19:40:00-06:00,"A van, lights off, stood at the fence.",Van at fence,MN,Monticello,45.3,-93.8\r\n'
DRONE = b"2026-11-15T20:00:00-06:00,A drone hovered over the yard.,Drone over yard,MN,Monticello,45.31,-93.81\r\n"
BAD = b"31/11/26,No such day.,Bad date,MN,Monticello,45.3,-93.8\r\n"


def bring(cast: SimpleNamespace, content: bytes, agency: int | None = None) -> Gathered:
    """Bring a file in as the operator; the whole result."""
    results: list[Gathered] = list(
        accept(content=content, mapping="generic", agency_id=agency or cast.center, by=cast.operator, now=cast.now)
    )
    return results[-1]


def test_each_row_ends_in_exactly_one_of_three(cast: SimpleNamespace) -> None:
    """Two rows open, the repeated one is a duplicate, the one without a date is set aside with place and way out."""
    result = bring(cast, HEAD + VAN + DRONE + VAN + BAD)
    assert (result.rows, result.opened, result.duplicates, len(result.set_aside)) == (4, 2, 1, 1)
    row, place, reasons = result.set_aside[0]
    assert row == 4 and "31/11/26" in " ".join(reasons)
    with reading(cast.as_("ana")) as ana:
        assert {r.title for r in core.rows_of(audience=ana, public_ids=result.records)} == {
            "Van at fence",
            "Drone over yard",
        }
        assert containers.set_aside(audience=ana)[0][1] == place


def test_the_same_rows_of_another_agency_are_no_duplicates(cast: SimpleNamespace) -> None:
    """ "Duplicate" is decided among what the same agency sent: what others sent stays unknown to the sender."""
    bring(cast, HEAD + VAN)
    assert bring(cast, HEAD + VAN, agency=cast.wright).opened == 1
    assert bring(cast, HEAD + VAN, agency=cast.wright).duplicates == 1


def test_a_run_cut_short_is_taken_up(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash before the end, the same bytes again report every row as opened and leave nothing waiting."""
    from watchfloor.core.actions import sources
    from watchfloor.gather.actions import files

    content = HEAD + VAN.replace(b"fence", b"north gate") + DRONE.replace(b"yard", b"north lot")

    def crash(**_: object) -> None:
        raise RuntimeError("power gone")

    with monkeypatch.context() as patched:
        patched.setattr(files, "finish_source", crash)
        with pytest.raises(RuntimeError):
            bring(cast, content)
    assert len(sources.waiting_sources()) == 1
    result = bring(cast, content)
    assert (result.opened, result.duplicates) == (2, 0)
    assert sources.waiting_sources() == []
    assert bring(cast, content).duplicates == 2


def test_a_stranger_cannot_bring_in(cast: SimpleNamespace) -> None:
    """Who holds neither the right to bring in nor to report is refused before anything is kept."""
    with pytest.raises(NotAccepted):
        next(
            accept(
                content=HEAD + VAN, mapping="generic", agency_id=cast.center, by=cast.as_("ike", "audit"), now=cast.now
            )
        )


def test_a_spill_is_set_aside_unread(cast: SimpleNamespace) -> None:
    """A narrative with a classified banner is not opened and cannot be found by its words."""
    spill = VAN.replace(b"A van, lights off", b"SECRET//NOFORN The pelican convoy")
    result = bring(cast, HEAD + spill)
    assert result.opened == 0 and len(result.set_aside) == 1
    with reading(cast.as_("dee")) as dee:
        assert core.search(audience=dee, words="pelican") == []


def test_the_file_is_given_back_byte_for_byte(cast: SimpleNamespace) -> None:
    """Frame and pieces come to the very bytes received: opened rows, duplicates and what was set aside."""
    from watchfloor.core.actions.sources import give_back

    content = HEAD + VAN.replace(b"fence", b"south gate") + VAN + BAD + VAN.replace(b"fence", b"south gate")
    result = bring(cast, content)
    with reading(cast.as_("dee")) as dee:
        item = core.record(audience=dee, public_id=result.records[0]).source_item_id
        public_id = containers.source_item(audience=dee, source_item_id=item).public_id
        assert give_back(source=public_id, by=dee) == content
    with reading(cast.as_("cy")) as cy:
        assert give_back(source=public_id, by=cy) is None


def test_what_intake_left_behind_is_swept_at_start(
    house: SimpleNamespace, cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes without an item, of one that was read, or past their day are destroyed with their keys; a cut run waits."""
    from watchfloor.core.actions import sources
    from watchfloor.gather.actions import files

    def crash(**_: object) -> None:
        raise RuntimeError("power gone")

    def cut(step: str, mark: bytes) -> UUID:
        """A run that was killed at a step; the item whose bytes it left."""
        before = set(spool.waiting())
        with monkeypatch.context() as patched:
            patched.setattr(files, step, lambda *_, **__: crash())
            with pytest.raises(RuntimeError):
                bring(cast, HEAD + VAN.replace(b"fence", mark))
        (item,) = set(spool.waiting()) - before
        return item

    with monkeypatch.context() as patched, pytest.raises(RuntimeError):
        patched.setattr(sources, "tell", crash)  # the item's own transaction does not commit
        bring(cast, HEAD + VAN.replace(b"fence", b"culvert"))
    waits, over, read = cut("finish_source", b"weir"), cut("finish_source", b"levee"), cut("end_spool", b"dike")
    (orphan,) = set(spool.waiting()) - {waits, over, read}
    young, folder = uuid4(), house.folder / "spool"
    slots.once(f"spool-{UUID(int=7)}.key")
    for part in (folder / "a.part", house.folder / "keys" / "b.part"):
        part.write_bytes(b"half")
    for path in (*folder.iterdir(), *(house.folder / "keys").glob("spool-*"), house.folder / "keys" / "b.part"):
        os.utime(path, (1, 1))
    spool.put(young, b"being written")
    with session(house, "superuser") as admin:
        admin.execute("update core_source_item set purge_on = current_date - 1 where public_id = %s", [over])
    house_keeper = admit_service(service="protect.house", now=cast.now)
    now = datetime.fromtimestamp(time.time(), UTC)
    assert [sweep(by=house_keeper, now=now) for _ in range(2)] == [3, 0]
    assert set(spool.waiting()) == {waits, young} and not list(folder.glob("*.part"))
    keys = {path.name for path in (house.folder / "keys").iterdir()}
    assert {name for name in keys if name.startswith("spool-") or name.endswith(".part")} == {
        f"spool-{waits}.key", f"spool-{young}.key"
    }  # fmt: skip
    with session(house, "superuser") as admin:
        facts = admin.execute("select records from core_fact where kind = 'protect.spool.swept'").fetchall()
    assert [set(*one) for one in facts] == [{orphan, over, read}]
    assert bring(cast, HEAD + VAN.replace(b"fence", b"weir")).opened == 1
    spool.destroy(young)
    assert spool.waiting() == []
