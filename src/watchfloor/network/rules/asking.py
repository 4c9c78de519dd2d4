"""What a TAXII client asks for (TAXII 2.1, section 3.4): filters, limit and the page that follows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchfloor.network.rules.offering import microseconds, moment

MEDIA = "application/taxii+json;version=2.1"
STIX_MEDIA = "application/stix+json;version={}"
NAMES = ("id", "type", "version", "spec_version")
ACCEPTED = re.compile(r"application/taxii\+json(?:;version=2\.1)?|application/\*|\*/\*")
MATCH = re.compile(r"match\[(.*)\]")
LONGEST, MOST_VALUES = 4000, 200


class NotAsked(Exception):
    """The request breaks the standard; its text names the parameter and the way out (400)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for objects, manifest lines or versions. `after` is exclusive, in microseconds since 1970."""

    limit: int
    after: int = 0
    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    specs: tuple[str, ...] = ()
    # which versions: first, last, all, or moments
    first: bool = False
    last: bool = True
    every: bool = False
    at: tuple[datetime, ...] = ()
    cursor: str = ""

    @property
    def same(self) -> str:
        """What must not change from page to page."""
        return repr(replace(self, cursor="", limit=0))


def acceptable(said: str) -> bool:
    """Whether one of the media types that a client takes is ours; a header that is missing names none."""
    kinds = (re.sub(r"\s", "", one).lower() for one in said.split(","))
    return any(ACCEPTED.fullmatch(kind.partition(";q=")[0]) for kind in kinds)


def asked(given: Mapping[str, Sequence[str]], *, page: int, most: int) -> Asked:
    """The query of a request. Raises NotAsked for what the standard does not know."""
    said = {name: _one(name, values) for name, values in given.items()}
    wrong = next((name for name in said if (hit := MATCH.fullmatch(name)) and hit[1] not in NAMES), None)
    if wrong:
        raise NotAsked(f"{wrong}: this server matches by {', '.join(NAMES)} alone.")
    matched = {name: _values(name, said.get(f"match[{name}]", "")) for name in NAMES}
    return _versions(
        Asked(
            limit=_limit(said, page, most), after=_after(said), ids=matched["id"], types=matched["type"],
            specs=matched["spec_version"], cursor=said.get("next", ""),
        ),
        matched["version"],
    )  # fmt: skip


def _one(name: str, values: Sequence[str]) -> str:
    """MUST stand once: of two the standard says nothing."""
    if len(values) != 1 or len(values[0]) > LONGEST:
        raise NotAsked(f"{name}: give it once, with values separated by commas, {LONGEST} characters at most.")
    return values[0]


def _values(name: str, said: str) -> tuple[str, ...]:
    values = tuple(sorted({one.strip() for one in said.split(",")} - {""}))
    if len(values) > MOST_VALUES or "\x00" in said:
        raise NotAsked(f"match[{name}]: at most {MOST_VALUES} values, separated by commas.")
    return values


def _limit(said: Mapping[str, str], page: int, most: int) -> int:
    if "limit" not in said:
        return page
    digits = said["limit"]
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9 or int(digits) < 1:
        raise NotAsked("limit: a whole number above zero.")
    return min(int(digits), most)


def _after(said: Mapping[str, str]) -> int:
    if "added_after" not in said:
        return 0
    at = moment(said["added_after"])
    if at is None:
        raise NotAsked("added_after: a timestamp such as 2026-11-21T09:14:00.000000Z.")
    return microseconds(at)


def _versions(one: Asked, said: Sequence[str]) -> Asked:
    if not said:
        return one
    at = [(value, moment(value)) for value in said if value not in ("first", "last", "all")]
    if wrong := [value for value, read in at if read is None]:
        raise NotAsked(f"match[version]: {wrong[0][:40]!r} is none of first, last, all, nor a timestamp.")
    moments = tuple(read for _, read in at if read)
    return replace(one, first="first" in said, last="last" in said, every="all" in said, at=moments)
