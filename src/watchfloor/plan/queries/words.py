"""Reading watch words and what they hit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.models.words import WatchWord, WordHit
from watchfloor.plan.queries.needs import READ
from watchfloor.plan.rules.watchwords import Word, WordSaid

DECIDES = "word.approve"


@dataclass(frozen=True, slots=True)
class HitView:
    """A word stood in a record that the reader may read; `because` says where."""

    word: UUID
    record_id: int
    label_id: int
    because: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records a word hit, as far as the reader may read them, and when last."""

    hits: int
    last_at: datetime | None


def words(*, audience: Audience) -> list[Word]:
    """All that the reader may see, the newest first; nothing for who does not read needs and serves no follower."""
    if READ not in audience.rights and audience.actor.person_id > 0:
        return []
    rows = WatchWord.objects.filter(label_id__in=audience.label_ids).order_by("-proposed_at", "public_id")
    return [_view(row) for row in rows]


def word(*, audience: Audience, public_id: UUID) -> Word | None:
    """One; None if there is none, or none for this reader."""
    return next((one for one in words(audience=audience) if one.public_id == public_id), None)


def live_words(*, audience: Audience, at: datetime) -> list[Word]:
    """What is looked for at that moment; no expired one. The caller looks whether the need stands."""
    rows = WatchWord.objects.filter(label_id__in=audience.label_ids, state="approved", expires_at__gt=at)
    return [_view(row) for row in rows.order_by("proposed_at", "public_id")]


def hits(*, audience: Audience, record_ids: Sequence[int] = (), word: UUID | None = None) -> list[HitView]:
    """Hits on these records, or of one word, the newest first."""
    rows = WordHit.objects.filter(label_id__in=audience.label_ids)
    rows = rows.filter(word_id=word) if word else rows.filter(record_id__in=list(record_ids))
    return [HitView(row.word_id, row.record_id, row.label_id, row.because, row.at) for row in rows.order_by("-at")]


def counted(*, audience: Audience) -> dict[UUID, Counted]:
    """Hits by word on records that the reader may read and that are not hidden."""
    seen = core.visible(audience=audience).values("id")
    rows = WordHit.objects.filter(label_id__in=audience.label_ids, record_id__in=seen).values("word_id")
    return {row["word_id"]: Counted(row["n"], row["last"]) for row in rows.annotate(n=Count("pk"), last=Max("at"))}


def _view(row: WatchWord) -> Word:
    return Word(
        row.public_id, row.label_id, row.need_id, row.record_id, WordSaid(row.phrase, row.about, row.offence),
        row.proposed_by, row.proposed_at, row.state, row.decided_by, row.decided_at, row.because, row.expires_at,
        row.renews, row.ended_at,
    )  # fmt: skip
