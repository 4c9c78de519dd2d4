"""The log as a folder that a second program can verify: the hashed lines, every signed checkpoint, the public key."""

from pathlib import Path

from django.db import connections

from watchfloor.core.sealer import signing
from watchfloor.tlog import folder as exported
from watchfloor.tlog import notes

PAGE = 20_000


def export(folder: Path) -> int:
    """Write the folder (docs/ledger.md); how many facts. Up to the newest checkpoint: the rest is not sealed yet."""
    folder.mkdir(parents=True, exist_ok=True)
    with connections["sealer"].cursor() as cursor:
        cursor.execute("select size, note from core_checkpoint where size > 0 order by size")
        signed = cursor.fetchall()
    size = int(signed[-1][0]) if signed else 0
    with (folder / exported.FACTS).open("w", encoding="ascii", newline="\n") as out:
        for start in range(0, size, PAGE):
            out.writelines(line + "\n" for line in _lines(start, min(start + PAGE, size)))
    (folder / exported.CHECKPOINTS).write_text(notes.notes_text([note for _, note in signed]), encoding="utf-8")
    (folder / exported.KEY).write_text(signing.vkey() + "\n", encoding="ascii")
    return size


def _lines(start: int, until: int) -> list[str]:
    with connections["sealer"].cursor() as cursor:
        cursor.execute(
            "select core_fact_line(f) from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at"
            " where l.pos >= %s and l.pos < %s order by l.pos",
            [start, until],
        )
        return [row[0] for row in cursor.fetchall()]
