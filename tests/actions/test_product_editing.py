"""A draft under the pens of two: versions, sources, tear line, comments; released by two; forgotten with a source."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from makers import incoming_of, open_tips, session, stamp_of, tip

from watchfloor.analyze.actions.assess import assess
from watchfloor.analyze.actions.connect import connect
from watchfloor.core.actions.records import grant, open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft
from watchfloor.disseminate.actions.asking import ask_release
from watchfloor.disseminate.actions.commenting import NotCommented, comment, settle
from watchfloor.disseminate.actions.draft import NotDrafted, draft, submit_for_review
from watchfloor.disseminate.actions.editing import (
    add_statement,
    edit_statement,
    entitle,
    move_statement,
    remove_statement,
    write_tear_line,
)
from watchfloor.disseminate.actions.lowering import lower
from watchfloor.disseminate.actions.release import decline, release
from watchfloor.disseminate.actions.review import review
from watchfloor.disseminate.actions.wording import weigh
from watchfloor.disseminate.formats.rendering import Given
from watchfloor.disseminate.queries import audiences, drafting
from watchfloor.disseminate.queries import products as queries
from watchfloor.disseminate.queries import releases as sent
from watchfloor.disseminate.rules.asking import NotAsked, NotConfirmed
from watchfloor.disseminate.rules.differing import differences
from watchfloor.disseminate.rules.editing import ChangedMeanwhile, NotKept, Spilled, Wording
from watchfloor.disseminate.rules.lowering import NotLowered
from watchfloor.disseminate.rules.product import SignOff
from watchfloor.disseminate.rules.release import NotReleasable
from watchfloor.people.actions.directory import (
    add_agency,
    add_group,
    add_person,
    record_agreement,
    record_training,
)
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.rules.labels import Atom

PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))
WHY = "The patrols of tonight need it."


@pytest.fixture(scope="module")
def world(cast: SimpleNamespace) -> SimpleNamespace:
    """An alert over a plant of ours, a tip that names what it names; police and a utility with agreements."""
    with reading(cast.operator) as by:
        law = add_group(code="LAW", name="Law", release_level="CUI", agency_ids=[cast.wright], by=by)
        grid = add_agency(code="grid", name="Grid Owners", kind="utility", by=by)
        until = cast.now.date() + timedelta(days=300)
        record_agreement(agency_id=grid, reference="MOU-2", agreed_on=cast.now.date(), valid_until=until, by=by)
        for login, level in (("gus", "CUI"), ("gil", "U")):
            add_person(login=login, name=f"{login.title()} Exercise", agency_id=grid, role="partner",
                       release_level=level, email=f"{login}@example.org", by=by, now=cast.now)  # fmt: skip
        utility = add_group(code="GRID", name="Grid", release_level="CUI", agency_ids=[grid], by=by)
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)
    report, loose = open_tips(cast, "A man left the card grid-cards.net behind.", "A van without plates stood there.")
    text = "Surveys of the power grid. Report to grid-cards.net visitors."
    alert = Draft("cap", uuid4().hex, "", "Surveys of the grid", text, {"status": "Actual"}, areas=(AREA,))
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator) as by:
        stamp = stamper.stamp(markings=("TLP:GREEN",))
        threat = open_records(source=None, incoming=[incoming_of(alert, stamp, cast.center)], by=by, now=cast.now)[0]
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[threat.public_id, report.public_id], by=by, now=cast.now)
    return SimpleNamespace(threat=threat, report=report, loose=loose, law=law, utility=utility)


@pytest.fixture
def product(cast: SimpleNamespace, world: SimpleNamespace) -> UUID:
    """A fresh draft of Ana's."""
    return drafted(cast, world)


def drafted(cast: SimpleNamespace, world: SimpleNamespace) -> UUID:
    with as_(cast, "ana") as ana:
        assessed = assess(record_id=world.threat.public_id, by=ana, now=cast.now)
    with as_(cast, "ana") as ana:
        return draft(assessment_id=assessed.id, by=ana, now=cast.now)


def as_(cast: SimpleNamespace, login: str) -> Any:
    """A transaction as one of the cast."""
    return reading(cast.as_(login))


def seen(cast: SimpleNamespace, product: UUID, login: str = "ana") -> queries.ProductView:
    with as_(cast, login) as by:
        view = queries.product(audience=by, public_id=product)
    assert view is not None
    return view


