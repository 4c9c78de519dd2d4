"""What a workspace was asked to show: its whole state stands in its address, so that it can be linked, and works
without script."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from django.http import QueryDict

PLACE = "/workspace/"
PRODUCT = f"{PLACE}product/"
LOG = "/watch/log/"
ASSET = "asset-"
NAME = re.compile(r"name-[0-9a-f]{1,64}")
START, STEP, MOST = 60, 60, 300  # things shown at first, more with each step, and at most
EACH = 24  # of one expanded thing at first
PICKED = 100  # records that may be brought along
DEEDS = ("of", "ids", "hide")
Deed = tuple[str, str]  # what was done, to which token


@dataclass(frozen=True, slots=True)
class Asked:
    """`trail`: what was put in ("ids", a record alone), expanded ("of", with its surroundings) and hidden, in order."""

    trail: tuple[Deed, ...] = ()
    most: int = START

    @classmethod
    def opened(cls, record: UUID) -> "Asked":
        """A workspace that begins with one record and what surrounds it."""
        return cls((("of", str(record)),))

    @property
    def of(self) -> tuple[str, ...]:
        """Tokens whose surroundings are shown, in the order they were expanded."""
        return self._tokens("of")

    @property
    def ids(self) -> tuple[str, ...]:
        """Records shown alone."""
        return self._tokens("ids")

    @property
    def hidden(self) -> frozenset[str]:
        """What is left out of the pictures and their tables."""
        return frozenset(self._tokens("hide"))

    @property
    def each(self) -> int:
        """How many of one thing's surroundings are shown."""
        return EACH * self.most // START

    def _tokens(self, deed: str) -> tuple[str, ...]:
        return tuple(token for did, token in self.trail if did == deed)

    def url(self, path: str = PLACE, **more: str) -> str:
        """The address that shows the same."""
        said = [*self.trail, *([("most", str(self.most))] if self.most != START else [])]
        return f"{path}?{urlencode([*said, *more.items()])}" if said or more else path

    def expanded(self, tokens: Sequence[str]) -> "Asked":
        """The same with these expanded too."""
        return self.then("of", [token for token in tokens if not NAME.fullmatch(token)])

    def then(self, deed: str, tokens: Sequence[str]) -> "Asked":
        """The same, and this done to these; what was done already is not done twice."""
        return replace(self, trail=_bounded([*self.trail, *((deed, token) for token in tokens)]))

    def more(self) -> "Asked":
        """The same with more of what waits."""
        return replace(self, most=min(MOST, self.most + STEP))

    def steps(self) -> list[tuple[Deed, ...]]:
        """The trail as it is undone: records that were put in together are one step."""
        found: list[tuple[Deed, ...]] = []
        for deed, each in groupby(self.trail, key=lambda one: one[0]):
            deeds = tuple(each)
            found += [deeds] if deed == "ids" else [(one,) for one in deeds]
        return found

    def grown(self) -> list[tuple[Deed, ...]]:
        """The steps that brought something; hiding moves nothing."""
        return [step for step in self.steps() if step[0][0] != "hide"]

    def before(self, step: int) -> "Asked":
        """As it stood before the step of this number, counted from 0."""
        return replace(self, trail=tuple(one for each in self.steps()[:step] for one in each))

    def undo_url(self) -> str:
        """As it stood before the last step; "" where there is one alone."""
        last = len(self.steps()) - 1
        return self.before(last).url() if last > 0 else ""

    def without(self, step: int) -> "Asked":
        """The same without that one step."""
        return replace(self, trail=tuple(one for n, each in enumerate(self.steps()) if n != step for one in each))


def _bounded(deeds: Sequence[Deed]) -> tuple[Deed, ...]:
    """Each deed once, and no more of a kind than may be brought along."""
    once = list(dict.fromkeys(deeds))
    kept = {one for deed in DEEDS for one in [each for each in once if each[0] == deed][:PICKED]}
    return tuple(one for one in once if one in kept)


def asked_of(query: str) -> Asked:
    """Of the address as it came, for its order is the trail. What cannot be an id is left out; `ids` may be repeated
    or stand behind commas."""
    said = [
        (name, part) for name, value in parse_qsl(query) for part in (value.split(",") if name == "ids" else [value])
    ]
    deeds = [(name, token) for name, part in said if name in DEEDS and (token := _named(name, part))]
    return Asked(_bounded(deeds), _most(next((value for name, value in said if name == "most"), "")))


def _named(deed: str, said: str) -> str:
    if deed == "ids":
        return str(uuid_of(said) or "")
    return _token(said) if deed == "of" else _any_token(said)


def _most(said: str) -> int:
    return min(MOST, max(START, int(said))) if said.isascii() and said.isdigit() and len(said) < 9 else START


def _token(said: str) -> str:
    asset = said.startswith(ASSET)
    found = uuid_of(said.removeprefix(ASSET))
    return f"{ASSET if asset else ''}{found}" if found else ""


def _any_token(said: str) -> str:
    return said if NAME.fullmatch(said) else _token(said)


def uuid_of(said: str) -> UUID | None:
    """The id, or None."""
    try:
        return UUID(said.strip())
    except ValueError:
        return None


def ticked(query: QueryDict) -> list[str]:
    """What of the list was ticked: records, assets, identifiers."""
    return [token for said in query.getlist("pick") if (token := _any_token(said))]


def picked(query: QueryDict, asked: Asked) -> str:
    """The address that a press of a button of the list leads to; "" where none was pressed."""
    deed, tokens = query.get("do", ""), ticked(query)
    if deed == "expand":
        return asked.expanded(tokens).url()
    if deed == "hide":
        return asked.then("hide", tokens).url()
    if deed == "only" and (firm := [token for token in tokens if not NAME.fullmatch(token)]):
        return Asked(_bounded([("of" if token.startswith(ASSET) else "ids", token) for token in firm])).url()
    if deed == "product":
        records = [token for token in tokens or [*asked.of, *asked.ids] if uuid_of(token)]
        return f"{PRODUCT}?{urlencode([('ids', token) for token in dict.fromkeys(records)])}"
    if deed == "note" and (records := [token for token in [*tokens, *asked.of, *asked.ids] if uuid_of(token)]):
        return note_url(records[0], back=asked.url())
    return asked.url() if deed else ""


def note_url(record: str, *, back: str) -> str:
    """Where a note is written that is pinned to this record."""
    return f"{LOG}?{urlencode({'new': 'note', 'record': record, 'next': back})}#f-words"
