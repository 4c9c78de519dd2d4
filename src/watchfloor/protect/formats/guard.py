"""Look at a text with every guard of the policy."""

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import msgspec

from watchfloor.protect.rules.guarding import Guard, Note, notes
from watchfloor.text.activity import protected_activity
from watchfloor.text.guard import protected_words
from watchfloor.text.personal import of_the_protected, personal_data

# in a product these identify a person beyond doubt; names and streets are for a person to judge
BEYOND_DOUBT = frozenset({"card", "iban", "birth"})


@lru_cache(maxsize=1)
def _policy() -> tuple[tuple[Guard, ...], dict[str, str]]:
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/guards.json").read_bytes())
    guards = tuple(
        Guard(row["guard"], row["words"], row["way_out"], row["citation"], frozenset(row["classes"]))
        for row in said["guards"]
    )
    return guards, said["verdicts"]


def verdicts() -> dict[str, str]:
    """What may come of a look, in words."""
    return dict(_policy()[1])


@lru_cache(maxsize=1)
def calls_nobody() -> frozenset[tuple[str, str]]:
    """(rule, legal class) that a page shows and nobody is called for: a tip goes to who vets it anyway."""
    said = msgspec.json.decode(files("watchfloor.protect").joinpath("data/guards.json").read_bytes())
    return frozenset((f"guard.{row['guard']}", one) for row in said["guards"] for one in row.get("calls_nobody", ()))


def look(text: str, *, legal_class: str, behaviors: int | None = None) -> tuple[Note, ...]:
    """What the guards of this class find. Empty for most texts."""
    if not text.strip():
        return ()
    found = {
        "protected": protected_words(text), "activity": protected_activity(text),
        "protected-person": of_the_protected(text),
        "personal": personal_data(text) if legal_class == "product" else (),
    }  # fmt: skip
    return notes(found, behaviors=behaviors, legal_class=legal_class, guards=_policy()[0])


def look_at_record(title: str, body: str, data: Mapping[str, Any], *, legal_class: str) -> tuple[Note, ...]:
    """The same for a record: its words as they came, and whether the lexicon suggested a behavior for it."""
    said = data.get("object") if isinstance(data.get("object"), Mapping) else data
    suggested = (said or {}).get("suggested_behavior")
    asked = len(suggested) if isinstance(suggested, list) else None
    words = body if body.startswith(title.rstrip("…")) else f"{title}\n{body}"
    return look(words, legal_class=legal_class, behaviors=asked)