def edited(cast: SimpleNamespace, product: UUID, key: str, said: Wording, login: str = "ana", **more: Any) -> Any:
    with as_(cast, login) as by:
        return edit_statement(product_id=product, key=key, said=said, by=by, now=cast.now, **more)


def torn(cast: SimpleNamespace, product: UUID, *, portion: str = "U//TLP:GREEN") -> str:
    """A tear line for private-sector groups of one statement that rests on the alert."""
    with as_(cast, "ana") as ana:
        write_tear_line(product_id=product, title="Surveys", meant_for=("private-sector",), by=ana, now=cast.now)
    source = next(ref.record for one in seen(cast, product).statements for ref in one.sources if "alert" in ref.what)
    said = Wording("Substations were surveyed.", portion, kind="fact", sources=(source,))
    with as_(cast, "ana") as ana:
        return add_statement(product_id=product, section="tear", said=said, by=ana, now=cast.now).key


def reviewed(cast: SimpleNamespace, product: UUID) -> None:
    with as_(cast, "ana") as ana:
        submit_for_review(product=product, by=ana, now=cast.now)
    for login, kind in (("sam", "second"), ("pia", "privacy")):
        with as_(cast, login) as by:
            review(product=product, kind=kind, approved=True, because="Read.", by=by, now=cast.now)


def asked(cast: SimpleNamespace, product: UUID, *groups: int, second: str = "sam", because: str = WHY) -> UUID:
    with as_(cast, "dee") as dee:
        return ask_release(product=product, groups=groups, because=because, second_id=cast.person(second).id, by=dee,
                           now=cast.now)  # fmt: skip


def test_every_keeping_is_a_version(cast: SimpleNamespace, product: UUID) -> None:
    """Words, titles, new and removed statements: each step is kept with who and when, and can be read as it stood."""
    key = seen(cast, product).statements[0].id
    assert edited(cast, product, key, Wording("Other words.", "U//LES//TLP:GREEN")).n == 2
    assert edited(cast, product, key, Wording("Other words.", "U//LES//TLP:GREEN")).n == 0
    with as_(cast, "ana") as ana:
        entitle(product_id=product, title="Another title", by=ana, now=cast.now)
        added = add_statement(product_id=product, section="happened", said=Wording("New.", ""), by=ana, now=cast.now)
        remove_statement(product_id=product, key=key, by=ana, now=cast.now)
        view = queries.product(audience=ana, public_id=product)
        assert view is not None
        kept = drafting.versions(audience=ana, view=view)
        assert [(one.n, one.deed) for one in kept] == [
            (5, "removed"), (4, "added"), (3, "titled"), (2, "edited"), (1, "drafted"),
        ]  # fmt: skip
        assert {one.by_id for one in kept} == {cast.person("ana").id}
        old, new = (queries.as_kept(audience=ana, public_id=product, version=n) for n in (1, 5))
    assert key in old and key not in new and added.key in new
    assert old["title"].text != new["title"].text == view.title == "Another title"
    assert {one.what for one in differences(old, new)} == {"added", "removed", "changed"}


def test_an_unmarked_portion_is_kept_and_not_sent_on(cast: SimpleNamespace, product: UUID) -> None:
    """A draft may lie unmarked; review refuses it, and the banner is unknown."""
    key = seen(cast, product).statements[0].id
    edited(cast, product, key, Wording("Unmarked words.", ""))
    assert any(one.text == "Unmarked." and one.statement == key for one in seen(cast, product).checks)
    with as_(cast, "ana") as ana, pytest.raises(NotDrafted, match="Unmarked"):
        submit_for_review(product=product, by=ana, now=cast.now)


def test_the_second_of_two_is_told_and_loses_no_word(cast: SimpleNamespace, product: UUID) -> None:
    """Another statement kept meanwhile is told with the keeping; the same one stops it until it is kept once more."""
    first, second = seen(cast, product).statements[0].id, seen(cast, product).statements[1].id
    mark = "U//LES//TLP:GREEN"
    edited(cast, product, first, Wording("By Sam.", mark), login="sam", base=1)
    kept = edited(cast, product, second, Wording("By Ana.", mark), base=1)
    assert [(one.key, one.by_id) for one in kept.meanwhile] == [(first, cast.person("sam").id)]
    with pytest.raises(ChangedMeanwhile):
        edited(cast, product, first, Wording("Also by Ana.", mark), base=1)
    assert seen(cast, product).every[first].text == "By Sam."
    edited(cast, product, first, Wording("Also by Ana.", mark), base=3)
    assert seen(cast, product).every[first].text == "Also by Ana."
    assert set(seen(cast, product).authors) == {cast.person("ana").id, cast.person("sam").id}


