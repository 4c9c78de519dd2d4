"""For those who run it: is it alive, is it ready, how does it stand. No names, no ids, no content."""

import ipaddress
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from watchfloor.core.ledger import reading as ledger
from watchfloor.localdb import place
from watchfloor.notify import queries as notify
from watchfloor.protect.actions.brake import stopped
from watchfloor.protect.actions.room import look
from watchfloor.protect.actions.silence import silent_count
from watchfloor.protect.queries.outside import outside
from watchfloor.protect.rules import outside as outside_rule
from watchfloor.protect.web.errors import not_found
from watchfloor.protect.web.standing import exercise
from watchfloor.receive import queries as receive

OLDEST_UNSEALED_S = 60.0
DUTY_AHEAD = timedelta(hours=24)


def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    del request
    return HttpResponse("alive\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Database reachable, tables of this release, ledger sealed in time; says so on evaluation data. Loopback only."""
    if not _is_near(request):
        return not_found(request)
    said: dict[str, Any] = {"database": False, "migrations": False, "ledger": False}
    try:
        said["evaluation"] = place.standing(settings.DATA_DIR) != "own" or place.on_wheel(settings.DATA_DIR)
        said["exercise"] = exercise()
        age = _oldest_unsealed()
        said["database"], said["ledger"] = True, age < OLDEST_UNSEALED_S
        said["oldest_unsealed_seconds"] = round(age, 3)
        said["migrations"] = not _missing_tables()
    except DatabaseFailure:
        said["way_out"] = "The database cannot be asked; see watchfloor doctor."
    good = bool(said["database"] and said["migrations"] and said["ledger"])
    return JsonResponse({"ready": good, **said}, status=200 if good else 503)


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text. Loopback only: even counts tell something."""
    if not _is_near(request):
        return not_found(request)
    try:
        state, age = ledger.state(), _oldest_unsealed()
        old = outside_rule.age(outside(), now=timezone.now())
    except DatabaseFailure:
        return _figures({"watchfloor_up": ("gauge", 0.0), **_disk()}, status=503)
    figures = {
        "watchfloor_up": ("gauge", 1.0),
        "watchfloor_facts_total": ("counter", float(state.facts)),
        "watchfloor_facts_sealed_total": ("counter", float(state.sealed)),
        "watchfloor_oldest_unsealed_fact_seconds": ("gauge", age),
        "watchfloor_checkpoint_outside_age_seconds": ("gauge", old.total_seconds() if old else 0.0),
        "watchfloor_expiry_stopped": ("gauge", float(bool(stopped()))),
        "watchfloor_silent_recipients": ("gauge", float(silent_count())), **_duty(), **_feeds(), **_disk(),
    }  # fmt: skip
    return _figures(figures)


def _duty() -> dict[str, tuple[str, float]]:
    """Whether nobody is on duty now who must be, for how long nobody will be in a day, and what nobody answered."""
    now = timezone.now()
    holes = notify.holes(now=now, until=now + DUTY_AHEAD)
    lasts = sum((one.ends_at - one.starts_at).total_seconds() for one in holes)
    return {
        "watchfloor_duty_gap": ("gauge", float(any(one.starts_at == now for one in holes))),
        "watchfloor_duty_gap_ahead_seconds": ("gauge", lasts),
        "watchfloor_escalations_unanswered": ("gauge", float(notify.unanswered())),
    }  # fmt: skip


def _feeds() -> dict[str, tuple[str, float]]:
    """Feeds that are on, by how they stand, and for how long the one that waits longest had no success."""
    now = timezone.now()
    on = [one for one in receive.feeds() if one.known.on]
    states = Counter(one.health(now=now).state for one in on)
    since = [now - (one.known.well_at or one.known.switched_at or now) for one in on]
    return {
        "watchfloor_feeds_on": ("gauge", float(len(on))),
        "watchfloor_feeds_failing": ("gauge", float(states["failing"])),
        "watchfloor_feeds_silent": ("gauge", float(states["silent"])),
        "watchfloor_feed_oldest_success_seconds": ("gauge", max((one.total_seconds() for one in since), default=0.0)),
    }  # fmt: skip


def _disk() -> dict[str, tuple[str, float]]:
    """The alarm is 1 from where bulk intake stops, 2 from where bulk reading does."""
    room = look()
    alarm = ("roomy", "short", "full").index(room.level)
    return {
        "watchfloor_disk_free_share": ("gauge", room.share), "watchfloor_disk_alarm": ("gauge", float(alarm)),
    }  # fmt: skip


def _figures(figures: Mapping[str, tuple[str, float]], *, status: int = 200) -> HttpResponse:
    lines = [f"# TYPE {name} {kind}\n{name} {value:g}" for name, (kind, value) in figures.items()]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4", status=status)


def _oldest_unsealed() -> float:
    oldest = ledger.state().oldest_unsealed
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0


def _missing_tables() -> bool:
    steps = MigrationExecutor(connection)
    return bool(steps.migration_plan(steps.loader.graph.leaf_nodes()))


def _is_near(request: HttpRequest) -> bool:
    """The caller's own address; a header that names another one is not believed."""
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
