"""Received marking texts to handling: banner, level a reader needs, controls. What cannot be read closes."""

from functools import lru_cache

from watchfloor.marking.banner import canonical
from watchfloor.marking.grammar import Marking, MarkingError, parse
from watchfloor.marking.rollup import roll_up
from watchfloor.protect.rules.stamping import Handling

CHRI = frozenset({"CHRI", "SP-CHRI"})  # criminal history record information (CUI Registry)


@lru_cache(maxsize=4096)
def handling_of(markings: tuple[str, ...]) -> Handling:
    """The join of all received markings. A statement restricts nothing; an unknown marking id closes."""
    closed, read = False, list[Marking]()
    for text in markings:
        if text.startswith("statement:"):
            continue
        if text.startswith("unknown:"):
            closed = True
            continue
        try:
            read.append(parse(text))
        except MarkingError:
            closed = True
    whole = roll_up(read)
    level = "CUI" if whole.level == "CUI" else ("LES" if whole.caveats else "U")
    controls = frozenset(whole.controls)
    return Handling(
        canonical(whole),
        level,
        whole.tlp or "",
        bool(controls & {"FED ONLY", "FEDCON"}),
        closed or whole.level not in ("U", "CUI"),
        bool(whole.categories & CHRI),
    )
