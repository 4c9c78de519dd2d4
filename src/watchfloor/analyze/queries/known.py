"""Reading links, mentions and what the center knows already; both ends behind the wall, counts in the reader's own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db.models import Q, QuerySet

from watchfloor.analyze.formats.tables import link_rules, mention_rules
from watchfloor.analyze.models.assessed import Assessment, Implication, ReportImplication
from watchfloor.analyze.models.links import Link, Mention
from watchfloor.analyze.rules import implications as rule
from watchfloor.analyze.rules.links import Cause
from watchfloor.analyze.rules.risk import RiskRange
from watchfloor.analyze.rules.shown import CauseShown, shown
from watchfloor.analyze.rules.warning import BENIGN, sentence
from watchfloor.core.actions.sources import keyed
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.plan.queries import ground as plan
from watchfloor.protect.formats.policy import load
from watchfloor.text.recognize import recognize

KEY_BYTES = 16
MOST = 200


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as seen from one of its ends. `because` says all causes; `judged_by` is a person id or None."""

    id: UUID
    other: core.Row
    causes: tuple[CauseShown, ...]
    strength: str
    because: str
    state: str
    proposed_at: datetime
    judged_by: int | None
    judged_at: datetime | None
    judged_because: str


@dataclass(frozen=True, slots=True)
class MentionView:
    """One thing that the newest version of a record names; offsets in "title\\nbody", -1 for a field."""

    record_id: int
    kind: str
    value: str
    said: str
    start: int
    end: int
    role: str
    note: str
    lon: float | None
    lat: float | None
    radius_m: float


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier of a record that others name too: the newest of those that the reader may read, and how many."""

    kind: str
    value: str
    records: int
    others: tuple[core.Row, ...]


@dataclass(frozen=True, slots=True)
class KnownAbout:
    """What the center already knows that bears on a record, for the panel beside it."""

    links: tuple[LinkView, ...]
    identifiers: tuple[Known, ...]
    touches: tuple[plan.TouchView, ...]


def key_of(*, kind: str, value: str) -> bytes:
    """The keyed hash that equal mentions share: useless to who lacks the key, and no content in the index."""
    return keyed(b"mention", kind.encode(), value.encode())[:KEY_BYTES]


def hexed(keys: Iterable[bytes]) -> str:
    """Keys as an array literal; written out, because handing over an array of bytes costs far more."""
    return "{" + ",".join(f'"\\\\x{key.hex()}"' for key in keys) + "}"


def links_of(*, audience: Audience, record_id: int, withdrawn: bool = False) -> list[LinkView]:
    """The links of a record, the strongest first; only where the other end may be read and shown beside this one."""
    rows = Link.objects.filter(Q(a_id=record_id) | Q(b_id=record_id), label_id__in=audience.label_ids)
    found = list(rows if withdrawn else rows.exclude(state="withdrawn"))
    ends = {
        row.id: row for row in core.rows_of(audience=audience, ids=[record_id, *(_other(x, record_id) for x in found)])
    }
    own = ends.get(record_id)
    if own is None:
        return []
    policy = load()
    visible = [
        (link, ends[_other(link, record_id)])
        for link in found
        if _other(link, record_id) in ends
        and policy.join(own.legal_class, ends[_other(link, record_id)].legal_class).show
    ]
    counts = _counts(audience, {(c["kind"], c["shared"]) for link, _ in visible for c in link.causes if c["shared"]})
    views = [_link(link, other, counts) for link, other in visible]
    return sorted(views, key=lambda v: (-sum(cause.bits for cause in v.causes), -v.other.id))


def _other(link: Link, record_id: int) -> int:
    return link.b_id if link.a_id == record_id else link.a_id


def _link(link: Link, other: core.Row, counts: dict[tuple[str, str], int]) -> LinkView:
    kept = msgspec.convert(link.causes, tuple[Cause, ...])
    causes = tuple(shown(cause, records=counts.get((cause.kind, cause.shared))) for cause in kept)
    because = " ".join(cause.said for cause in causes)
    return LinkView(
        link.public_id, other, causes, link.strength, because, link.state, link.proposed_at, link.judged_by,
        link.judged_at, link.judged_because,
    )  # fmt: skip


def _counts(audience: Audience, values: Collection[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """How many records that the reader may read name each value; relations are no value."""
    wanted = {
        key_of(kind=kind, value=value): (kind, value) for kind, value in values if not kind.startswith("relation:")
    }
    sharers: dict[tuple[str, str], set[int]] = defaultdict(set)
    for mention in _newest(audience).filter(key__in=list(wanted)).values_list("key", "record_id"):
        sharers[wanted[bytes(mention[0] or b"")]].add(mention[1])
    return {value: len(records) for value, records in sharers.items()}


def _newest(audience: Audience) -> QuerySet[Mention]:
    """Wall 1 of the mentions."""
    return Mention.objects.filter(superseded_at=None, label_id__in=audience.label_ids)


def mentions_of(*, audience: Audience, record_id: int) -> list[MentionView]:
    """What the newest version of a record names, in order of place; what only fields say comes last."""
    rows = (
        _newest(audience).filter(record_id=record_id).exclude(kind__in=["object", "relation-source", "relation-target"])
    )
    views = [
        MentionView(m.record_id, m.kind, m.value, m.said, m.start, m.end, m.role, m.note, m.lon, m.lat, m.radius_m)
        for m in rows
    ]
    return sorted(views, key=lambda m: (m.start < 0, m.start, m.kind, m.value))


def held_back(*, audience: Audience, record_id: int) -> list[str]:
    """A sentence for each value that a record names and that a warning list holds back from matching."""
    rows = _newest(audience).filter(record_id=record_id, role=BENIGN).order_by("start", "value")
    return list(dict.fromkeys(sentence(one.value, one.note) for one in rows))


def known_about(*, audience: Audience, record_id: int) -> KnownAbout:
    """What the center already knows: links, other records that name the same, and what of ours the record touches."""
    own = next(iter(core.rows_of(audience=audience, ids=[record_id])), None)
    if own is None:
        return KnownAbout((), (), ())
    named = [
        m
        for m in mentions_of(audience=audience, record_id=record_id)
        if m.kind in mention_rules().kinds and m.role not in link_rules().never_roles
    ]
    known = [one for m in named if (one := _known(audience, own, m.kind, m.value)).others]
    touches = plan.touches(audience=audience, record_ids=[record_id]).get(record_id, [])
    return KnownAbout(tuple(links_of(audience=audience, record_id=record_id)), tuple(known), tuple(touches))


def _known(audience: Audience, own: core.Row, kind: str, value: str) -> Known:
    found = [row for row in _naming(audience, [(kind, value)]) if row.id != own.id]
    policy = load()
    others = tuple(row for row in found if policy.join(own.legal_class, row.legal_class).show)
    return Known(kind, value, len(others), others[:10])


def search_identifier(*, audience: Audience, value: str) -> list[core.Row]:
    """Records that name exactly this identifier, however it is written; the newest first, at most 200.

    A plate, VIN, phone number, e-mail address, document number, domain, IP address, hash or CVE id.
    """
    said = value.strip()
    wanted = {(found.kind, found.value) for found in recognize(said) if found.kind in mention_rules().kinds}
    # what stands alone in a search box has no word beside it that tells what it is
    for word in ("plate", "phone", "passport", "driver's license"):
        wanted |= {(f.kind, f.value) for f in recognize(f"{word} {said}") if f.kind in mention_rules().kinds}
    return _naming(audience, sorted(wanted))


def _naming(audience: Audience, values: Sequence[tuple[str, str]]) -> list[core.Row]:
    if not values:
        return []
    rules = link_rules()
    rows = _newest(audience).filter(key__in=[key_of(kind=kind, value=value) for kind, value in values])
    ids = rows.exclude(role__in=rules.never_roles).order_by("-record_id").values_list("record_id", flat=True)
    return core.rows_of(audience=audience, ids=list(dict.fromkeys(ids[:MOST])))


@dataclass(frozen=True, slots=True)
class ImplicationView:
    """One thing of ours that a threat touches; `asset` or `report` hold it, a place has only its name."""

    implication: rule.Implication
    asset: plan.AssetView | None
    report: core.Row | None

    @property
    def name(self) -> str:
        """What to call it: the asset's or town's name, the report's title as it stands now."""
        return self.report.title if self.report else self.implication.target_name


