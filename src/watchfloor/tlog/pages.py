"""Pages of a log as a database hands them over: compared with the lines of their facts, and folded into the tree."""

from bisect import bisect_right
from collections.abc import Sequence

from watchfloor.tlog.tree import Frontier, leaf_hash, leaf_hashes

Row = tuple[int, bytes, str | None]  # position, leaf hash, the fact's line (None where the fact is gone)


def sound(start: int, first: int, last: int, leaves: int, facts: int, hashes: bytes, lines: str | None) -> bool:
    """Whether a page that begins at `start` holds every position, and each leaf comes of its line.

    `lines` are joined by newlines. A fact whose line holds one is not told apart here: the answer is no, look closer.
    """
    told = (lines or "").encode().split(b"\n")
    whole = (first, last, facts, len(told)) == (start, start + leaves - 1, leaves, leaves)
    return whole and leaf_hashes(told) == bytes(hashes)


def looked_at(start: int, rows: Sequence[Row]) -> tuple[list[str], bytes]:
    """A page leaf by leaf: what is wrong with which, and the hashes as they lie there."""
    found = list[str]()
    for expected, (pos, leaf, line) in enumerate(rows, start):
        if pos != expected:
            found.append(f"position {expected} is missing from the log")
        elif line is None:
            found.append(f"the fact at position {pos} is gone")
        elif leaf_hash(line.encode()) != bytes(leaf):
            found.append(f"the fact at position {pos} was changed")
    return found, b"".join(bytes(leaf)[:32].ljust(32, b"\0") for _, leaf, _ in rows)


def folded(frontier: Frontier, leaves: bytes, signed: dict[int, set[bytes]], sizes: Sequence[int]) -> list[str]:
    """Add the leaves, and stop at each size (`sizes`, rising) that was signed: the checkpoints that do not match.

    What was compared is taken out of `signed`.
    """
    start, found = frontier.size, list[str]()
    for size in sizes[bisect_right(sizes, start) : bisect_right(sizes, start + len(leaves) // 32)]:
        frontier.extend(leaves[32 * (frontier.size - start) : 32 * (size - start)])
        if signed.pop(size) != {frontier.root()}:
            found.append(f"checkpoint of size {size} does not match the facts")
    frontier.extend(leaves[32 * (frontier.size - start) :])
    return found
