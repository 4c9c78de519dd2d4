"""What is expected beside 28 CFR Part 23: identifying information, protected characteristics, releases, corrections"""

from dataclasses import replace
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connections
from makers import WHOLE, incoming_of, open_tips

from watchfloor.analyze.actions.assess import assess
from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.formats.tables import link_rules, mention_rules
from watchfloor.analyze.rules.links import LinkRules
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.draft import Draft, Place
from watchfloor.disseminate.actions.imminent import NotReleasedAtOnce, release_imminent
from watchfloor.disseminate.queries import releases as sent
from watchfloor.disseminate.rules.imminent import Phoned, may_release_imminent
from watchfloor.gather.formats.behavior import behaviors, vetting_policy
from watchfloor.gather.rules.vetting import Determination, PersonFacts, TipFacts, may_promote
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import NotReclassed, change_class
from watchfloor.protect.actions.flags import flag
from watchfloor.protect.actions.holdings import _declared, declare_holding
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.formats.classes import classes
from watchfloor.protect.rules import classes as rule
from watchfloor.text.guard import protected_words

WHY = "Two clerks and a receipt bear it out."


def subject(cast: SimpleNamespace) -> object:
    """A record of criminal intelligence that Ana evaluated."""
    record = open_tips(cast, "A subject bought fuses.")[0].public_id
    with reading(cast.as_("ana")) as ana:
        change_class(record=record, becomes="criminal_intelligence", because=WHY, predicate=WHOLE, by=ana, now=cast.now)
    return record