@dataclass(frozen=True, slots=True)
class AssessmentView:
    """What a threat item meant when this was made; percentiles of the weightiest asset, None if it touches none."""

    id: UUID
    record: core.Row
    record_n: int
    n: int
    made_at: datetime
    made_by: int
    seed: int
    p5: float | None
    p50: float | None
    p95: float | None
    unit: str
    implications: tuple[ImplicationView, ...]
    risks: tuple[RiskRange, ...]
    inputs: Mapping[str, Any]


def assessment(
    *, audience: Audience, public_id: UUID | None = None, record_id: int | None = None
) -> AssessmentView | None:
    """One by its id, or the newest of a record; None for "is not" and "is not yours". What the reader may not read
    or be shown beside the threat is left out of the implications."""
    rows = Assessment.objects.filter(label_id__in=audience.label_ids)
    rows = rows.filter(public_id=public_id) if public_id else rows.filter(record_id=record_id or 0)
    kept = rows.order_by("-made_at", "-n").first()
    own = next(iter(core.rows_of(audience=audience, ids=[kept.record_id])), None) if kept else None
    if kept is None or own is None:
        return None
    ours = Implication.objects.filter(assessment_id=kept.pk, label_id__in=audience.label_ids)
    on_reports = list(ReportImplication.objects.filter(assessment_id=kept.pk, label_id__in=audience.label_ids))
    policy = load()
    rows_ = core.rows_of(audience=audience, ids=[one.report_id for one in on_reports])
    reports = {row.id: row for row in rows_ if policy.join(own.legal_class, row.legal_class).show}
    ids = [one.target_id for one in ours if one.target_kind == "asset"]
    assets = {a.id: a for a in plan.assets(audience=audience, ids=ids)} if ids else {}
    found = [_implication(one.target_kind, str(one.target_public_id or one.target_name), one.target_name, one)
             for one in ours if one.target_kind != "asset" or one.target_id in assets]  # fmt: skip
    found += [_implication("report", str(reports[one.report_id].public_id), reports[one.report_id].title, one)
              for one in on_reports if one.report_id in reports]  # fmt: skip
    first = kept.inputs.get("first", "")  # the asset that the range is of
    found.sort(key=lambda i: (-i.weight, i.target_id != first, i.target_kind, i.target_name))
    by_id = {str(asset.public_id): asset for asset in assets.values()}
    return view_of(
        kept=kept, own=own, found=found, assets=by_id, reports={str(row.public_id): row for row in reports.values()}
    )


def _implication(kind: str, target_id: str, name: str, kept: Implication | ReportImplication) -> rule.Implication:
    reasons = msgspec.convert(kept.reasons, tuple[rule.Reason, ...])
    because = " ".join(reason.because for reason in reasons)
    return rule.Implication(
        msgspec.convert(kind, rule.TargetKind), target_id, name, msgspec.convert(kept.how, rule.How), because,
        kept.weight, reasons,
    )  # fmt: skip


def view_of(
    *,
    kept: Assessment,
    own: core.Row,
    found: Sequence[rule.Implication],
    assets: Mapping[str, plan.AssetView],
    reports: Mapping[str, core.Row],
) -> AssessmentView:
    """The view of an assessment with what it found; assets and reports by their public id."""
    implications = tuple(ImplicationView(i, assets.get(i.target_id), reports.get(i.target_id)) for i in found)
    risks = msgspec.convert(kept.risks, tuple[RiskRange, ...])
    return AssessmentView(
        kept.public_id, own, kept.record_n, kept.n, kept.made_at, kept.made_by, kept.seed, kept.p5, kept.p50, kept.p95,
        kept.unit, implications, risks, kept.inputs,
    )  # fmt: skip