def test_a_step_up_and_down_in_its_section(cast: SimpleNamespace, product: UUID) -> None:
    """The order changes by one place; at the end nothing changes."""
    with as_(cast, "ana") as ana:
        keys = [
            add_statement(product_id=product, section="happened", said=Wording(f"New {n}.", "U"), by=ana,
                          now=cast.now).key
            for n in range(3)
        ]  # fmt: skip
        move_statement(product_id=product, key=keys[2], up=True, by=ana, now=cast.now)
        order = [one.id for one in seen(cast, product).statements if one.id in keys]
        assert order == [keys[0], keys[2], keys[1]]
        move_statement(product_id=product, key=keys[2], up=False, by=ana, now=cast.now)
        assert [one.id for one in seen(cast, product).statements if one.id in keys] == keys
        assert move_statement(product_id=product, key=keys[2], up=False, by=ana, now=cast.now).n == 0


def test_a_record_is_bound_by_its_number(cast: SimpleNamespace, world: SimpleNamespace, product: UUID) -> None:
    """By the number its page shows; what there is not, or is not the author's to read, is one refusal."""
    key, number = seen(cast, product).statements[-1].id, f"TIP-{str(world.loose.public_id)[:8]}"
    edited(cast, product, key, Wording("A van stood there.", "U//LES", kind="fact", sources=(), more=number))
    one = seen(cast, product).every[key]
    assert [ref.record for ref in one.sources] == [str(world.loose.public_id)]
    with reading(cast.operator) as by:
        named = stamp_of(cast, [Atom(cast.far, "tip_lead", "CUI", "named").print()])
        incoming = [incoming_of(tip("Not for Ana."), named, cast.far)]
        hidden = open_records(source=None, incoming=incoming, by=by, now=cast.now)[0]
    said = [
        Wording("Words.", "U", more=more)
        for more in (f"TIP-{uuid4().hex[:8]}", f"TIP-{str(hidden.public_id)[:8]}", "no number")
    ]
    texts = set()
    for wording in said:
        with pytest.raises(NotKept) as refused:
            edited(cast, product, key, wording)
        texts.add(str(refused.value))
    assert len(texts) == 1


def test_what_is_open_to_one_alone_is_no_source(cast: SimpleNamespace, product: UUID) -> None:
    """A record that Ana reads by name only would hide her draft from everybody, so it is refused with that reason."""
    with reading(cast.operator) as by:
        named = stamp_of(cast, [Atom(cast.far, "tip_lead", "CUI", "named").print()])
        incoming = [incoming_of(tip("For Ana by name."), named, cast.far)]
        mine = open_records(source=None, incoming=incoming, by=by, now=cast.now)[0]
        grant(record_id=mine.id, person_id=cast.person("ana").id, because="case-team")
    key = seen(cast, product).statements[0].id
    with pytest.raises(NotKept, match="by name alone"):
        edited(cast, product, key, Wording("Words.", "U", more=f"TIP-{str(mine.public_id)[:8]}"))


def test_a_draft_is_as_strict_as_the_strictest_source(cast: SimpleNamespace, product: UUID) -> None:
    """Bound to a restricted record of the center, it is read no more by who may not read that record."""
    closed = stamp_of_center(cast)
    key = seen(cast, product).statements[0].id
    said = Wording("Words.", "CUI//TLP:GREEN", sources=(), more=str(closed.public_id))
    with reading(cast.operator) as by:
        pat = add_person(login="pat", name="Pat Exercise", agency_id=cast.center, role="analyst", release_level="LES",
                         email="pat@example.org", by=by, now=cast.now)  # fmt: skip
        for course in ("pcrcl", "28cfr23"):
            record_training(person_id=pat, course=course, taken_on=cast.now.date(), by=by,
                            valid_until=cast.now.date() + timedelta(days=9))  # fmt: skip
    assert seen(cast, product, "pat").every[key]
    edited(cast, product, key, said)
    assert seen(cast, product).every[key].sources
    with as_(cast, "pat") as low:
        assert queries.product(audience=low, public_id=product) is None


