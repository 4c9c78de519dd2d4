"""What looks classified is closed away; a security officer says what it is, and two persons destroy it (IR-9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

READS, DECIDES, SECONDS = "spill.read", "spill.decide", "spill.second"
CITATION = "NIST SP 800-53 IR-9"
SPILL, FALSE_ALARM = "spill", "false-alarm"
VERDICTS = {
    SPILL: "It is a spill: destroy it, once the privacy officer agrees",
    FALSE_ALARM: "It is none: let it go on its ordinary way",
}


@dataclass(frozen=True, slots=True)
class SpillPolicy:
    """`shows`: metadata or content; `hours` until somebody has to have decided; `ways`: how it came, in words."""

    shows: str
    hours: int
    ways: Mapping[str, str]
    citation: str

    def late(self, raised_at: datetime, *, now: datetime) -> bool:
        """Whether the time to decide is over."""
        return now - raised_at > timedelta(hours=self.hours)


@dataclass(frozen=True, slots=True)
class Marks:
    """What was recognized, without a word of the text: levels (C, S, TS), where they stand, and how many."""

    levels: tuple[str, ...]
    places: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What is decided of one spill so far. `destroyed`: a purge is open over it. `has_item`: words are closed away."""

    verdict: str
    decided_by: int | None
    destroyed: bool
    has_item: bool


def may_close(*, rights: frozenset[str], because: str) -> Decision:
    """Whoever may read a record may say that it holds what must not be here; a reason describes no content."""
    said = bool(because.strip())
    return Decision.of(
        Because("Your role reads records.", "right.record.read", CITATION) if "record.read" in rights
        else _no("your role reads no records.", "right.record.read", "Tell the security officer."),
        Because("You said how you know.", "spill.because", CITATION) if said
        else _no("Reason: nothing is written.", "spill.because", "Say which marking stands where; quote no content."),
    )  # fmt: skip


def may_decide(one: Standing, verdict: str, because: str, *, rights: frozenset[str]) -> Decision:
    """A security officer, once, with a verdict and a reason."""
    return Decision.of(
        Because("Your role decides on spills.", f"right.{DECIDES}", CITATION) if DECIDES in rights
        else _no("your role does not decide on spills.", f"right.{DECIDES}", "Ask the security officer."),
        Because("Nobody has decided yet.", "spill.decided", CITATION) if not one.verdict
        else _no("It was decided already.", "spill.decided", "Nothing more is asked of you."),
        Because("The verdict is one of the policy.", "spill.verdict", CITATION) if verdict in VERDICTS
        else _no("Verdict: none was chosen.", "spill.verdict", "Choose one."),
        Because("It says why.", "spill.because", CITATION) if because.strip()
        else _no("Reason: nothing is written.", "spill.because", "Write it; describe no content."),
    )  # fmt: skip


def may_second(one: Standing, *, person_id: int, rights: frozenset[str]) -> Decision:
    """The privacy officer, another person than who decided, before anything is destroyed."""
    waits = one.verdict == SPILL and one.has_item and not one.destroyed
    return Decision.of(
        Because("Your role seconds a destruction.", f"right.{SECONDS}", CITATION) if SECONDS in rights
        else _no("your role does not second this.", f"right.{SECONDS}", "Ask the privacy officer."),
        Because("It waits for a second person.", "spill.waits", CITATION) if waits
        else _no("It does not wait for a second person.", "spill.waits", "Nothing is asked of you."),
        Because("You are the second person.", "spill.two-persons", CITATION) if person_id != one.decided_by
        else _no("You decided it; another person seconds it.", "spill.two-persons", "Ask the privacy officer."),
    )  # fmt: skip


def _no(text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, CITATION, ok=False, way_out=way_out)
