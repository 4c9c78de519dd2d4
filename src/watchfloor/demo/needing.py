"""What the exercise center must know: a tree of needs, and watch words that two persons stand behind."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.gate.session import reading
from watchfloor.demo.working import Worked, as_person
from watchfloor.plan.actions.needs import approve_need, state_need
from watchfloor.plan.actions.packs import decide_pack, take_pack
from watchfloor.plan.actions.subscriptions import follow
from watchfloor.plan.actions.tags import tag_record
from watchfloor.plan.actions.words import decide_word, propose_word
from watchfloor.plan.queries import needs, tags
from watchfloor.plan.rules.needs import NeedSaid
from watchfloor.plan.rules.watchwords import WordSaid

ANALYST, APPROVER, OFFICER = "ana", "sol", "pia"
PACKS = ("cyber", "public-health")
LONG_AGO, LAST_QUARTER, WINTER = timedelta(days=400), timedelta(days=95), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Line:
    """A need of the exercise: its code, the code above it, and what it says; `approved` by the supervisor."""

    code: str
    above: str
    level: str
    title: str
    phrases: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    asked: str = ""
    source: str = "local"
    priority: str = "medium"
    approved: bool = True
    old: bool = False


TREE = (
    Line("NFC-1", "", "sin", "Attacks on the electric grid", priority="high",
         asked="Who prepares attacks on substations and lines of the state, by what means, and whom would they leave "
               "without power?"),
    Line("NFC-1.1", "NFC-1", "pir", "Will substations of the upper river region be attacked before spring?",
         priority="high"),
    Line("NFC-1.1.1", "NFC-1.1", "eei", "Who surveys substations from the air, and at what hours"),
    Line("NFC-1.1.1.a", "NFC-1.1.1", "indicator", "Drones held over substations", ("drone", "drones"), ("ENRG",)),
    Line("NFC-1.1.1.b", "NFC-1.1.1", "indicator", "People who pass as surveyors of the grid",
         ("survey crew", "survey the grid", "surveyors")),
    Line("NFC-1.1.2", "NFC-1.1", "eei", "Which hospitals hang on which substation"),
    Line("NFC-1.1.2.a", "NFC-1.1.2", "indicator", "Questions about backup power",
         ("backup power", "which substation feeds")),
    Line("NFC-2", "", "sin", "Releases of toxic chemicals", ("chlorine", "ammonia leak"), source="state"),
    Line("NFC-3", "", "sin", "Attacks on drinking water", priority="high"),
    Line("NFC-3.a", "NFC-3", "indicator", "Tampering with intakes and pumps", ("pump house", "intake grate"),
         ("WATR",)),
    Line("NFC-4", "", "sin", "Theft of medical isotopes", ("isotope", "isotopes"), approved=False),
    Line("HSEC-8.3.1", "", "sin", "General suspicious activities at critical infrastructure", source="hsec", old=True),
)  # fmt: skip
# phrase, threat, the code of its need, offense, how long ago it was proposed, whether the privacy officer approved it
WORDS = (
    ("survey the grid", "People who prepare an attack pass as surveyors.", "NFC-1.1", "sabotage", timedelta(), True),
    ("chlorine leak", "A leak that somebody made would be told of first.", "NFC-2", "sabotage", timedelta(), True),
    ("transformer oil drained", "Draining the oil destroys a transformer.", "NFC-1", "sabotage", LAST_QUARTER, True),
    ("angle grinder at the fence", "Fences are cut before equipment is taken.", "NFC-1", "theft", timedelta(), False),
)  # fmt: skip


def state_needs(*, now: datetime) -> None:
    """State, approve and watch by the actions that the pages call; nothing where the tree stands already."""
    with reading(as_person(ANALYST, now=now)) as ana:
        if needs.tree(audience=ana):
            return
    made: dict[str, UUID] = {}
    for line in TREE:
        at = now - LONG_AGO if line.old else now
        # admitted anew: the label of the needs was made a moment ago
        with reading(as_person(ANALYST, now=now)) as ana:
            made[line.code] = state_need(said=_said(line, made, at), by=ana, now=at)
        if line.approved:
            with reading(as_person(APPROVER, now=now)) as sol:
                approve_need(need_id=made[line.code], by=sol, now=at)
    _watch(made, now)
    _packs(now)
    with reading(as_person(ANALYST, now=now)) as ana:
        follow(what="need", which=str(made["NFC-1"]), by=ana, now=now)
        follow(what="sector", which="ENRG", by=ana, now=now)


def _said(line: Line, made: dict[str, UUID], at: datetime) -> NeedSaid:
    ends = at + WINTER if line.level == "pir" else None
    return NeedSaid(
        line.title, line.phrases, line.sectors, (), None, ends, line.level, line.code, made.get(line.above), line.asked,
        line.source, line.priority,
    )  # fmt: skip


def _packs(now: datetime) -> None:
    """One stands, one waits for the privacy officer."""
    for name in PACKS:
        with reading(as_person(APPROVER, now=now)) as sol:
            take_pack(name=name, by=sol, now=now)
    with reading(as_person(OFFICER, now=now)) as pia:
        decide_pack(name=PACKS[0], approve=True, by=pia, now=now)


def tag_reports(worked: Worked, *, now: datetime) -> None:
    """Ana says of the reports of the thread what they answer; a second run changes her word on none."""
    with reading(as_person(ANALYST, now=now)) as ana:
        of = {one.said.code: one.public_id for one in needs.tree(audience=ana)}
        for row, code in zip(worked.reports, ("NFC-1.1.1", "NFC-1.1.1", "NFC-1.1.2"), strict=False):
            if not tags.tags(audience=ana, thing_ids=[row.public_id]):
                tag_record(need_id=of[code], record=row.public_id, by=ana, now=now)


def _watch(made: dict[str, UUID], now: datetime) -> None:
    for phrase, about, code, offence, ago, approved in WORDS:
        with reading(as_person(ANALYST, now=now)) as ana:
            word = propose_word(need_id=made[code], said=WordSaid(phrase, about, offence), by=ana, now=now - ago)
        if approved:
            with reading(as_person(OFFICER, now=now)) as pia:
                decide_word(word_id=word, approve=True, by=pia, now=now - ago)
