"""What the center must know, as a tree: stated, revised, moved, approved, reviewed and retired, each with its fact."""

import threading
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, connections, transaction
from makers import WHOLE, incoming_of, open_tips

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Opened
from watchfloor.plan import commands
from watchfloor.plan.actions import needs as deeds
from watchfloor.plan.actions.needs import NoSuchNeed, NotStated, state_need
from watchfloor.plan.actions.packs import NoSuchPack, NotTaken, decide_pack, remove_pack, take_pack
from watchfloor.plan.actions.relevance import relevance
from watchfloor.plan.actions.reminding import remind, remind_of_words
from watchfloor.plan.actions.tags import NotTagged, tag_record, untag
from watchfloor.plan.actions.words import NoSuchWord, NotWatched, decide_word, match_words, propose_word, withdraw_word
from watchfloor.plan.formats.packs import shipped_pack
from watchfloor.plan.queries import ground, tags, words
from watchfloor.plan.queries import needs as queries
from watchfloor.plan.rules.needs import NeedSaid
from watchfloor.plan.rules.watchwords import WordSaid
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import change_class
from watchfloor.protect.actions.stamp import Stamper


def state(cast: SimpleNamespace, title: str, login: str = "ana", **more: object) -> UUID:
    """One need, stated by one of the cast."""
    with reading(cast.as_(login)) as by:
        return state_need(said=NeedSaid(title, **more), by=by, now=cast.now)


def need_of(cast: SimpleNamespace, public_id: UUID, login: str = "ana") -> object:
    """A need as one of the cast reads it."""
    with reading(cast.as_(login)) as by:
        return queries.need(audience=by, public_id=public_id)


def refused(cast: SimpleNamespace, what: str, login: str = "ana", **asked: object) -> str:
    """The first reason for which a deed is refused."""
    with reading(cast.as_(login)) as by, pytest.raises(NotStated) as told:
        getattr(deeds, what)(by=by, now=cast.now, **asked)
    return told.value.decision.against[0].text


def test_a_tree_is_stated_and_read_in_its_order(cast: SimpleNamespace) -> None:
    """A standing need, a requirement, an element and an indicator stand beneath one another; Ben and Cy see none."""
    top = state(cast, "Attacks on the grid", code="NFC-1")
    pir = state(cast, "Will substations be attacked this winter?", level="pir", parent=top,
                ends_at=cast.now + timedelta(days=90))  # fmt: skip
    eei = state(cast, "Who looks at fences", level="eei", parent=pir)
    mark = state(cast, "Drones over fences", level="indicator", parent=eei, phrases=("drone over the fence",))
    with reading(cast.as_("dee")) as dee:
        shown = queries.tree(audience=dee)
    assert [one.public_id for one in shown][-4:] == [top, pir, eei, mark]
    assert [one.said.parent for one in shown][-4:] == [None, top, pir, eei]
    assert shown[-1].review_on == cast.now.date() + timedelta(days=365)
    for login in ("ben", "cy"):
        assert need_of(cast, top, login) is None


def test_a_need_that_would_be_its_own_ancestor_is_refused_by_name(cast: SimpleNamespace) -> None:
    """Beneath itself and beneath what stands beneath it; the database refuses it too, whoever writes."""
    top = state(cast, "Upper need")
    low = state(cast, "Lower need", parent=top)
    assert refused(cast, "move_need", need_id=top, to=top).endswith("cannot be its own ancestor.")
    said = refused(cast, "move_need", need_id=top, to=low)
    assert "Upper need" in said and "Lower need" in said
    ids = {one: need_of(cast, one).id for one in (top, low)}
    with reading(cast.as_("ana")), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update plan_informationneed set parent_id = %s where id = %s", [ids[low], ids[top]])


