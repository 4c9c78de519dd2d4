"""Re-verify the log in place: every leaf from its fact, the root, the signatures (house: `check`)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import connections

from watchfloor.core.sealer import signing
from watchfloor.tlog import notes
from watchfloor.tlog.folder import MOST, Verification
from watchfloor.tlog.pages import folded, looked_at, sound
from watchfloor.tlog.tree import Frontier

PAGE = 8_000  # leaves; more, and the server sorts their lines on disk
RANGE = """
select min(seq), max(seq), min(at), max(at), max(pos)
from (select * from core_leaf where pos >= %s order by pos limit %s) page
"""
LINES = """
select l.pos, l.hash, case when f.seq is not null then core_fact_line(f) end as line
from core_leaf l left join (
  select * from core_fact where seq between %s and %s and at between %s and %s) f on f.seq = l.seq and f.at = l.at
where l.pos between %s and %s order by l.pos
"""
# a page in one row: taking thousands apart would cost as much as hashing them
WHOLE = (
    "select min(pos), max(pos), count(*), count(line), string_agg(hash, ''::bytea), string_agg(line, E'\\n')"
    f" from ({LINES}) page"
)


def verify(*, older: Iterable[str] = ()) -> Verification:
    """Recompute every leaf hash from its fact and fold the tree; compare with each signed checkpoint on the way.

    `older`: notes that were kept elsewhere. Who holds the signing key can sign another log, but not one of those.
    """
    sealed, signed, findings = _signed(older)
    frontier, sizes = Frontier(), sorted(signed)
    while (page := _page(frontier.size)) and len(findings) <= MOST:
        found, leaves = _leaves(page, frontier.size)
        findings += found + folded(frontier, leaves, signed, sizes)
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


Page = tuple[int, int, datetime, datetime, int, int]


def _page(start: int) -> Page | None:
    """Which facts lie under the next page; None behind the end. Asked first: else the planner joins all for each."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute(RANGE, [start, PAGE])
        low, high, since, until, last = cursor.fetchone()
    return None if last is None else (low, high, since, until, start, last)


def _leaves(page: Page, start: int) -> tuple[list[str], bytes]:
    """What is wrong with a page, and its leaf hashes; it is taken apart only where it is not sound as a whole."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute(WHOLE, page)
        if sound(start, *(whole := cursor.fetchone())):
            return [], bytes(whole[4])
        cursor.execute(LINES, page)
        return looked_at(start, cursor.fetchall())
