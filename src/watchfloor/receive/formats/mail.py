"""A mail (.eml, RFC 5322 with MIME) into an item of its own, and each attachment that is read here into its items.

Attachments are inert: what is no format of ours stays sealed and is never opened. The pieces of a mail lie apart, so
that an attached item can be forgotten while the mail stands.
"""

import email
import email.errors
import email.header
import email.policy
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import Message

from watchfloor.core.rules.draft import Draft, Reading, SetAside
from watchfloor.receive.formats import bulletins
from watchfloor.receive.formats.entries import whole
from watchfloor.receive.formats.scan import Span
from watchfloor.receive.rules import letter
from watchfloor.receive.rules.plain import plain

FORMAT = "mail"
LARGEST, PARTS, LONGEST_BODY = 50 * 1024 * 1024, 200, 2 * 1024 * 1024
FIELD = rb"[!-9;-~]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*"
HEAD = re.compile(rb"\A(?:From [^\n]*\n)?((?:" + FIELD + rb"){2,200})")
TELLING = re.compile(rb"^(?:Received|Message-ID|MIME-Version|From|Return-Path|Date):", re.IGNORECASE | re.MULTILINE)
# what is none of our formats is inert; what is one and broken is told
INERT = ("unknown", "zip", "7z", "zstd", "bzip2", "xz", "office", "empty", "pdf", "mail")
Reader = Callable[[bytes], Iterator[Reading]]


@dataclass(frozen=True, slots=True)
class _Part:
    """An attachment: what the mail calls it, its bytes unpacked, and where in the mail they stand."""

    name: str
    of_type: str
    content: bytes
    span: Span


@dataclass(frozen=True, slots=True)
class _Opened:
    """What an attachment came to; `broken` is what the mail says of its parts that could not be read."""

    drafts: tuple[Draft, ...]
    set_aside: tuple[SetAside, ...]
    broken: tuple[str, ...]

    @property
    def pieces(self) -> list[Span]:
        """Where in the mail what is kept apart from it stands."""
        return [*(one.piece for one in self.drafts), *(one.piece for one in self.set_aside)]


def is_mail(content: bytes) -> bool:
    """Whether the bytes begin with the header of a mail."""
    found = HEAD.match(content[:65_536])
    return bool(found) and len(TELLING.findall(found[1])) >= 2 if found else False


def read_chunks(content: bytes, read: Reader) -> Iterator[Reading]:
    """Readings of a mail, its attachments by `read`. MUST NOT raise for what the bytes hold."""
    if len(content) > LARGEST:
        yield whole(FORMAT, content, (
            f"The mail has {len(content):,} bytes; {LARGEST:,} are the most (rule intake.limit). Ask the sender for the"
            " attachments one by one."
        ))  # fmt: skip
        return
    try:
        told = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = list(_attached(told, content))
        words = _words(told)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        yield whole(FORMAT, content, f"The mail is broken ({type(error).__name__}; RFC 5322). Ask for it once more.")
        return
    opened = [_opened(part, read) for part in parts]
    mail = _mail(told, words, content, parts, opened)
    # the mark over a mail is the mark of what is sent with it
    drafts = [
        draft.but(markings=tuple(dict.fromkeys((*draft.markings, *mail.markings))))
        for one in opened for draft in one.drafts
    ]  # fmt: skip
    aside = [found for one in opened for found in one.set_aside]
    yield Reading(FORMAT, (mail, *drafts), tuple(aside))