def test_ncii_stands_beside_a_subject_and_goes_with_it(cast: SimpleNamespace) -> None:
    """Identifying information without a subject is refused; its last day is over when its last subject goes."""
    of = subject(cast)
    made = open_tips(cast, "The van is her sister's.")[0]
    with reading(cast.as_("ana")) as ana, pytest.raises(NotReclassed):
        change_class(record=made.public_id, becomes="identifying_only", because=WHY, by=ana, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        change_class(
            record=made.public_id, becomes="identifying_only", because=WHY, subjects=[of], by=ana, now=cast.now
        )  # fmt: skip
    with connections["owner"].cursor() as cursor:
        cursor.execute("delete from protect_identifies where record_id = %s", [made.id])
        cursor.execute("select purge_on < current_date from core_record where id = %s", [made.id])
        assert cursor.fetchone()[0]


def test_ncii_is_no_basis_for_suspicion_and_says_so(cast: SimpleNamespace) -> None:
    """Its class carries the disclaimer, is never matched, and refuses to be among the facts of a predicate."""
    own = classes().classes["identifying_only"]
    assert "no criminal connotation" in own.disclaimer and not own.matched
    assert not rule.may_support_suspicion("identifying_only", classes=classes()).ok
    of, made = subject(cast), open_tips(cast, "The van is her brother's.")[0].public_id
    with reading(cast.as_("ana")) as ana:
        change_class(record=made, becomes="identifying_only", because=WHY, subjects=[of], by=ana, now=cast.now)
    record = open_tips(cast, "The brother was seen.")[0].public_id
    with reading(cast.as_("ana")) as ana, pytest.raises(NotReclassed):
        change_class(
            record=record, becomes="criminal_intelligence", because=WHY,
            predicate=replace(WHOLE, supporting_file=str(made)), by=ana, now=cast.now,
        )  # fmt: skip


def test_who_came_to_help_is_never_matched(cast: SimpleNamespace) -> None:
    """A number of a reporter, victim, witness, officer or requester links no record, though two reports name it."""
    for n, who in enumerate(("reporter", "victim", "witness", "officer", "requester")):
        said = f"the {who} can be reached at 612-555-01{n}7."
        made = [open_tips(cast, text)[0] for text in (f"A lamp was out; {said}", f"A door stood open; {said}")]
        with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
            connect(record_ids=[one.public_id for one in made], by=by, now=cast.now)
        with connections["owner"].cursor() as cursor:
            cursor.execute("select count(*) from analyze_link where b_id = %s", [made[1].id])
            assert cursor.fetchone()[0] == 0, who


def test_protected_characteristics_are_no_indicator(cast: SimpleNamespace) -> None:
    """No kind that is weighed, kept or vetted by is a protected characteristic, and none can be declared."""
    with pytest.raises(ValueError, match=r"28 CFR 23\.20"):
        rules = link_rules()
        LinkRules({**rules.identifiers, "religion": rules.identifiers["plate"]}, rules.near, 8, 4, 1, rules.never_roles)
    words = {"race", "religion", "ethnicity", "gender", "national origin", "sexual orientation"}
    named = {*link_rules().identifiers, *mention_rules().kinds, *(one.lower() for one in behaviors().by_code)}
    assert not words & named
    assert cast


def test_protected_characteristics_are_flagged_outside_a_description(cast: SimpleNamespace) -> None:
    """A word for one outside a suspect's description is flagged for a person's look; inside one it is not."""
    assert protected_words("He acted strangely because he is Muslim.")
    assert not protected_words("Suspect described as white male, 6 feet, gray coat.")
    assert cast


def test_28cfr23_20l_lawful_political_activity_is_not_vetted_through(cast: SimpleNamespace) -> None:
    """A report that touches protected activity becomes no SAR without the privacy officer's approval."""
    policy = vetting_policy()
    who = PersonFacts("ana", human=True, trained={policy.course: cast.now.date()})
    tip = TipFacts("received", submitted_by="lio")
    what = Determination(("INTRSN",), "He cut the fence beside the rally.", "He cut it at night and hid.", True)
    for approved_by, allowed in ((None, False), ("pia", True)):
        determination = replace(what, approved_by=approved_by)
        decision = may_promote(
            replace(tip, state="promotion proposed", proposed_by="sam"), determination, who, policy=policy,
            behaviors=behaviors(), now=cast.now,
        )  # fmt: skip
        assert bool(decision) == allowed, approved_by


def test_28cfr23_20f2_in_imminent_danger_an_assessment_goes_and_never_the_record(cast: SimpleNamespace) -> None:
    """Danger and reason are stated, the call was made, recipients are named, and no record goes along."""
    fine = {
        "danger": "The night shift of the plant, tonight.", "reason": "It says which gate to close.",
        "phoned": Phoned("Shift chief", "Wright", cast.now), "recipients": ("Ben",), "assessment_only": True,
    }  # fmt: skip
    assert may_release_imminent(**fine, now=cast.now)
    for gap in ({"danger": ""}, {"reason": ""}, {"phoned": None}, {"recipients": ()}, {"assessment_only": False}):
        assert not may_release_imminent(**{**fine, **gap}, now=cast.now), gap


def test_28cfr23_20g_each_dissemination_is_on_record(cast: SimpleNamespace) -> None:
    """Who received, of which agency, when and from whom stand with the release; without a reason none leaves."""
    draft = Draft("cap", uuid4().hex, "", "Threat against the plant", "Said for tonight.", {"status": "Actual"},
                  place=Place(-93.87, 45.36, 500.0, "Monticello"))  # fmt: skip
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [incoming_of(draft, stamper.stamp_drafts([draft])[0], cast.center)]
        threat = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat, by=ana, now=cast.now)
    said = {
        "assessment_id": made.id, "danger": "The night shift of the plant.", "recipients": [cast.person("ben").id],
        "phoned": Phoned("Shift chief", "Wright", cast.now), "now": cast.now,
    }  # fmt: skip
    with reading(cast.as_("ana")) as ana, pytest.raises(NotReleasedAtOnce):
        release_imminent(**said, reason="", by=ana)
    with reading(cast.as_("ana")) as ana:
        released = release_imminent(**said, reason="It says which gate to close.", by=ana)
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "select d.person_id, d.agency_id, r.by_id, d.delivered_at is not null from disseminate_delivery d"
            " join disseminate_release r on r.id = d.release_id where r.public_id = %s",
            [released],
        )
        rows = cursor.fetchall()
    assert rows == [(cast.person("ben").id, cast.wright, cast.person("ana").id, True)]
    with reading(cast.as_("ben")) as ben:
        assert sent.release_view(audience=ben, public_id=released) is not None


def test_28cfr23_20h_recipients_are_told_of_a_correction(cast: SimpleNamespace) -> None:
    """When a court seals a record, whoever was given something of it gets a notice that holds none of its words."""
    made = open_tips(cast, "A boy broke a window at the school.")[0]
    ben = cast.person("ben")
    declare_holding("a.law.flag", lambda purge_id, ids: 0, lambda ids, audience: [ben.id] if made.id in ids else [])
    try:
        with reading(cast.as_("pia")) as pia:
            told = flag(record=made.public_id, kind="sealed", authority="District court 26-J-11", by=pia, now=cast.now)
    finally:
        del _declared["a.law.flag"]
    with connections["owner"].cursor() as cursor:
        sql = "select subject || text from notify_notice where person_id = %s and kind = 'correction'"
        cursor.execute(sql, [ben.id])
        texts = [row[0] for row in cursor.fetchall()]
    assert told == 1 and len(texts) == 1 and "window" not in texts[0]
    with reading(cast.as_("ana")) as ana:
        assert rows_of(audience=ana, public_ids=[made.public_id]) == []
