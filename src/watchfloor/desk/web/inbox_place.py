"""Where a reader stands in the inbox: view, kind, page, item, opened wave. All of it is in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from watchfloor.protect.rules.kinds import EITHER

HERE = "/inbox/"
KINDS = EITHER
VIEWS = ("", "mine", "unclaimed", "force")
NAMES = ("view", "kind", "after", "wave", "item")


@dataclass(frozen=True, slots=True)
class Place:
    """A value that nobody knows is left out; what remains stands in the address."""

    view: str = ""
    kind: str = ""
    after: UUID | None = None
    wave: UUID | None = None
    item: UUID | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Place":
        """As the address says it."""
        view, kind = said.get("view", ""), said.get("kind", "")
        return cls(
            view if view in VIEWS else "", kind if kind in KINDS else "",
            *(uuid_of(said.get(name)) for name in ("after", "wave", "item")),
        )  # fmt: skip

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that are listed here."""
        return (self.kind,) if self.kind else KINDS

    def url(self, **changes: Any) -> str:
        """The address of this place with something changed."""
        there = replace(self, **changes)
        said = {name: str(value) for name in NAMES if (value := getattr(there, name))}
        return f"{HERE}?{urlencode(said)}" if said else HERE


def uuid_of(said: str | None) -> UUID | None:
    """None for what is no id."""
    try:
        return UUID(said) if said else None
    except ValueError:
        return None