def _mail(told: Message, words: str, content: bytes, parts: list[_Part], opened: list[_Opened]) -> Draft:
    subject, key = _field(told, "Subject"), _field(told, "Message-ID").strip("<> ")
    attached = [
        {"name": one.name, "type": one.of_type, "size": len(one.content), "read": bool(found.drafts),
         "sha256": hashlib.sha256(one.content).hexdigest()}
        for one, found in zip(parts, opened, strict=True)
    ]  # fmt: skip
    kept = [piece for one in opened for piece in one.pieces if piece[1]]
    first = min((at for at, _ in kept), default=len(content))
    broken = [said for one in opened for said in one.broken]
    return Draft(
        kind="mail", origin_key=key or hashlib.sha256(content).hexdigest(), revision="",
        title=letter.title(subject, words), body="\n".join(one for one in (subject, words) if one),
        data={
            **{name: _field(told, name) for name in ("From", "To", "Cc", "Date", "Subject", "Message-ID", "Reply-To")},
            "attached": attached,
        },
        when=letter.when(_field(told, "Date")), markings=letter.markings(subject, words or subject), piece=(0, first),
        findings=(*letter.mail_findings(attached, defects=len(told.defects)), *broken),
    )  # fmt: skip


def _field(told: Message, name: str) -> str:
    """A header field in words; what is written in no known alphabet stays as it is."""
    said = told.get(name)
    if said is None:
        return ""
    try:
        words = str(email.header.make_header(email.header.decode_header(said)))
    except (ValueError, LookupError, email.errors.MessageError):
        words = str(said)
    return " ".join(words.encode("utf-8", "replace").decode().split())[:2000]


def _leaves(told: Message) -> Iterator[Message]:
    for number, part in enumerate(told.walk()):
        if number >= PARTS:
            return
        if not part.is_multipart():
            yield part


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_maintype() not in ("text", "multipart")


def _words(told: Message) -> str:
    """All text that is no attachment; of HTML what a reader would see, and only where the same is not said plainly."""
    texts = [one for one in _leaves(told) if one.get_content_maintype() == "text" and not _is_attached(one)]
    simple = [_text(one) for one in texts if one.get_content_subtype() != "html"]
    said = [one for one in simple if one.strip()] or [plain(_text(one)) for one in texts]
    return "\n".join(said)[:LONGEST_BODY].replace("\r\n", "\n").strip()


def _text(part: Message) -> str:
    packed = _bytes(part)
    try:
        return packed.decode(part.get_content_charset() or "utf-8", "replace").replace("\x00", "\ufffd")
    except LookupError:
        return packed.decode("utf-8", "replace").replace("\x00", "\ufffd")


def _bytes(part: Message) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _attached(told: Message, content: bytes) -> Iterator[_Part]:
    """Attachments in order, with where their packed bytes stand."""
    at = 0
    for part in _leaves(told):
        raw = part.get_payload()
        packed = raw.encode("utf-8", "surrogateescape") if isinstance(raw, str) else b""
        start = content.find(packed, at) if packed else -1
        at = start + len(packed) if start >= 0 else at
        if _is_attached(part):
            name = " ".join(str(part.get_filename() or "").split())[:200]
            yield _Part(name, part.get_content_type(), _bytes(part), (start, len(packed)) if start >= 0 else (0, 0))


def _opened(part: _Part, read: Reader) -> _Opened:
    """What an attachment holds that is read here; nothing of what is inert.

    One attachment has one place in the mail: its first item keeps the bytes. What of it could not be read is told with
    the mail, unless nothing could: then it is set aside under a key of its own.
    """
    if bulletins.kind_of(part.content):
        made = bulletins.drafted(part.content, (0, len(part.content)), name=part.name)
        drafts, aside = ([made], []) if isinstance(made, Draft) else ([], [made])
    else:
        found = list(read(part.content)) if part.content else []
        drafts = [one for reading in found for one in reading.drafts]
        aside = [one for reading in found for one in reading.set_aside if reading.format not in INERT]
    name = part.name or "a file without a name"
    reasons = [f"{name}: {one.place}: {reason}" for one in aside for reason in one.reasons]
    if not drafts:
        kept = (SetAside(name, tuple(reasons[:20]), part.span),) if reasons and part.span[1] else ()
        return _Opened((), kept, () if kept else tuple(reasons))
    said = f"Came attached to a mail, as {name}."
    placed = tuple(
        one.but(piece=part.span if at == 0 else (0, 0), findings=(*one.findings, said)) for at, one in enumerate(drafts)
    )
    return _Opened(placed, (), tuple(reasons))