def stamp_of_center(cast: SimpleNamespace) -> Any:
    """A record of the center that needs the release level CUI."""
    with reading(cast.operator) as by:
        stamp = stamp_of(cast, [Atom(cast.center, "open_source", "CUI", "center").print()], legal_class="open_source")
        incoming = [incoming_of(tip("Of the center, CUI."), stamp, cast.center)]
        return open_records(source=None, incoming=incoming, by=by, now=cast.now)[0]


def test_a_spill_is_not_kept(cast: SimpleNamespace, product: UUID) -> None:
    """Neither in the words nor in the mark, nor in a title or comment; nothing of it lies in the database."""
    key = seen(cast, product).statements[0].id
    for said in (Wording("(S//NF) The plan is known.", "U"), Wording("Words.", "S//NF")):
        with pytest.raises(Spilled):
            edited(cast, product, key, said)
    with as_(cast, "ana") as ana:
        with pytest.raises(Spilled):
            entitle(product_id=product, title="(S//NF) A title", by=ana, now=cast.now)
        with pytest.raises(NotCommented):
            comment(product_id=product, key=key, words="(S//NF) Look here.", by=ana, now=cast.now)
    assert seen(cast, product).revision == 1


def test_weighing_keeps_nothing(cast: SimpleNamespace, product: UUID) -> None:
    """The roll-up and the checks as they would be; the draft is as it was."""
    view = seen(cast, product)
    key = view.statements[0].id
    with as_(cast, "ana") as ana:
        said = Wording("It is likely, with high confidence, that they come back.", "CUI")
        found = weigh(product_id=product, key=key, section="", said=said, by=ana)
    assert found is not None and found.product.banner is not None and found.product.banner.level == "CUI"
    assert any(one.rule == "disseminate.check.likelihood" and one.refuses for one in found.checks if not one.ok)
    assert seen(cast, product).every[key] == view.every[key] and seen(cast, product).revision == 1


def test_the_preview_is_the_bytes_of_the_release(cast: SimpleNamespace, world: SimpleNamespace, product: UUID) -> None:
    """Police get the full text, the utility the tear line; but for number, time and signature, byte for byte so."""
    torn(cast, product)
    reviewed(cast, product)
    view = seen(cast, product, "dee")
    with as_(cast, "dee") as dee:
        found = audiences.reach(audience=dee, view=view, now=cast.now)
    gets = {one.group.id: one for one in found.outcomes}
    assert (gets[world.law].gets, gets[world.utility].gets) == ("full", "tear")
    request = asked(cast, product, world.law, world.utility)
    with as_(cast, "sam") as sam:
        given = release(request=request, by=sam, now=cast.now)
    with as_(cast, "dee") as dee:
        out = {one.group_id: sent.rendered(audience=dee, public_id=one.public_id) for one in
               sent.releases(public_id__in=given)}  # fmt: skip
        shown = {one.group_id: one.html for one in sent.releases(public_id__in=given)}
    steps = (*audiences.signed(view=view), SignOff("Released", "Dee Exercise and Sam Exercise", cast.now))
    for group, outcome in gets.items():
        kept = out[group]
        assert kept is not None
        number, pdf, document = kept
        preview = audiences.as_given(view=view, part=outcome.gets, given=Given(number, cast.now, steps))
        assert (preview.fragment(), preview.document(), preview.pdf()) == (shown[group], document, pdf)


def test_a_tear_line_says_nothing_of_what_stands_above_it(
    cast: SimpleNamespace, world: SimpleNamespace, product: UUID
) -> None:
    """Title, statements and the numbers of stricter sources of the full text are not in its bytes."""
    torn(cast, product)
    view = seen(cast, product)
    given = Given("N", cast.now, ())
    document = audiences.as_given(view=view, part="tear", given=given).document()
    assert "Substations were surveyed." in document and "Surveys" in document
    assert view.title not in document
    assert not any(one.text in document for one in view.statements)
    assert str(world.report.public_id) not in document


def test_a_mark_above_its_groups_is_refused(cast: SimpleNamespace, product: UUID) -> None:
    """LES does not go to the private sector, so a tear line for it cannot be sent to review with that mark."""
    key = torn(cast, product, portion="U//LES//TLP:GREEN")
    found = [one for one in seen(cast, product).tear_checks if one.rule == "disseminate.tear.above"]
    assert [(one.statement, one.ok) for one in found] == [(key, False)]
    assert "LES does not go to private-sector groups" in found[0].text
    with as_(cast, "ana") as ana, pytest.raises(NotDrafted):
        submit_for_review(product=product, by=ana, now=cast.now)


