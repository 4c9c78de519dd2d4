"""What a record names: identifiers in its words and fields, the values of a STIX object, its relations, its place."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from watchfloor.receive.rules.shape import ID
from watchfloor.receive.rules.stix import values
from watchfloor.text.found import Found
from watchfloor.text.recognize import recognize

LOOK_BACK = 70
LONGEST_VALUE = 500
IN_FIELDS = -1


@dataclass(frozen=True)
class MentionRules:
    """Kinds that are kept; fields that are not read; words for a person's part and words that may stand between."""

    kinds: frozenset[str]
    fields_left_out: frozenset[str]
    roles: Mapping[str, tuple[str, ...]]
    between: tuple[str, ...]

    @cached_property
    def role_before(self) -> re.Pattern[str]:
        """A part, then nothing but words of contact, at the end of what stands before an identifier."""
        parts = "|".join(
            rf"(?P<{role}>{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"
            for role, words in self.roles.items()
        )
        between = "|".join(map(re.escape, sorted(self.between, key=len, reverse=True)))
        return re.compile(rf"\b(?:{parts})(?:'s|’s)?(?:[\s(:,#/-]|\b(?:{between})\b\.?)*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Said:
    """One mention. `start` and `end` are offsets in "title\\nbody", or -1 where a field of the record says it."""

    kind: str
    value: str
    said: str = ""
    start: int = IN_FIELDS
    end: int = IN_FIELDS
    role: str = ""
    note: str = ""


def mentions_of(*, kind: str, title: str, body: str, data: Mapping[str, Any], rules: MentionRules) -> Iterator[Said]:
    """Identifiers and, of a STIX object, its own id and relations. MUST NOT read the reporter's own columns.

    Each (kind, value, role) once, at its first place.
    """
    told = data.get("object") or {}
    seen: set[tuple[str, str, str]] = set()
    for said in (*_in_words(f"{title}\n{body}", rules), *_in_fields(told, body, rules), *_of_stix(kind, told, rules)):
        key = (said.kind, said.value, said.role)
        if key not in seen and said.value and len(said.value) <= LONGEST_VALUE:
            seen.add(key)
            yield said


def _in_words(text: str, rules: MentionRules) -> Iterator[Said]:
    for found in recognize(text):
        if found.kind in rules.kinds:
            yield _said(found, role_of(text, found.start, rules))


def role_of(text: str, start: int, rules: MentionRules) -> str:
    """Whose identifier stands at `start`: one of the roles if the words right before say so."""
    before = text[max(0, start - LOOK_BACK) : start]
    hit = rules.role_before.search(before)
    return (hit.lastgroup or "") if hit else ""


def role_of_field(name: str, rules: MentionRules) -> str:
    """Whose number a column holds, by the words of its heading: "victim_phone" is a victim's."""
    words = re.split(r"[\W_]+", name.lower())
    return next((role for role, known in rules.roles.items() if any(word in words for word in known)), "")


def _said(found: Found, role: str, *, in_fields: bool = False) -> Said:
    start, end = (IN_FIELDS, IN_FIELDS) if in_fields else (found.start, found.end)
    return Said(found.kind, found.value, found.said, start, end, role, found.note)


def _in_fields(told: Mapping[str, Any], body: str, rules: MentionRules) -> Iterator[Said]:
    fields = told.get("fields")
    for name, value in fields.items() if isinstance(fields, dict) else ():
        if name.lower() in rules.fields_left_out or not isinstance(value, str) or not value or value in body:
            continue
        # the column's name is the word that a bare plate or document number needs beside it
        for found in recognize(f"{name.replace('_', ' ')} {value}"):
            if found.kind in rules.kinds:
                yield _said(found, role_of_field(name, rules), in_fields=True)


def _of_stix(kind: str, told: Mapping[str, Any], rules: MentionRules) -> Iterator[Said]:
    own = told.get("id")
    if kind != "stix" or not isinstance(own, str):
        return
    yield Said("object", own.lower())
    for what, value in values(told):
        if what in rules.kinds:
            yield Said(what, value, value)
    if told.get("type") == "relationship":
        word = str(told.get("relationship_type", ""))
        yield Said("relation-source", str(told.get("source_ref", "")).lower(), word)
        yield Said("relation-target", str(told.get("target_ref", "")).lower(), word)


def named_objects(told: Mapping[str, Any]) -> Collection[str]:
    """Ids of the objects that a STIX report, grouping, note or opinion holds together."""
    listed = told.get("object_refs")
    return tuple(one.lower() for one in listed if ID.fullmatch(str(one))) if isinstance(listed, list) else ()
