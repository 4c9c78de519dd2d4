"""The list of purges as it leaves the house: ASCII lines under a note that the ledger's key signed.

    p1, purge, records with commas, by, second, rule, opened, hidden: between tabs, times in microseconds since 1970

The note is a signed note as a checkpoint's (docs/ledger.md), its origin ends in /purges, size and root are those of the
lines as leaves of a tree. So nobody adds a line that would make a restored house forget what nobody purged.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from watchfloor.protect.rules.backups import Listed
from watchfloor.tlog import notes
from watchfloor.tlog.tree import Frontier, leaf_hash

SUFFIX = "/purges"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Sign = Callable[[int, bytes], str]


class NotAList(ValueError):
    """The text is no list of purges, or the key did not sign it."""


def written(listed: Sequence[Listed], *, sign: Sign) -> str:
    """The list as text: its lines, an empty line, the note. `sign(size, root)` gives the note."""
    lines = [_line(one) for one in sorted(listed, key=lambda one: (one.hidden_at, one.purge))]
    return "".join(f"{line}\n" for line in lines) + "\n" + sign(len(lines), _root(lines))


def read(text: str, *, key: bytes) -> list[Listed]:
    """The inverse; raises NotAList unless `key` signed these very lines."""
    body, _, note = text.partition("\n\n") if not text.startswith("\n") else ("", "", text[1:])
    lines = body.split("\n") if body else []
    try:
        size, root = notes.check_note(note, key=key)
        if (size, root) != (len(lines), _root(lines)) or not note.split("\n", 1)[0].endswith(SUFFIX):
            raise NotAList("the lines are not those that were signed")
        return [_listed(line) for line in lines]
    except (notes.BadCheckpoint, ValueError, IndexError) as error:
        raise NotAList(f"this is no list of purges of this house: {error}") from error


def _root(lines: Sequence[str]) -> bytes:
    frontier = Frontier()
    for line in lines:
        frontier.add(leaf_hash(line.encode("ascii")))
    return frontier.root()


def _line(one: Listed) -> str:
    records = ",".join(str(record) for record in one.records)
    times = [str((at - EPOCH) // timedelta(microseconds=1)) for at in (one.opened_at, one.hidden_at)]
    return "\t".join(("p1", str(one.purge), records, str(one.by_id), str(one.second_id), one.rule, *times))


def _listed(line: str) -> Listed:
    form, purge, records, by, second, rule, opened, hidden = line.split("\t")
    if form != "p1":
        raise NotAList(f"a line of the form {form!r}")
    at = [EPOCH + timedelta(microseconds=int(one)) for one in (opened, hidden)]
    ids = tuple(UUID(one) for one in records.split(",") if one)
    return Listed(UUID(purge), ids, int(by), int(second), rule, at[0], at[1])
