"""What follows a determination: what is sent out and comes back, and the one word that a submitter hears.

A submission is a record's way into the NSI SAR Data Repository; what comes back drives sharing, notices and clocks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from watchfloor.core.rules.decision import Because, Decision

Form = Literal["summary", "details"]
FORMS: tuple[Form, ...] = ("summary", "details")
CITATION = "ISE-FS-200 v1.5.5, submission"
NUMBER_MOST = 60
ISE = "ise_sar"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What part 2 comes to where it is no: after so many days it goes (None: the class's own clock), or is referred."""

    code: str
    words: str
    purge_days: int | None
    refer: bool
    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class Disposition:
    """What the FBI answered, and what it does here. `shared` False takes the record out of sharing at once."""

    code: str
    words: str
    shared: bool
    review_days: int
    purge_days: int | None
    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """A word for the submitter, with the sentence that explains it."""

    code: str
    words: str
    says: str
    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class SharingPolicy:
    """The loaded policy. `system` is (code, words) of where a person retypes."""

    system: tuple[str, str]
    statement_most: int
    outcomes: Mapping[str, Outcome]
    dispositions: Mapping[str, Disposition]
    feedback: Mapping[str, Feedback]
    silent_days: int


@dataclass(frozen=True, slots=True)
class Adapter:
    """A way by which a package leaves. `asks`: what a person must state because the way itself cannot tell it."""

    code: str
    words: str
    asks: frozenset[str]


MANUAL = Adapter("manual", "Retyped by a person", frozenset({"number", "sent_at"}))
ADAPTERS: Mapping[str, Adapter] = {MANUAL.code: MANUAL}


@dataclass(frozen=True, slots=True)
class Sending:
    """A sending as a person states it: by which adapter, under which number, at what time."""

    adapter: str
    number: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Ready:
    """What is asked of a record before it may be sent: class, and whether the package was checked for this version.

    `checked_at`: when a person checked it (None: nobody); `stands`: the number of a sending that stands ("": none).
    """

    legal_class: str
    checked_at: datetime | None
    version_now: bool
    stands: str


# what may follow what; a sending that was returned is followed by a new one
DISPOSED = ("nexus", "inconclusive", "no_nexus", "referred")
NEXT: Mapping[str, frozenset[str]] = {
    "sent": frozenset({"accepted", "returned", "purged"}),
    "accepted": frozenset({"returned", "purged", *DISPOSED}),
    "returned": frozenset({"purged"}),
    "nexus": frozenset({"inconclusive", "no_nexus", "referred", "purged"}),
    "inconclusive": frozenset({"nexus", "no_nexus", "referred", "purged"}),
    "referred": frozenset({"nexus", "inconclusive", "no_nexus", "purged"}),
    "no_nexus": frozenset({"purged"}),
    "purged": frozenset(),
}
OVER = frozenset({"returned", "purged"})  # nothing of it stands there any more


def may_release_package(
    form: str, statement: str, *, legal_class: str, checked: bool, flags: tuple[str, ...], policy: SharingPolicy
) -> Decision:
    """Whether a person may release this package. `flags`: what the text guard found in it, one sentence each."""
    return Decision.of(
        _ise(legal_class),
        _if(form in FORMS, "gather.package.form", "It is a summary or it has the details.", "Choose one of the two."),
        _if(len(statement) <= policy.statement_most, "gather.package.statement",
            f"The statement has at most {policy.statement_most} characters.", "Shorten it."),
        *(Because(flag, "gather.package.guard", CITATION, ok=False, way_out="Take it out of the statement.")
          for flag in (flags if form == "summary" else ())),
        _if(checked, "gather.package.checked", "A person looked at every line of it.",
            "Read it as it would leave, and say so."),
    )  # fmt: skip


def may_submit(sending: Sending, ready: Ready, *, now: datetime) -> Decision:
    """Whether a sending may be recorded: an ISE-SAR, its package checked as it stands now, and none that stands."""
    adapter = ADAPTERS.get(sending.adapter)
    asks = adapter.asks if adapter else frozenset()
    number, at = sending.number.strip(), sending.sent_at
    fits = at is None or ready.checked_at is None or ready.checked_at <= at <= now
    return Decision.of(
        _ise(ready.legal_class),
        _if(adapter is not None, "gather.submission.adapter", "The way it leaves is known.", "Choose a known one."),
        _if(ready.checked_at is not None, "gather.submission.package", "A checked package stands.",
            "Check and release the summary or the details first."),
        _if(ready.checked_at is None or ready.version_now, "gather.submission.version",
            "The checked package is of the record as it stands.", "The record changed since: check it anew."),
        _if(not ready.stands, "gather.submission.once", "No other sending stands.",
            f"It stands there under {ready.stands}: record what came back instead."),
        _if("number" not in asks or 0 < len(number) <= NUMBER_MOST, "gather.submission.number",
            "Its number there is stated.", f"Copy the number that was given, {NUMBER_MOST} characters at most."),
        _if("sent_at" not in asks or (at is not None and fits), "gather.submission.time", "Its time is stated.",
            "State when it was entered: after the package was checked, and not in the future."),
    )  # fmt: skip


def may_return(state: str, answer: str) -> Decision:
    """Whether this answer may follow on what stands."""
    known = NEXT.get(state, frozenset())
    way = f"What may follow '{state}': {', '.join(sorted(known)) or 'nothing'}."
    return Decision.of(_if(answer in known, "gather.submission.state", f"'{answer}' follows '{state}'.", way))


def may_refer(*, legal_class: str, outcome: str, agency: str, why: str, least: int) -> Decision:
    """A referral packet leaves a SAR whose part 2 came to other crime, for a named agency, with words."""
    return Decision.of(
        _if(legal_class == "sar" and outcome == "other_crime", "gather.referral.outcome",
            "Two persons found other crime and no nexus.", "State part 2 with that outcome first."),
        _if(bool(agency), "gather.referral.agency", "An agency of the registry is named.", "Choose an agency."),
        _if(len(" ".join(why.split())) >= least, "gather.referral.why", "It is said why it is their matter.",
            f"Say it in {least} characters or more."),
    )  # fmt: skip


def word_of(*, promoted: bool, reason: str = "", referred: bool = False) -> str:
    """The submitter's word, from the center's own vetting alone.

    MUST NOT depend on part 2, on a disposition, on links or on names: none of them is a parameter.
    """
    if referred or (not promoted and reason == "REFERRED"):
        return "referred"
    return "used" if promoted else "closed"


def _ise(legal_class: str) -> Because:
    text = "Only an ISE-SAR goes to the repository."
    return _if(legal_class == ISE, "gather.submission.class", text, "Other crime goes by a referral.")


def _if(ok: bool, rule: str, text: str, way_out: str) -> Because:
    """A reason that stands for both answers: the text says what must hold, the way out what to do where it does not."""
    return Because(text if ok else f"Not so: {text}", rule, CITATION, ok=ok, way_out="" if ok else way_out)
