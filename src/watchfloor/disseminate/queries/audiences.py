"""Who will get what: each group the full text, the tear line or nothing, with reasons; one answer for all."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.timezone import get_default_timezone

from watchfloor.analyze.formats.tables import scale
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.disseminate.formats.policy import release_policy
from watchfloor.disseminate.formats.rendering import Given, Rendering, rendering
from watchfloor.disseminate.queries.products import ProductView
from watchfloor.disseminate.rules.product import Product, SignOff, Statement
from watchfloor.disseminate.rules.release import Agreement, GroupFacts, ReleaseFacts, open_to, ready
from watchfloor.disseminate.rules.review import Review
from watchfloor.disseminate.rules.tearing import tear_line
from watchfloor.marking.banner import canonical
from watchfloor.people import queries as people
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.formats.handling import handling_of
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import right_to_know
from watchfloor.protect.rules.labels import Atom
from watchfloor.receive.queries import unasked

Gets = Literal["full", "tear", "refused", "held"]
KINDS = {
    "center": "own-center", "federal": "federal", "police": "law-enforcement", "sheriff": "law-enforcement",
    "state": "law-enforcement", "parks": "law-enforcement", "utility": "private-sector", "private": "private-sector",
    "fire": "fire-ems", "health": "public-health", "hospital": "public-health",
}  # fmt: skip
STEPS = {"second": "Reviewed by a second person", "privacy": "Reviewed for privacy"}
RECORD = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OF_PARTNERS = ("federal_product", "open_source")  # the classes in which items of partners come in
AT_RELEASE = "to be given at release"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one group gets. `decision` is the one that says so: for a tear line why not the full text as well.

    `goes` are those who get it; `held` those who could not read it now, each with the reason against.
    """

    group: people.GroupView
    gets: Gets
    decision: Decision
    instead_of: Decision | None
    goes: tuple[people.PersonView, ...]
    held: tuple[tuple[people.PersonView, Because], ...]
    marking: str


@dataclass(frozen=True, slots=True)
class Reach:
    """`ready`: what holds for all groups (checks, reviews); `tear_ready`: the same of a tear line, None without one."""

    ready: Decision
    tear_ready: Decision | None
    outcomes: tuple[Outcome, ...]

    @property
    def people(self) -> int:
        """How many would get something."""
        return sum(len(one.goes) for one in self.outcomes)


def reach(*, audience: Audience, view: ProductView, now: datetime, groups: Iterable[int] | None = None) -> Reach:
    """Every group, or those named. Judged agency by agency: one that may not have it refuses it to the whole group."""
    known = people.groups(ids=groups)
    standings = people.standings(ids={one.id for group in known for one in group.people})
    full, tear = facts_of(view=view, part="full", by=audience), facts_of(view=view, part="tear", by=audience)
    assert full is not None
    policy = release_policy()
    agreed = {agency.id: people.agreement(agency_id=agency.id) for group in known for agency in group.agencies}

    def open_for(facts: ReleaseFacts | None, group: people.GroupView) -> Decision | None:
        if facts is None or not group.agencies:
            return None
        found = [
            open_to(facts, _facts(agency, group, agreed[agency.id], audience), policy, now=now)
            for agency in group.agencies
        ]
        return Decision.of(*dict.fromkeys(reason for one in found for reason in one.because))

    outcomes = tuple(
        _outcome(group, (full, open_for(full, group)), (tear, open_for(tear, group)), standings, now.date())
        for group in known
    )
    return Reach(ready(full, policy), ready(tear, policy) if tear else None, outcomes)


def facts_of(*, view: ProductView, part: str, by: Audience) -> ReleaseFacts | None:
    """The product or its tear line as the release rules ask for it; None for a tear line that is not there."""
    whole = view.product if part == "full" else tear_line(view.product)
    if whole is None:
        return None
    return ReleaseFacts(
        whole, view.revision, frozenset(str(one) for one in view.authors),
        tuple(Review(r.kind, str(r.by_id), r.revision, r.approved) for r in view.reviews),
        view.checks if part == "full" else view.tear_checks,
        str(by.actor.person_id) if by.actor.person_id not in view.authors else "",
        unasked=unasked_of(statements=_statements(view, part), by=by),
    )  # fmt: skip


def _statements(view: ProductView, part: str) -> Iterable[Statement]:
    """Of a tear line as it was written, with the records that it rests on: what goes out names them no more."""
    tear = view.product.tear
    return view.product.statements if part == "full" or tear is None else tear.statements