def test_two_people_at_once_make_no_circle(cast: SimpleNamespace) -> None:
    """Ana puts A beneath B while Sam puts B beneath A: one of them is refused, and the tree stays a tree."""
    one, other = state(cast, "Need A"), state(cast, "Need B")
    began, told = threading.Barrier(2), list[str]()

    def move(login: str, what: UUID, to: UUID) -> None:
        try:
            with reading(cast.as_(login)) as by:
                began.wait(timeout=20)
                deeds.move_need(need_id=what, to=to, by=by, now=cast.now)
            told.append("moved")
        except NotStated:
            told.append("refused")
        finally:
            connections.close_all()

    both = [threading.Thread(target=move, args=args) for args in (("ana", one, other), ("sam", other, one))]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=20)
    assert sorted(told) == ["moved", "refused"]


def test_what_a_need_said_before_is_kept(cast: SimpleNamespace) -> None:
    """A revision keeps the words before it with the reason, and is approved anew by another person."""
    kept = state(cast, "Thefts of copper", phrases=("copper wire",))
    assert refused(cast, "approve_need", need_id=kept).startswith("You may not approve")
    with reading(cast.as_("sam")) as sam:
        deeds.approve_need(need_id=kept, by=sam, now=cast.now)
    assert need_of(cast, kept).approved_at == cast.now
    with reading(cast.as_("ana")) as ana:
        said = NeedSaid("Thefts of copper and batteries", phrases=("copper wire", "battery theft"))
        deeds.revise_need(need_id=kept, said=said, why="batteries are taken now too", by=ana, now=cast.now)
        past = queries.deeds(audience=ana, need=kept)
    now = need_of(cast, kept)
    assert (now.n, now.said.title, now.approved_at) == (2, "Thefts of copper and batteries", None)
    assert [one.deed for one in past] == ["revised", "approved", "stated"]
    assert past[0].before.title == "Thefts of copper" and past[0].why == "batteries are taken now too"


def test_a_need_is_reviewed_yearly_and_retired_at_last(cast: SimpleNamespace) -> None:
    """A review moves the day by a year and needs a reason; a retired need is asked no longer."""
    kept = state(cast, "Reviewed need", phrases=("reviewed phrase",))
    assert refused(cast, "review_need", need_id=kept, why="ok").startswith("Reason")
    later = cast.now + timedelta(days=400)
    assert need_of(cast, kept).overdue(on=later.date())
    with reading(cast.as_("ana")) as ana:
        deeds.review_need(need_id=kept, why="still asked by the governor", by=ana, now=later)
    assert not need_of(cast, kept).overdue(on=later.date())
    with reading(cast.as_("ana")) as ana:
        assert kept in {one.public_id for one in ground.needs(audience=ana, at=later)}
        deeds.retire_need(need_id=kept, why="nobody asks it now", by=ana, now=later)
        assert kept not in {one.public_id for one in ground.needs(audience=ana, at=later)}
    assert refused(cast, "review_need", need_id=kept, why="again and again") == "It was retired."


def test_a_need_with_others_beneath_is_not_retired(cast: SimpleNamespace) -> None:
    """First those beneath it, else they would hang in the air."""
    top = state(cast, "Top")
    state(cast, "Beneath", parent=top)
    assert refused(cast, "retire_need", need_id=top, why="no longer of use") == "1 need stands beneath it still."


def test_who_may_not_know_of_a_need_is_told_there_is_none(cast: SimpleNamespace) -> None:
    """Ben and a made-up id get the same answer."""
    kept = state(cast, "Not Ben's")
    for login, asked in (("ben", kept), ("ana", uuid4())):
        with reading(cast.as_(login)) as by, pytest.raises(NoSuchNeed):
            deeds.retire_need(need_id=asked, why="three words here", by=by, now=cast.now)


# watch words


def approved_need(cast: SimpleNamespace, title: str = "Attacks on the grid of the state") -> UUID:
    """A need that Ana stated and Sam approved."""
    made = state(cast, title)
    with reading(cast.as_("sam")) as sam:
        deeds.approve_need(need_id=made, by=sam, now=cast.now)
    return made


