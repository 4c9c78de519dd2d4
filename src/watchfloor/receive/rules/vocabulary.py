"""MISP's vocabularies in words: an entry of a galaxy with its synonyms, a taxonomy, a warning list."""

from collections.abc import Iterator, Mapping
from typing import Any

FORMAT = "MISP galaxy, taxonomy and warning list formats"
LONGEST_TITLE, LONGEST_BODY = 300, 200_000


def faults(told: Mapping[str, Any]) -> tuple[str, ...]:
    """Why a taxonomy or a warning list cannot be opened."""
    wanted = ("namespace", "predicates") if "predicates" in told else ("name", "list")
    kinds = {"list": list, "predicates": list}
    broken = [name for name in wanted if not isinstance(told.get(name), kinds.get(name, str))]
    return tuple(f"{name}: missing or of another kind ({FORMAT}). Fetch the file again." for name in broken)


def key(told: Mapping[str, Any]) -> str:
    """Its own name among those of its kind."""
    return f"taxonomy:{told['namespace']}" if "predicates" in told else f"warninglist:{told['name']}"


def title(told: Mapping[str, Any]) -> str:
    """What it is called."""
    name = told.get("expanded") or told.get("namespace") or told["name"]
    return f"{'Taxonomy' if 'predicates' in told else 'Warning list'}: {' '.join(str(name).split())}"[:LONGEST_TITLE]


def body(told: Mapping[str, Any]) -> str:
    """What it is for, and of a taxonomy its words; the values of a warning list are many and stand in its fields."""
    lines = [str(told.get("description") or ""), *_predicates(told)]
    if "list" in told:
        lines.append(f"{len(told['list']):,} values that are known to be no sign of anything.")
    return "\n".join(line for line in dict.fromkeys(lines) if line)[:LONGEST_BODY]


def _predicates(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told.get("predicates") or ():
        if isinstance(one, Mapping):
            said = ": ".join(str(one[name]) for name in ("expanded", "description") if one.get(name))
            yield said or str(one.get("value"))
    for holder in told.get("values") or ():
        entries = holder.get("entry") if isinstance(holder, Mapping) else None
        for one in entries if isinstance(entries, list) else ():
            if isinstance(one, Mapping):
                yield f"{holder.get('predicate')}: {one.get('expanded') or one.get('value')}"


def cluster_faults(one: Mapping[str, Any]) -> tuple[str, ...]:
    """Why an entry of a galaxy cannot be opened."""
    if isinstance(one.get("value"), str) and one["value"].strip():
        return ()
    return (f"value: missing ({FORMAT}). Fetch the file again.",)


def cluster_key(one: Mapping[str, Any], galaxy: str) -> str:
    """Its UUID, which not every entry has, else its place in its galaxy."""
    return str(one.get("uuid") or f"{galaxy}:{one['value']}").lower()


def cluster_title(one: Mapping[str, Any], galaxy: str) -> str:
    """Its name, and whose word it is."""
    return f"{' '.join(one['value'].split())} ({galaxy})"[:LONGEST_TITLE]


def cluster_body(one: Mapping[str, Any]) -> str:
    """What it is, and by what other names it goes."""
    meta = one.get("meta")
    other = meta.get("synonyms") if isinstance(meta, Mapping) else None
    names = ", ".join(str(name) for name in other) if isinstance(other, list) else ""
    lines = (one["value"], str(one.get("description") or ""), f"Also known as {names}" if names else "")
    return "\n".join(line for line in lines if line)[:LONGEST_BODY]
