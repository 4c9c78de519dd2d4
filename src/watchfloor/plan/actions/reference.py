"""Bring in reference data: assets, areas, places, agencies, software; the same file twice changes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.draft import Draft
from watchfloor.people import queries as people
from watchfloor.plan.actions.reference_kept import Bringing, Rows, Standing, compared, keep, rows_of
from watchfloor.plan.formats.drafts import COUNT
from watchfloor.plan.formats.mapping import read_mapping, shipped, told
from watchfloor.plan.formats.reference import is_plain
from watchfloor.protect.actions.room import must_take_in_bulk

READER = "watchfloor.plan.formats.drafts:read"
GROUND_READER = "watchfloor.plan.formats.ground_drafts:read"
KINDS = ("asset", "area", "place", "agency", "software")
SHOWN = 200  # differences of one file that are told
LEFT = {
    "other": (
        "{}: two assets with one number. What stands under it has another name and lies more than 5 km away;"
        " neither was overwritten. Give one of them another number, or bring this file in under a mapping of its own."
    ),
    "corrected": (
        "{}: corrected by hand, so the values of this file were not taken. Where the file is right, say so on its page"
        " ('Take the file's values again') and bring the file in again."
    ),
}


class NotImported(Refused):
    """Who brings in may not, or there is no center to own the assets."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change or has changed at one thing: each field with its new value, and with its old one in `was`.

    `was` is None where the old values stand under another label than the file brings. `kept`: a person corrected the
    thing, so the file's values are not taken.
    """

    kind: str
    code: str
    fields: Mapping[str, Any]
    was: Mapping[str, Any] | None = None
    kept: bool = False


@dataclass(slots=True)
class ReferenceImported:
    """What became of one file. `rows` are source rows; a row may become two things (an airport: a place and an asset).

    `kinds`: asset, area, place, agency, software -> {"new", "updated", "unchanged"}; `new` and `updated` are their
    sums. `differences`: the first 200 changed things. `whole` is True when nothing of the file could be read; `dry`
    when nothing was written.
    """

    rows: int = 0
    new: int = 0
    updated: int = 0
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)
    set_aside: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    whole: bool = False
    dry: bool = False

    def add(self, kind: str, given: int, new: int, updated: int) -> None:
        """Count what one chunk did to one kind."""
        if given:
            counts = self.kinds.setdefault(kind, {"new": 0, "updated": 0, "unchanged": 0})
            for name, number in (("new", new), ("updated", updated), ("unchanged", given - new - updated)):
                counts[name] += number
            self.new, self.updated = self.new + new, self.updated + updated


def import_reference(
    *,
    content: bytes,
    mapping: str | Mapping[str, Any],
    by: Audience,
    now: datetime,
    markings: tuple[str, ...] = ("U",),
    file: str = "",
    swapped: bool = False,
    dry: bool = False,
) -> ReferenceImported:
    """Bring one file in, a chunk of 2,000 rows a transaction with its fact; a crash leaves whole chunks.

    `mapping` is a shipped one by name or one as data; `file` the name of the file without its endings. Assets and areas
    belong to the center and carry `markings`; rows are known by their code within mapping and center. What cannot be
    read is set aside with place, rule and way out, and so is a row whose number stands for something else.
    `swapped`: longitude and latitude stand the wrong way round in all of it. `dry`: everything is worked out, nothing
    is written. Raises NotImported, NoRoom while the disk is nearly full and, before anything is read, MappingUnusable.
    """
    center = _may_import(by)
    chosen = shipped(mapping) if isinstance(mapping, str) else read_mapping(mapping)
    name, reader = chosen.name, READER if is_plain(content, chosen) else GROUND_READER
    done, options = ReferenceImported(dry=dry), {"mapping": mapping, "file": file, "swapped": swapped}
    it = Bringing(center, name, markings, by, now)
    for part in read_in_child_chunks(reader=reader, content=content, options=options, limits=Limits()):
        must_take_in_bulk()
        with reading(by), _taken_back(dry):
            _keep(part.drafts, it, done)
        done.rows += sum(draft.data["read"] for draft in part.drafts if draft.kind == COUNT)
        done.set_aside += [(one.place, one.reasons) for one in part.set_aside]
        done.whole = part.whole
    return done


def mapping_of(content: bytes) -> Mapping[str, Any]:
    """A mapping file of the user's as data. Raises MappingUnusable."""
    return told(read_mapping(content))


@contextmanager
def _taken_back(dry: bool) -> Iterator[None]:
    """Whatever was written inside is undone at the end, if it was only tried."""
    with transaction.atomic():
        yield
        if dry:
            transaction.set_rollback(True)


def _may_import(by: Audience) -> int:
    center = people.center()
    if "bring.in" in by.rights and center is not None:
        return center.id
    text = "You may not bring in reference data." if center else "There is no center yet to own what is brought in."
    no = Because(text, "plan.bring-in", "CJISSECPOL AC-6", False, "Ask the operator of the center.")
    raise NotImported(Decision.of(no))


def _keep(drafts: Sequence[Draft], it: Bringing, done: ReferenceImported) -> None:
    given: dict[str, list[Mapping[str, Any]]] = {kind: [] for kind in KINDS}
    for draft in drafts:
        if draft.kind in given:
            given[draft.kind].append(draft.data)
    for kind, listed in given.items():
        if listed:
            _keep_kind(kind, listed, it, done)
    if drafts and not done.dry:
        tell(kind="plan.reference.imported", by=it.by, rules=[f"plan.mapping.{it.mapping.replace('_', '-')}"])


def _keep_kind(kind: str, listed: Sequence[Mapping[str, Any]], it: Bringing, done: ReferenceImported) -> None:
    rows, unknown = rows_of(kind=kind, given=listed)
    done.set_aside += [(key, (f"{key} {text}",)) for key, text in unknown]
    if kind != "agency":
        rows = _sorted_out(kind, rows, compared(kind=kind, rows=rows, it=it), done)
    done.add(kind, len(rows), *keep(kind=kind, rows=rows, it=it))


def _sorted_out(kind: str, rows: Rows, found: Sequence[Standing], done: ReferenceImported) -> Rows:
    """The rows without those whose number stands for something else; differences are told as long as they are few."""
    by_code = {row["code"]: row for row in rows}
    for one in found:
        if one.state in ("changed", "corrected") and len(done.differences) < SHOWN:
            values = {name: by_code[one.code][name] for name in one.fields}
            done.differences.append(Difference(kind, one.code, values, one.was, one.state == "corrected"))
    left = {one.code: LEFT[one.state] for one in found if one.state in LEFT}
    done.set_aside += [(code, (left[code].format(code),)) for code in sorted(left)]
    return [row for row in rows if row["code"] not in left]
