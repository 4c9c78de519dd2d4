"""Watch words: what may be looked for in what named partners send, for how long, and on whose word.

A word belongs to an approved need, names its threat and its offense, ends after some days, and is approved by another
person, the privacy officer. What names people, or what they believe, say, print or pray, needs a predicate
(28 CFR 23.20(a), (b)) or is refused. A recognizer finds what it knows; the second person reads every word.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from watchfloor.core.rules.decision import Because, Decision
from watchfloor.plan.rules.needs import Need
from watchfloor.plan.rules.touching import words_heard
from watchfloor.plan.rules.wanted import Wanted, WatchWordFacts
from watchfloor.plan.rules.words import words_of
from watchfloor.protect.rules.predicate import OWN_CLASS, Offence, Predicate

CITATION = "28 CFR 23.20(a), (b), (l)"
WAY_OUT = "Name the criminal intelligence whose predicate bears it, or describe the conduct and not who is meant."


@dataclass(frozen=True, slots=True)
class Bar:
    """What no word may name without a predicate; `relation`: the predicate must state the direct relation too."""

    rule: str
    kind: str
    citation: str
    predicate: bool
    by: str
    relation: bool = False
    way_out: str = WAY_OUT
    words: tuple[str, ...] = ()
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class WordPolicy:
    """What data/watch_words.json declares. Days, letters and words."""

    days: int
    soon_days: int
    least_letters: int
    most_letters: int
    most_words: int
    about_words: int
    about_most: int
    classes: frozenset[str]
    kinds: frozenset[str]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """That a phrase names something of a bar; `said` is the part that does."""

    bar: Bar
    said: str


@dataclass(frozen=True, slots=True)
class Bearing:
    """A record that is to bear a name: its class, whether it is in date, its words, and its newest predicate with
    whether the privacy officer decided on it too."""

    legal_class: str
    in_date: bool
    words: tuple[str, ...]
    predicate: Predicate | None
    seconded: bool


@dataclass(frozen=True, slots=True)
class WordSaid:
    """A word as it is proposed: the phrase, the threat in a sentence, the offense by its code."""

    phrase: str
    about: str
    offence: str


@dataclass(frozen=True, slots=True)
class Word:
    """A watch word. `bears` is the public id of the record that bears a name, if the reader may see it."""

    public_id: UUID
    label_id: int
    need_id: int
    record_id: int | None
    said: WordSaid
    proposed_by: int
    proposed_at: datetime
    state: str
    decided_by: int | None
    decided_at: datetime | None
    because: str
    expires_at: datetime | None
    renews: UUID | None
    ended_at: datetime | None

    def live(self, *, at: datetime) -> bool:
        """Whether it is looked for: approved, and its days are not over."""
        return self.state == "approved" and self.expires_at is not None and at < self.expires_at

    def expired(self, *, at: datetime) -> bool:
        """Whether its days are over."""
        return self.state == "approved" and self.expires_at is not None and self.expires_at <= at


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """What came in, as the matching asks: its class and kind, and whether a registered partner of ours sent it."""

    legal_class: str
    kind: str
    from_partner: bool


def may_propose(
    said: WordSaid, need: Need | None, named: Sequence[Named], bearing: Bearing | None, policy: WordPolicy, *,
    offences: Mapping[str, Offence], right: bool, now: datetime,
) -> Decision:  # fmt: skip
    """Whether it may be put before the privacy officer. `need` MUST be None where it is not there for the asker."""
    return Decision.of(
        _ok("You may propose watch words.", "right") if right else
        _no("Your role proposes no watch words.", "right", CITATION, "Ask an analyst of the center."),
        *_need(need, now), *_size(said, policy), *_offence(said, offences), *barred(named, bearing, said),
    )  # fmt: skip


def barred(named: Sequence[Named], bearing: Bearing | None, said: WordSaid | None = None) -> tuple[Because, ...]:
    """Why a phrase that names these is refused; nothing where a predicate bears it."""
    return tuple(why for one in named if (why := _barred(one, bearing, said)) is not None)


def unborne(named: Sequence[Named]) -> tuple[Because, ...]:
    """Why a phrase of a need that names these is refused: no predicate bears the phrases of a need."""
    way_out = "Describe the conduct and not who is meant, or propose a watch word on a predicate."
    return tuple(replace(why, way_out=way_out) for why in barred(named, None))


def _barred(one: Named, bearing: Bearing | None, said: WordSaid | None) -> Because | None:
    bar = one.bar
    if bearing is None or said is None or not bar.predicate:
        return _no(f"Word: “{one.said}” names {bar.kind}.", bar.rule, bar.citation, bar.way_out)
    lacks = _bears(bearing, said, relation=bar.relation)
    return _no(f"Word: “{one.said}” names {bar.kind}, and {lacks}.", bar.rule, bar.citation, WAY_OUT) if lacks else None


def _bears(bearing: Bearing, said: WordSaid, *, relation: bool) -> str:
    """What the record lacks to bear it; "" if nothing."""
    wanted = words_of(said.phrase)
    stands = any(bearing.words[at : at + len(wanted)] == wanted for at in range(len(bearing.words)))
    predicate = bearing.predicate
    if bearing.legal_class != OWN_CLASS or predicate is None:
        return "the record named is no criminal intelligence with a predicate"
    checks = (
        (bearing.in_date, "the record named is past its day"),
        (said.offence in (predicate.offence, predicate.underlying), "the predicate is of another offense"),
        (stands, "the record named does not say it"),
        (not relation or predicate.political is True, "the predicate states no relation of such activity to the crime"),
        (not relation or bearing.seconded, "the privacy officer has not decided on that predicate"),
    )
    return next((text for fine, text in checks if not fine), "")


def may_decide(word: Word, *, approve: bool, because: str, right: bool, person_id: int, need: Need | None,
               now: datetime) -> Decision:  # fmt: skip
    """Whether this person may approve or refuse it: the privacy officer, and not who proposed it."""
    return Decision.of(
        _ok("You may decide on watch words.", "approve") if right else
        _no("Your role decides on no watch words.", "approve", CITATION, "Ask the privacy officer."),
        *_either(word.state == "proposed", f"It was {word.state} already.", "state", "Propose it anew if needed."),
        *_either(word.proposed_by != person_id, "You proposed it: another person decides.", "two-persons",
                 "Ask the other privacy officer."),
        *(_need(need, now) if approve else ()),
        *_either(approve or bool(because.strip()), "Reason: a refusal says why.", "because", "Say it in a sentence."),
    )  # fmt: skip


def may_withdraw(word: Word, *, right: bool, now: datetime) -> Decision:
    """Whether it may be looked for no longer, at once."""
    return Decision.of(
        _ok("You may withdraw it.", "right") if right else
        _no("Your role withdraws no watch words.", "right", CITATION, "Ask an analyst or the privacy officer."),
        *_either(word.state == "proposed" or word.live(at=now), "It is not looked for.", "state", "Nothing is to do."),
    )  # fmt: skip


def expires(now: datetime, policy: WordPolicy) -> datetime:
    """The end of a word that is approved now."""
    return now + timedelta(days=policy.days)


def due(words: Iterable[Word], policy: WordPolicy, *, now: datetime) -> list[Word]:
    """Approved words whose days are over or nearly so and that nobody has put up anew, what ends first first."""
    kept = list(words)
    renewed = {one.renews for one in kept if one.state in ("proposed", "approved")}
    soon = now + timedelta(days=policy.soon_days)
    ends = [one for one in kept if one.state == "approved" and one.expires_at is not None and one.expires_at <= soon]
    left = [one for one in ends if one.public_id not in renewed]
    return sorted(left, key=lambda one: (one.expires_at or now, str(one.public_id)))


def may_meet(item: ItemFacts, policy: WordPolicy) -> bool:
    """Whether words are held against an item at all: what a registered partner sent to the center, and nothing else."""
    return item.from_partner and item.legal_class in policy.classes and item.kind in policy.kinds


class LookedFor:
    """Words that live, looked for all at once in what the senders sent (see relevance)."""

    def __init__(self, words: Sequence[Word], senders: Iterable[int]) -> None:
        self._words, sent = words, frozenset(senders)
        self._wanted = Wanted.of(words=[_facts(number, word, sent) for number, word in enumerate(words)])

    def hits(self, text: str, *, sender: int, now: datetime) -> list[Word]:
        """Those that stand in a text, as whole words in their order and in any case."""
        heard = words_heard(words_of(text), sender, self._wanted, now=now)
        return [self._words[n] for n in heard if self._words[n].live(at=now)]


def _facts(number: int, word: Word, senders: frozenset[int]) -> WatchWordFacts:
    """What relevance asks; need and offense stand in the hit's own words."""
    return WatchWordFacts(
        number, word.said.phrase, "", "", senders, word.proposed_at, word.expires_at or word.proposed_at
    )  # fmt: skip


