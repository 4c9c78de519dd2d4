"""Re-verify the log in place: every leaf from its fact, the root, the signatures (house: `check`)."""

from collections.abc import Iterable

from django.db import connections

from watchfloor.core.sealer import signing
from watchfloor.tlog import notes
from watchfloor.tlog.folder import MOST, Verification
from watchfloor.tlog.tree import Frontier

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


def verify(*, older: Iterable[str] = ()) -> Verification:
    """Recompute every leaf hash from its fact and fold the tree; compare with each signed checkpoint on the way.

    `older`: notes that were kept elsewhere. Who holds the signing key can sign another log, but not one of those.
    """
    sealed, signed, findings = _signed(older)
    frontier = Frontier()
    while (rows := _leaves(frontier.size)) and len(findings) <= MOST:
        for pos, leaf, same in rows:
            if pos != frontier.size or not same:
                findings.append(_leaf_finding(frontier.size, pos, same))
            frontier.add(bytes(leaf))
            if frontier.size in signed and signed.pop(frontier.size) != {frontier.root()}:
                findings.append(f"checkpoint of size {frontier.size} does not match the facts")
    findings += [f"checkpoint of size {size} speaks of facts that are not there" for size in signed]
    if frontier.size < sealed and len(findings) <= MOST:
        findings.append(f"{sealed} facts were sealed and {frontier.size} are there")
    return Verification(frontier.size, tuple(findings))


def _signed(older: Iterable[str]) -> tuple[int, dict[int, set[bytes]], list[str]]:
    """How many facts were sealed, the roots that are kept and signed for each size, and notes that are not ours."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select size from core_sealed_upto")
        sealed = int(cursor.fetchone()[0])
        cursor.execute("select size, root, note from core_checkpoint where size > 0 order by size")
        kept = cursor.fetchall()
    roots: dict[int, set[bytes]] = {int(size): {bytes(root)} for size, root, _ in kept}
    findings = list[str]()
    for size, note in [*((size, note) for size, _, note in kept), *((None, note) for note in older)]:
        try:
            said, root = notes.check_note(note, key=signing.public_key())
            roots.setdefault(said if size is None else size, set()).add(root)
        except notes.BadCheckpoint:
            which = "an older checkpoint" if size is None else f"checkpoint of size {size}"
            findings.append(f"{which} does not carry this house's signature")
    return sealed, roots, findings


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