def unasked_of(*, statements: Iterable[Statement], by: Audience) -> frozenset[str]:
    """Originators of the records behind these statements who are asked first and have not agreed, by name.

    An item of a partner that cannot be read now counts as not agreed: nobody can tell what it says of its owner.
    """
    refs = {UUID(ref.record): ref for one in statements for ref in one.sources if RECORD.fullmatch(ref.record)}
    texts = core.texts_of(audience=by, public_ids=list(refs)) if refs else []
    controlled = unasked(audience=by, texts=texts) if texts else {}
    read = {text.row.public_id for text in texts}
    waits = {text.row.public_id for text in texts if text.row.id in controlled}
    waits |= {one for one, ref in refs.items() if one not in read and ref.legal_class in OF_PARTNERS}
    return frozenset(refs[one].originator or "its originator" for one in waits)


def release_atom(*, whole: Product, group_id: int, center_id: int) -> Atom:
    """Open to the group and the center, at the level of the banner."""
    handling = handling_of((canonical(whole.banner),)) if whole.banner else handling_of(("unknown: no banner",))
    share = "closed" if handling.closed else f"group:{group_id}"
    return Atom(center_id, "product", handling.level, share, handling.tlp, handling.federal_only)


def as_given(*, view: ProductView, part: str, given: Given) -> Rendering:
    """The very bytes that a group gets, for its preview and for its release. Raises ValueError for no such part."""
    return rendering(view.product, part, given=given, scale=scale(), zone=get_default_timezone())


def before_release(*, view: ProductView, now: datetime) -> Given:
    """The number is said to be open; the steps are those that were signed."""
    return Given(AT_RELEASE, now, signed(view=view))


def signed(*, view: ProductView) -> tuple[SignOff, ...]:
    """Who signed which step of this very version."""
    return tuple(
        SignOff(STEPS.get(one.kind, one.kind), one.name, one.at)
        for one in view.reviews
        if one.approved and one.revision == view.revision
    )


def effect_of(*, view: ProductView, found: Reach) -> dict[str, Any]:
    """What a release would do, in ids and words that two people can be shown to have seen alike."""
    rows: list[dict[str, Any]] = [
        {
            "group": one.group.id, "gets": one.gets, "marking": one.marking,
            "people": sorted(who.id for who in one.goes), "held": sorted(who.id for who, _ in one.held),
        }
        for one in found.outcomes
    ]  # fmt: skip
    return {"revision": view.revision, "rows": sorted(rows, key=lambda row: row["group"])}


def _outcome(
    group: people.GroupView,
    full: tuple[ReleaseFacts | None, Decision | None],
    tear: tuple[ReleaseFacts | None, Decision | None],
    standings: Mapping[int, Standing],
    on: date,
) -> Outcome:
    no = Decision.of(Because("No agency is in the group.", "disseminate.release.group", "", False, "Add its agencies."))
    decision = full[1] if full[1] is not None else no  # a decision that refuses is falsy
    for part, (facts, found) in (("full", full), ("tear", tear)):
        if facts is not None and found:
            goes, held = _readers(group, facts.product, standings, on)
            gets: Gets = ("full" if part == "full" else "tear") if goes or not held else "held"
            marking = canonical(facts.product.banner) if facts.product.banner else ""
            instead = decision if part == "tear" else None
            return Outcome(group, gets, found, instead, goes, held, marking)
    return Outcome(group, "refused", decision, tear[1], (), (), "")


def _readers(
    group: people.GroupView, whole: Product, standings: Mapping[int, Standing], on: date
) -> tuple[tuple[people.PersonView, ...], tuple[tuple[people.PersonView, Because], ...]]:
    """Those who could read the release today, and those who could not, with the reason."""
    center, policy = people.center(), load()
    atoms = (release_atom(whole=whole, group_id=group.id, center_id=center.id if center else 0),)
    goes, held = list[people.PersonView](), list[tuple[people.PersonView, Because]]()
    for one in group.people:
        standing = standings.get(one.id)
        reasons: tuple[Because, ...] = (Because("No affiliation is in force.", "access.affiliation", "", False),)
        if standing is not None:
            # the need is stated by who reads, when he reads
            reasons = right_to_know(atoms, standing, purpose="", policy=policy, on=on).against
        if reasons:
            held.append((one, reasons[0]))
        else:
            goes.append(one)
    return tuple(goes), tuple(held)


def _facts(
    agency: people.AgencyView, group: people.GroupView, kept: tuple[str, date, date] | None, by: Audience
) -> GroupFacts:
    return facts_to(agency=agency, level=group.release_level, kept=kept, need=by.purpose)


def facts_to(
    *, agency: people.AgencyView, level: str, kept: tuple[str, date, date] | None, need: str
) -> GroupFacts:  # fmt: skip
    """An agency as the release rules ask for it: the level its people may hold, its agreement, and what for."""
    return GroupFacts(
        agency.name, KINDS.get(agency.kind, agency.kind), "CUI" if level == "CUI" else "U",
        "agreement" if kept else ("own center" if agency.is_center else ""), need,
        Agreement(*kept) if kept else None,
    )  # fmt: skip
