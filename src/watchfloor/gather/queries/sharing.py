"""Reading what became of SARs after their determination: packages, sendings, answers, referrals, feedback."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.utils.timezone import localdate

from watchfloor.core.formats import crypt
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.gather.formats.package import content_of_json
from watchfloor.gather.models.sharing import Answer, Outcome, Package, Referral, Sent, Submission
from watchfloor.gather.queries.nexus import nexus_of
from watchfloor.gather.rules.package import Shared, Told
from watchfloor.people import queries as people
from watchfloor.plan.queries.ground import gazetteer
from watchfloor.protect.queries.purges import key_of

ROWS = 500  # sendings and numbers on one report; a center sends some hundreds a year


@dataclass(frozen=True, slots=True)
class PackageView:
    """A checked package: its content, of which version of the record, by whom and when."""

    public_id: UUID
    form: str
    version: int
    content: Mapping[str, Any]
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What came back, on which day, in words, and who stated it."""

    answer: str
    on: date
    words: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A sending with what came back on it, the oldest first."""

    public_id: UUID
    record_id: int
    number: str
    adapter: str
    state: str
    sent_at: datetime
    by_id: int
    answers: tuple[AnswerView, ...] = ()


@dataclass(frozen=True, slots=True)
class ReferralView:
    """To which agency a SAR was referred, why, by whom and when."""

    public_id: UUID
    agency_id: int
    why: str
    by_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SentView:
    """A number in another system: when it was sent, and when it was over there (None: it stands)."""

    submission: UUID
    number: str
    sent_on: date
    over_on: date | None


def shared_of(*, audience: Audience, view: core.RecordView, statement: str = "") -> Shared | None:
    """What a summary of this SAR draws from, by closed vocabularies; None before its two-part review."""
    row = view.row
    found = [one for one in nexus_of(audience=audience, record_id=row.id) if not one.said.outcome]
    if not found:
        return None
    where = (view.data.get("object") or {}).get("where") or {}
    town = gazetteer().town(str(where.get("city", "")), str(where.get("state", "")))
    owner, center = people.agencies(ids={row.owner_id}).get(row.owner_id), people.center()
    return Shared(
        f"SAR-{str(row.public_id)[:8].upper()}", view.n, owner.name if owner else "", found[0].said.behaviors,
        localdate(row.occurred_at) if row.occurred_at else None, town.state if town else "", town.name if town else "",
        row.review_on, row.purge_on, localdate(found[0].at), center.name if center else "", statement,
    )  # fmt: skip


def told_of(*, audience: Audience, view: core.RecordView) -> Told:
    """The privacy fields of a SAR as they stand."""
    row, said = view.row, view.data.get("object") or {}
    cells = {name: str(text) for name, text in (said.get("fields") or {}).items() if str(text).strip()}
    found = nexus_of(audience=audience, record_id=row.id)
    stated = found[0].said if found else None
    return Told(
        row.title, view.body, stated.articulable_facts if stated else "", stated.rationale if stated else "",
        str((view.data.get("place") or {}).get("words", "")), row.lat, row.lon,
        row.occurred_at.isoformat() if row.occurred_at else "",
        view.occurred_until.isoformat() if view.occurred_until else "",
        tuple(_party(one, cells) for one in said.get("parties") or ()), tuple(cells.items()),
    )  # fmt: skip


def _party(one: Mapping[str, Any], cells: Mapping[str, str]) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """A party names the columns in which its words stand."""
    fields = tuple((name, cells[column]) for name, column in one["fields"].items() if cells.get(column))
    return str(one["kind"]), str(one["role"]), fields


def packages_of(*, audience: Audience, record_id: int) -> list[PackageView]:
    """Every checked package of a record, the newest first."""
    del audience  # the wall in the database asks it
    key = key_of(record_id=record_id)
    rows = Package.objects.filter(record_id=record_id).order_by("-at") if key else []
    return [
        PackageView(
            one.pk, one.form, one.version, content_of_json(crypt.unseal(bytes(one.content), key=key)), one.by_id, one.at
        )
        for one in rows
        if key
    ]


def submissions_of(*, audience: Audience, record_id: int) -> list[SubmissionView]:
    """Every sending of a record, the newest first, with what came back."""
    del audience
    key = key_of(record_id=record_id)
    if key is None:
        return []
    answers: dict[UUID, list[AnswerView]] = {}
    for one in Answer.objects.filter(record_id=record_id).order_by("at"):
        words = crypt.unseal(bytes(one.words), key=key).decode()
        answers.setdefault(one.submission, []).append(AnswerView(one.answer, one.on, words, one.by_id, one.at))
    rows = Submission.objects.filter(record_id=record_id).order_by("-at")
    return [_submission(one, answers.get(one.pk, ())) for one in rows]


def submissions(*, audience: Audience) -> list[SubmissionView]:
    """The newest sendings that this reader may read, without words; for the reconciliation."""
    rows = Submission.objects.filter(label_id__in=audience.label_ids).order_by("-sent_at")[:ROWS]
    return [_submission(one, ()) for one in rows]


def sent(*, audience: Audience) -> list[SentView]:
    """Every number that was given elsewhere, the newest first; those of purged records too."""
    rows = Sent.objects.filter(label_id__in=audience.label_ids).order_by("-sent_on", "public_id")[:ROWS]
    return [SentView(one.pk, one.number, one.sent_on, one.over_on) for one in rows]


def _submission(row: Submission, answers: Iterable[AnswerView]) -> SubmissionView:
    return SubmissionView(
        row.pk, row.record_id, row.number, row.adapter, row.state, row.sent_at, row.by_id, tuple(answers)
    )


def referrals_of(*, audience: Audience, record_id: int) -> list[ReferralView]:
    """Every referral of a record, the newest first."""
    del audience
    key = key_of(record_id=record_id)
    rows = Referral.objects.filter(record_id=record_id).order_by("-at") if key else []
    return [
        ReferralView(one.pk, one.agency_id, crypt.unseal(bytes(one.why), key=key).decode(), one.by_id, one.at)
        for one in rows
        if key
    ]


def outcomes_of(*, audience: Audience, record_ids: Sequence[int]) -> dict[int, tuple[str, date]]:
    """The submitter's word and its day by record id; a report that nobody decided has none."""
    del audience
    return {one.record_id: (one.word, one.on) for one in Outcome.objects.filter(record_id__in=list(record_ids))}


def outcome_counts(*, audience: Audience) -> Counter[tuple[int, str]]:
    """How many reports got which word, by (label, word), of those that this reader may read."""
    told = Outcome.objects.filter(label_id__in=audience.label_ids).values_list("label_id", "word")
    return Counter({(label, word): n for label, word, n in told.annotate(n=Count("record_id"))})