def _need(need: Need | None, now: datetime) -> tuple[Because, ...]:
    if need is None:
        return (_no("Need: none is named that you may read.", "need", CITATION, "Choose an approved need."),)
    return (
        *_either(need.approved_at is not None, "Need: nobody has approved it yet.", "need",
                 "Ask the supervisor or the director to approve it."),
        *_either(need.in_force(at=now), "Need: it is not in force.", "need", "Choose one that is."),
    )  # fmt: skip


def _size(said: WordSaid, policy: WordPolicy) -> tuple[Because, ...]:
    words, letters = words_of(said.phrase), len("".join(words_of(said.phrase)))
    if not words:
        return (_no("Word: empty.", "size", "house rule", "Write the phrase."),)
    return (
        *_either(len(said.phrase) <= policy.most_letters, f"Word: {len(said.phrase)} characters.", "size",
                 f"Write {policy.most_letters} or fewer."),
        *_either(len(words) <= policy.most_words, f"Word: {len(words)} words.", "size",
                 f"Write {policy.most_words} or fewer."),
        *_either(letters >= policy.least_letters, "Word: so short that it hits everything.", "size",
                 f"Write at least {policy.least_letters} letters."),
        *_either(len(said.about.split()) >= policy.about_words, "Threat: not said what it is watched for.", "about",
                 "Say the threat in a sentence."),
        *_either(len(said.about) <= policy.about_most, f"Threat: {len(said.about)} characters.", "about",
                 f"Write {policy.about_most} or fewer."),
    )  # fmt: skip


def _offence(said: WordSaid, offences: Mapping[str, Offence]) -> tuple[Because, ...]:
    known = offences.get(said.offence)
    if known is None:
        return (_no("Offense: none of the list is named.", "offence", "28 CFR 23.20(a)", "Choose one."),)
    return _either(not known.umbrella, f"Offense: {known.words} is an umbrella.", "offence",
                   "Name the specific offense beneath.")  # fmt: skip


def _either(ok: bool, text: str, rule: str, way_out: str) -> tuple[Because, ...]:
    return () if ok else (_no(text, rule, CITATION, way_out),)


def _ok(text: str, rule: str) -> Because:
    return Because(text, f"plan.word.{rule}", CITATION)


def _no(text: str, rule: str, citation: str, way_out: str) -> Because:
    return Because(text, f"plan.word.{rule}", citation, False, way_out)