def propose(cast: SimpleNamespace, need: UUID, phrase: str, login: str = "ana", **more: object) -> UUID:
    """One word, proposed by one of the cast."""
    said = WordSaid(phrase, "somebody shoots at substations", str(more.pop("offence", "sabotage")))
    with reading(cast.as_(login)) as by:
        return propose_word(need_id=need, said=said, by=by, now=cast.now, **more)


def decide(cast: SimpleNamespace, word: UUID, login: str = "pia", **more: object) -> None:
    """Approved by the privacy officer."""
    with reading(cast.as_(login)) as by:
        decide_word(word_id=word, approve=True, by=by, now=cast.now, **more)


def item(
    cast: SimpleNamespace, body: str, *, owner: int, legal_class: str = "federal_product", kind: str = "stix"
) -> Opened:
    """Something that came in."""
    stamper = Stamper(legal_class=legal_class, owner_id=owner, verified=True, now=cast.now)
    draft = Draft(kind, "", "", body[:30], body, {})
    with reading(cast.operator):
        incoming = incoming_of(draft, stamper.stamp_drafts([draft])[0], owner)
        return open_records(source=None, incoming=[incoming], by=cast.operator, now=cast.now)[0]


def match(cast: SimpleNamespace, *opened: Opened, days: int = 0) -> int:
    """What the follower does."""
    now = cast.now + timedelta(days=days)
    with reading(admit_service(service="plan.words", now=now)) as by:
        return match_words(record_ids=[one.public_id for one in opened], by=by, now=now)


def hit_by(cast: SimpleNamespace, login: str, opened: Opened) -> list[str]:
    """Why words hit a record, as one of the cast reads it."""
    with reading(cast.as_(login)) as by:
        return [one.because for one in words.hits(audience=by, record_ids=[opened.id])]


def test_a_word_is_looked_for_once_two_persons_said_so_and_until_it_expires(cast: SimpleNamespace) -> None:
    """Proposed it hits nothing; approved it hits what a partner sent, with its reason; after 90 days it stops."""
    word = propose(cast, approved_need(cast), "rifle shot at a substation")
    sent = [item(cast, f"Report {n}: a rifle shot at a substation.", owner=cast.wright) for n in range(3)]
    assert match(cast, sent[0]) == 0
    decide(cast, word)
    assert match(cast, sent[0]) == 1 and match(cast, sent[0]) == 0
    assert match(cast, sent[1], days=89) == 1 and match(cast, sent[2], days=90) == 0
    assert hit_by(cast, "ana", sent[0]) == ["Wright County Sheriff sent it, and it says “rifle shot at a substation”."]
    assert hit_by(cast, "ben", sent[0]) == hit_by(cast, "cy", sent[0]) == []
    with reading(cast.as_("pia")) as pia:
        assert words.counted(audience=pia)[word].hits == 2


