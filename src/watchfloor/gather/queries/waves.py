"""Which reports are nearly the same as one, found by keys and judged by the rule; of those that the reader may read."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.shapes import Row, Text
from watchfloor.gather.formats.likeness import told_of
from watchfloor.gather.formats.waves import wave_policy
from watchfloor.gather.models.likeness import Likeness
from watchfloor.gather.rules.likeness import keys_of
from watchfloor.gather.rules.waves import Told, nearly_same, why_same

MOST = 200


@dataclass(frozen=True, slots=True)
class Alike:
    """A report of the same wave and why, in words."""

    row: Row
    because: str


def alike(*, audience: Audience, text: Text, salt: bytes, how_many: int = MOST) -> list[Alike]:
    """Reports of the wave of this one, the newest first."""
    told, policy = told_of(text), wave_policy()
    asked = keys_of(told, policy, salt=salt).asked
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select gather_alike(%s, %s, %s)", [list(asked), text.row.id, how_many])
        ids = cursor.fetchone()[0]
    others = core.texts_of(audience=audience, ids=ids) if ids else []
    return [
        Alike(one.row, why_same(told, near, policy))
        for one in others
        if nearly_same(told, near := told_of(one), policy)
    ]


@dataclass(frozen=True, slots=True)
class Wave:
    """Reports that say nearly the same, the newest first; at least two."""

    rows: tuple[Row, ...]
    because: str


def waves_since(*, audience: Audience, since: datetime, most: int = 2000) -> list[Wave]:
    """Waves among the newest reports seen since a moment that the reader may read, the largest first."""
    mine = Likeness.objects.filter(label_id__in=audience.label_ids, at__gte=since).order_by("-at")[:most]
    kept = {one.record_id: one.keys for one in mine}
    by_key: dict[int, list[int]] = {}
    for record_id, keys in kept.items():
        for key in keys:
            by_key.setdefault(key, []).append(record_id)
    wanted = {one for ids in by_key.values() if len(ids) > 1 for one in ids}
    texts = core.texts_of(audience=audience, ids=sorted(wanted)) if wanted else []
    return _folded(texts)


def _folded(texts: list[Text]) -> list[Wave]:
    policy, heads = wave_policy(), list[tuple[Told, list[Text], list[str]]]()
    for text in sorted(texts, key=lambda one: one.row.occurred_at or one.row.opened_at, reverse=True):
        told = told_of(text)
        for head, members, reasons in heads:
            if nearly_same(head, told, policy):
                members.append(text)
                reasons.append(why_same(head, told, policy))
                break
        else:
            heads.append((told, [text], []))
    found = [Wave(tuple(one.row for one in members), reasons[0]) for _, members, reasons in heads if reasons]
    return sorted(found, key=lambda one: -len(one.rows))


WINDOW = timedelta(days=2)  # of the page of waves: what is older is no wave that anybody can still meet
