"""Files between centers: whose are believed, and what comes in by one, an RFI or an answer on one of ours."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import connection, transaction

from watchfloor.core.actions.sources import end_spool, finish_source, keep_source, keyed, set_aside
from watchfloor.core.formats.child import Limits, read_in_child
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.core.rules.draft import Draft, SetAside
from watchfloor.core.rules.opening import Incoming, SourceRef
from watchfloor.people import queries as people
from watchfloor.plan.actions.requests import purge_on
from watchfloor.plan.actions.rfi_work import receive_reply
from watchfloor.plan.actions.rfis import WORKS, NoSuchRfi, NotAsked, handled, keep_rfi
from watchfloor.plan.formats import rfi_file
from watchfloor.plan.formats.rfi_file import AnswerFile, AskedFile, BadFile
from watchfloor.plan.models.rfis import RfiSigner
from watchfloor.plan.queries import rfis
from watchfloor.plan.rules.rfis import IN, LIMITS, OUT, RfiWords, SaidRfi
from watchfloor.protect.actions.quarantine import quarantine
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.spill import REASON, part_spills
from watchfloor.tlog.notes import read_vkey

LIMITS_OF_ONE = Limits(bytes=rfi_file.LARGEST, cpu_seconds=5, drafts=1)
TRUSTS = "people.change"


@dataclass(frozen=True, slots=True)
class Came:
    """What became of a file: "new", "unchanged" or "set-aside" with its reasons; `rfi` is what it stands on."""

    state: str
    rfi: UUID | None = None
    reasons: tuple[str, ...] = ()


def trust_signer(*, agency: str, vkey: str, by: Audience, now: datetime) -> UUID:
    """Believe the files that this key signed as those of the agency. The key MUST have come on another way.

    Raises NotAsked.
    """
    known, vkey = people.agency(code=agency), vkey.strip()
    try:
        key = read_vkey(vkey)
    except ValueError:
        key = b""
    found = [Because("A key of another center is believed.", "plan.rfi.signer", "center policy", TRUSTS in by.rights)]
    if known is None or known.is_center:
        found.append(_no("agency", "Agency: the registry has no other one of this name."))
    if not key or any(read_vkey(one) == key for _, one in rfis.signers()):
        found.append(_no("vkey", "Key: none, or it is believed already."))
    if not Decision.of(*found) or known is None:
        raise NotAsked(Decision.of(*found))
    with transaction.atomic():
        row = RfiSigner(public_id=uuid4(), agency_id=known.id, vkey=vkey, added_by=by.actor.person_id, added_at=now)
        row.save(force_insert=True)
        tell(kind="plan.signer.trusted", by=by, records=[row.public_id])
    return row.public_id


def end_signer(*, agency: str, by: Audience, now: datetime) -> int:
    """Believe no key of this agency any more; how many were. Raises NotAsked."""
    if TRUSTS not in by.rights:
        raise NotAsked(Decision.of(_no("signer", "You may not decide whose files are believed.")))
    known = people.agency(code=agency)
    rows = RfiSigner.objects.filter(agency_id=known.id if known else 0, ended_at=None)
    with transaction.atomic():
        ids = list(rows.values_list("public_id", flat=True))
        RfiSigner.objects.filter(public_id__in=ids).update(ended_at=now)
        if ids:
            tell(kind="plan.signer.ended", by=by, records=ids)
    return len(ids)


def import_rfi(*, content: bytes, by: Audience, now: datetime) -> Came:
    """Take a file: an RFI is handed in under the agency that signed it, an answer is kept on the RFI of ours.

    What nobody we know signed, and what does not fit what stands, is set aside with its reason; the same file again is
    unchanged. Its marking is never lowered. What looks classified is closed away unread, and a security officer called;
    found to be none, its words open as a record, by which the RFI is stated by hand. Raises NotAsked for what is no
    such file or was changed after it was signed: of that nothing is kept.
    """
    if WORKS not in by.rights:
        raise NotAsked(Decision.of(_no("right", "Your role works on no RFIs.")))
    draft = _read(content)
    said = dict(draft.data)
    if part_spills([draft])[1]:
        return _closed_away(draft, content, by, now)
    try:
        body, agency_id = rfi_file.body_of(said), rfi_file.signer(said, known=rfis.signers())
    except BadFile as fault:
        raise NotAsked(Decision.of(_no("file", str(fault)))) from None
    house = core.house()
    if body.exercise != bool(house and house.exercise):
        other = "It is of an exercise and this house is not, or the other way round. Rule rfi.exercise."
        return _aside(content, (other,), by, now)
    if agency_id is None:
        unknown = "Nobody whom we know signed it. Rule rfi.signer; have the key given on another way, then bring it in."
        return _aside(content, (unknown,), by, now)
    if isinstance(body, AskedFile):
        return _asked(body, content, agency_id, by, now)
    return _answered(body, content, agency_id, by, now)


def _read(content: bytes) -> Draft:
    read = read_in_child(reader=rfi_file.READER, content=content, options={}, limits=LIMITS_OF_ONE)
    if not read.drafts:
        reasons = [reason for part in read.set_aside for reason in part.reasons] or ["It could not be read."]
        raise NotAsked(Decision.of(_no("file", reasons[0])))
    return read.drafts[0]


def _closed_away(draft: Draft, content: bytes, by: Audience, now: datetime) -> Came:
    """Sealed for nobody but who decides on spills, with the bytes as they came; these very bytes once."""
    key = keyed(b"rfi-spill", content)
    before = core.known(keys=[key])
    if before and core.rows_of(audience=by, ids=[one.id for one in before.values()]):
        looked = "A security officer found no spill in it: it stands among the records. State the RFI by hand."
        return Came("unchanged", None, (looked,))
    center = people.center()
    owner = center.id if center else 0
    stamp = Stamper(legal_class="reference", owner_id=owner, verified=True, now=now, share="center").stamp(markings=())
    body = rfi_file.body_of(draft.data)
    said = dict(body.words) if isinstance(body, AskedFile) else {"answer": body.words}
    plain = "\n".join(f"{name}: {words}" for name, words in said.items())
    item = Incoming(
        draft.but(title="An RFI by file", body=plain), stamp, owner, key, keyed(b"digest", content), content,
        "opened",
    )  # fmt: skip
    quarantine(items=[item], source=None, way="rfi", by=by, now=now)
    return Came("set-aside", None, (REASON,))


def _asked(body: AskedFile, content: bytes, agency_id: int, by: Audience, now: datetime) -> Came:
    mark = keyed(b"rfi", rfi_file.canonical(body))
    known, before = _known("plan_rfi_came", agency_id, body.id)
    if known:
        return _again(known, before == mark, content, by, now)
    words = RfiWords(**{name: body.words.get(name, "") for name in LIMITS})
    said = SaidRfi(
        replace(words, agency=people.agencies(ids=[agency_id])[agency_id].code), IN, body.purpose, body.basis,
        body.about, body.priority, body.marking, body.sector, due_at=body.due_at if body.due_at > now else None,
    )  # fmt: skip
    try:
        made = keep_rfi(said=said, submit=True, origin=body.id, mark=mark, agency_id=agency_id, by=by, now=now)
    except NotAsked as refused:
        return _aside(content, tuple(f"{one.text} {one.way_out}" for one in refused.decision.against), by, now)
    return Came("new", made)


def _answered(body: AnswerFile, content: bytes, agency_id: int, by: Audience, now: datetime) -> Came:
    known, _ = _known("plan_rfi_reply_came", agency_id, body.id)
    if known:
        return Came("unchanged", known)
    view = rfis.rfi(audience=by, public_id=body.request)
    if view is None or view.direction != OUT or view.agency_id != agency_id:
        none = "It answers no RFI of ours to this agency. Rule rfi.request; ask them which one they mean."
        return _aside(content, (none,), by, now)
    try:
        with transaction.atomic():
            source = _source(content, body.marking, agency_id, by, now)
            receive_reply(
                rfi_id=view.public_id, words=body.words, marking=body.marking, whole=body.whole, origin=body.id,
                source=source.public_id, by=by, now=now,
            )  # fmt: skip
    except NotAsked as refused:
        return _aside(content, tuple(f"{one.text} {one.way_out}" for one in refused.decision.against), by, now)
    except NoSuchRfi:
        return _aside(content, ("It answers no RFI of ours to this agency.",), by, now)
    end_spool(source)
    return Came("new", view.public_id)


def _known(function: str, agency_id: int, origin: UUID) -> tuple[UUID | None, bytes]:
    """What the same agency sent before under this id, whatever its label: only who has the file asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"select of_rfi, mark from {function}(%s, %s)", [agency_id, origin])
        row = cursor.fetchone()
    return (row[0], bytes(row[1])) if row else (None, b"")


