"""Re-verify the log: every leaf from its fact, the root, the signature (house: `check`)."""

from dataclasses import dataclass

from django.db import connections

from watchfloor.core.rules.merkle import Frontier
from watchfloor.core.sealer import signing

PAGE = 20_000
RANGE = """
select min(seq), max(seq), min(at), max(at), max(pos)
from (select * from core_leaf where pos >= %s order by pos limit %s) page
"""
LEAVES = """
select l.pos, l.hash, case when f.seq is not null then
  l.hash = sha256('\\x00'::bytea || convert_to(core_fact_line(f), 'UTF8')) end
from core_leaf l left join (
  select * from core_fact where seq between %s and %s and at between %s and %s) f on f.seq = l.seq and f.at = l.at
where l.pos between %s and %s order by l.pos
"""


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
        for pos, kept, same in rows:
            if pos != frontier.size or not same:
                findings.append(_leaf_finding(frontier.size, pos, same))
            frontier.add(bytes(kept))
            if frontier.size in checkpoints:
                findings += _checkpoint_findings(frontier, *checkpoints.pop(frontier.size))
        if len(findings) > 100:
            break
    findings += [f"checkpoint of size {size} speaks of facts that are not there" for size in checkpoints if size]
    if frontier.size < sealed and len(findings) <= 100:
        findings.append(f"{sealed} facts were sealed and {frontier.size} are there")
    return Verification(frontier.size, tuple(findings))


def _leaves(start: int) -> list[tuple[int, bytes, bool | None]]:
    """A page of the log: each leaf's hash and whether its fact still comes to it, None where the fact is gone.

    The facts' range is asked for first and handed over: else the planner joins all facts for every page.
    """
    with connections["sealer"].cursor() as cursor:
        cursor.execute(RANGE, [start, PAGE])
        low, high, since, until, last = cursor.fetchone()
        if last is None:
            return []
        cursor.execute(LEAVES, [low, high, since, until, start, last])
        return list(cursor.fetchall())


def _leaf_finding(expected: int, pos: int, same: bool | None) -> str:
    if pos != expected:
        return f"position {expected} is missing from the log"
    return f"the fact at position {pos} is gone" if same is None else f"the fact at position {pos} was changed"


def _checkpoint_findings(frontier: Frontier, root: bytes, note: str) -> list[str]:
    try:
        size, signed_root = signing.check_note(note, key=signing.public_key())
    except signing.BadCheckpoint:
        return [f"checkpoint of size {frontier.size} does not carry this house's signature"]
    if (size, signed_root) != (frontier.size, root) or frontier.root() != root:
        return [f"checkpoint of size {frontier.size} does not match the facts"]
    return []
