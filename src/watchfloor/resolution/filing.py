"""An index in a file that is mapped into memory: opened at once, shared by processes, never the truth.

The file is written beside its name, synced and then renamed: whoever is killed leaves the old one or none. It is good
for one model and kind only; for any other, or where it is not whole, there is none and the index is built anew.
It holds what its records say, as numbers: whoever forgets a record MUST remove or rewrite it.
"""

import hashlib
import json
import mmap
import os
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from watchfloor.resolution.encode import Layout
from watchfloor.resolution.kinds import Kind
from watchfloor.resolution.model import Model
from watchfloor.resolution.online import Index

MAGIC, FORMAT, ALIGNED = b"WFINDEX\0", 1, 64
ARRAYS = ("rows", "ordered", "starts", "lines", "ends")


def save(index: Index, path: Path) -> None:
    """Write an index; whole or not at all. Readable by this account alone."""
    arrays = {name: np.ascontiguousarray(getattr(index, name)) for name in ARRAYS}
    said, at = {"format": FORMAT, "for": _good_for(index.kind, index.model), "arrays": {}}, 0
    for name, array in arrays.items():
        said["arrays"][name] = {"type": array.dtype.str, "shape": array.shape, "at": at}  # type: ignore[index]  # above
        at += -(-array.nbytes // ALIGNED) * ALIGNED
    head = json.dumps(said | {"bytes": at}).encode()
    head += b" " * (-(len(head) + 16) % ALIGNED)
    part = path.with_name(path.name + ".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(MAGIC + len(head).to_bytes(8, "big") + head)
        for array in arrays.values():
            file.write(array.data)
            file.write(bytes(-array.nbytes % ALIGNED))
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def opened(path: Path, kind: Kind, model: Model) -> Index | None:
    """The index in a file, mapped and not read; None if there is none, it is not whole, or another model's."""
    try:
        with path.open("rb") as file:
            held = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError):
        return None
    said, begin = _said(held)
    if said.get("format") != FORMAT or said.get("for") != _good_for(kind, model):
        return None
    if begin + int(said["bytes"]) != len(held):
        return None
    made: Layout = model.layout(kind)
    return Index(kind, model, made, **{name: _array(held, begin, said["arrays"][name]) for name in ARRAYS})


def _said(held: mmap.mmap) -> tuple[dict[str, Any], int]:
    """The header and where the arrays begin; nothing for what is no index."""
    size = int.from_bytes(held[8:16], "big")
    if held[:8] != MAGIC or 16 + size > len(held):
        return {}, 0
    try:
        told: dict[str, Any] = json.loads(held[16 : 16 + size])
    except ValueError:
        return {}, 0
    return told, 16 + size


def _array(held: mmap.mmap, begin: int, said: dict[str, Any]) -> Any:
    shape = tuple(int(n) for n in said["shape"])
    many = int(np.prod(shape))
    return np.frombuffer(held, np.dtype(said["type"]), many, begin + int(said["at"])).reshape(shape)


def _good_for(kind: Kind, model: Model) -> str:
    """Changes with the model and with anything of the kind's file."""
    told = json.dumps(asdict(kind), sort_keys=True, default=str)
    return f"{model.version} {hashlib.sha256(told.encode()).hexdigest()[:16]}"
