"""The log as a file that a second program can verify: the hashed lines themselves, then the newest checkpoint."""

from pathlib import Path

from django.db import connections

from watchfloor.core.rules.merkle import Frontier, leaf_hash
from watchfloor.core.sealer import signing
from watchfloor.core.sealer.verifying import Verification

PAGE = 20_000


def export(file: Path) -> int:
    """`file` gets one line a fact in log order, `file`.checkpoint the signed note; how many facts."""
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select size, note from core_checkpoint order by size desc limit 1")
        size, note = cursor.fetchone() or (0, signing.checkpoint(0, Frontier().root()))
    with file.open("w", encoding="ascii") as out, connections["sealer"].cursor() as cursor:
        for start in range(0, size, PAGE):
            cursor.execute(
                "select core_fact_line(f) from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at"
                " where l.pos >= %s and l.pos < %s order by l.pos",
                [start, min(start + PAGE, size)],
            )
            out.writelines(line + "\n" for (line,) in cursor.fetchall())
    checkpoint_of(file).write_text(note, encoding="utf-8")
    return int(size)


def checkpoint_of(file: Path) -> Path:
    """The note's file beside the lines."""
    return file.with_name(file.name + ".checkpoint")


def verify_file(file: Path, *, key: bytes) -> Verification:
    """Fold the lines and compare with the signed note; parses nothing of a line."""
    try:
        size, root = signing.check_note(checkpoint_of(file).read_text(encoding="utf-8"), key=key)
    except (OSError, signing.BadCheckpoint) as error:
        return Verification(0, (f"the checkpoint beside {file.name} cannot be used: {error}",))
    frontier = Frontier()
    with file.open("rb") as lines:
        for line in lines:
            frontier.add(leaf_hash(line.rstrip(b"\n")))
    if frontier.size != size:
        return Verification(frontier.size, (f"the file holds {frontier.size} facts, the checkpoint says {size}",))
    if frontier.root() != root:
        return Verification(size, ("the lines do not come to the root that was signed: one of them was changed",))
    return Verification(size, ())
