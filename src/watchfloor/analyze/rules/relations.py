"""Links that a source itself states: a STIX relationship between two objects that both stand."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watchfloor.analyze.rules.links import Cause


@dataclass(frozen=True, slots=True)
class RelationEnd:
    """One end (source or target) of a relationship record; `word` is its relationship_type."""

    relation_id: int
    end: str
    object_id: str
    word: str


def joined(
    ends: Sequence[RelationEnd],
    standing: Collection[tuple[str, int]],
    owners: Mapping[int, int],
    *,
    bits: float,
) -> Iterator[tuple[int, int, Cause]]:
    """(a, b, cause) with a < b for each relationship. All three records MUST be of one owner: another source's
    object of the same id says nothing of this one's."""
    by_relation: dict[int, dict[str, RelationEnd]] = {}
    for end in ends:
        by_relation.setdefault(end.relation_id, {})[end.end] = end
    places: dict[str, list[int]] = {}
    for object_id, record_id in standing:
        places.setdefault(object_id, []).append(record_id)
    for relation_id, pair in by_relation.items():
        source, target = pair.get("source"), pair.get("target")
        if source is None or target is None or relation_id not in owners:
            continue
        for a in places.get(source.object_id, ()):
            for b in places.get(target.object_id, ()):
                if a != b and owners.get(a) == owners.get(b) == owners[relation_id]:
                    said = f"Its source states: {source.word}."
                    yield min(a, b), max(a, b), Cause(f"relation: {source.word}", said, bits, 2, said, str(relation_id))
