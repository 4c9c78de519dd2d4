"""What a workspace was asked to show: its whole state stands in its address, so that it can be linked, and works
without script."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

PLACE = "/workspace/"
ASSET = "asset-"
START, STEP, MOST = 60, 60, 300  # things shown at first, more with each step, and at most
EACH = 24  # of one expanded thing at first
PICKED = 100  # records that may be brought along


@dataclass(frozen=True, slots=True)
class Asked:
    """`of`: tokens whose surroundings are shown, in the order they were expanded; `ids`: records shown alone."""

    of: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    most: int = START

    @property
    def each(self) -> int:
        """How many of one thing's surroundings are shown."""
        return EACH * self.most // START

    def url(self, path: str = PLACE, **more: str) -> str:
        """The address that shows the same."""
        said = [*(("of", one) for one in self.of), *(("ids", one) for one in self.ids)]
        said += [("most", str(self.most))] if self.most != START else []
        return f"{path}?{urlencode([*said, *more.items()])}" if said or more else path

    def expanded(self, tokens: Sequence[str]) -> "Asked":
        """The same with these expanded too."""
        return replace(self, of=tuple(dict.fromkeys((*self.of, *tokens)))[:PICKED])

    def more(self) -> "Asked":
        """The same with more of what waits."""
        return replace(self, most=min(MOST, self.most + STEP))


def asked_of(query: QueryDict) -> Asked:
    """What cannot be an id is left out; `ids` may be repeated or stand behind commas."""
    ids = [part for said in query.getlist("ids") for part in said.split(",")]
    of = tuple(dict.fromkeys(token for said in query.getlist("of") if (token := _token(said))))[:PICKED]
    records = tuple(dict.fromkeys(str(one) for said in ids if (one := uuid_of(said))))[:PICKED]
    return Asked(of, records, _most(query.get("most", "")))


def _most(said: str) -> int:
    return min(MOST, max(START, int(said))) if said.isascii() and said.isdigit() else START


def _token(said: str) -> str:
    asset = said.startswith(ASSET)
    found = uuid_of(said.removeprefix(ASSET))
    return f"{ASSET if asset else ''}{found}" if found else ""


def uuid_of(said: str) -> UUID | None:
    """The id, or None."""
    try:
        return UUID(said.strip())
    except ValueError:
        return None


def picked(query: QueryDict, asked: Asked) -> Asked | None:
    """What a press of a button of the list leads to; None where none was pressed."""
    deed, tokens = query.get("do", ""), [token for said in query.getlist("pick") if (token := _token(said))]
    if deed == "expand":
        return asked.expanded(tokens)
    if deed == "only" and tokens:
        assets = tuple(token for token in tokens if token.startswith(ASSET))
        return Asked(assets, tuple(token for token in tokens if token not in assets)[:PICKED])
    return asked if deed else None
