"""A CSAF 2.0 advisory (OASIS Standard of 18 Nov 2022) as a tree of JSON: its products, who names them, its words.

The shape (formats/csaf_shape.py) has been looked at before: what must be there is there, and lists are lists.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from watchfloor.core.rules.draft import When

Json = Mapping[str, Any]
Placed = tuple[str, Any]
Found = Iterator[tuple[str, str]]
Test = Callable[[Json], Found]
STANDARD = "CSAF 2.0"
GROUPED = ("remediations", "threats", "flags")
STATUS_WORDS = {
    "first_affected": "affected", "known_affected": "affected", "last_affected": "affected",
    "known_not_affected": "not affected", "first_fixed": "fixed", "fixed": "fixed",
    "under_investigation": "under investigation", "recommended": "recommended",
}  # fmt: skip


def listed(holder: Json, name: str, at: str) -> Iterator[Placed]:
    """The elements of a list with their places; none where it is absent."""
    for number, one in enumerate(holder.get(name) or ()):
        yield f"{at}/{name}/{number}", one


def vulnerabilities(told: Json) -> Iterator[Placed]:
    """Each with its place."""
    return listed(told, "vulnerabilities", "")


def branches(told: Json) -> Iterator[tuple[str, Json, tuple[str, ...]]]:
    """Every branch of the tree with its place and the categories above it."""
    first = listed(told.get("product_tree") or {}, "branches", "/product_tree")
    waiting = deque((place, one, tuple[str, ...]()) for place, one in first)
    while waiting:
        place, one, above = waiting.popleft()
        yield place, one, above
        inner = (*above, str(one.get("category")))
        waiting.extend((at, child, inner) for at, child in listed(one, "branches", place))


def everything(told: Json) -> Iterator[Placed]:
    """Every value at every depth with its place, what is nearer to the top first."""
    waiting = deque[Placed]([("", told)])
    while waiting:
        place, one = waiting.popleft()
        yield place, one
        if isinstance(one, Mapping):
            waiting.extend((f"{place}/{name}", inner) for name, inner in one.items())
        elif isinstance(one, list):
            waiting.extend((f"{place}/{number}", inner) for number, inner in enumerate(one))


def products(told: Json) -> Iterator[Placed]:
    """Every full product name with its place."""
    tree = told.get("product_tree") or {}
    yield from ((f"{place}/product", one["product"]) for place, one, _ in branches(told) if "product" in one)
    yield from listed(tree, "full_product_names", "/product_tree")
    for place, one in listed(tree, "relationships", "/product_tree"):
        yield f"{place}/full_product_name", one["full_product_name"]


def named(told: Json) -> Iterator[tuple[str, str]]:
    """Every product id that is used, with its place."""
    tree = told.get("product_tree") or {}
    for place, group in listed(tree, "product_groups", "/product_tree"):
        yield from listed(group, "product_ids", place)
    for place, relation in listed(tree, "relationships", "/product_tree"):
        for name in ("product_reference", "relates_to_product_reference"):
            yield f"{place}/{name}", relation[name]
    for place, flaw in vulnerabilities(told):
        for status in STATUS_WORDS:
            yield from listed(flaw.get("product_status") or {}, status, f"{place}/product_status")
        for place_of, score in listed(flaw, "scores", place):
            yield from listed(score, "products", place_of)
        for kind in GROUPED:
            for place_of, one in listed(flaw, kind, place):
                yield from listed(one, "product_ids", place_of)


def groups_named(told: Json) -> Iterator[tuple[str, str]]:
    """Every product group id that is used, with its place."""
    for place, flaw in vulnerabilities(told):
        for kind in GROUPED:
            for place_of, one in listed(flaw, kind, place):
                yield from listed(one, "group_ids", place_of)


def moment(said: object) -> datetime | None:
    """A time of RFC 3339 with its zone; None for anything else."""
    try:
        found = datetime.fromisoformat(str(said))
    except ValueError:
        return None
    return found if found.tzinfo else None


def number_of(version: object) -> tuple[int, ...]:
    """A version number (3.1.11.1: one integer, or three) as numbers to compare; pre-release comes before."""
    plain = str(version).split("+")[0]
    core, dash, _ = plain.partition("-")
    return (*(int(part) if part.isdigit() else 0 for part in core.split(".")), 0 if dash else 1)


def title(told: Json) -> str:
    """The advisory's own number, then its title."""
    document = told["document"]
    return f"{document['tracking']['id']}: {' '.join(str(document['title']).split())}"[:300]


def when(told: Json) -> When | None:
    """When it was first released."""
    tracking = told["document"]["tracking"]
    first = moment(tracking["initial_release_date"])
    said = f"released {tracking['initial_release_date']}, current as of {tracking['current_release_date']}"
    return When(first, None, "minute", said) if first else None


def body(told: Json) -> str:
    """All words that count, a line each: notes, then each vulnerability with products by their names."""
    names = {one["product_id"]: one["name"] for _, one in products(told)}
    lines = [str(one["text"]) for _, one in listed(told["document"], "notes", "")]
    lines.append(f"From {told['document']['publisher']['name']}")
    for _, flaw in vulnerabilities(told):
        lines += _flaw(flaw, names)
    lines += sorted(set(map(str, names.values())))
    return "\n".join(dict.fromkeys(line for line in lines if line.strip()))


def _flaw(flaw: Json, names: Mapping[str, str]) -> list[str]:
    weakness = flaw.get("cwe") or {}
    lines = [" ".join(str(flaw[name]) for name in ("cve", "title") if flaw.get(name))]
    lines.append(" ".join(str(weakness[name]) for name in ("id", "name") if weakness.get(name)))
    lines += [str(one["text"]) for _, one in listed(flaw, "notes", "")]
    states = flaw.get("product_status") or {}
    for status, word in STATUS_WORDS.items():
        lines += [f"{word}: {names.get(one, one)}" for one in states.get(status) or ()]
    for _, score in listed(flaw, "scores", ""):
        lines += [str(one["vectorString"]) for kind, one in score.items() if kind.startswith("cvss")]
    return lines + [str(one["details"]) for _, one in listed(flaw, "remediations", "")]


def groups_of(told: Json) -> Mapping[str, list[str]]:
    """The products of each group."""
    tree = told.get("product_tree") or {}
    return {one["group_id"]: list(one["product_ids"]) for _, one in listed(tree, "product_groups", "")}


def ids_of(one: Json, groups: Mapping[str, list[str]]) -> set[str]:
    """The products that a remediation, threat or flag names, itself or by a group."""
    found = set(one.get("product_ids") or ())
    return found | {each for group in one.get("group_ids") or () for each in groups.get(group, ())}


def repeated(placed: Iterator[Placed]) -> Found:
    """What stands there twice."""
    seen = set[object]()
    for place, one in placed:
        if one in seen:
            yield place, f"{str(one)[:80]!r} stands there twice"
        seen.add(one)
