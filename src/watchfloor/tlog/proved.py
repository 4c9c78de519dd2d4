"""A document that carries its own proof: a fact of the log holds its digest, and paths lead from facts to a note."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from watchfloor.tlog import notes, proofs
from watchfloor.tlog.tree import leaf_hash


@dataclass(frozen=True, slots=True)
class Proved:
    """One fact's line as the log hashes it, its position, and its path to the root of the note."""

    position: int
    line: str
    path: tuple[bytes, ...]


def mark_of(document: Mapping[str, Any]) -> bytes:
    """SHA-256 over the document as JSON with sorted keys, no spaces and ASCII alone (docs/ledger.md)."""
    return hashlib.sha256(json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")).digest()


def packed(document: Mapping[str, Any], facts: Sequence[Proved], *, note: str, key: str) -> dict[str, Any]:
    """Document, facts, note and the public key as one JSON object; the inverse of nothing: `verify` reads it."""
    lines = [{"position": one.position, "line": one.line, "path": [h.hex() for h in one.path]} for one in facts]
    return {"document": dict(document), "facts": lines, "checkpoint": note, "key": key}


def verify(said: Mapping[str, Any], *, key: bytes | None = None) -> list[str]:
    """What is wrong with it, [] if nothing. `key`: the one you were given; the file's own proves less."""
    try:
        size, root = notes.check_note(said["checkpoint"], key=key or notes.read_vkey(said["key"]))
        wrong = [text for fact in said["facts"] for text in _fact(fact, size, root)]
        digest = hashlib.sha256(mark_of(said["document"])).hexdigest()
        told = {fact["line"].split("\t")[10] for fact in said["facts"]}
    except notes.BadCheckpoint as error:
        return [f"the checkpoint cannot be used: {error}"]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return ["it is not of the form that docs/ledger.md gives; take the file as it was handed out"]
    return wrong + ([] if digest in told else ["no fact holds the digest of this document: it was changed"])


def _fact(fact: Mapping[str, Any], size: int, root: bytes) -> list[str]:
    path = [bytes.fromhex(one) for one in fact["path"]]
    leaf = leaf_hash(fact["line"].encode("ascii"))
    stands = proofs.path_proves(leaf, int(fact["position"]), size, path, root)
    return [] if stands else [f"the fact at position {fact['position']} is not proved by the signed root"]
