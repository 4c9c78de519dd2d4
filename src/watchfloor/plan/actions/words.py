"""Propose a watch word, decide on it, withdraw it; hold those that live against what named partners send."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.actions.records import label_joins
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.core.rules.fact import Words
from watchfloor.people import queries as people
from watchfloor.plan.actions.needs import STATES, own_label
from watchfloor.plan.formats.watch_words import named_in, word_policy
from watchfloor.plan.models.words import WatchWord, WordHit
from watchfloor.plan.queries import needs
from watchfloor.plan.queries import words as queries
from watchfloor.plan.rules import watchwords as rule
from watchfloor.plan.rules.needs import Need
from watchfloor.plan.rules.watchwords import Bearing, ItemFacts, Word, WordSaid
from watchfloor.plan.rules.words import words_of
from watchfloor.protect.formats.classes import offences
from watchfloor.protect.formats.policy import load
from watchfloor.protect.queries.classes import predicates_of


class NotWatched(Refused):
    """It may not be looked for, or not by this person's word."""


class NoSuchWord(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


def propose_word(
    *, need_id: UUID, said: WordSaid, bears: UUID | None = None, renews: UUID | None = None, by: Audience, now: datetime
) -> UUID:
    """Put a word before the privacy officer. `bears` is the record whose predicate bears a name; the word is forgotten
    with that record. `renews` is the word that it follows.

    The fact names need and word alone. MUST be called under the proposer's audience. Raises NotWatched.
    """
    said = WordSaid(" ".join(said.phrase.split()), said.about.strip(), said.offence)
    need = needs.need(audience=by, public_id=need_id)
    row, bearing = _borne(bears, by, now)
    decision = rule.may_propose(
        said, need, named_in(said.phrase), bearing, word_policy(), offences=offences(), right=STATES in by.rights,
        now=now,
    )  # fmt: skip
    if not decision or need is None:
        raise NotWatched(decision)
    with transaction.atomic():
        owner, base = own_label()
        label_id = label_joins([(row.label_id, base)])[row.label_id, base] if row else base
        made = WatchWord(
            public_id=uuid4(), owner_id=owner, label_id=label_id, base_label_id=base, need_id=need.id,
            record_id=row.id if row else None, phrase=said.phrase, about=said.about, offence=said.offence,
            proposed_by=by.actor.person_id, proposed_at=now, renews=_renewed(renews, by),
        )  # fmt: skip
        made.save(force_insert=True)
        tell(
            kind="plan.word.proposed", by=by, records=[made.public_id, need.public_id], rules=decision.rules,
            words=Words(f"{said.phrase}\n{said.about}", label_id, made.record_id),
        )  # fmt: skip
    return made.public_id


def decide_word(*, word_id: UUID, approve: bool, because: str = "", by: Audience, now: datetime) -> None:
    """The privacy officer's word on it. Approved, it is looked for from now until its days are over.

    What it names is looked at again: lists and predicates may have changed. Raises NoSuchWord and NotWatched.
    """
    with transaction.atomic():
        word, need = _held(word_id, by)
        right = queries.DECIDES in by.rights
        decision = rule.may_decide(
            word, approve=approve, because=because, right=right, person_id=by.actor.person_id, need=need, now=now
        )
        again = _again(word, by, now) if approve else ()
        if not decision or again:
            raise NotWatched(Decision.of(*decision.because, *again))
        state = "approved" if approve else "refused"
        until = rule.expires(now, word_policy()) if approve else None
        _change(word, state=state, decided_by=by.actor.person_id, decided_at=now, because=because.strip(),
                expires_at=until)  # fmt: skip
        words = Words(because.strip(), word.label_id, word.record_id) if because.strip() else None
        tell(kind=f"plan.word.{state}", by=by, records=[word_id], rules=decision.rules, words=words)


def withdraw_word(*, word_id: UUID, by: Audience, now: datetime) -> None:
    """Look for it no longer, from now on. Raises NoSuchWord and NotWatched."""
    with transaction.atomic():
        word, _ = _held(word_id, by)
        right = bool({STATES, queries.DECIDES} & by.rights)
        decision = rule.may_withdraw(word, right=right, now=now)
        if not decision:
            raise NotWatched(decision)
        _change(word, state="withdrawn", ended_by=by.actor.person_id, ended_at=now)
        tell(kind="plan.word.withdrawn", by=by, records=[word_id], rules=decision.rules)


def match_words(*, record_ids: Sequence[UUID], by: Audience, now: datetime) -> int:
    """Hold the live words of approved needs against these records, as far as they came from partners; new hits.

    Each word hits a record once. MUST run inside a transaction, under the follower's audience.
    """
    standing = {one.id for one in needs.tree(audience=by) if one.approved_at and one.in_force(at=now)}
    words = [one for one in queries.live_words(audience=by, at=now) if one.need_id in standing]
    texts = core.texts_of(audience=by, public_ids=record_ids) if words else []
    partners = _partners({text.row.owner_id for text in texts})
    looked_for = rule.LookedFor(words, partners)
    found = [
        (text, word)
        for text in texts
        if rule.may_meet(ItemFacts(text.row.legal_class, text.row.kind, text.row.owner_id in partners), word_policy())
        for word in looked_for.hits(f"{text.row.title}\n{text.body}", sender=text.row.owner_id, now=now)
        if _may_join(word, text.row)
    ]
    fresh = _fresh(found)
    _keep(fresh, partners, now)
    if fresh:
        tell(kind="plan.word.hit", by=by, records=list(dict.fromkeys(text.row.public_id for text, _ in fresh)))
    return len(fresh)


def _may_join(word: Word, row: core.Row) -> bool:
    """Whether the class-join table lets the word meet the record: as reference, and as what bears its name."""
    classes = ["reference", *(["criminal_intelligence"] if word.record_id else [])]
    joins = [load().join(one, row.legal_class) for one in classes]
    return all(one.match and one.show for one in joins)


def _partners(owners: set[int]) -> dict[int, str]:
    """The agencies of the registry among them, but the center itself, by id with their names."""
    center = people.center()
    known = people.agencies(ids=sorted(owners)) if owners else {}
    return {one: agency.name for one, agency in known.items() if center is None or one != center.id}


def _fresh(found: list[tuple[core.Text, Word]]) -> list[tuple[core.Text, Word]]:
    kept = set(
        WordHit.objects.filter(record_id__in=[text.row.id for text, _ in found]).values_list("word_id", "record_id")
    )
    return [(text, word) for text, word in found if (word.public_id, text.row.id) not in kept]


def _keep(found: Sequence[tuple[core.Text, Word]], partners: dict[int, str], now: datetime) -> None:
    joined = label_joins([(text.row.label_id, word.label_id) for text, word in found]) if found else {}
    WordHit.objects.bulk_create(
        WordHit(
            public_id=uuid4(), word_id=word.public_id, record_id=text.row.id, version_n=text.n, at=now,
            label_id=joined[text.row.label_id, word.label_id], base_label_id=word.label_id,
            because=f"{partners[text.row.owner_id]} sent it, and it says “{word.said.phrase}”.",
        )
        for text, word in found
    )  # fmt: skip


def _borne(bears: UUID | None, by: Audience, now: datetime) -> tuple[core.Row | None, Bearing | None]:
    """The record that is to bear a name; one that the proposer may not read bears nothing, as one that is not there."""
    texts = core.texts_of(audience=by, public_ids=[bears]) if bears else []
    if bears and not texts:
        text, way_out = "Record: nothing here that you may read, or it does not exist.", "Copy its number anew."
        raise NotWatched(Decision.of(Because(text, "plan.word.bears", "28 CFR 23.20(a)", False, way_out)))
    return (texts[0].row, _bearing(texts[0], by, now)) if texts else (None, None)


def _bearing(text: core.Text, by: Audience, now: datetime) -> Bearing:
    kept = predicates_of(audience=by, record_id=text.row.id)
    newest = kept[0] if kept else None
    in_date = text.row.purge_on is None or text.row.purge_on >= localdate(now)
    words = words_of(f"{text.row.title}\n{text.body}")
    said, seconded = (newest.said, newest.approved_by is not None) if newest else (None, False)
    return Bearing(text.row.legal_class, in_date, words, said, seconded)


def _again(word: Word, by: Audience, now: datetime) -> tuple[Because, ...]:
    """What speaks against it today."""
    texts = core.texts_of(audience=by, ids=[word.record_id]) if word.record_id else []
    bearing = _bearing(texts[0], by, now) if texts else None
    return rule.barred(named_in(word.said.phrase), bearing, word.said)


def _renewed(renews: UUID | None, by: Audience) -> UUID | None:
    old = queries.word(audience=by, public_id=renews) if renews else None
    return old.public_id if old else None


def _held(word_id: UUID, by: Audience) -> tuple[Word, Need | None]:
    """The word, held until the commit, so that it is decided once."""
    WatchWord.objects.select_for_update().filter(public_id=word_id, label_id__in=by.label_ids).first()
    word = queries.word(audience=by, public_id=word_id)
    if word is None:
        raise NoSuchWord
    return word, next((one for one in needs.tree(audience=by) if one.id == word.need_id), None)


def _change(word: Word, **what: Any) -> None:
    WatchWord.objects.filter(public_id=word.public_id).update(**what)
