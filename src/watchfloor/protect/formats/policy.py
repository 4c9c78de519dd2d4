"""Load the policy files beside the rules; their hash names what was in force."""

import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.protect.rules.policy import ClassPolicy, HoldKind, Join, Limits, Policy, Purpose, Schedule, Service

NAMES = (
    "access", "purposes", "retention", "retention_states", "holds", "redress", "class_join", "services", "classes",
    "roles", "offences",
)  # fmt: skip


@lru_cache(maxsize=1)
def load() -> Policy:
    """The shipped policy. Raises when a file is not as it must be: a house without policy opens nothing."""
    raw = {name: files("watchfloor.protect").joinpath(f"data/{name}.json").read_bytes() for name in NAMES}
    said: dict[str, Any] = {name: msgspec.json.decode(content) for name, content in raw.items()}
    access = said["access"]
    return Policy(
        levels=tuple(access["levels"]),
        classes={
            name: ClassPolicy(tuple(row["courses"]), row["shares"], row["citation"])
            for name, row in access["classes"].items()
        },
        roles={name: frozenset(rights) for name, rights in access["roles"].items()},
        purposes={row["code"]: _purpose(row) for row in said["purposes"]["purposes"]},
        purpose_by_role=said["purposes"]["by_role"],
        schedules={row["legal_class"]: _schedule(row) for row in said["retention"]["schedules"]},
        state_schedules={
            (row["state"], row["legal_class"]): _schedule({**row, "most_days": row["purge_days"]})
            for row in said["retention_states"]["schedules"]
        },
        holds={row["kind"]: _hold(row) for row in said["holds"]["holds"]},
        services={
            row["name"]: Service(
                row["name"], row["person"], row["purpose"], tuple(row["classes"]), frozenset(row["rights"]), row["why"]
            )
            for row in said["services"]["services"]
        },
        joins={
            frozenset((row["a"], row["b"])): Join(row["match"], row["show"], row["store"])
            for row in said["class_join"]["joins"]
        },
        limits=_limits(access),
        sha256=hashlib.sha256(b"".join(raw[name] for name in NAMES)).hexdigest(),
    )


def _schedule(row: dict[str, Any]) -> Schedule:
    return Schedule(row["legal_class"], row["review_days"], row["purge_days"], row["most_days"], row["citation"])


def _hold(row: dict[str, Any]) -> HoldKind:
    return HoldKind(row["kind"], row["words"], row["most_days"], frozenset(row["by"]), row["citation"])


def _purpose(row: dict[str, Any]) -> Purpose:
    return Purpose(
        row["code"], row["words"], row["needs_case"], row["citation"], frozenset(row["opens"]),
        row.get("needs_number", False), row.get("stated_by", ""),
    )  # fmt: skip


def _limits(access: dict[str, Any]) -> Limits:
    return Limits(
        frozenset(access["never_by_break_glass"]["classes"]), frozenset(access["never_known"]["classes"]),
        frozenset(access["may_know"]["rules"]), frozenset(access["chri"]["purposes"]), access["oversight"]["right"],
        access["security"]["right"],
    )  # fmt: skip
