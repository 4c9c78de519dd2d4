"""The forms of sharing: the check of a package, the sending, the answer, the referral. Nothing is ticked beforehand."""

from typing import Any

from django.http import QueryDict

from watchfloor.core.rules.audience import Audience
from watchfloor.gather.actions.packages import RIGHTS
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.rules.sharing import ADAPTERS
from watchfloor.people import queries as people
from watchfloor.protect.web.fields import choices, field

Fields = list[dict[str, Any]]
CHECKED = "I read every line above as it would leave. In a summary nothing identifies anybody."


def package_fields(audience: Audience, said: QueryDict) -> Fields:
    """Which package, the statement for it, and the check by a person."""
    forms = [("summary", "Summary, without privacy fields")]
    if RIGHTS["details"] in audience.rights:
        forms.append(("details", "Details, with privacy fields"))
    tick = [{"value": "yes", "text": CHECKED, "checked": False}]
    most = sharing_policy().statement_most
    return [
        field("form", "Which package", kind="radios", options=choices(forms, chosen=said.get("form", "summary"))),
        field("statement", "Statement", kind="area", required=False, value=said.get("statement", ""),
              hint=f"What was done and where, for who reads the summary alone; {most} characters, nobody named."),
        field("checked", "Release check", kind="checks", options=tick),
    ]  # fmt: skip


def sending_fields(said: QueryDict) -> Fields:
    """What the way itself cannot tell: the number that was given there, and when."""
    fields = [
        field("number", "Number there", value=said.get("number", ""), code=True,
              hint=f"As {sharing_policy().system[1]} gave it."),
        field("sent_at", "Entered at", kind="datetime-local", value=said.get("sent_at", "")),
    ]  # fmt: skip
    if len(ADAPTERS) > 1:
        ways = [(one.code, one.words) for one in ADAPTERS.values()]
        fields.insert(0, field("adapter", "How it left", kind="radios", options=choices(ways)))
    return fields


def answer_fields(said: QueryDict, may: list[tuple[str, str]]) -> Fields:
    """What came back, on which day, in words."""
    return [
        field("answer", "What came back", kind="radios", options=choices(may, chosen=said.get("answer", ""))),
        field("on", "On the day", kind="date", value=said.get("on", "")),
        field("words", "In words", kind="area", required=False, value=said.get("words", ""),
              hint="Kept sealed with the record; the submitter never reads it."),
    ]  # fmt: skip


def referral_fields(said: QueryDict) -> Fields:
    """To whom, and why it is their matter."""
    known = sorted(people.agencies().values(), key=lambda one: one.name)
    agencies = [("", "Choose an agency"), *((one.code, one.name) for one in known)]
    return [
        field("agency", "To which agency", kind="select", options=choices(agencies, chosen=said.get("agency", ""))),
        field("why", "Why it is their matter", kind="area", value=said.get("why", ""), hint="Kept sealed."),
    ]
