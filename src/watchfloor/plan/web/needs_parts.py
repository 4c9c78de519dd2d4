"""Needs as pages show them: lines of the tree, the fields of the form, what was stated, what refuses and where."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Decision
from watchfloor.people import queries as people
from watchfloor.plan.formats.relevance import sector_words
from watchfloor.plan.queries.needs import READ
from watchfloor.plan.rules.needs import LEVEL_WORDS, LEVELS, PRIORITIES, SOURCES, Need, NeedSaid, in_order
from watchfloor.protect.web.fields import choices, error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.record_parts import names_of, who_can
from watchfloor.protect.web.shown import Withheld, lacking
from watchfloor.protect.web.wording import day

HERE = "/needs/"
WORDS_HERE, COVERAGE, PACKS = f"{HERE}words/", f"{HERE}coverage/", f"{HERE}packs/"
Errors = list[dict[str, str]]
# which rule speaks about which field, where their names differ
FIELDS = {
    "content": "phrases",
    "ends": "ends",
    "parent": "parent",
    "tree": "to",
    "size": "phrase",
    "because": "because",
}
SHOWN = frozenset(
    {"title", "asked", "code", "level", "source", "priority", "phrases", "why", "about", "offence", "need", "bears"}
)


def may_read(audience: Audience) -> None:
    """What the center must know is its own; who does not read it may know that there is such a page."""
    if READ not in audience.rights:
        no = lacking(READ, text="your role does not read what the center must know.", way_out="")
        raise Withheld(no, what="read the information needs", who=who_can(READ))


def id_of(said: str | None) -> UUID | None:
    """None for anything that is no id."""
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def errors_of(decision: Decision, *, bars: str = "phrases") -> Errors:
    """What refuses, each tied to its field; `bars` is the field that names what it may not."""
    return [
        error(_field(one.rule, bars), f"{one.text} {one.way_out} Rule {one.rule}, {one.citation}.")
        for one in decision.against
    ]


def _field(rule: str, bars: str) -> str:
    package, noun, name = rule.split(".", 2)
    known = FIELDS.get(name, name if name in SHOWN else "")
    return known or (
        bars if (package, noun) == ("plan", "word") and name not in ("right", "two-persons", "state") else ""
    )


def lines_of(needs: Sequence[Need], marks: Marks, audience: Audience, *, now: datetime) -> list[dict[str, Any]]:
    """The tree as lines, each beneath its parent, with how deep it stands."""
    names = names_of({one.said.held_by for one in needs if one.said.held_by}, audience)
    return [{**line_of(one, marks, names, now=now), "depth": min(depth, 7)} for depth, one in in_order(needs)]


def line_of(one: Need, marks: Marks, names: Mapping[int, str], *, now: datetime) -> dict[str, Any]:
    """One need as a list shows it."""
    said, today = one.said, timezone.localdate(now)
    return {
        "id": str(one.public_id), "url": f"{HERE}{one.public_id}/", "code": said.code, "title": said.title,
        "level": LEVEL_WORDS[said.level], "kind": said.level, "source": SOURCES.get(said.source, said.source),
        "priority": PRIORITIES.get(said.priority, said.priority), "high": said.priority == "high",
        "owner": names.get(said.held_by or 0, ""), "until": on_day(said.ends_at), "from": on_day(said.starts_at),
        "review": day(one.review_on) if one.review_on else "", "overdue": one.overdue(on=today),
        "approved": one.approved_at is not None, "retired": one.retired_at is not None,
        "coming": said.starts_at is not None and said.starts_at > now,
        "over": said.ends_at is not None and said.ends_at <= now,
        "portion": portion_of(marks.of_label(one.label_id)),
    }  # fmt: skip


def on_day(at: datetime | None) -> str:
    """ "Nov 21" in local time; "" for none."""
    return day(timezone.localtime(at).date()) if at else ""


def fields_of(said: Mapping[str, str], errors: Errors, needs: Sequence[Need]) -> dict[str, dict[str, Any]]:
    """The fields of the form by name, filled with what was said."""
    levels = [(code, LEVEL_WORDS[code]) for code in LEVELS]
    made = [
        field("level", "Level", kind="select", options=choices(levels, chosen=said.get("level", "sin"))),
        field("parent", "Above it", kind="select", required=False, options=above_of(needs, said.get("parent", ""))),
        field("code", "Code", required=False, value=said.get("code", ""), code=True, short=True, hint="As HSEC-8.3.1."),
        field("title", "What must be known", value=said.get("title", "")),
        field("asked", "In full", kind="area", required=False, value=said.get("asked", "")),
        field("phrases", "Words that would meet it", kind="area", required=False, value=said.get("phrases", ""),
              hint="One phrase a line, for conduct or things, not for who is meant."),
        field("sectors", "Sectors", required=False, value=said.get("sectors", ""), code=True,
              hint="NIEM codes, such as ENRG DAMS."),
        field("priority", "Priority", kind="select",
              options=choices(PRIORITIES.items(), chosen=said.get("priority", "medium"))),
        field("source", "Source", kind="select", options=choices(SOURCES.items(), chosen=said.get("source", "local"))),
        field("held_by", "Owner", kind="select", options=_people(said.get("held_by", ""))),
        field("starts", "From", kind="date", required=False, value=said.get("starts", "")),
        field("ends", "Until", kind="date", required=False, value=said.get("ends", ""),
              hint="A priority requirement has an end."),
    ]  # fmt: skip
    return {one["name"]: one for one in with_errors(made, errors)}


def above_of(needs: Sequence[Need], chosen: str) -> list[dict[str, Any]]:
    """The needs in force as options, indented as the tree is."""
    live = [one for one in needs if one.retired_at is None]
    pairs = [(str(one.public_id), f"{'– ' * depth}{one.said.code} {one.said.title}".strip()[:90])
             for depth, one in in_order(live)]  # fmt: skip
    return choices([("", "None: it stands at the top"), *pairs], chosen=chosen)


def _people(chosen: str) -> list[dict[str, Any]]:
    center = people.center()
    ours = [one for one in people.persons().values() if center and one.agency_id == center.id]
    return choices([("", "Me"), *((str(one.id), one.name) for one in ours)], chosen=chosen)


def said_before(need: Need) -> dict[str, str]:
    """The form filled with what the need says."""
    said = need.said
    return {
        "level": said.level, "parent": str(said.parent or ""), "code": said.code, "title": said.title,
        "asked": said.asked, "phrases": "\n".join(said.phrases), "sectors": " ".join(said.sectors),
        "priority": said.priority, "source": said.source, "held_by": str(said.held_by or ""),
        "starts": _iso(said.starts_at), "ends": _iso(said.ends_at),
    }  # fmt: skip


def _iso(at: datetime | None) -> str:
    return timezone.localtime(at).date().isoformat() if at else ""


def read(said: QueryDict, *, before: Need | None = None) -> tuple[NeedSaid | None, Errors]:
    """What was stated, or what is to be mended; areas that no form shows stay as they were."""
    starts, ends, errors = _day(said, "starts", "From"), _day(said, "ends", "Until"), list[dict[str, str]]()
    errors += [found for found in (starts, ends) if isinstance(found, dict)]
    sectors = tuple(dict.fromkeys(said.get("sectors", "").upper().replace(",", " ").split()))
    wrong = [one for one in sectors if one not in sector_words()]
    if wrong:
        known = ", ".join(sorted(sector_words()))
        errors.append(error("sectors", f"Sectors: {wrong[0][:20]} is no code. Known are {known}."))
    parent = said.get("parent", "")
    if parent and id_of(parent) is None:
        errors.append(
            error("parent", "Above it: nothing here that you may read, or it does not exist. Choose it anew.")
        )
    owner = _owner(said.get("held_by", ""))
    if errors or isinstance(starts, dict) or isinstance(ends, dict):
        return None, errors
    return NeedSaid(
        said.get("title", ""), tuple(said.get("phrases", "").splitlines()), sectors,
        before.said.outlines if before else (), starts, ends, said.get("level", ""), said.get("code", ""),
        id_of(parent), said.get("asked", ""), said.get("source", ""), said.get("priority", ""),
        owner or (before.said.held_by if before else None),
    ), []  # fmt: skip


def _owner(said: str) -> int | None:
    return int(said) if said.isdecimal() and len(said) < 12 and people.persons(ids=[int(said)]) else None


def _day(said: QueryDict, name: str, label: str) -> datetime | dict[str, str] | None:
    given = said.get(name, "").strip()
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(given), time())) if given else None
    except ValueError:
        return error(name, f"{label}: '{given[:20]}' is no date. Write it as 2026-11-30.")


def labels_of(needs: Iterable[Need]) -> set[int]:
    """Their labels, for the marking of the page."""
    return {one.label_id for one in needs}
