"""The cast at work: Ana finds what belongs together, assesses the federal threat, drafts; others review and release."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from watchfloor.analyze.actions.assess import assess
from watchfloor.analyze.queries import known as analyze
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.demo.scenario import Scenario
from watchfloor.disseminate.actions.acknowledge import acknowledge, feedback
from watchfloor.disseminate.actions.asking import ask_release
from watchfloor.disseminate.actions.draft import draft, submit_for_review
from watchfloor.disseminate.actions.release import release
from watchfloor.disseminate.actions.review import review
from watchfloor.disseminate.queries import products as disseminate
from watchfloor.people import queries as people
from watchfloor.protect.actions.admit import admit

CASE = "EX-26-0141 NFC"
MOST_TIPS = 2000
GROUP = "EX-LAW"


@dataclass(frozen=True, slots=True)
class Tie:
    """Two reports and what ties them."""

    a: str
    b: str
    because: str
    strength: str


@dataclass(slots=True)
class Worked:
    """What came of it: the largest set of reports that identifiers tie together, and the threat's way to a bulletin."""

    reports: list[core.Row] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    threat: str = ""
    implications: list[tuple[str, str, str]] = field(default_factory=list)
    number: str = ""
    title: str = ""
    statements: int = 0
    recipients: list[str] = field(default_factory=list)
    acknowledged: int = 0
    products: int = 0

    @property
    def connected(self) -> int:
        """How many reports belong together."""
        return len(self.reports)


def as_person(login: str, *, now: datetime, purpose: str = "threat-assessment") -> Audience:
    """One of the cast, admitted like anybody."""
    who = people.person(login=login)
    assert who is not None, login
    return admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose=purpose, case_ref=CASE, now=now)


def work(scenario: Scenario, *, settle: Callable[[], int], now: datetime) -> Worked:
    """Run one threat through; each person in a transaction of his own. A second run makes a second bulletin."""
    worked = Worked()
    with reading(as_person("ana", now=now)) as ana:
        _connect(worked, ana)
        threat = _federal_report(ana)
        worked.threat = threat.title
        assessed = assess(record_id=threat.public_id, by=ana, now=now)
        worked.implications = [
            (one.implication.target_kind, one.name, one.implication.because) for one in assessed.implications
        ]
    with reading(as_person("ana", now=now)) as ana:
        product = draft(assessment_id=assessed.id, by=ana, now=now)
    with reading(as_person("ana", now=now)) as ana:  # admitted anew: the draft's label was made a moment ago
        submit_for_review(product=product, by=ana, now=now)
    for login, kind in (("omar", "second"), ("pia", "privacy")):
        with reading(as_person(login, now=now)) as reviewer:
            review(
                product=product, kind=kind, approved=True, because="Read statement by statement.", by=reviewer, now=now
            )
    second = people.person(login="dee")
    assert second is not None
    with reading(as_person("sol", now=now)) as sol:
        asked = ask_release(
            product=product, groups=[_group()], because="The patrols of tonight need it.", second_id=second.id,
            by=sol, now=now,
        )  # fmt: skip
    with reading(as_person("dee", now=now)) as dee:
        released = release(request=asked, by=dee, now=now)[0]
    settle()
    _look_back(worked, product, released, now)
    del scenario
    return worked


def _group() -> int:
    return next(group.id for group in people.groups() if group.code == GROUP)


def _federal_report(by: Audience) -> core.Row:
    """The newest STIX report: what a federal partner says in so many words."""
    rows = core.latest(audience=by, kinds=["stix"], how_many=500)
    for text in core.texts_of(audience=by, ids=[row.id for row in rows]):
        if text.data["object"].get("type") == "report":
            return text.row
    raise LookupError("no federal report came in")


def _connect(worked: Worked, by: Audience) -> None:
    """The largest set of tips tied by strong or fair links."""
    tips = {row.id: row for row in core.latest(audience=by, kinds=["tip"], how_many=MOST_TIPS)}
    ties: dict[tuple[int, int], analyze.LinkView] = {}
    for record_id in tips:
        for link in analyze.links_of(audience=by, record_id=record_id):
            if link.other.id in tips and link.strength in ("strong", "fair"):
                a, b = sorted((record_id, link.other.id))
                ties[a, b] = link
    largest = max(_components(tips, list(ties)), key=len, default=set[int]())
    worked.reports = sorted((tips[one] for one in largest), key=lambda row: row.occurred_at or row.opened_at)
    worked.ties = [
        Tie(tips[a].title, tips[b].title, link.because, link.strength) for (a, b), link in ties.items() if a in largest
    ]


def _components(nodes: dict[int, core.Row], pairs: Sequence[tuple[int, int]]) -> list[set[int]]:
    near: dict[int, set[int]] = {node: set() for node in nodes}
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    seen: set[int] = set()
    found = []
    for node in nodes:
        if node in seen or not near[node]:
            continue
        todo, component = [node], set[int]()
        while todo:
            one = todo.pop()
            if one not in component:
                component.add(one)
                todo += near[one]
        seen |= component
        found.append(component)
    return found


def _look_back(worked: Worked, product: UUID, released: UUID, now: datetime) -> None:
    """Ben acknowledges what he got; Dee looks at what went out and to whom."""
    with reading(as_person("ben", now=now, purpose="own-reports")) as ben:
        acknowledge(release=released, by=ben, now=now)
        feedback(release=released, useful="yes", used="briefed", words="Used at roll call.", by=ben, now=now)
    with reading(as_person("dee", now=now)) as dee:
        shown = disseminate.product(audience=dee, public_id=product)
        assert shown is not None
        worked.title = shown.title
        worked.statements = len(shown.statements)
        out = next(one for one in shown.releases if one.public_id == released)
        worked.number = out.number
        worked.recipients = [one.name for one in out.recipients]
        worked.acknowledged = sum(1 for one in out.recipients if one.acknowledged_at)
        worked.products = len(disseminate.products(audience=dee))
