"""Re-verify the log: every leaf from its fact, the root, the signature (house: `check`)."""

from dataclasses import dataclass

from django.db import connections

from watchfloor.core.rules.merkle import Frontier
from watchfloor.core.sealer import signing

PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found; `findings` empty means that every sealed fact stands as it was sealed."""

    facts: int
    findings: tuple[str, ...]


def verify() -> Verification:
    """Recompute every leaf hash from its fact and fold the tree; compare with each signed checkpoint on the way."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select size, root, note from core_checkpoint order by size")
        checkpoints = {size: (bytes(root), note) for size, root, note in cursor.fetchall()}
        cursor.execute("select size from core_sealed_upto")
        sealed = int(cursor.fetchone()[0])
    frontier, findings = Frontier(), list[str]()
    while rows := _leaves(frontier.size):
        for pos, hash_kept, hash_now in rows:
            findings += _leaf_findings(frontier.size, pos, hash_kept, hash_now)
            frontier.add(bytes(hash_kept))
            if frontier.size in checkpoints:
                findings += _checkpoint_findings(frontier, *checkpoints.pop(frontier.size))
        if len(findings) > 100:
            break
    findings += [f"checkpoint of size {size} speaks of facts that are not there" for size in checkpoints if size]
    if frontier.size < sealed and len(findings) <= 100:
        findings.append(f"{sealed} facts were sealed and {frontier.size} are there")
    return Verification(frontier.size, tuple(findings))


def _leaves(start: int) -> list[tuple[int, bytes, bytes | None]]:
    with connections["sealer"].cursor() as cursor:
        cursor.execute(
            "select l.pos, l.hash, case when f.seq is not null then"
            " sha256('\\x00'::bytea || convert_to(core_fact_line(f), 'UTF8')) end"
            " from core_leaf l left join core_fact f on f.seq = l.seq and f.at = l.at"
            " where l.pos >= %s order by l.pos limit %s",
            [start, PAGE],
        )
        return list(cursor.fetchall())


def _leaf_findings(expected: int, pos: int, kept: bytes, now: bytes | None) -> list[str]:
    if pos != expected:
        return [f"position {expected} is missing from the log"]
    if now is None:
        return [f"the fact at position {pos} is gone"]
    return [] if bytes(kept) == bytes(now) else [f"the fact at position {pos} was changed"]


def _checkpoint_findings(frontier: Frontier, root: bytes, note: str) -> list[str]:
    try:
        size, signed_root = signing.check_note(note, key=signing.public_key())
    except signing.BadCheckpoint:
        return [f"checkpoint of size {frontier.size} does not carry this house's signature"]
    if (size, signed_root) != (frontier.size, root) or frontier.root() != root:
        return [f"checkpoint of size {frontier.size} does not match the facts"]
    return []
