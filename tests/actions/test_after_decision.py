"""After the determination: a no is kept like a yes, nothing is an ISE-SAR without its review, one word comes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import psycopg
import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st
from makers import incoming_of, open_tips, session, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.gather.actions.nexus import NotFound, answer_no, find_nexus
from watchfloor.gather.actions.packages import release_package
from watchfloor.gather.actions.referrals import NotReferred, refer
from watchfloor.gather.actions.report import file_report
from watchfloor.gather.actions.submissions import NotSubmitted, note_purged_there, submit, take_answer
from watchfloor.gather.actions.vetting import NotVetted, dismiss, promote
from watchfloor.gather.actions.waves import keep_keys, salt
from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.queries.nexus import nexus_of
from watchfloor.gather.queries.sharing import outcomes_of, sent, submissions_of
from watchfloor.gather.queries.vetting import vetting_of
from watchfloor.gather.queries.waves import alike, waves_since
from watchfloor.gather.rules.nexus import Nexus
from watchfloor.gather.rules.sharing import Sending
from watchfloor.gather.rules.vetting import Determination, Dismissal
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.classes import NotReclassed, answer_change
from watchfloor.protect.queries import classes as kept
from watchfloor.protect.rules.labels import Atom

LONG = "They came back three nights and noted when the guard was relieved."
YES = Nexus(("THREAT",), LONG, "", LONG, True, LONG, "seen")
NO = replace(YES, indicates=False, outcome="no_nexus")
FITS = Determination(("INTRSN",), LONG, first_amendment=False)
EARLIER = datetime(2026, 1, 1, tzinfo=UTC)
CODES = sorted(behaviors().by_code)


def sar_of(cast: SimpleNamespace, record: UUID | None = None) -> UUID:
    """A tip that Ana proposed and Sam confirmed."""
    record = record or open_tips(cast, "Two people cut the fence.")[0].public_id
    for login in ("ana", "sam"):
        with reading(cast.as_(login)) as by:
            promote(record=record, determination=FITS, by=by, now=cast.now)
    return record


def row_of(cast: SimpleNamespace, record: UUID, login: str = "ana") -> core.Row | None:
    with reading(cast.as_(login)) as by:
        return next(iter(core.rows_of(audience=by, public_ids=[record])), None)


def stated(cast: SimpleNamespace, record: UUID, nexus: Nexus, login: str = "ana") -> str:
    with reading(cast.as_(login)) as by:
        return find_nexus(record=record, nexus=nexus, by=by, now=cast.now)


def ise_sar_of(cast: SimpleNamespace) -> UUID:
    """A SAR whose yes a second person approved."""
    record = sar_of(cast)
    stated(cast, record, YES)
    with reading(cast.as_("sam")) as sam:
        (change, *_) = kept.changes_of(audience=sam, record_id=core.rows_of(audience=sam, public_ids=[record])[0].id)
        answer_change(change=change.public_id, approve=True, by=sam, now=cast.now)
    return record


def review_of(cast: SimpleNamespace, record: UUID) -> UUID:
    with reading(cast.as_("ana")) as ana:
        row = core.rows_of(audience=ana, public_ids=[record])[0]
        return next(one.public_id for one in nexus_of(audience=ana, record_id=row.id) if one.waits)


def test_a_no_waits_for_another_and_then_its_clock_runs(cast: SimpleNamespace) -> None:
    """Nobody confirms his own; confirmed, it is a SAR that goes after 180 days; the words stay sealed with it."""
    record = sar_of(cast)
    assert stated(cast, record, NO) == "waits"
    review = review_of(cast, record)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotFound) as mine:
        answer_no(review=review, confirm=True, by=ana, now=cast.now)
    assert {one.rule for one in mine.value.decision.against} == {"gather.nexus.second"}
    with pytest.raises(NotFound) as again:
        stated(cast, record, YES, "sam")
    assert "gather.nexus.waits" in {one.rule for one in again.value.decision.against}
    with reading(cast.as_("sam")) as sam:
        assert answer_no(review=review, confirm=True, by=sam, now=cast.now) == "confirmed"
    row = row_of(cast, record)
    assert row is not None and row.legal_class == "sar"
    assert row.purge_on == cast.now.date() + timedelta(days=180)
    with reading(cast.as_("sam")) as sam, pytest.raises(NotFound) as late:
        answer_no(review=review, confirm=False, by=sam, now=cast.now)
    assert "Another person answered it" in late.value.decision.against[0].text


def test_a_no_that_is_declined_or_withdrawn_leaves_everything_as_it_was(cast: SimpleNamespace) -> None:
    """Its clock does not run, and both parts may be stated anew."""
    record = sar_of(cast)
    before = row_of(cast, record)
    for login, told in (("sam", "declined"), ("ana", "withdrawn")):
        stated(cast, record, NO)
        with reading(cast.as_(login)) as by:
            assert answer_no(review=review_of(cast, record), confirm=False, by=by, now=cast.now) == told
    assert row_of(cast, record) == before


def test_two_who_decide_at_once(cast: SimpleNamespace) -> None:
    """The first stands; the second, who read the page before, is told that another decided, and changes nothing."""
    record = open_tips(cast, "A man photographed the gate.")[0].public_id
    with reading(cast.as_("ana")) as ana:
        dismiss(record=record, dismissal=Dismissal("INNOCENT", LONG), by=ana, now=cast.now)
    # dee read the proposal and confirms; before her answer arrives sam's does
    from watchfloor.gather.actions import vetting

    late = vetting._tip

    def stale(asked: UUID, by: object) -> object:
        found = late(asked, by)
        with connections["owner"].cursor() as cursor:
            cursor.execute("update gather_vetting set state = 'received' where record_id = %s", [found[0].id])
        return found

    vetting._tip = stale
    try:
        with reading(cast.as_("sam")) as sam, pytest.raises(NotVetted) as told:
            dismiss(record=record, dismissal=Dismissal("INNOCENT", LONG), by=sam, now=cast.now)
    finally:
        vetting._tip = late
    assert "Another person decided in the meantime" in told.value.decision.against[0].text


def test_no_door_makes_an_ise_sar_of_lawful_conduct_without_facts(
    house: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """The one action that page and API share refuses, and the database refuses whoever goes around it."""
    record = sar_of(cast)
    row = row_of(cast, record)
    assert row is not None

    @settings(max_examples=30, deadline=None)
    @given(
        named=st.lists(st.sampled_from(CODES), min_size=1, max_size=3, unique=True).map(tuple),
        facts=st.sampled_from(["", "   ", "odd", "x" * 39]), chars=st.sampled_from([None, 0, 19, 20]),
    )  # fmt: skip
    def holds(named: tuple[str, ...], facts: str, chars: int | None) -> None:
        lawful = bool(behaviors().group_two(named))
        if lawful:
            with pytest.raises(NotFound) as refused:
                find_nexus(
                    record=record, nexus=replace(YES, behaviors=named, articulable_facts=facts), by=ana, now=cast.now
                )
            assert "gather.articulable_facts" in {one.rule for one in refused.value.decision.against}
        sql = (
            "insert into gather_nexus (public_id, record_id, label_id, behaviors, statement, by_id, at, outcome,"
            " answer, facts_chars) values (%s, %s, 1, %s, %s, 1, now(), '', '', %s)"
        )
        around = (uuid4(), row.id, psycopg.types.json.Jsonb(list(named)), b"x" * 40, chars)
        if lawful and (chars or 0) < 20:
            with pytest.raises(psycopg.errors.CheckViolation):
                admin.execute(sql, around)
        else:
            admin.execute(sql, around)
        admin.rollback()

    with session(house, "superuser") as admin, reading(cast.as_("ana")) as ana:
        holds()


def test_nothing_is_opened_restored_or_moved_as_an_ise_sar_without_its_review(
    house: SimpleNamespace, cast: SimpleNamespace
) -> None:
    """An import that opens one, and a superuser who sets the class, are refused at commit; `check` names a copy's."""
    with pytest.raises(Exception, match="needs its review"), reading(cast.operator):
        atom = Atom(cast.center, "ise_sar", "U", "partners").print()
        stamp = stamp_of(cast, [atom], legal_class="ise_sar")
        open_records(source=None, incoming=[incoming_of(tip("An import."), stamp, cast.center)], by=cast.operator,
                     now=cast.now)  # fmt: skip
    record = sar_of(cast)
    force = "update core_record set legal_class = 'ise_sar' where public_id = %s"
    with pytest.raises(psycopg.errors.CheckViolation, match="needs its review"), session(house, "superuser") as admin:
        admin.execute(force, [record])
    with session(house, "superuser") as admin:  # as a restored copy is loaded: without triggers
        admin.execute("set session_replication_role = replica")
        admin.execute(force, [record])
    assert (record, "review") in [(public_id, lacks) for _, public_id, lacks in kept.unlawful()]
    with session(house, "superuser") as admin:
        admin.execute("update core_record set legal_class = 'sar' where public_id = %s", [record])


