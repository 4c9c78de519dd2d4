"""The audit pack: a zip of tables, a manifest over every byte, a signature over the manifest; checked offline."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from watchfloor.protect.formats.sheet import sheet_of
from watchfloor.tlog import notes

ORIGIN = "watchfloor.local/audit-pack"  # not that of checkpoints: a pack's signature is never taken for one
MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.sig", "ledger.vkey"
MOST_BYTES = 200_000_000  # of all files together, unpacked; a zip that says more is none of ours


@dataclass(frozen=True, slots=True)
class Table:
    """One file of the pack: `name` without ending, heads and rows of plain values."""

    name: str
    heads: tuple[str, ...]
    rows: Sequence[Sequence[object]]


def csv_of(table: Table) -> bytes:
    """Its bytes in the pack."""
    return sheet_of(heads=table.heads, rows=table.rows)


def manifest_of(files: Mapping[str, bytes], *, about: Mapping[str, Any]) -> bytes:
    """What the signature covers: who made the pack when and from which log, and the hash of every other file."""
    said = {**about, "files": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}}
    return (json.dumps(said, indent=1, sort_keys=True) + "\n").encode()


def signed_body(manifest: bytes) -> str:
    """The body of the signed note."""
    return f"{ORIGIN}\n{hashlib.sha256(manifest).hexdigest()}\n"


def zipped(files: Iterable[tuple[str, bytes]], *, at: datetime) -> bytes:
    """The archive; every entry carries the moment that it was made at."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def verify(content: bytes, *, key: bytes | None = None) -> list[str]:
    """What is wrong with a pack, [] if nothing. `key`: the ledger's public key as it was given on another way."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
                return ["it is larger than any pack of ours"]
            files = {one.filename: archive.read(one) for one in archive.infolist()}
        manifest = files.pop(MANIFEST)
        wrong = _signature(files.pop(SIGNATURE).decode(), manifest, key or notes.read_vkey(files[KEY].decode()))
        named = json.loads(manifest)["files"]
    except (zipfile.BadZipFile, KeyError, ValueError):
        return ["this is no audit pack, or a part of it is missing"]
    marks = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    wrong += [f"{name} was changed" for name, mark in marks.items() if named.get(name, "") != mark]
    return wrong + [f"{name} is missing" for name in named if name not in files]


def _signature(note: str, manifest: bytes, key: bytes) -> list[str]:
    try:
        body, name, keyed, signature = notes.read_note(note)
        Ed25519PublicKey.from_public_bytes(key).verify(signature, body.encode())
    except (ValueError, InvalidSignature):
        return ["the signature does not verify under this key"]
    if (name, keyed, body) != (ORIGIN, notes.key_id(ORIGIN, key), signed_body(manifest)):
        return ["the signature is over another manifest"]
    return []
