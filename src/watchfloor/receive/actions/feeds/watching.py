"""Watching what lies here or waits in a mailbox: a folder, a maildir, an IMAP account."""

import imaplib
import socket
import ssl
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from watchfloor.receive.actions.feeds.wire import Wire
from watchfloor.receive.rules.feeds import Feed, FeedTrouble
from watchfloor.receive.rules.hosts import private_only
from watchfloor.receive.rules.taking import Past, Taken

DIGESTS = (".sha512", ".sha256")
BESIDE = (*DIGESTS, ".asc", ".part", ".tmp", ".filepart")
Watching = Callable[[Feed, Past, Wire], Iterator[Taken]]


def _directory(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Every file of the folder that is new or changed, with the digest beside it. Nothing is moved or removed.

    A file is taken once it looks the same twice, so that one that is still being written waits for the next run.
    """
    for path, looks in _files(_folder(feed), BESIDE):
        known = past.mark_of(path.name)
        if known == looks:
            continue
        if known != f"seen {looks}":
            yield Taken(part=(path.name, f"seen {looks}"))
            continue
        beside = (path.with_name(path.name + suffix) for suffix in DIGESTS)
        digest = next((one.read_bytes()[:4096] for one in beside if one.is_file()), b"")
        yield Taken(_read(path, wire.limits.bytes), digest, part=(path.name, looks))


def _maildir(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Every mail of a maildir, each once; whole when it is there, so that none has to wait."""
    root = _folder(feed)
    for name in ("new", "cur"):
        if not (root / name).is_dir():
            raise FeedTrouble("not-there", "The folder is no maildir: it has no new/ and cur/.")
        for path, _ in _files(root / name, ()):
            unique = path.name.partition(":")[0]
            if not past.mark_of(unique):
                yield Taken(_read(path, wire.limits.bytes), part=(unique, "taken"))


def _folder(feed: Feed) -> Path:
    """The folder, if it lies in one that the settings name; links that lead elsewhere do not count."""
    root = Path(feed.address).resolve()
    if not any(root.is_relative_to(Path(one).resolve()) for one in settings.FEED_FOLDERS):
        raise FeedTrouble("not-allowed", "That folder lies in none of WATCHFLOOR_FEED_FOLDERS.")
    if not root.is_dir():
        raise FeedTrouble("not-there", "There is no such folder; is its disk mounted?")
    return root


def _files(root: Path, leave: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    """Plain files by the time of their last change, and how each looks; hidden ones and links are left out."""
    found = []
    for path in root.iterdir():
        with suppress(OSError):
            state = path.lstat()
            if stat.S_ISREG(state.st_mode) and not path.name.startswith(".") and path.suffix not in leave:
                found.append((state.st_mtime_ns, path, f"{state.st_size}:{state.st_mtime_ns}"))
    for _, path, looks in sorted(found):
        yield path, looks


def _read(path: Path, most: int) -> bytes:
    """No more than one byte above the limit: what is larger is set aside by the intake's own rule."""
    with path.open("rb") as file:
        return file.read(most + 1)


class _Checked(imaplib.IMAP4_SSL):
    """Connects to the address that was checked and lets TLS prove the name."""

    def __init__(self, at: str, host: str, port: int, seconds: float) -> None:
        self._at, self._name = at, host
        super().__init__(host, port, ssl_context=ssl.create_default_context(), timeout=seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = socket.create_connection((self._at, self.port), timeout)
        proof: ssl.SSLContext = self.ssl_context
        return proof.wrap_socket(plain, server_hostname=self._name)


class _Plain(imaplib.IMAP4):
    """The same without TLS: only in a network that the center named."""

    def __init__(self, at: str, host: str, port: int, seconds: float) -> None:
        self._at = at
        super().__init__(host, port, timeout=seconds)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._at, self.port), timeout)


def _imap(feed: Feed, past: Past, wire: Wire) -> Iterator[Taken]:
    """Mails of one folder by their unique numbers; nothing is marked as read, moved or deleted (RFC 9051).

    The address is imaps://user@host/FOLDER. One above the limit is left in the mailbox, and the run says so at its end.
    """
    box, left = _opened(feed, wire), 0
    try:
        validity, uids = _listed(box, feed, past)
        for uid in uids:
            if _size(box, uid) > wire.limits.bytes:
                left += 1
                continue
            content = _mail(box, uid)
            yield Taken(content, bookmark={"validity": validity, "uid": uid})
    except (imaplib.IMAP4.error, OSError) as error:
        raise FeedTrouble("broken-off", "The mailbox broke off; it is asked again from where it ended.") from error
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            box.logout()
    if left:
        raise FeedTrouble("too-large", f"{left} mails are larger than may come in; they lie in the mailbox.")


def _opened(feed: Feed, wire: Wire) -> imaplib.IMAP4:
    parts = urlsplit(feed.address)
    host, port = parts.hostname or "", parts.port or (993 if parts.scheme == "imaps" else 143)
    at, seconds = wire.address_of(host, port), wire.limits.between
    if parts.scheme != "imaps" and not private_only(at, wire.allowance):
        raise FeedTrouble("not-allowed", "Without TLS only a network of WATCHFLOOR_FEED_PRIVATE is asked.")
    try:
        box = (_Checked if parts.scheme == "imaps" else _Plain)(at, host, port, seconds)
    except (OSError, imaplib.IMAP4.error) as error:
        raise FeedTrouble("not-reached", "The mailbox could not be reached.") from error
    try:
        box.login(unquote(parts.username or ""), feed.secret)
    except imaplib.IMAP4.error as error:
        raise FeedTrouble("not-signed-in", "The mailbox refuses the account; renew its password.") from error
    return box


def _listed(box: imaplib.IMAP4, feed: Feed, past: Past) -> tuple[str, list[int]]:
    """What is newer than the last one; all, where the server counts anew (its UIDVALIDITY changed)."""
    folder = unquote(urlsplit(feed.address).path.strip("/")) or "INBOX"
    box.select(f'"{folder}"', readonly=True)
    validity = _text(box.response("UIDVALIDITY")[1])
    after = int(past.bookmark.get("uid", 0)) if past.bookmark.get("validity") == validity else 0
    found = _text(box.uid("SEARCH", f"UID {after + 1}:*")[1])
    return validity, sorted(uid for uid in map(int, found.split()) if uid > after)


def _size(box: imaplib.IMAP4, uid: int) -> int:
    said = _text(box.uid("FETCH", str(uid), "(RFC822.SIZE)")[1])
    digits = said.partition("RFC822.SIZE ")[2].partition(")")[0].split(" ")[0]
    return int(digits) if digits.isdigit() else 0


def _mail(box: imaplib.IMAP4, uid: int) -> bytes:
    parts: list[Any] = box.uid("FETCH", str(uid), "(BODY.PEEK[])")[1]
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), b"")


def _text(said: list[Any]) -> str:
    first = said[0] if said else b""
    return first.decode("ascii", "replace") if isinstance(first, bytes) else str(first or "")


WATCHING: Mapping[str, Watching] = {"directory": _directory, "maildir": _maildir, "imap": _imap}