def told(what: str) -> int:
    """How many notices are known by a key that begins so."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from notify_notice where starts_with(once_key, %s)", [what])
        return int(cursor.fetchone()[0])


def test_who_answers_for_it_is_told_once_of_a_review_and_of_a_word_that_ends(cast: SimpleNamespace) -> None:
    """Not before its day; once however often the clock looks; a word that was proposed again is left alone."""
    need = approved_need(cast, "Shots at transformers")
    word, again = (propose(cast, need, phrase) for phrase in ("transformer rounds", "cooling oil"))
    for one in (word, again):
        decide(cast, one)
    propose(cast, need, "cooling oil", renews=again)
    for days, reviews, ends in ((10, 0, 0), (80, 0, 1), (81, 0, 1), (400, 1, 1), (401, 1, 1)):
        with reading(admit_service(service="plan.clocks", now=cast.now)) as by:
            remind(by=by, now=cast.now + timedelta(days=days))
        with reading(admit_service(service="plan.words", now=cast.now)) as by:
            remind_of_words(by=by, now=cast.now + timedelta(days=days))
        found = told(f"need-review-{need}"), told(f"word-ends-{word}"), told(f"word-ends-{again}")
        assert found == (reviews, ends, 0), days


def test_neither_tips_nor_our_own_records_are_watched(cast: SimpleNamespace) -> None:
    """Only what a registered partner sent by receive's door: no tip, no SAR, nothing of the center's own."""
    decide(cast, propose(cast, approved_need(cast), "transformer oil drained"))
    body = "The transformer oil drained away."
    tip, own = (
        item(cast, body, owner=cast.wright, legal_class="tip_lead", kind="tip"),
        item(cast, body, owner=cast.center),
    )
    assert match(cast, tip, own) == 0


def test_a_word_stops_with_its_need_and_when_it_is_withdrawn(cast: SimpleNamespace) -> None:
    """A revised need is approved anew before its words go on; a withdrawn word is over."""
    need = approved_need(cast, "Fuel thefts")
    word = propose(cast, need, "diesel siphoned at night")
    decide(cast, word)
    sent = item(cast, "Again diesel siphoned at night.", owner=cast.wright)
    with reading(cast.as_("ana")) as ana:
        deeds.revise_need(need_id=need, said=NeedSaid("Fuel thefts from farms"), why="farms are meant here", by=ana,
                          now=cast.now)  # fmt: skip
    assert match(cast, sent) == 0
    with reading(cast.as_("sam")) as sam:
        deeds.approve_need(need_id=need, by=sam, now=cast.now)
    with reading(cast.as_("pia")) as pia:
        withdraw_word(word_id=word, by=pia, now=cast.now)
    assert match(cast, sent) == 0


def test_a_word_that_names_a_house_of_worship_is_refused_with_its_rule(cast: SimpleNamespace) -> None:
    """Nothing of it is kept, and the rule is named."""
    need = approved_need(cast, "Threats to the public")
    with reading(cast.as_("ana")) as ana, pytest.raises(NotWatched) as told:
        propose_word(need_id=need, said=WordSaid("Grace Lutheran Church", "threats against people", "threat"), by=ana,
                     now=cast.now)  # fmt: skip
    one = told.value.decision.against[0]
    assert (one.rule, one.citation) == ("plan.word.worship", "28 CFR 23.20(b), (l); First Amendment")
    with reading(cast.as_("ana")) as ana:
        assert "Grace" not in {word.said.phrase.split()[0] for word in words.words(audience=ana)}


def test_phrases_of_needs_are_no_way_around(cast: SimpleNamespace) -> None:
    """A need is held against everything that comes in, so it names nobody either."""
    assert "house of worship" in refused(cast, "state_need", said=NeedSaid("Visits", phrases=("the new mosque",)))


def test_who_proposed_does_not_approve_and_the_table_agrees(cast: SimpleNamespace) -> None:
    """Ana has no right to decide; even the database refuses a word that its proposer decided on."""
    word = propose(cast, approved_need(cast, "Bombs"), "pressure cooker bomb")
    with pytest.raises(NotWatched):
        decide(cast, word, login="ana")
    with pytest.raises(NoSuchWord):
        decide(cast, word, login="ben")
    with reading(cast.as_("pia")), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update plan_watchword set decided_by = proposed_by where public_id = %s", [word])


def test_a_name_is_watched_on_a_predicate_and_forgotten_with_it(cast: SimpleNamespace) -> None:
    """The word carries the label of the record that bears it, and the purge of that record takes word and hits."""
    from watchfloor.protect.actions.purge import purge

    need = approved_need(cast, "Who makes bombs")
    record = open_tips(cast, "Harold Jensen bought fuses in three towns.")[0]
    with pytest.raises(NotWatched):
        propose(cast, need, "Harold Jensen", offence="explosives", bears=record.public_id)
    with reading(cast.as_("ana")) as ana:
        change_class(
            record=record.public_id, becomes="criminal_intelligence", because="Two clerks and a receipt bear it out.",
            predicate=WHOLE, by=ana, now=cast.now,
        )  # fmt: skip
    word = propose(cast, need, "Harold Jensen", offence="explosives", bears=record.public_id)
    decide(cast, word)
    sent = item(cast, "Harold Jensen asked for powder.", owner=cast.wright)
    assert match(cast, sent) == 1 and len(hit_by(cast, "ana", sent)) == 1
    purge(record_ids=[record.public_id], because="no longer suspected", second_id=cast.person("pia").id,
          by=cast.as_("dee"), now=cast.now)  # fmt: skip
    with reading(cast.as_("ana")) as ana:
        assert words.word(audience=ana, public_id=word) is None
    with connections["owner"].cursor() as cursor:
        cursor.execute("select (select count(*) from plan_watchword where public_id = %s)"
                       " + (select count(*) from plan_wordhit where word_id = %s)", [word, word])  # fmt: skip
        assert cursor.fetchone() == (0,)


# tags and what covers a need


def test_a_persons_word_stands_beside_what_relevance_found(cast: SimpleNamespace) -> None:
    """What is found shows as proposed until a person takes or declines it; Ben and Cy see neither."""
    need = state(cast, "Drones over plants", phrases=("hexacopter",))
    tip = open_tips(cast, "A hexacopter hung over the plant.")[0]
    with reading(admit_service(service="plan.relevance", now=cast.now)) as by:
        relevance(record_ids=[tip.public_id], by=by, now=cast.now)
    inner = need_of(cast, need).id
    with reading(cast.as_("ana")) as ana:
        assert [one.need_id for one in tags.proposed(audience=ana, record_id=tip.id)] == [inner]
        tag_record(need_id=need, record=tip.public_id, answers=False, by=ana, now=cast.now)
        assert tags.proposed(audience=ana, record_id=tip.id) == []
        assert _answers(ana, cast, inner) == []
        tag_record(need_id=need, record=tip.public_id, by=ana, now=cast.now)
        assert _answers(ana, cast, inner) == [(tip.id, True)]
        untag(need_id=need, thing_id=tip.public_id, by=ana, now=cast.now)
        assert _answers(ana, cast, inner) == [(tip.id, False)]
    for login in ("ben", "cy"):
        with reading(cast.as_(login)) as by:
            assert tags.tags(audience=by, thing_ids=[tip.public_id]) == [] and _answers(by, cast, inner) == []
            with pytest.raises(LookupError):
                tag_record(need_id=need, record=tip.public_id, by=by, now=cast.now)


def _answers(by: object, cast: SimpleNamespace, need_id: int) -> list[tuple[int, bool]]:
    """What answers one need, by record and whether a person said so."""
    found = tags.answering(audience=by, since=cast.now - timedelta(days=90), until=cast.now)
    return [(one.record_id, one.tagged) for one in found if one.need_id == need_id]


def test_a_purge_takes_the_tag_and_classes_stay_apart(cast: SimpleNamespace) -> None:
    """A purged record leaves no tag; criminal intelligence is not held beside needs (class-join table)."""
    from watchfloor.protect.actions.purge import purge

    need = state(cast, "What is tagged")
    tip = open_tips(cast, "Somebody asked for uniforms.")[0]
    secret = open_tips(cast, "He bought fuses again in three towns.")[0]
    with reading(cast.as_("ana")) as ana:
        tag_record(need_id=need, record=tip.public_id, by=ana, now=cast.now)
        change_class(
            record=secret.public_id, becomes="criminal_intelligence", because="Two clerks and a receipt bear it out.",
            predicate=WHOLE, by=ana, now=cast.now,
        )  # fmt: skip
    with reading(cast.as_("ana")) as ana, pytest.raises(NotTagged):
        tag_record(need_id=need, record=secret.public_id, by=ana, now=cast.now)
    purge(record_ids=[tip.public_id], because="entered twice", second_id=cast.person("pia").id, by=cast.as_("dee"),
          now=cast.now)  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from plan_tag where thing_id = %s", [tip.public_id])
        assert cursor.fetchone() == (0,)


# topic packs


def decided(cast: SimpleNamespace, name: str, *, approve: bool = True, because: str = "", login: str = "pia") -> None:
    """One of the cast's word on a pack."""
    with reading(cast.as_(login)) as by:
        decide_pack(name=name, approve=approve, because=because, by=by, now=cast.now)


