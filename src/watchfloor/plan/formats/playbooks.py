"""Playbooks from their data files; a broken one is refused by its file and field."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.plan.rules.playbooks import Item, Opening, Playbook, Step
from watchfloor.protect.formats.policy import load

WORK = "task.work"
FACT = re.compile(r"^[a-z]+\.[a-z-]+\.[a-z-]+$")
TOLD = re.compile(FACT.pattern.removesuffix("$") + r"(?::[a-z.-]+)?$")  # or only where it names this rule
CODE = re.compile(r"^[a-z][a-z0-9-]{1,39}$")
ABOUT = frozenset(("about", "text"))  # for who reads the file
LONGEST = 366 * 24 * 60


class BrokenPlaybook(ValueError):
    """A file that is no playbook: says file, field and what is wrong."""


@cache
def playbooks() -> Mapping[str, Playbook]:
    """Every shipped playbook by its code. Raises BrokenPlaybook."""
    shipped = files("watchfloor.plan").joinpath("data/playbooks")
    read = [playbook_of(one.name, one.read_bytes()) for one in shipped.iterdir() if one.name.endswith(".json")]
    return {one.code: one for one in sorted(read, key=lambda one: one.code)}


def playbook_of(name: str, content: bytes) -> Playbook:
    """One file. Raises BrokenPlaybook, which names the field; nothing of a broken file is taken."""
    try:
        said = msgspec.json.decode(content, type=dict[str, Any])
        for field in _strange(said):
            raise BrokenPlaybook(f"{name}: field {field}: is none of a playbook")
        made = msgspec.json.decode(content, type=Playbook)
    except msgspec.DecodeError as error:
        raise BrokenPlaybook(f"{name}: {str(error).replace('`$', '`playbook')}") from error
    for field, fault in _faults(made, name.removesuffix(".json")):
        raise BrokenPlaybook(f"{name}: field {field}: {fault}")
    return made


def _strange(said: Mapping[str, Any]) -> Iterator[str]:
    """Names that no playbook has, also within its steps and openings: a slip of the pen would change what it says."""
    yield from _beside(said, Playbook, "", ABOUT)
    for name, shape in (("steps", Step), ("opens", Opening)):
        listed = said.get(name)
        for n, one in enumerate(listed if isinstance(listed, list) else ()):
            yield from _beside(one, shape, f"{name}[{n}].")
            yield from _beside(one.get("item") if isinstance(one, dict) else None, Item, f"{name}[{n}].item.")


def _beside(said: object, shape: type[Any], before: str, also: frozenset[str] = frozenset()) -> Iterator[str]:
    names = {one.name for one in fields(shape)} | also
    yield from (f"{before}{one}" for one in (said if isinstance(said, dict) else ()) if one not in names)


def _faults(made: Playbook, stem: str) -> list[tuple[str, str]]:
    """(field, what is wrong), in the order of the file."""
    roles = {role for role, rights in load().roles.items() if WORK in rights}
    found = [] if made.code == stem and CODE.match(made.code) else [("code", f"must be the file's name, {stem}")]
    found += [(name, "empty") for name in ("words", "citation") if not getattr(made, name).strip()]
    found += [] if made.steps else [("steps", "none")]
    kinds = [(f"opens[{n}].facts", kind) for n, one in enumerate(made.opens) for kind in one.facts]
    kinds += [("carried", kind) for kind in made.carried]
    found += [(where, f"{kind!r} is no kind of fact") for where, kind in kinds if not FACT.match(kind)]
    told = [(name, kind) for name in ("ends", "done") for kind in getattr(made, name)]
    found += [(where, f"{kind!r} is no kind of fact") for where, kind in told if not TOLD.match(kind)]
    found += [(f"opens[{n}].facts", "none") for n, one in enumerate(made.opens) if not one.facts]
    codes = [one.code for one in made.steps]
    for n, step in enumerate(made.steps):
        at = f"steps[{n}]"
        found += [] if CODE.match(step.code) and codes.count(step.code) == 1 else [(f"{at}.code", "not one of its own")]
        found += [] if step.role in roles else [(f"{at}.role", f"{step.role!r} is no role that works on tasks")]
        found += [] if 0 <= step.minutes <= LONGEST else [(f"{at}.minutes", f"{step.minutes} is not within a year")]
        found += [(f"{at}.{name}", "empty") for name in ("words", "done") if not getattr(step, name).strip()]
    return found
