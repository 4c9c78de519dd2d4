"""The disk fills: the shares at which things stop, the reserve, and what is not known of a disk."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watchfloor.desk.rules.board import Light, with_room
from watchfloor.localdb import place, room
from watchfloor.protect.formats import room as formats
from watchfloor.protect.formats.room import keep, policy, room_at
from watchfloor.protect.rules.room import Measured, may_read_in_bulk, may_take_in_bulk, room_of

GB = 10**9
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def stands(percent: float, *, total: int = 8 * GB, evaluation: bool = False) -> object:
    """A disk with so many percent free."""
    disks = [Measured("/", percent / 100, int(total * percent / 100))]
    return room_of(disks, policy=policy(), evaluation=evaluation)


@pytest.mark.parametrize(
    ("percent", "level", "takes", "reads"),
    [(10.0, "roomy", True, True), (9.9, "short", False, True), (5.0, "short", False, True), (4.9, "full", False, False),
     (0.0, "full", False, False)],
)  # fmt: skip
def test_intake_stops_at_ten_percent_and_bulk_reading_at_five(
    percent: float, level: str, takes: bool, reads: bool
) -> None:
    """Below ten nothing comes in by files, below five nothing is exported; each says how much is free and a way out."""
    it = stands(percent)
    assert (it.level, bool(may_take_in_bulk(it)), bool(may_read_in_bulk(it))) == (level, takes, reads)
    for decision in (may_take_in_bulk(it), may_read_in_bulk(it)):
        assert all(one.way_out and f"{percent:.1f} %" in one.text for one in decision.against)


def test_the_least_roomy_disk_decides() -> None:
    """A roomy data directory is no comfort to a database server that has no room."""
    disks = [Measured("/here", 0.5, 50 * GB), Measured("/there", 0.04, 40 * GB)]
    assert room_of(disks, policy=policy(), evaluation=False).level == "full"


def test_evaluation_data_stops_for_nothing_while_there_is_enough() -> None:
    """A notebook with 8 % of a terabyte free shows the exercise; a house of its own stops there."""
    assert stands(8, total=1000 * GB, evaluation=True).level == "roomy"
    assert stands(8, total=1000 * GB).level == "short"
    assert stands(8, total=100 * GB, evaluation=True).level == "short"


def test_the_reserve_is_made_given_back_and_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its blocks are taken, on a full disk they are free again, and the share that counts does not change by that."""
    report = tmp_path / "report"
    place.mark_evaluation(tmp_path, because="a test")
    monkeypatch.setattr(formats, "wanted", lambda folder: 1 << 20)

    def free(percent: float) -> str:
        report.write_text(f"{int(percent * 8e7)} {8 * GB}", encoding="ascii")
        return keep(tmp_path, report=str(report)).level

    assert (free(50), room.held(tmp_path)) == ("roomy", 1 << 20)
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= 1 << 20
    assert (free(7), room.held(tmp_path)) == ("short", 1 << 20)
    assert (free(3), room.held(tmp_path)) == ("full", 0)
    counted = room.spaces(tmp_path, reserve=1 << 20)[0]
    assert counted.given_back == 1 << 20 and counted.share == pytest.approx((counted.free - (1 << 20)) / counted.total)
    assert (free(7), room.held(tmp_path)) == ("short", 0), "it is not made while there is little room"
    assert (free(50), room.held(tmp_path)) == ("roomy", 1 << 20)


@pytest.mark.parametrize("said", ["", "a lot", "7", "-1 x", None])
def test_a_report_that_says_nothing_is_said_to(tmp_path: Path, said: str | None) -> None:
    """Neither a missing nor a broken report stops anything; what is not known is told."""
    report = tmp_path / "report"
    if said is not None:
        report.write_text(said, encoding="ascii")
    assert room_at(tmp_path, report=str(report)).unknown


def test_an_old_report_still_counts_and_is_told(tmp_path: Path) -> None:
    """The last known figure decides, and that it is old is told."""
    report = tmp_path / "report"
    report.write_text(f"{8 * 10**7} {8 * GB}", encoding="ascii")
    os.utime(report, (NOON.timestamp(),) * 2)
    it = room_at(tmp_path, report=str(report))
    assert it.level == "full"
    assert it.not_known(now=NOON + timedelta(minutes=14)) == []
    assert "older" in it.not_known(now=NOON + timedelta(minutes=16))[0]


def test_the_lights_say_what_has_stopped() -> None:
    """Receive and Gather turn at ten percent, Protect too at five; Disseminate goes on."""
    lights = [Light(name, "ok", "Fine.") for name in ("Receive", "Gather", "Disseminate", "Protect")]
    assert with_room(lights, level="roomy", percent="50.0 %") == lights
    short = with_room(lights, level="short", percent="9.0 %")
    assert [one.state for one in short] == ["overdue", "overdue", "ok", "ok"]
    assert short[0].because == "9.0 % of the disk is free: files are not taken in. Fine."
    full = with_room(lights, level="full", percent="4.0 %")
    assert [one.state for one in full] == ["overdue", "overdue", "ok", "overdue"]
    assert "exports" in full[3].because
