"""Hold suspects whom records name against watch lists, for a purpose that a person states; people answer the hits."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from watchfloor.analyze.actions.list_evidence import Evidence
from watchfloor.analyze.actions.screenings import NotScreened, must_screen
from watchfloor.analyze.formats.tables import screening_rules
from watchfloor.analyze.models.lists import ListHit, Screening
from watchfloor.analyze.models.parties import Party
from watchfloor.analyze.queries.watch_lists import EntryView, standing
from watchfloor.analyze.rules.matches import Step
from watchfloor.analyze.rules.screening import is_asked
from watchfloor.core.actions.records import label_joins
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision
from watchfloor.protect.actions.admit import NotAdmitted, admit
from watchfloor.protect.formats.policy import load
from watchfloor.resolution.parts import parts
from watchfloor.resolution.screening import List, Listed, listed

CHUNK = 1000
LISTED = "reference"


@dataclass(slots=True)
class Screened:
    """How many of how many suspects were held against how many entries, how many hits are new, and how many were alike
    in a name too common to ask about."""

    suspects: int = 0
    parties: int = 0
    entries: int = 0
    hits: int = 0
    too_common: int = 0
    lists: tuple[str, ...] = field(default_factory=tuple)


@dataclass(frozen=True, slots=True)
class _Hit:
    party: Party
    entry: EntryView
    alias: str
    steps: tuple[Step, ...]
    prior: int

    @property
    def weight(self) -> int:
        return sum(step.weight for step in self.steps)


def screen(
    *, codes: Sequence[str] = (), told: Callable[[Screened], None] = lambda _: None, by: Audience, now: datetime
) -> Screened:
    """Hold all suspects whom the reader's records name against the lists; the same again asks nothing twice.

    `told` hears how far it came, after each thousand and outside any transaction. Only parties in a role that protect
    lets be screened, of classes that may be matched and shown beside reference data. MUST be called outside a
    transaction: it reads in one, compares in none, and keeps in others, which look everything up again. Tells
    analyze.list.screened, with the records and the purpose. Raises NotScreened.
    """
    must_screen(by)
    with reading(by):
        entries = standing(audience=by, codes=codes)
        if not entries:
            text = "No such list is open to you for this purpose; one that needs a case must name it (--case)."
            no = Because(text, "analyze.screen.list", ok=False, way_out="Bring a list in, or state the case.")
            raise NotScreened(Decision.of(no))
        everybody = list(_suspects(by).order_by("id").iterator(chunk_size=5000))
    done = Screened(suspects=len(everybody), entries=len(entries), lists=tuple(sorted({one.code for one in entries})))
    indexes = _indexes(entries)
    common = {kind: _common(kind, everybody) for kind in screening_rules().kinds}
    for start in range(0, len(everybody), CHUNK):
        part = everybody[start : start + CHUNK]
        found = [hit for party in part for hit in _held(party, indexes, common, done)]
        with reading(by):
            _keep(part, found, done, by, now)
        told(done)
    return done


def screen_next(*, keeper: Audience, now: datetime) -> bool:
    """Carry out the oldest order, as the person who gave it may read today; whether there was one.

    An order that a worker left in the middle begins anew: what was asked is not asked twice. MUST be called outside a
    transaction. It ends as "done", or as "refused" where that person may screen no more.
    """
    with reading(keeper):
        order = Screening.objects.filter(label_id__in=keeper.label_ids, ended_at=None).order_by("asked_at").first()
    if order is None:
        return False

    def told(so_far: Screened, *, state: str = "running", ended_at: datetime | None = None) -> None:
        ended = {"ended_at": ended_at, "case_ref": ""} if ended_at else {}
        with reading(keeper):
            Screening.objects.filter(pk=order.pk, ended_at=None).update(
                state=state, suspects=so_far.suspects, held=so_far.parties, hits=so_far.hits,
                too_common=so_far.too_common, **ended,
            )  # fmt: skip

    try:
        by = admit(
            person_id=order.asked_by, affiliation_id=order.affiliation_id, purpose=order.purpose,
            case_ref=order.case_ref, now=now,
        )  # fmt: skip
        told(screen(codes=order.codes, told=told, by=by, now=now), state="done", ended_at=now)
    except (NotAdmitted, NotScreened):
        told(Screened(), state="refused", ended_at=now)
    return True


def _suspects(by: Audience) -> QuerySet[Party]:
    rules = screening_rules()
    return Party.objects.filter(
        superseded_at=None, label_id__in=by.label_ids, role__in=sorted(rules.roles), kind__in=sorted(rules.kinds)
    )


Indexes = Mapping[tuple[str, str], tuple[List, Mapping[int, EntryView], int]]


def _indexes(entries: Sequence[EntryView]) -> Indexes:
    """An index for each list and kind; the number of entries of the whole list beside it."""
    of: dict[tuple[str, str], list[EntryView]] = {}
    many = Counter(one.code for one in entries)
    for one in entries:
        if one.kind in screening_rules().kinds:
            of.setdefault((one.code, one.kind), []).append(one)
    return {
        (code, kind): (listed([Listed(one.id, one.names, person=kind == "person") for one in some]),
                       {one.id: one for one in some}, many[code])
        for (code, kind), some in of.items()
    }  # fmt: skip


def names_of(party: Party) -> list[str]:
    """What a party is called: in one piece, or in parts; its other names too."""
    said, found = party.fields, list[str]()
    for one in ("full_name", "name", "alias"):
        found += [said[one]] if said.get(one) else []
    apart = " ".join(said[one] for one in ("given_name", "middle_name", "family_name") if said.get(one))
    return found + ([apart] if said.get("family_name") else [])


def _common(kind: str, everybody: Sequence[Party]) -> dict[str, float]:
    """The share of the center's own names that hold a word; nothing where they are too few to say."""
    of_kind = [party for party in everybody if party.kind == kind]
    if len(of_kind) < screening_rules().common_from:
        return {}
    counts = Counter(
        word for party in of_kind for name in names_of(party)[:1]
        for word in {one.text for one in parts(name, person=kind == "person").words}
    )  # fmt: skip
    return {word: many / len(of_kind) for word, many in counts.items() if many > 1}


