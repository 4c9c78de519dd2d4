"""An exported log: its form, and its verification with nothing but the folder (docs/ledger.md)."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from watchfloor.tlog import notes
from watchfloor.tlog.tree import Frontier, leaf_hash

FACTS, CHECKPOINTS, KEY = "facts.log", "checkpoints.txt", "key.txt"
MOST = 100  # findings; who needs more has no log any more


class Verification(NamedTuple):
    """What was found; `findings` empty means that every sealed fact stands as it was sealed."""

    facts: int
    findings: tuple[str, ...]


def verify(folder: Path, *, key: bytes | None = None, older: Iterable[str] = ()) -> Verification:
    """Fold the lines and compare at the size of each signed note; parses nothing of a line.

    `key`: the one you were given; without it the folder's own, which proves less. `older`: notes kept elsewhere.
    """
    try:
        said = (folder / CHECKPOINTS).read_text(encoding="utf-8")
        key = key or notes.read_vkey((folder / KEY).read_text(encoding="utf-8"))
        signed, findings = _signed([*notes.read_notes(said), *older], key)
        frontier, wrong = _folded(folder / FACTS, signed)
    except (OSError, ValueError) as error:
        return Verification(0, (f"the folder cannot be used: {error}",))
    findings += wrong
    findings += [f"checkpoint of size {size} speaks of facts that are not there" for size in signed if size > frontier]
    if frontier > max(signed, default=0):
        findings.append(f"the file holds {frontier} facts, the newest checkpoint says {max(signed, default=0)}")
    return Verification(frontier, tuple(findings[:MOST]))


def _signed(said: Iterable[str], key: bytes) -> tuple[dict[int, set[bytes]], list[str]]:
    """The roots that were signed for each size, and the notes that this key did not sign."""
    signed, findings = dict[int, set[bytes]](), list[str]()
    for number, note in enumerate(said, 1):
        try:
            size, root = notes.check_note(note, key=key)
            signed.setdefault(size, set()).add(root)
        except notes.BadCheckpoint as error:
            findings.append(f"checkpoint {number} cannot be used: {error}")
    return signed, findings


def _folded(file: Path, signed: Mapping[int, set[bytes]]) -> tuple[int, list[str]]:
    frontier, findings = Frontier(), list[str]()
    with file.open("rb") as lines:
        for line in lines:
            frontier.add(leaf_hash(line.rstrip(b"\n")))
            if frontier.size in signed and signed[frontier.size] != {frontier.root()}:
                findings.append(f"the first {frontier.size} lines do not come to the root that was signed for them")
    return frontier.size, findings
