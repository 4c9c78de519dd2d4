"""Which model of each kind is in force, and what was estimated beside it. No engine is loaded here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.models.estimates import Estimate, ModelVerdict
from watchfloor.core.rules.audience import Audience


@dataclass(frozen=True, slots=True)
class EstimateView:
    """What the worker made of an order. `verdict`: what a person said of this version last, taken or left, or ""."""

    id: UUID
    kind: str
    state: str
    version: str
    asked_by: int
    asked_at: datetime
    verdict: str


@dataclass(frozen=True, slots=True)
class ModelView:
    """A kind's model in force and the one that ships, who took it (None: nobody did) and when, the newest estimate."""

    kind: str
    version: str
    shipped: str
    taken_by: int | None
    taken_at: datetime | None
    estimate: EstimateView | None


def in_force(*, audience: Audience) -> Mapping[str, str]:
    """Kind -> version of the model under which questions are asked: the latest taken, else the one that ships."""
    del audience  # the same for everybody: a question that one may see weighs what it weighs for all
    return shipped_versions() | {kind: one.version for kind, one in _taken().items()}


def models(*, audience: Audience) -> list[ModelView]:
    """Of each kind the model in force and the newest estimate."""
    taken, newest = _taken(), {one.kind: one for one in _standing().order_by("id")}
    force = in_force(audience=audience)
    return [
        ModelView(
            kind, force[kind], shipped, taken[kind].given_by if kind in taken else None,
            taken[kind].given_at if kind in taken else None, _view(newest[kind]) if kind in newest else None,
        )
        for kind, shipped in shipped_versions().items()
    ]  # fmt: skip


def model_content(*, kind: str, version: str) -> bytes | None:
    """An estimated model as the bytes of its file; None for one that was not estimated under this release."""
    found = Estimate.objects.filter(kind=kind, version=version, beside=shipped_versions()[kind]).order_by("-id").first()
    return bytes(found.content) if found else None


def is_ordered(*, audience: Audience) -> bool:
    """Whether somebody ordered an estimate that the worker has not ended."""
    del audience
    return Estimate.objects.filter(state="asked").exists()


def _standing() -> QuerySet[Estimate]:
    """Those that compare as this release does, and orders."""
    beside = Q(state="asked")
    for kind, version in shipped_versions().items():
        beside |= Q(kind=kind, beside=version)
    return Estimate.objects.defer("content").filter(beside)


def _taken() -> dict[str, ModelVerdict]:
    """The latest of each kind, where what was taken still stands."""
    known = {(one.kind, one.version) for one in _standing()} | set(shipped_versions().items())
    rows = ModelVerdict.objects.filter(verdict="taken").order_by("id")
    return {kind: one for kind, one in {row.kind: row for row in rows}.items() if (kind, one.version) in known}


def _view(one: Estimate) -> EstimateView:
    said = ModelVerdict.objects.filter(kind=one.kind, version=one.version, given_at__gte=one.asked_at)
    last = said.order_by("-id").first() if one.version else None
    return EstimateView(
        one.public_id, one.kind, one.state, one.version, one.asked_by, one.asked_at, last.verdict if last else ""
    )