def test_a_disposition_without_nexus_ends_the_sharing_at_once(cast: SimpleNamespace) -> None:
    """Entered, accepted, answered: the partner loses it in that transaction, the clock runs, the number outlives it."""
    record = ise_sar_of(cast)
    assert row_of(cast, record, "ben") is not None
    at = cast.now + timedelta(minutes=10)
    today = at.date()
    with reading(cast.as_("ana")) as ana:
        release_package(record=record, form="summary", statement="A gate.", checked=True, by=ana, now=cast.now)
        sending = Sending("manual", "EG-26-1", cast.now + timedelta(minutes=5))
        number = submit(record=record, sending=sending, by=ana, now=at)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotSubmitted) as twice:
        submit(record=record, sending=sending, by=ana, now=at)
    assert {one.rule for one in twice.value.decision.against} == {"gather.submission.once"}
    for answer in ("accepted", "inconclusive"):
        with reading(cast.as_("sam")) as sam:
            take_answer(submission=number, answer=answer, words=LONG, on=today, by=sam, now=at)
    assert row_of(cast, record, "ben") is not None
    with reading(cast.as_("sam")) as sam:
        take_answer(submission=number, answer="no_nexus", words=LONG, on=today, by=sam, now=at)
    row = row_of(cast, record)
    assert row is not None and row.legal_class == "sar" and row.purge_on == today + timedelta(days=180)
    assert row_of(cast, record, "ben") is None
    with reading(cast.as_("ana")) as ana:
        (one,) = submissions_of(audience=ana, record_id=row.id)
        assert [each.answer for each in one.answers] == ["accepted", "inconclusive", "no_nexus"]
        assert [each.over_on for each in sent(audience=ana) if each.submission == number] == [None]
        with pytest.raises(NotSubmitted):
            note_purged_there(submission=number, on=today, by=ana, now=at)  # it stands here still