def of_pack(cast: SimpleNamespace, name: str) -> dict[str, object]:
    """The needs of a pack in force, by code."""
    with reading(cast.as_("ana")) as ana:
        return {one.said.code: one for one in queries.tree(audience=ana) if one.pack == name and not one.retired_at}


def test_a_pack_counts_once_the_privacy_officer_approved_it(cast: SimpleNamespace) -> None:
    """Sam takes it, nothing is in force; he cannot approve it; Pia does, and its tree stands, approved."""
    with reading(cast.as_("sam")) as sam:
        take_pack(name="cyber", by=sam, now=cast.now)
        with pytest.raises(NotTaken):
            take_pack(name="cyber", by=sam, now=cast.now)
    assert of_pack(cast, "cyber") == {}
    with pytest.raises(NotTaken):
        decided(cast, "cyber", login="sam")
    decided(cast, "cyber")
    stand = of_pack(cast, "cyber")
    assert stand.keys() == {one.code for one in shipped_pack("cyber").needs}
    assert all(one.approved_at for one in stand.values())
    assert stand["CY-1.1.a"].said.parent == stand["CY-1.1"].public_id
    with reading(cast.as_("ana")) as ana, pytest.raises(NotTaken):
        take_pack(name="gangs", by=ana, now=cast.now)
    with reading(cast.as_("sam")) as sam, pytest.raises(NoSuchPack):
        take_pack(name="astrology", by=sam, now=cast.now)


