"""What changed between two versions of a draft, statement by statement and word by word."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from watchfloor.disseminate.rules.product import Statement
from watchfloor.marking.banner import portion

How = Literal["same", "gone", "new"]
What = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand in both, only in the earlier (gone) or only in the later version (new)."""

    how: How
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One statement: its words apart, and in `notes` what changed beside them: mark, kind, sources, fields."""

    key: str
    what: What
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]


def differences(old: Mapping[str, Statement], new: Mapping[str, Statement]) -> tuple[Difference, ...]:
    """Both in their reading order. First what stands in the later version, then what was removed."""
    found = [_one(key, old.get(key), statement) for key, statement in new.items()]
    stepped = _stepped([key for key in old if key in new], [key for key in new if key in old])
    kept = [
        one if one is not None else Difference(key, "moved", (Piece("same", new[key].text),), ("moved",))
        for key, one in zip(new, found, strict=True)
        if one is not None or key in stepped
    ]
    gone = [
        Difference(key, "removed", (Piece("gone", statement.text),), ())
        for key, statement in old.items()
        if key not in new
    ]
    return (*kept, *gone)


def apart(old: str, new: str) -> tuple[Piece, ...]:
    """The words of both texts in one reading; spaces go with the word before them."""
    a, b = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    pieces = list[Piece]()
    for tag, a1, a2, b1, b2 in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(b[b1:b2])))
            continue
        pieces += [Piece("gone", "".join(a[a1:a2]))] if a2 > a1 else []
        pieces += [Piece("new", "".join(b[b1:b2]))] if b2 > b1 else []
    return tuple(pieces)


def _one(key: str, old: Statement | None, new: Statement) -> Difference | None:
    if old is None:
        return Difference(key, "added", (Piece("new", new.text),), tuple(_notes(Statement(key, "", None), new)))
    notes = tuple(_notes(old, new))
    return Difference(key, "changed", apart(old.text, new.text), notes) if notes or old.text != new.text else None


def _notes(old: Statement, new: Statement) -> Iterator[str]:
    if old.marking != new.marking:
        yield f"mark {_said(old)} to {_said(new)}"
    if old.own != new.own:
        yield "now a judgment" if new.own else "now a fact"
    for name in ("likelihood", "confidence"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield f"{name} {before or 'none'} to {after or 'none'}"
    before, after = {ref.record for ref in old.sources}, {ref.record for ref in new.sources}
    if before != after:
        yield f"sources: {len(after - before)} added, {len(before - after)} taken out"
    if not old.lowered_by and new.lowered_by:
        yield f"marked below its sources by decision {new.lowered_by}"


def _said(one: Statement) -> str:
    return portion(one.marking)[1:-1] if one.marking else "unmarked"


def _stepped(old: Sequence[str], new: Sequence[str]) -> set[str]:
    # the fewest that must have moved: those outside the longest common run
    matched = SequenceMatcher(a=old, b=new, autojunk=False).get_matching_blocks()
    stayed = {old[block.a + n] for block in matched for n in range(block.size)}
    return set(new) - stayed