def test_a_submitter_hears_one_word_that_no_nexus_changes(cast: SimpleNamespace) -> None:
    """Ben reads used and its day; part 2 and its outcome leave it as it is and are nothing that he can read."""
    with reading(cast.as_("ben")) as ben:
        record = file_report(
            title="At the gate", narrative="Two people cut the fence at the pump house.", when=None, place=None,
            attested=True, by=ben, now=cast.now,
        )  # fmt: skip
    assert record is not None
    sar_of(cast, record)
    told = []
    for nexus in (None, NO):
        if nexus:
            stated(cast, record, nexus)
        with reading(cast.as_("ben")) as ben:
            row = core.rows_of(audience=ben, public_ids=[record])[0]
            told.append(outcomes_of(audience=ben, record_ids=[row.id]))
            assert nexus_of(audience=ben, record_id=row.id) == []
            assert vetting_of(audience=ben, record_ids=[row.id]) == {}
    assert told[0] == told[1] == {row.id: ("used", cast.now.date())}
    with connections["owner"].cursor() as cursor:
        cursor.execute("select person_id, path from notify_notice where kind = 'feedback'")
        assert cursor.fetchall() == [(cast.person("ben").id, f"/records/{record}/")]


def test_other_crime_goes_to_the_agency_whose_matter_it_is(cast: SimpleNamespace) -> None:
    """Only after two persons found it, only by who releases; the clock of the class stays, the word is referred."""
    record = sar_of(cast)
    before = row_of(cast, record)
    stated(cast, record, replace(NO, outcome="other_crime"))
    for login, rules in (("ana", {"gather.referral.record"}), ("sam", {"gather.referral.outcome"})):
        with reading(cast.as_(login)) as by, pytest.raises(NotReferred) as refused:
            refer(record=record, agency="wright-sheriff", why=LONG, by=by, now=cast.now)
        assert {one.rule for one in refused.value.decision.against} == rules
    with reading(cast.as_("sam")) as sam:
        answer_no(review=review_of(cast, record), confirm=True, by=sam, now=cast.now)
        refer(record=record, agency="wright-sheriff", why=LONG, by=sam, now=cast.now)
        assert outcomes_of(audience=sam, record_ids=[before.id]) == {before.id: ("referred", cast.now.date())}
    assert row_of(cast, record) == before