def test_removing_a_pack_leaves_what_somebody_changed(cast: SimpleNamespace) -> None:
    """Unchanged needs are retired; a revised one stays with those above it; the pack may be taken again."""
    with reading(cast.as_("sam")) as sam:
        take_pack(name="public-health", by=sam, now=cast.now)
    decided(cast, "public-health")
    changed = of_pack(cast, "public-health")["PH-1.2.a"]
    with reading(cast.as_("ana")) as ana:
        said = replace(changed.said, phrases=("missing source",))
        deeds.revise_need(need_id=changed.public_id, said=said, why="one word is enough", by=ana, now=cast.now)
    with reading(cast.as_("dee")) as dee:
        assert remove_pack(name="public-health", by=dee, now=cast.now) == len(shipped_pack("public-health").needs) - 3
    assert of_pack(cast, "public-health").keys() == {"PH-1", "PH-1.2", "PH-1.2.a"}


def test_a_refused_pack_says_why_and_is_gone(cast: SimpleNamespace) -> None:
    """A refusal needs its reason; the pack may be taken anew, from the command line too."""
    with reading(cast.as_("sam")) as sam:
        take_pack(name="narcotics", by=sam, now=cast.now)
    with pytest.raises(NotTaken):
        decided(cast, "narcotics", approve=False)
    decided(cast, "narcotics", approve=False, because="not asked by anybody")
    assert commands.take_pack(name="narcotics", now=cast.now)["state"] == "waits"
    states = {one["name"]: one["state"] for one in commands.packs(now=cast.now)}
    assert states["narcotics"] == "waits" and states["gangs"] == "" and states["cyber"] == "approved"
    decided(cast, "narcotics")
    assert of_pack(cast, "narcotics")
    assert commands.remove_pack(name="narcotics", now=cast.now)["retired"] == len(shipped_pack("narcotics").needs)
