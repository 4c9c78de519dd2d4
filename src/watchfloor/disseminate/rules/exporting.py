"""When records leave as a file: how many one person takes alone, and what the second one must be."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from watchfloor.core.rules.decision import Because, Decision

LEAST = 20  # letters of the reason: one sentence


@dataclass(frozen=True, slots=True)
class ExportPolicy:
    """`most_alone` records by one person within `within`; a question stands `asked_for`, its file `kept_for`."""

    most_alone: int
    within: timedelta
    asked_for: timedelta
    kept_for: timedelta
    citation: str


@dataclass(frozen=True, slots=True)
class AskedExport:
    """What stands of a question for a bulk export."""

    by_id: int
    second_id: int
    lapses_at: datetime
    answer: str = ""
    expires_at: datetime | None = None
    taken_at: datetime | None = None
    erased_at: datetime | None = None


def may_take_alone(policy: ExportPolicy, *, records: int, taken: int) -> Decision:
    """Few records leave on one person's word; slices of many, taken within the window, are many."""
    hours = int(policy.within.total_seconds() // 3600)
    if records + taken <= policy.most_alone:
        return Decision.of(Because("It is no bulk export.", "export.bulk", policy.citation))
    text = f"it holds {records} records, and you took {taken} in the last {hours} hours: more than {policy.most_alone}."
    return Decision.of(_no(policy, text, "export.bulk", "Ask a second person, or take fewer."))


def may_ask(
    policy: ExportPolicy, *, because: str, need: Because, case_ref: str, records: int, second_may: bool,
    same_human: bool,
) -> Decision:  # fmt: skip
    """With need, case, reason, something to take, and a second person who is another one and may approve."""
    return Decision.of(
        need,
        Because("The case is stated.", "export.case", policy.citation)
        if case_ref.strip()
        else _no(policy, "A bulk export states its case.", "export.case",
                 "State purpose and case at the head of the page, then ask again."),
        Because("A reason is given.", "export.reason", policy.citation)
        if len(because.strip()) >= LEAST
        else _no(policy, f"The reason has {len(because.strip())} letters.", "export.reason",
                 f"Say in a sentence what it is for: {LEAST} letters or more."),
        Because("There is something to take.", "export.empty", policy.citation)
        if records
        else _no(policy, "There is nothing in it for you.", "export.empty", "Choose records that you may read."),
        _second(policy, second_may and not same_human),
    )  # fmt: skip


def may_answer(
    policy: ExportPolicy, asked: AskedExport, *, holds: bool, person_id: int, same_human: bool, now: datetime
) -> Decision:
    """The person who was asked, in time; never the one who asked, under whatever entry or affiliation."""
    named = holds and person_id == asked.second_id and person_id != asked.by_id and not same_human
    return Decision.of(
        _second(policy, named),
        Because("It is open.", "export.lapsed", policy.citation)
        if not asked.answer and asked.erased_at is None and now < asked.lapses_at
        else _no(policy, "It was answered already, or it lapsed.", "export.lapsed", "Ask anew if it is still needed."),
    )


def may_make(policy: ExportPolicy, *, admitted: bool, found: frozenset[int], asked: frozenset[int]) -> Decision:
    """Made for the asker as he is now: nothing that he may not see now, and nothing that was not asked for."""
    return Decision.of(
        Because("The asker is admitted as of now.", "export.asker", policy.citation)
        if admitted
        else _no(policy, "Who asked is no more admitted for this purpose.", "export.asker", "He asks anew."),
        Because("It holds no more than was asked for.", "export.changed", policy.citation)
        if found and found <= asked
        else _no(policy, "What it would hold has changed since it was asked.", "export.changed", "Both start again."),
    )


def may_take(policy: ExportPolicy, asked: AskedExport, *, person_id: int, now: datetime) -> Decision:
    """Who asked, once, before it lapses."""
    ready = asked.answer == "approved" and asked.erased_at is None
    return Decision.of(
        Because("You asked for it.", "export.own", policy.citation)
        if person_id == asked.by_id
        else _no(policy, "Only who asked takes it.", "export.own", ""),
        Because("It was approved.", "export.approved", policy.citation)
        if ready
        else _no(policy, "There is no file.", "export.approved", "Ask for it."),
        Because("Nobody took it yet.", "export.once", policy.citation)
        if asked.taken_at is None
        else _no(policy, "It was taken already; a file is given once.", "export.once", "Ask anew."),
        Because("It has not lapsed.", "export.expired", policy.citation)
        if asked.expires_at is None or now < asked.expires_at
        else _no(policy, "The file has lapsed.", "export.expired", "Ask anew."),
    )


def _second(policy: ExportPolicy, fine: bool) -> Because:
    if fine:
        return Because("Two different people stand for it.", "export.two-persons", policy.citation)
    text = "It takes a second person who may approve bulk exports, and who is not the one who asks."
    return _no(policy, text, "export.two-persons", "Choose one of those offered.")


def _no(policy: ExportPolicy, text: str, rule: str, way_out: str) -> Because:
    return Because(text, rule, policy.citation, ok=False, way_out=way_out)