def _held(party: Party, indexes: Indexes, common: Mapping[str, Mapping[str, float]], done: Screened) -> Iterator[_Hit]:
    """The hits of one party: of each list the surest, no more than its rule's most."""
    rules, evidence = screening_rules(), Evidence(party.fields)
    done.parties += 1
    for (_, kind), (index, entries, many) in indexes.items():
        if kind != party.kind:
            continue
        best: dict[int, _Hit] = {}
        for name in names_of(party):
            person = kind == "person"
            for one in index.screen(name, person=person, least=rules.likeness, common=common[kind]):
                entry = entries[one.entry]
                steps = evidence.steps(entry, one, rules)
                hit = _Hit(party, entry, one.name if one.name != entry.names[0] else "", steps, rules.prior(many))
                if one.entry not in best or best[one.entry].weight < hit.weight:
                    best[one.entry] = hit
        asked = [hit for hit in best.values() if is_asked(hit.weight, hit.prior, rules)]
        done.too_common += len(best) - len(asked)
        yield from sorted(asked, key=lambda hit: (-hit.weight, hit.entry.id))[: rules.most]


def _keep(part: Sequence[Party], found: Sequence[_Hit], done: Screened, by: Audience, now: datetime) -> None:
    """Keep what still stands, may meet and was not asked before; the fact names every record that was screened."""
    there = {party.pk: party for party in _suspects(by).filter(pk__in=[one.pk for one in part])}
    rows = {r.id: r for r in core.rows_of(audience=by, ids=sorted({one.record_id for one in there.values()}))}
    entries = {one.id for one in standing(audience=by, ids=sorted({hit.entry.id for hit in found}))}
    asked = set(ListHit.objects.filter(party_id__in=list(there)).values_list("party_id", "entry_id"))
    policy = load()
    kept = [
        hit for hit in found
        if hit.party.pk in there and hit.party.record_id in rows and hit.entry.id in entries
        and (hit.party.pk, hit.entry.id) not in asked
        and policy.join(rows[hit.party.record_id].legal_class, LISTED).match
        and policy.join(rows[hit.party.record_id].legal_class, LISTED).show
    ]  # fmt: skip
    labels = label_joins([(rows[hit.party.record_id].label_id, hit.entry.label_id) for hit in kept]) if kept else {}
    made = [
        ListHit(
            entry_id=hit.entry.id, party_id=hit.party.pk, record_id=hit.party.record_id,
            label_id=labels[rows[hit.party.record_id].label_id, hit.entry.label_id], list_label_id=hit.entry.label_id,
            alias=hit.alias, weight=hit.weight, prior=hit.prior,
            steps=[(one.comparison, one.level, one.weight) for one in hit.steps], purpose=by.purpose,
            proposed_by=by.actor.person_id, proposed_at=now,
        )
        for hit in kept
    ]  # fmt: skip
    # a row under a label of this moment cannot be read back in the same transaction
    ListHit.objects.bulk_create(made, ignore_conflicts=True)
    done.hits += len(made)
    if rows:
        named = [row.public_id for row in rows.values()]
        tell(kind="analyze.list.screened", by=by, records=named, rules=[f"analyze.list.{one}" for one in done.lists])
