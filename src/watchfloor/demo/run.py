"""Play the scenario through the real doors and tell what was found, in a screenful."""

import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone
from rich.console import Console

from watchfloor.core.ledger import reading as ledger
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.demo import folder, screenful
from watchfloor.demo.asking import ask
from watchfloor.demo.feeding import switch_feed_on
from watchfloor.demo.fielding import field
from watchfloor.demo.founding import found
from watchfloor.demo.listing import keep_list
from watchfloor.demo.needing import state_needs, tag_reports
from watchfloor.demo.protecting import protect_ground
from watchfloor.demo.reporting import report_in_public
from watchfloor.demo.rostering import keep_roster, work_on_playbooks
from watchfloor.demo.scenario import Scenario, make_scenario
from watchfloor.demo.vetting import vet
from watchfloor.demo.watching import keep_watch
from watchfloor.demo.working import Worked, work
from watchfloor.gather.actions.files import accept as accept_reports
from watchfloor.gather.formats.mapping import shipped, told
from watchfloor.localdb.failure import LauncherError
from watchfloor.people import queries as people
from watchfloor.plan.jobs import escalate
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions.files import accept as accept_threats


def play(*, seed: int, reports: int, data: Path | None, settle: Callable[[], int], say: Console) -> dict[str, Any]:
    """Make the exercise center, bring everything in, work one threat through to a released bulletin.

    MUST run on an exercise house only. A second run on the same directory finds its people and reports again.
    """
    house = core.house()
    if house is None or not house.exercise:
        raise LauncherError("this data directory holds real data; the demo needs one of its own: --data-dir")
    began, now = time.monotonic(), timezone.now()
    scenario = make_scenario(seed=seed, now=_anchor(now), reports=reports)
    by = admit_service(service="exercise", now=now)
    with say.status("agencies, people, assets") as status:
        found(scenario, by=by, now=now)
        state_needs(now=now)
        opened = _bring_in(scenario, by, now, status.update)
        if data:
            opened += folder.bring(data, by=by, now=now, say=say)
        switch_feed_on(now=now)
        status.update("followers: identifiers, places, links, what it touches")
        settle()
        status.update("one threat: implications, bulletin, review, release")
        worked = work(scenario, settle=settle, now=now)
        keep_roster(now=now)
        tag_reports(worked, now=now)
        keep_watch(worked, now=now)
        work_on_playbooks(worked, now=now)
        protect_ground(worked, by=by, now=now)
        keep_list(scenario, by=by, now=now)
        ask(worked, now=now)
        field(now=now)
        vet(now=now)
        report_in_public(now=now)
        escalate()
        settle()
    told_ = _told(worked, opened, round(time.monotonic() - began, 1))
    screenful.show(worked, told_, say)
    return told_


def _anchor(now: datetime) -> datetime:
    """The start of the hour: a second run within it makes the same reports, which are then duplicates."""
    return now.replace(minute=0, second=0, microsecond=0)


def _bring_in(scenario: Scenario, by: Audience, now: datetime, say: Callable[[str], None]) -> int:
    """Every file of the scenario by its own door; how many reports were opened."""
    opened = 0
    for file in scenario.files:
        say(f"bringing in {file.name}")
        if file.door == "gather":
            agency = people.agency(code=file.agency)
            assert agency is not None
            results = accept_reports(
                content=file.content, mapping=told(shipped(file.mapping)), agency_id=agency.id, by=by, now=now
            )
            opened += [result.opened for result in results][-1]
        else:
            accept_threats(content=file.content, source_name=file.source, by=by, now=now)
    return opened


def _told(worked: Worked, opened: int, seconds: float) -> dict[str, Any]:
    state = ledger.state()
    return {
        "reports": opened,
        "connected": worked.connected,
        "implications": len(worked.implications),
        "products": worked.products,
        "recipients": len(worked.recipients),
        "facts": state.facts,
        "seconds": seconds,
    }