def test_a_lapsed_training_stops_the_second_part_and_a_stranger_finds_nothing(cast: SimpleNamespace) -> None:
    """Refused with the way out; to Cy there is no such SAR."""
    record = sar_of(cast)
    with connections["owner"].cursor() as cursor:
        move = (
            "update people_training set valid_until = valid_until %s where person_id = %%s and course = 'sar-analyst'"
        )
        cursor.execute(move % "- 9999", [cast.person("ana").id])
        try:
            with pytest.raises(NotFound) as lapsed:
                stated(cast, record, YES)
        finally:
            cursor.execute(move % "+ 9999", [cast.person("ana").id])
    (one,) = lapsed.value.decision.against
    assert one.rule == "gather.training" and "Take the course" in one.way_out
    with pytest.raises((NotFound, NotReclassed)) as absent:
        stated(cast, record, YES, "cy")
    assert absent.value.decision.against[0].text == "There is no such SAR for you."


def test_a_report_finds_its_wave_among_what_its_reader_may_read(cast: SimpleNamespace) -> None:
    """The same text from three agencies is one wave to who reads all three; what one may not read is not in it."""
    words = "Somebody wrote that there will be a shooting at our school on Monday morning"
    for agency in (cast.center, cast.wright, cast.far):
        open_tips(cast, words, agency=agency)
    open_tips(cast, "A drone without lights stood over the substation for four minutes")
    follower = admit_service(service="gather.waves", now=cast.now)
    with reading(follower):
        opened = [row.public_id for row in core.latest(audience=follower, kinds=["tip"], how_many=50)]
        keep_keys(records=opened, by=follower, now=cast.now)
        assert keep_keys(records=opened, by=follower, now=cast.now) == 0
    found = {}
    for login in ("ana", "cy"):
        with reading(cast.as_(login)) as by:
            of_them = [one for one in core.texts_of(audience=by, public_ids=opened) if one.body == words]
            near = {one.row.id for text in of_them for one in alike(audience=by, text=text, salt=salt())}
            waves = [[row.title for row in wave.rows] for wave in waves_since(audience=by, since=EARLIER)]
            found[login] = (len(of_them), len(near), [len(wave) for wave in waves if words.startswith(wave[0])])
    assert found == {"ana": (3, 3, [3]), "cy": (0, 0, [])}