def _again(known: UUID, same: bool, content: bytes, by: Audience, now: datetime) -> Came:
    if same:
        return Came("unchanged", known)
    other = (
        "It says otherwise than what the same agency sent under this id. Rule rfi.same; ask them for one of its own."
    )
    return _aside(content, (other,), by, now)


def _source(content: bytes, marking: str, agency_id: int, by: Audience, now: datetime) -> SourceRef:
    """The bytes as they came, under the marking that they state; they go on the day of the RFI's words."""
    handled(marking)
    center = people.center()
    stamper = Stamper(legal_class="reference", owner_id=agency_id, verified=True, now=now, share="center")
    stamp = replace(stamper.stamp(markings=(marking,)), purge_on=purge_on(owner_id=center.id if center else 0, now=now))
    kept = keep_source(content=content, owner_id=agency_id, stamp=stamp, by=by, now=now)
    finish_source(source=kept, content=content, pieces=[], of_format="rfi", stamp=stamp, by=by, now=now)
    return kept


def _aside(content: bytes, reasons: tuple[str, ...], by: Audience, now: datetime) -> Came:
    """Sealed, with its reasons, for the center alone until its day."""
    center = people.center()
    owner = center.id if center else 0
    stamp = Stamper(legal_class="set_aside", owner_id=owner, verified=True, now=now).stamp(markings=())
    with reading(by):
        kept = keep_source(content=content, owner_id=owner, stamp=stamp, by=by, now=now)
        if kept.read_at is None:
            part = SetAside("file", reasons, (0, len(content)))
            set_aside(source=kept, parts=[part], content=content, stamp=stamp, by=by, now=now)
            finish_source(
                source=kept, content=content, pieces=[part.piece], of_format="rfi", stamp=stamp, by=by, now=now
            )
    end_spool(kept)
    return Came("set-aside", None, reasons)


def _no(rule: str, text: str) -> Because:
    way_out = "See docs/reference/rfi-file.md."
    return Because(text, f"plan.rfi.{rule}", "center policy", False, way_out)
