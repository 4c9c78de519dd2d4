"""A dry run: what each row of a file would become. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from watchfloor.core.formats.child import Limits, read_in_child_chunks
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft
from watchfloor.gather.actions.files import may_bring_in
from watchfloor.gather.actions.rows import origin_key
from watchfloor.gather.formats.reading import reader_of
from watchfloor.protect.formats.spill import REASON, part_spills

Becomes = Literal["opens", "known", "set aside"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it would come in."""

    place: str
    becomes: Becomes
    title: str = ""
    when: str = ""
    where: str = ""
    behaviors: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(slots=True)
class Preview:
    """How many rows would open, are known, would be set aside; the first of them, those set aside before all others."""

    opens: int = 0
    known: int = 0
    aside: int = 0
    rows: list[Row] = field(default_factory=list)


def preview(
    *, content: bytes, mapping: str | Mapping[str, Any], agency_id: int, most: int, by: Audience, now: datetime
) -> Preview:
    """Read as `accept` would read, and say so. Known is what the same agency sent before. Raises NotAccepted."""
    may_bring_in(by)
    made, first, aside, seen = Preview(), list[Row](), list[Row](), set[bytes]()
    options = {"mapping": mapping, "now": now.isoformat()}
    for part in read_in_child_chunks(reader=reader_of(content)[0], content=content, options=options, limits=Limits()):
        with reading(by):
            keys = [origin_key(draft, agency_id) for draft in part.drafts]
            known = core.known(keys=keys)
        spilled = {id(draft) for draft in part_spills(part.drafts)[1]}
        for draft, key in zip(part.drafts, keys, strict=True):
            row = _row(draft, spilled=id(draft) in spilled, known=key in known or key in seen)
            seen.add(key)
            (aside if row.becomes == "set aside" else first).append(row)
        aside += [Row(one.place, "set aside", reasons=one.reasons) for one in part.set_aside]
    made.opens = sum(row.becomes == "opens" for row in first)
    made.known, made.aside = len(first) - made.opens, len(aside)
    made.rows = [*aside, *first][:most]
    return made


def _row(draft: Draft, *, spilled: bool, known: bool) -> Row:
    place = f"row {draft.data.get('row', '')}"
    if spilled:
        return Row(place, "set aside", reasons=(REASON,))
    where = f"{draft.place.lat:.4f}, {draft.place.lon:.4f}" if draft.place else ""
    codes = tuple(one["code"] for one in draft.data.get("suggested_behavior", ()))
    said = draft.when.said if draft.when else ""
    return Row(place, "known" if known else "opens", draft.title, said, where, codes)
