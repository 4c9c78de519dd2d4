"""Proposes which records belong together, and why. A machine weighs, a person judges."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log2
from typing import Literal, get_args

from watchfloor.analyze.rules.sightings import Near, NearRules, near_pairs
from watchfloor.core.rules.draft import Place, When

# A closed list on purpose: what is no identifier of a thing or a channel cannot be weighed at all.
IdentifierKind = Literal["plate", "vin", "imei", "phone", "email", "document", "domain", "ip", "hash"]
Strength = Literal["strong", "fair", "weak"]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class MentionFacts:
    """One thing that a record names. `value` MUST be normalised (watchfloor.text); `role` is of whom it is said."""

    record_id: str
    kind: str
    value: str
    place: Place | None = None
    when: When | None = None
    role: str = ""


@dataclass(frozen=True, slots=True)
class IdentifierRule:
    """How one kind of identifier weighs, in bits; above `most_records` it links nothing."""

    most_bits: float
    falls_by: float
    most_records: int
    word: str


@dataclass(frozen=True, slots=True)
class LinkRules:
    """The declared weights. Raises ValueError for a kind outside the closed list or a role list left empty."""

    identifiers: Mapping[str, IdentifierRule]
    near: NearRules
    strong_bits: float
    fair_bits: float
    weak_bits: float
    never_roles: frozenset[str]

    def __post_init__(self) -> None:
        unknown = set(self.identifiers) - set(get_args(IdentifierKind))
        if unknown:
            raise ValueError(
                f"Links, identifiers: {', '.join(sorted(unknown))} is no identifier that may be weighed "
                f"(28 CFR 23.20(b)). Known: {', '.join(get_args(IdentifierKind))}."
            )
        if not {"reporter", "victim", "witness", "officer", "requester"} <= self.never_roles:
            raise ValueError(
                "Links, never_matched: reporter, victim, witness, officer and requester cannot be taken off this list."
            )


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a link; `rarity` = how many records share it; `plain` says it without the value, for products."""

    kind: str
    said: str
    weight_bits: float
    rarity: int
    plain: str
    shared: str = ""


@dataclass(frozen=True, slots=True)
class LinkProposal:
    """Two records that may belong together (a < b). It is a question to a person, never an answer."""

    a: str
    b: str
    causes: tuple[Cause, ...]
    strength: Strength
    because: str

    @property
    def weight_bits(self) -> float:
        """The sum over the causes: an upper limit, for they are seldom independent."""
        return sum(cause.weight_bits for cause in self.causes)


@dataclass(frozen=True, slots=True)
class TooCommon:
    """A value that so many records share that it links nothing."""

    kind: str
    value: str
    records: int
    said: str


def propose(
    mentions: Sequence[MentionFacts], *, rules: LinkRules, touching: Collection[str] | None = None
) -> tuple[LinkProposal, ...]:
    """Strongest first. MUST NOT use a mention in one of `never_roles`, nor a kind that is not declared.

    `touching` keeps only the pairs with one of these records in them (a new report against all others).
    Work grows with the number of mentions and of pairs that share something, not with the square of the records.
    """
    usable = [mention for mention in mentions if mention.role not in rules.never_roles]
    shared = _sharers(usable, rules)
    causes: dict[Pair, list[Cause]] = defaultdict(list)
    for (kind, value), records in shared.items():
        for pair in _pairs(records, rules.identifiers[kind], touching):
            causes[pair].append(_exact_cause(kind, value, len(records), rules.identifiers[kind]))
    for near in near_pairs([(m.record_id, m.place, m.when) for m in usable if m.place and m.when], rules.near):
        if touching is None or near.a in touching or near.b in touching:
            causes[near.a, near.b].append(_near_cause(near, rules.near))
    _add_uncounted(causes, shared, rules)
    found = (_proposal(pair, tuple(found), rules) for pair, found in causes.items())
    return tuple(sorted((p for p in found if p), key=lambda p: (-p.weight_bits, p.a, p.b)))


def too_common(mentions: Sequence[MentionFacts], *, rules: LinkRules) -> tuple[TooCommon, ...]:
    """The values that link nothing because too many records share them, most shared first."""
    shared = _sharers([mention for mention in mentions if mention.role not in rules.never_roles], rules)
    common = [
        TooCommon(kind, value, len(records), _said_common(kind, value, len(records), rules))
        for (kind, value), records in shared.items()
        if len(records) > rules.identifiers[kind].most_records
    ]
    return tuple(sorted(common, key=lambda c: (-c.records, c.kind, c.value)))


def _sharers(mentions: Sequence[MentionFacts], rules: LinkRules) -> dict[Pair, frozenset[str]]:
    found: dict[Pair, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.kind in rules.identifiers and mention.value:
            found[mention.kind, mention.value].add(mention.record_id)
    return {key: frozenset(records) for key, records in found.items() if len(records) > 1}


def _pairs(records: frozenset[str], rule: IdentifierRule, touching: Collection[str] | None) -> Iterator[Pair]:
    if len(records) > rule.most_records:
        return
    for a, b in combinations(sorted(records), 2):
        if touching is None or a in touching or b in touching:
            yield a, b


def _exact_cause(kind: str, value: str, records: int, rule: IdentifierRule) -> Cause:
    bits = max(0.0, rule.most_bits - rule.falls_by * log2(records / 2))
    said = f"Both name {rule.word} {value} ({records} records do)."
    plain = f"Both name the same {rule.word} ({records} records do)."
    return Cause(kind, said, round(bits, 2), records, plain, value)


def _near_cause(near: Near, rules: NearRules) -> Cause:
    bits = rules.most_bits - rules.falls_by * log2(near.records / 2) - rules.day_only_minus_bits * near.day_only
    said = f"{near.said} ({near.records} records are as near to one of them)."
    return Cause("near", said, round(max(0.0, bits), 2), near.records, said)


def _said_common(kind: str, value: str, records: int, rules: LinkRules) -> str:
    rule = rules.identifiers[kind]
    return (
        f"{rule.word.capitalize()} {value} is shared by {records} records, more than {rule.most_records}: not counted."
    )


def _common_cause(kind: str, value: str, records: int, rules: LinkRules) -> Cause:
    word = rules.identifiers[kind].word
    plain = f"Both name a {word} that {records} records share: not counted."
    return Cause(kind, _said_common(kind, value, records, rules), 0.0, records, plain, value)


def _add_uncounted(causes: dict[Pair, list[Cause]], shared: Mapping[Pair, frozenset[str]], rules: LinkRules) -> None:
    # said on pairs that stand without it; it never makes a pair of its own
    for (kind, value), records in shared.items():
        if len(records) > rules.identifiers[kind].most_records:
            for pair in [pair for pair in causes if records.issuperset(pair)]:
                causes[pair].append(_common_cause(kind, value, len(records), rules))


def _proposal(pair: Pair, causes: tuple[Cause, ...], rules: LinkRules) -> LinkProposal | None:
    ordered = tuple(sorted(causes, key=lambda c: (-c.weight_bits, c.kind, c.shared)))
    bits = sum(cause.weight_bits for cause in ordered)
    if bits < rules.weak_bits:
        return None
    strength: Strength = "strong" if bits >= rules.strong_bits else "fair" if bits >= rules.fair_bits else "weak"
    return LinkProposal(*pair, ordered, strength, " ".join(cause.said for cause in ordered))
