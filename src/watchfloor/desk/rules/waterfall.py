"""The waterfall of a match: each comparison's bar from where the last one ended, on one axis with a line at even."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from watchfloor.analyze.rules.matches import UNIT, Step, said

WIDE = 100.0
# a bar that weighs next to nothing is still seen
LEAST_WIDE = 0.6
WORDS = {"not known": "one side says nothing", "same": "equal", "different": "they differ"}
NAMES = {"crossed_names": "Names crossed over", "document_number": "Document", "paint": "Color", "vin": "VIN"}
MOST_DIFFERENT = 0.34


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: name and level in words, both sides' pieces (text, differs), bits, and the bar in percent of the axis.

    `tone`: for, against or none.
    """

    name: str
    level: str
    left: tuple[tuple[str, bool], ...]
    right: tuple[tuple[str, bool], ...]
    bits: str
    x: float
    width: float
    tone: str


@dataclass(frozen=True, slots=True)
class Waterfall:
    """All lines with the prior's first; `even` and `end` are places on the axis in percent."""

    bars: tuple[Bar, ...]
    even: float
    end: float
    bits: str
    says: str


def waterfall(
    steps: Sequence[Step], prior: int, left: Mapping[str, str], right: Mapping[str, str]
) -> Waterfall:  # fmt: skip
    """What weighs comes first in its order; what no side says is left out."""
    shown = [one for one in steps if one.weight or left.get(one.comparison) or right.get(one.comparison)]
    shown = [one for one in shown if one.weight or one.comparison != "crossed_names"]
    sums = [0, prior]
    for one in shown:
        sums.append(sums[-1] + one.weight)
    low, high = min(sums) - UNIT, max(sums) + UNIT

    def at(bits: int) -> float:
        return round(WIDE * (bits - low) / (high - low), 2)

    first = _bar("Start", "before any comparison", "", "", prior, at(0), at(prior))
    bars = [
        _bar(name_of(one.comparison), WORDS.get(one.level, one.level), left.get(one.comparison, ""),
             right.get(one.comparison, ""), one.weight, at(sums[n + 1]), at(sums[n + 2]))
        for n, one in enumerate(shown)
    ]  # fmt: skip
    weight = sums[-1] - prior
    return Waterfall((first, *bars), at(0), at(sums[-1]), bits_of(sums[-1]), said(weight, prior))


def _bar(name: str, level: str, left: str, right: str, weight: int, start: float, end: float) -> Bar:
    tone = "for" if weight > 0 else "against" if weight < 0 else "none"
    mine, theirs = pieces(left, right)
    width = max(abs(end - start), LEAST_WIDE)
    return Bar(name, level, mine, theirs, bits_of(weight), min(start, end), round(width, 2), tone)


def name_of(comparison: str) -> str:
    """A comparison in words."""
    return NAMES.get(comparison, comparison.replace("_", " ").capitalize())


def bits_of(weight: int) -> str:
    """Sixty-fourths of a bit as bits with a sign; a real minus."""
    return f"{weight / UNIT:+.1f}".replace("-", "−") if weight else "0.0"


Pieces = tuple[tuple[str, bool], ...]


def pieces(left: str, right: str) -> tuple[Pieces, Pieces]:
    """Both words cut where they differ; what has little in common is marked whole."""
    if not left or not right:
        return _whole(left, differs=False), _whole(right, differs=False)
    found = SequenceMatcher(None, left.casefold(), right.casefold(), autojunk=False)
    if len(left.casefold()) != len(left) or len(right.casefold()) != len(right) or found.ratio() < 1 - MOST_DIFFERENT:
        return _whole(left, differs=left != right), _whole(right, differs=left != right)
    cuts = found.get_opcodes()
    mine = tuple((left[a:b], how != "equal") for how, a, b, _, _ in cuts if b > a)
    return mine, tuple((right[a:b], how != "equal") for how, _, _, a, b in cuts if b > a)


def _whole(text: str, *, differs: bool) -> Pieces:
    return ((text, differs),) if text else ()


def counted(steps: Sequence[Step]) -> str:
    """How many comparisons agree and how many differ, in words."""
    agree, differ = sum(one.weight > 0 for one in steps), sum(one.weight < 0 for one in steps)
    return f"{agree} agree, {differ} differ"


def reason_of(steps: Sequence[Step]) -> str:
    """What a judge may begin his reason with: which comparisons speak for and against, without a word of either."""
    agree = ", ".join(name_of(one.comparison).lower() for one in steps if one.weight > 0)
    differ = ", ".join(name_of(one.comparison).lower() for one in steps if one.weight < 0)
    return " ".join(filter(None, (agree and f"Agree: {agree}.", differ and f"Differ: {differ}.")))


def splits(steps: Sequence[Step], prior: int, *, most: int = 2) -> list[tuple[str, str]]:
    """What the evidence would come to without each of the weightiest that speak for the same."""
    whole = sum(one.weight for one in steps)
    best = sorted((one for one in steps if one.weight > 0), key=lambda one: -one.weight)[:most]
    return [(name_of(one.comparison), said(whole - one.weight, prior)) for one in best]
