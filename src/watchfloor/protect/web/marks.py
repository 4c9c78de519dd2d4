"""Markings as pages show them: of one record, of a portion, of the whole page. What cannot be told is closed."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from watchfloor.core.queries import records as core
from watchfloor.marking.banner import banner, canonical, portion, tlp_label
from watchfloor.marking.grammar import Marking, MarkingError, parse
from watchfloor.marking.rollup import join, roll_up
from watchfloor.protect.rules.labels import Atom

SHOWN_LEVELS = ("U", "CUI")
OF_LEVEL = {"U": "U", "LES": "U//LES", "CUI": "CUI"}
RISING = tuple(OF_LEVEL)
UNSETTLED = parse("CUI")  # what is closed until it is settled is shown to leadership at the strictest level we carry


class Marks:
    """The marking of what carries a label; reads the labels once. MUST be made inside the door's transaction."""

    def __init__(self) -> None:
        self._labels = core.labels()

    def of(self, row: core.Row) -> str:
        """The whole marking of a record, TLP too; "" if it cannot be told."""
        return self.of_label(row.label_id, marking=row.marking)

    def of_label(self, label_id: int, *, marking: str = "") -> str:
        """The marking of anything under a label, with the words it came with if there are any."""
        return _marking(self._labels.get(label_id, ()), marking)


@lru_cache(maxsize=4096)
def _marking(atoms: tuple[str, ...], marking: str) -> str:
    try:
        read = [Atom.parse(text) for text in atoms]
        said = [parse(marking)] if marking else [parse(OF_LEVEL[atom.level]) for atom in read] or [parse("U")]
        said += [parse(f"TLP:{atom.tlp}") for atom in read if atom.tlp]
        # a newer version that says less than an older one lowers nothing: the label joined both
        said += [parse(OF_LEVEL[atom.level]) for atom in read if RISING.index(atom.level) > _level(said[0])]
    except (MarkingError, ValueError, KeyError):
        return ""
    if not read:
        return ""
    whole = roll_up(said)
    return canonical(join(whole, UNSETTLED) if any(atom.share == "closed" for atom in read) else whole)


def _level(said: Marking) -> int:
    return RISING.index("CUI" if said.level == "CUI" else "LES" if said.caveats else "U")


def portion_of(marking: str) -> str:
    """The mark of a portion, such as "U//LES"; "" (shown as unmarked) if it cannot be told. TLP stands with it."""
    whole = _read(marking)
    if whole is None:
        return ""
    return "//".join(filter(None, (portion(whole)[1:-1], tlp_label(whole))))


def page_marking(markings: Iterable[str], *, exercise: bool) -> dict[str, Any]:
    """What base.html asks for: the roll-up of everything on the page, or `unknown`, which withholds the page."""
    read = [_read(marking) for marking in markings]
    known = [one for one in read if one is not None]
    whole = roll_up(known)
    unknown = len(known) < len(read) or whole.level not in SHOWN_LEVELS
    return {
        "level": whole.level, "text": banner(whole), "tlp": tlp_label(whole), "exercise": exercise, "unknown": unknown,
    }  # fmt: skip


@lru_cache(maxsize=4096)
def _read(marking: str) -> Marking | None:
    try:
        return parse(marking)
    except MarkingError:
        return None
