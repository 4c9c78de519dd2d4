"""The form of a predicate: each part that criminal intelligence stands on, with the rule that asks for it."""

from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_date

from watchfloor.protect.formats.classes import offences
from watchfloor.protect.rules.predicate import RELIABILITY, VALIDITY, Predicate
from watchfloor.protect.web.fields import choices, field

FIELDS_OF_RULES = {
    "predicate.offence": "offence", "predicate.underlying": "underlying", "predicate.facts": "facts",
    "predicate.author": "author", "predicate.date": "dated_on", "predicate.file": "supporting_file",
    "predicate.relevance": "relevance", "predicate.method": "method", "predicate.lawful": "lawful",
    "predicate.confidence": "reliability", "predicate.sensitivity": "sensitivity",
    "predicate.first-amendment": "political", "predicate.relation": "relation", "class.because": "because",
    "class.subject": "subjects", "class.suspicion": "supporting_file", "flag.kind": "kind",
    "flag.authority": "authority",
}  # fmt: skip
QUESTION = (
    "Does it touch political, religious or social views, associations or activities? Then it is kept only if directly"
    " related to the crime, and the privacy officer decides too."
)
RELEASE = (
    ("open", "Open: the file is given on a hit"), ("agency-only", "Agency name only: a hit names your agency"),
    ("restricted", "Restricted: not even that there is a hit"),
)  # fmt: skip


def said_predicate(said: Mapping[str, str]) -> Predicate:
    """What the form said, as it came; the rules judge it."""
    on = said.get("dated_on", "")
    return Predicate(
        offence=said.get("offence", ""), underlying=said.get("underlying", ""), facts=said.get("facts", ""),
        author=said.get("author", ""), dated_on=_day(on), supporting_file=said.get("supporting_file", ""),
        relevance=said.get("relevance", ""), method=said.get("method", ""), lawful=said.get("lawful") == "yes",
        reliability=said.get("reliability", ""), validity=said.get("validity", ""),
        sensitivity=said.get("sensitivity", ""), political={"yes": True, "no": False}.get(said.get("political", "")),
        relation=said.get("relation", ""),
    )  # fmt: skip


def _day(said: str) -> Any:
    try:
        return parse_date(said)
    except ValueError:
        return None


def predicate_fields(said: Mapping[str, str]) -> list[dict[str, Any]]:
    """Offense, facts and relevance; where it comes from; how far it is to be trusted; the First-Amendment question."""
    return [*_what(said), *_whence(said), *_worth(said), *_protected(said)]


def _what(said: Mapping[str, str]) -> list[dict[str, Any]]:
    every = [("", "Choose")] + [
        (one.code, one.words + (", umbrella" if one.umbrella else "")) for one in offences().values()
    ]
    narrow = [("", "None")] + [(one.code, one.words) for one in offences().values() if not one.umbrella]
    return [
        field("offence", "Offense", kind="select", options=choices(every, chosen=said.get("offence", "")),
              hint="A definable activity that threatens life or property or is done for illegal profit."),
        field("underlying", "Specific offense beneath an umbrella", kind="select", required=False,
              options=choices(narrow, chosen=said.get("underlying", ""))),
        field("facts", "Facts", kind="area", value=said.get("facts", ""),
              hint="What gives a trained person a basis to believe it is reasonably possible. 28 CFR 23.20(c)."),
        field("relevance", "Relevance", kind="area", value=said.get("relevance", ""),
              hint="How this record bears on that activity. 28 CFR 23.20(a)."),
    ]  # fmt: skip


def _whence(said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        field("author", "Author", value=said.get("author", ""), hint="Who submits it and answers for it."),
        field("dated_on", "Day on which suspicion was established", kind="date", value=said.get("dated_on", ""),
              short=True),
        field("supporting_file", "Supporting file", value=said.get("supporting_file", ""),
              hint="Number of the file that your agency keeps for audit. 28 CFR 23.20(n)."),
        field("method", "How it was obtained", value=said.get("method", "")),
        field("lawful", "Lawfully obtained", kind="checks", options=choices(
            [("yes", "I attest that nothing in it was obtained in violation of law. 28 CFR 23.20(d).")],
            chosen=said.get("lawful", ""))),
    ]  # fmt: skip


def _worth(said: Mapping[str, str]) -> list[dict[str, Any]]:
    def worded(codes: tuple[str, ...]) -> list[tuple[str, str]]:
        return [("", "Choose"), *((code, code.replace("-", " ").capitalize()) for code in codes)]

    return [
        field("reliability", "Reliability of the source", kind="select",
              options=choices(worded(RELIABILITY), chosen=said.get("reliability", ""))),
        field("validity", "Validity of the content", kind="select",
              options=choices(worded(VALIDITY), chosen=said.get("validity", ""))),
        field("sensitivity", "Sensitivity", kind="radios",
              options=choices(RELEASE, chosen=said.get("sensitivity", ""))),
    ]  # fmt: skip


def _protected(said: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        field("political", "First Amendment", kind="radios", hint=QUESTION,
              options=choices([("no", "No"), ("yes", "Yes")], chosen=said.get("political", ""))),
        field("relation", "Direct relation to the crime", kind="area", required=False, value=said.get("relation", "")),
    ]  # fmt: skip
