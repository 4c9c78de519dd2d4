"""Gather what a threat item holds together: the item, the objects that it names or its source relates to it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from watchfloor.analyze.formats.tables import link_rules, mention_rules
from watchfloor.analyze.models.links import Mention
from watchfloor.analyze.queries.known import key_of
from watchfloor.analyze.rules.implications import ThreatFacts
from watchfloor.analyze.rules.mentions import mentions_of, named_objects
from watchfloor.analyze.rules.threat import Part, threat_of
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.formats.relevance import relevance_policy, stix_sectors
from watchfloor.plan.rules.relevance import ThingFacts, sectors_of
from watchfloor.plan.rules.thing import areas_of, place_of, sectors_named, when_of
from watchfloor.plan.rules.words import words_of

MOST_PARTS = 500
ENDS = ("relation-source", "relation-target")


@dataclass(frozen=True, slots=True)
class Threat:
    """The item's row and version, the facts of all its parts, and the labels of all that went in."""

    row: core.Row
    n: int
    facts: ThreatFacts
    parts: int
    label_ids: frozenset[int]


def threat_behind(*, text: core.Text, by: Audience) -> Threat:
    """What stands behind a threat item, as far as `by` may read it."""
    held = [text, *_held(text, by)]
    facts = threat_of([_part(one) for one in held])
    return Threat(text.row, text.n, facts, len(held), frozenset(one.row.label_id for one in held))


def _held(text: core.Text, by: Audience) -> Sequence[core.Text]:
    told = text.data.get("object") or {}
    own = str(told.get("id", "")).lower()
    if text.row.kind != "stix" or not own:
        return ()
    named = set(named_objects(told)) or _related(own, by)
    keys = [key_of(kind="object", value=one) for one in sorted(named)]
    ids = _newest(by, keys).exclude(record_id=text.row.id).values_list("record_id", flat=True)[:MOST_PARTS]
    found = core.texts_of(audience=by, ids=sorted(set(ids)))
    # an object of the same id that another source sent is not what this source meant
    return [one for one in found if one.row.owner_id == text.row.owner_id]


def _related(own: str, by: Audience) -> set[str]:
    """Ids of objects that a relationship joins to this one."""
    relations = _newest(by, [key_of(kind=end, value=own) for end in ENDS]).values_list("record_id", flat=True)[
        :MOST_PARTS
    ]
    ends = Mention.objects.filter(
        record_id__in=list(relations), kind__in=ENDS, superseded_at=None, label_id__in=by.label_ids
    )
    return {value for value in ends.values_list("value", flat=True) if value != own}


def _newest(by: Audience, keys: Collection[bytes]) -> QuerySet[Mention]:
    return Mention.objects.filter(key__in=list(keys), superseded_at=None, label_id__in=by.label_ids)


def _part(text: core.Text) -> Part:
    row, data = text.row, text.data
    told = data.get("object") or {}
    rules = link_rules()
    named = mentions_of(kind=row.kind, title=row.title, body=text.body, data=data, rules=mention_rules())
    return Part(
        told=told,
        indicators=frozenset(
            (m.kind, m.value) for m in named if m.kind in rules.identifiers and m.role not in rules.never_roles
        ),
        sectors=frozenset(sectors_named(told, stix_sectors())) | _sectors_said(f"{row.title} {text.body}"),
        areas=areas_of(data),
        place=place_of(row.lon, row.lat, text.radius_m, data.get("place") or ""),
        when=when_of(row.occurred_at, text.occurred_until, row.occurred_precision, data.get("said") or ""),
    )


def _sectors_said(text: str) -> frozenset[str]:
    return frozenset(sectors_of(ThingFacts(words=words_of(text)), relevance_policy()))