def test_a_lowering_is_decided_by_another_and_ends_with_the_words(
    cast: SimpleNamespace, world: SimpleNamespace, product: UUID
) -> None:
    """A conflict stands until one who releases decides it; the author cannot; other words bring it back."""
    key = torn(cast, product)
    source = (str(world.report.public_id),)
    edited(cast, product, key, Wording("Cards were left at a fence.", "U//TLP:GREEN", kind="fact", sources=source))
    assert [one.ok for one in seen(cast, product).tear_checks if "not-lower" in one.rule] == [False]
    with as_(cast, "ana") as ana, pytest.raises(NotLowered):
        lower(product_id=product, key=key, because="Nothing in it is sensitive.", by=ana, now=cast.now)
    with as_(cast, "dee") as dee:
        with pytest.raises(NotLowered):
            lower(product_id=product, key=key, because="no", by=dee, now=cast.now)
        given = lower(product_id=product, key=key, because="Nothing in it is sensitive.", by=dee, now=cast.now)
    view = seen(cast, product)
    assert view.every[key].lowered_by == given and cast.person("dee").id not in view.authors
    assert [one.ok for one in view.tear_checks if "not-lower" in one.rule] == [True]
    document = audiences.as_given(view=view, part="tear", given=Given("N", cast.now, ())).document()
    assert source[0] not in document and "a source that is not named here" in document
    edited(cast, product, key, Wording("Cards were left at the north fence.", "U//TLP:GREEN"))
    assert [one.ok for one in seen(cast, product).tear_checks if "not-lower" in one.rule] == [False]


def test_two_people_and_half_an_hour(cast: SimpleNamespace, world: SimpleNamespace, product: UUID) -> None:
    """Neither an author nor one alone; a reason; only the person asked; not after 30 minutes; declined is over."""
    reviewed(cast, product)
    for second, because in (("dee", WHY), ("ana", WHY), ("pia", WHY), ("sam", "now")):
        with pytest.raises(NotAsked):
            asked(cast, product, world.law, second=second, because=because)
    request = asked(cast, product, world.law)
    with as_(cast, "dee") as dee, pytest.raises(NotConfirmed):
        release(request=request, by=dee, now=cast.now)
    with as_(cast, "sam") as sam:
        with pytest.raises(NotConfirmed, match="lapsed"):
            release(request=request, by=sam, now=cast.now + timedelta(minutes=31))
        decline(request=request, by=sam, now=cast.now)
        with pytest.raises(NotConfirmed):
            release(request=request, by=sam, now=cast.now)
    assert seen(cast, product).releases == ()


def test_a_changed_effect_starts_again(cast: SimpleNamespace, world: SimpleNamespace, product: UUID) -> None:
    """One more person in the group after it was asked for: nothing goes until both have seen that."""
    reviewed(cast, product)
    request = asked(cast, product, world.law)
    with reading(cast.operator) as by:
        add_person(login=f"new-{product.hex[:6]}", name="New Exercise", agency_id=cast.wright, role="liaison",
                   release_level="LES", email="new@example.org", by=by, now=cast.now)  # fmt: skip
    with as_(cast, "sam") as sam, pytest.raises(NotConfirmed, match="changed"):
        release(request=request, by=sam, now=cast.now)
    again = asked(cast, product, world.law)
    with as_(cast, "sam") as sam:
        assert len(release(request=again, by=sam, now=cast.now)) == 1


def test_whoever_could_not_read_it_is_held(cast: SimpleNamespace, world: SimpleNamespace, product: UUID) -> None:
    """A person whose own release level lies below the marking gets no copy, while the group does."""
    torn(cast, product, portion="CUI//TLP:GREEN")
    with as_(cast, "dee") as dee:
        found = audiences.reach(audience=dee, view=seen(cast, product, "dee"), now=cast.now, groups=[world.utility])
    outcome = found.outcomes[0]
    assert outcome.gets == "tear"
    assert [one.login for one in outcome.goes] == ["gus"]
    assert [(one.login, why.rule) for one, why in outcome.held] == [("gil", "access.level")]
    assert found.people == 1


def test_a_group_that_may_have_neither_refuses_the_whole(
    cast: SimpleNamespace, world: SimpleNamespace, product: UUID
) -> None:
    """Without a tear line the utility gets nothing, and a request that names it is refused with the rule."""
    reviewed(cast, product)
    with pytest.raises(NotReleasable) as refused:
        asked(cast, product, world.law, world.utility)
    assert "disseminate.release.matrix" in {one.rule for one in refused.value.decision.against}


