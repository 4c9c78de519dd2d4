"""May a portion be marked below its sources? Only by one who releases and did not write it, for a recorded reason."""

from dataclasses import dataclass

from watchfloor.analyze.rules.reasons import either
from watchfloor.core.rules.decision import Decision, Refused
from watchfloor.disseminate.rules.product import Statement
from watchfloor.marking.grammar import Marking
from watchfloor.marking.rollup import dominates

LEAST = 10
_CITATION = "Third-agency rule (text remembered); Watchfloor policy: a lowering is decided and recorded"


class NotLowered(Refused):
    """It may not be marked below its sources; `.decision` says why."""


@dataclass(frozen=True, slots=True)
class LoweringFacts:
    """The statement (None: there is none for the asker), the join of its sources' markings, and who decides."""

    statement: Statement | None
    floor: Marking | None
    open_to_change: bool
    may: bool
    author: bool
    center: str


def may_lower(facts: LoweringFacts, *, because: str, agreed: str) -> Decision:
    """`agreed` says who of each other originator agreed, and when: their information is not ours to lower alone."""
    one = facts.statement
    sources = one.sources if one else ()
    others = sorted({ref.originator for ref in sources if ref.originator != facts.center})
    mark, floor = one.marking if one else None, facts.floor
    below = mark is not None and floor is not None and not dominates(mark, floor)
    return Decision.of(
        either(
            one is not None and facts.open_to_change, "The statement stands in a draft.",
            "There is no such statement, or the product is past editing.", rule="disseminate.lower.statement",
            citation=_CITATION, way_out="Go back to the draft as it stands.",
        ),
        either(
            facts.may and not facts.author, "Who decides may release and did not write it.",
            "The decision is for one who may release and did not write it.", rule="disseminate.lower.person",
            citation=_CITATION, way_out="Ask a supervisor or the director.",
        ),
        either(
            below, "It is marked below its sources.", "It is not marked below its sources: there is nothing to decide.",
            rule="disseminate.lower.below", citation=_CITATION, way_out="Its author marks it as it is meant to go.",
        ),
        either(
            len(because.strip()) >= LEAST, "A reason is given.", f"Reason: {len(because.strip())} characters.",
            rule="disseminate.lower.because", citation=_CITATION,
            way_out="Say in a sentence why these words give away nothing of what the mark protects.",
        ),
        either(
            not others or len(agreed.strip()) >= LEAST, "No other originator, or it agreed.",
            f"{', '.join(others)} must agree: it is their information.", rule="disseminate.lower.originator",
            citation=_CITATION, way_out="Ask, then write who agreed, and when.",
        ),
    )  # fmt: skip
