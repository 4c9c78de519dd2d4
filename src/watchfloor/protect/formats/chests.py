"""The two chests of a backup: packing them, and opening them again with every list of purges that is at hand."""

import io
import json
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from watchfloor.localdb import chest
from watchfloor.protect.formats import purges
from watchfloor.protect.rules import backups as rule
from watchfloor.protect.rules.backups import Listed
from watchfloor.tlog import notes

BACKUP, KEYS = ".backup", ".keys"


class NotRestored(Exception):
    """The backup, its keys or the passphrase do not do. One line with the way out."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A backup whose keys are at hand. `listed`: all purges that any list knows; `notes`: checkpoints from outside."""

    backup: Path
    key: bytes
    made_at: str
    slots: Mapping[str, bytes]
    meta: Mapping[str, Any]
    listed: Sequence[Listed]
    notes: Sequence[str]
    epoch: int


def open_backup(*, backup: Path, keys: Path, lists: Sequence[Path], passphrase: str, today: date) -> Opened:
    """Find the key chest of a backup, and every purge that the chests and the lists beside them know.

    Raises NotRestored: expired, no key chest of it, another passphrase. Opens only; nothing is changed.
    """
    backup = _newest(backup)
    said = _about(backup)
    if why := rule.may_open(date.fromisoformat(said["expires_on"]), today=today):
        raise NotRestored(f"{backup}: {why}")
    chests = [(about, _inside(path, passphrase)) for path, about in _key_chests(keys, since=said["made_at"])]
    own = next((inside for about, inside in chests if about["id"] == said["id"]), None)
    if own is None:
        raise NotRestored(f"{keys} holds no key chest of {backup.name}; name the folder that `backup --keys` wrote to")
    key = notes.read_vkey(own["ledger.vkey"].decode())
    texts = [inside["purges.txt"].decode() for _, inside in chests]
    try:
        listed = [purges.read(text, key=key) for text in [*texts, *(path.read_text("utf-8") for path in _lists(lists))]]
    except (purges.NotAList, UnicodeDecodeError, OSError) as error:
        raise NotRestored(f"a list of purges cannot be used: {error}") from error
    return Opened(
        backup, own["backup.key"], said["made_at"],
        {name: held for name, held in own.items() if name.startswith("keys/")}, json.loads(own["about.json"]),
        tuple(rule.joined(listed).values()), [own["checkpoint.txt"].decode()] if own["checkpoint.txt"] else [],
        max(int(inside["epoch"]) for _, inside in chests),
    )  # fmt: skip


def _newest(backup: Path) -> Path:
    if not backup.is_dir():
        return backup
    found = sorted(backup.glob(f"watchfloor-*{BACKUP}"))
    if not found:
        raise NotRestored(
            f"{backup} holds no backup; name the folder that `watchfloor backup` wrote to, or a file in it"
        )
    return found[-1]


def _about(path: Path) -> dict[str, Any]:
    try:
        said = chest.about(path)
        date.fromisoformat(said["expires_on"])
        return said
    except (chest.NotOpened, KeyError, ValueError) as error:
        raise NotRestored(str(error)) from error


def _key_chests(folder: Path, *, since: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The key chest of a backup and all that came after it: only those know of later purges."""
    for path in sorted(folder.glob(f"watchfloor-*{KEYS}")):
        about = _about(path)
        if about["made_at"] >= since:
            yield path, about


def _inside(path: Path, passphrase: str) -> dict[str, bytes]:
    try:
        held = b"".join(chest.unseal(path, secret=passphrase))
    except (chest.NotOpened, OSError) as error:
        raise NotRestored(f"{error}. Is WATCHFLOOR_BACKUP_PASSPHRASE the one that it was made with?") from error
    return untarred(held)


def untarred(held: bytes) -> dict[str, bytes]:
    """Names and bytes of a tar; a name that leads out of its folder is left out."""
    found = {}
    with tarfile.open(fileobj=io.BytesIO(held)) as tar:
        for about in tar:
            file = tar.extractfile(about)
            if file is not None and ".." not in Path(about.name).parts and not about.name.startswith("/"):
                found[about.name] = file.read()
    return found


def _lists(given: Sequence[Path]) -> list[Path]:
    """Files, or the newest list in each folder: what was dropped with a checkpoint."""
    folders = [sorted(path.glob("purges-*.txt"))[-1:] for path in given if path.is_dir()]
    return [*(path for path in given if not path.is_dir()), *(one for found in folders for one in found)]


def content_of(opened: Opened) -> tuple[dict[str, bytes], Iterator[bytes]]:
    """What waited in the spool, and the dump as a stream. Raises chest.NotOpened on the way if it was changed."""
    stream = chest.unseal(opened.backup, secret=opened.key)
    held = next(stream)
    size = 8 + int.from_bytes(held[:8], "big")
    while len(held) < size:
        held += next(stream)

    def rest() -> Iterator[bytes]:
        yield held[size:]
        yield from stream

    return untarred(held[8:size]), rest()


def tarred(content: Mapping[str, bytes]) -> bytes:
    """Names and bytes as one tar; `untarred` is the inverse."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as tar:
        for name, held in sorted(content.items()):
            about = tarfile.TarInfo(name)
            about.size, about.mode = len(held), 0o600
            tar.addfile(about, io.BytesIO(held))
    return out.getvalue()


def expired(folder: Path, *, today: date) -> Iterator[Path]:
    """Chests of ours in a folder that may not be opened any more; what is none of ours is not named."""
    for path in (*folder.glob(f"watchfloor-*{BACKUP}"), *folder.glob(f"watchfloor-*{KEYS}")):
        try:
            expires_on = date.fromisoformat(chest.about(path)["expires_on"])
        except (chest.NotOpened, KeyError, ValueError):
            continue
        if rule.may_open(expires_on, today=today):
            yield path