def test_a_reviewer_comments_and_sends_it_back(cast: SimpleNamespace, product: UUID) -> None:
    """A comment stands beside its statement; returned, it is a draft again; settled, the comment is answered."""
    key = seen(cast, product).statements[0].id
    with as_(cast, "ana") as ana:
        submit_for_review(product=product, by=ana, now=cast.now)
    with as_(cast, "sam") as sam:
        comment(product_id=product, key=key, words="Which assets?", by=sam, now=cast.now)
        review(product=product, kind="second", approved=False, because="", by=sam, now=cast.now)
    with as_(cast, "ana") as ana:
        view = queries.product(audience=ana, public_id=product)
        assert view is not None and view.state == "draft"
        found = drafting.comments(audience=ana, view=view)
        assert [(one.key, one.words, one.settled_at) for one in found] == [(key, "Which assets?", None)]
        settle(comment_id=found[0].public_id, product_id=product, by=ana, now=cast.now)
        assert drafting.comments(audience=ana, view=view)[0].settled_at == cast.now
    for login in ("ben", "cy", "ike"):
        with as_(cast, login) as stranger, pytest.raises(NotCommented):
            comment(product_id=product, key=key, words="Mine?", by=stranger, now=cast.now)


def test_a_purge_takes_the_words_from_every_version(
    cast: SimpleNamespace, house: SimpleNamespace, world: SimpleNamespace
) -> None:
    """What rested on the record, alone or not, is empty in all versions, tear line and comments; others stay."""
    gone = open_tips(cast, "Somebody painted a zebra on the fence.")[0]
    product = drafted(cast, world)
    key, alone = seen(cast, product).statements[-1].id, (str(gone.public_id),)
    more = f"TIP-{alone[0][:8]}"
    edited(cast, product, key, Wording("A zebra was painted.", "U//LES", kind="fact", sources=(), more=more))
    edited(cast, product, key, Wording("A small zebra was painted.", "U//LES"))
    tear = torn(cast, product)
    edited(cast, product, tear, Wording("There was a zebra.", "U//LES//TLP:GREEN", kind="fact", sources=alone))
    both = (next(ref.record for one in seen(cast, product).statements for ref in one.sources), *alone)
    other = seen(cast, product).statements[1].id
    edited(cast, product, other, Wording("Surveyed, and a zebra.", "U//LES//TLP:GREEN", kind="fact", sources=both))
    with as_(cast, "sam") as sam:
        comment(product_id=product, key=key, words="Which zebra?", by=sam, now=cast.now)
    purge(
        record_ids=[gone.public_id], because="entered twice", second_id=cast.person("pia").id, by=cast.as_("dee"),
        now=cast.now,
    )  # fmt: skip
    with session(house, "superuser") as admin:
        left = admin.execute(
            "select t.key, t.since, t.until from disseminate_statement t where t.content::text like '%%zebra%%'"
        ).fetchall()
        assert left == []
        asked_ = "select count(*) from disseminate_comment where words like '%%zebra%%'"
        assert admin.execute(asked_).fetchone() == (0,)
    view = seen(cast, product)
    assert {key, tear, other} <= set(view.withdrawn)
    assert view.every[key].text == view.every[tear].text == view.every[other].text == ""
    with as_(cast, "ana") as ana, pytest.raises(NotDrafted):
        submit_for_review(product=product, by=ana, now=cast.now)
    edited(cast, product, other, Wording("Surveyed.", "U//LES//TLP:GREEN"))
    assert other not in seen(cast, product).withdrawn


def test_for_a_stranger_there_is_nothing_to_edit(cast: SimpleNamespace, product: UUID) -> None:
    """Ben, Cy and Ike neither weigh nor keep, and read no version of it."""
    key = seen(cast, product).statements[0].id
    for login in ("ben", "cy", "ike"):
        with pytest.raises(NotDrafted):
            edited(cast, product, key, Wording("Mine.", "U"), login=login)
        with as_(cast, login) as stranger:
            assert weigh(product_id=product, key=key, section="", said=Wording("Mine.", "U"), by=stranger) is None
            assert queries.as_kept(audience=stranger, public_id=product, version=1) == {}
            assert drafting.cited(audience=stranger, public_id=product) == {}
