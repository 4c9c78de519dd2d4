"""The request desk: taken sealed, answered to known callers alone, forgotten past its day."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections
from makers import incoming_of, open_tips, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.opening import Opened
from watchfloor.disseminate.actions.answering import NotAnswered, answer_request
from watchfloor.disseminate.queries.answers import AnswerView, answer_on
from watchfloor.disseminate.queries.log import dissemination_log
from watchfloor.disseminate.queries.releases import recipients_of
from watchfloor.disseminate.rules.answering import NOTHING_WORDS
from watchfloor.people.models import Person
from watchfloor.plan.actions.requests import (
    NoSuchRequest,
    NotRequested,
    call_back,
    close_request,
    correct_request,
    forget_due_requests,
    take_request,
)
from watchfloor.plan.queries.requests import RequestView, open_requests, request, settled_since
from watchfloor.plan.rules.requests import Kept, Said
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.purge import purge
from watchfloor.protect.rules.labels import Atom

NUMBER = "763-555-0110"
WORDS = Kept("Ben Exercise", "wright-sheriff", "(763) 555 0110", "", "Is the merganser van KLX 4471 known to you?")


@pytest.fixture(scope="module", autouse=True)
def _phones(cast: SimpleNamespace) -> None:
    """Ben has a number in the registry, Cy has none."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update people_person set phone = %s where login = 'ben'", [NUMBER])
    assert Person.objects.get(login="ben").phone == NUMBER


def take(cast: SimpleNamespace, who: str = "ana", **words: str) -> UUID:
    """A request taken by one of the cast."""
    kept = Kept(**{name: words.get(name, getattr(WORDS, name)) for name in WORDS.__slots__})
    with reading(cast.as_(who)) as by:
        said = Said(kept, words.get("purpose", "officer-safety"), "immediate", "phone")
        return take_request(said=said, by=by, now=cast.now)


def seen(cast: SimpleNamespace, which: UUID, who: str = "ana") -> RequestView | None:
    """The request as one of the cast reads it."""
    with reading(cast.as_(who)) as by:
        return request(audience=by, public_id=which)


def refused(cast: SimpleNamespace, who: str = "ana", **words: str) -> list[str]:
    """The rules that speak against taking it."""
    with pytest.raises(NotRequested) as no:
        take(cast, who, **words)
    return [one.rule for one in no.value.decision.against]


def test_a_caller_from_his_number_of_the_registry_is_its_recipient(cast: SimpleNamespace) -> None:
    """The request is read back whole, due in fifteen minutes, by its center; the partner and the stranger see none."""
    made = take(cast)
    view = seen(cast, made)
    assert view is not None
    assert (view.words, view.recipient_id, view.checked) == (WORDS, cast.person("ben").id, "registry")
    assert view.due_at == cast.now + timedelta(minutes=15)
    assert seen(cast, made, "sam") == view
    assert seen(cast, made, "ben") is None
    assert seen(cast, made, "cy") is None


def test_its_words_lie_in_no_row_and_no_fact_in_clear(cast: SimpleNamespace) -> None:
    """Neither name nor number nor what is asked; the fact names the request alone."""
    made = take(cast)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select r::text from plan_request r")
        text = " ".join(row[0] for row in cursor.fetchall())
        cursor.execute("select f::text, f.records from core_fact f where kind = 'plan.request.taken' order by seq desc")
        fact, records = cursor.fetchone()
    assert records == [made]
    for word in ("merganser", "KLX", "Ben", "555-0110", "555 0110"):  # four digits alone stand in a hash
        assert word not in text + fact
        assert word.encode().hex() not in text + fact


def test_what_is_missing_and_a_purpose_without_its_case_are_refused_by_rule(cast: SimpleNamespace) -> None:
    """Nothing is kept; a purpose that needs a case cannot be had with none yet."""
    assert refused(cast, number=" ") == ["plan.request.number"]
    assert refused(cast, purpose="criminal-investigation") == ["access.case"]
    assert refused(cast, "pia") == ["plan.request.right"]
    assert seen(cast, take(cast, purpose="criminal-investigation", case_ref="26-0141 WCS")) is not None


def test_an_unknown_caller_is_called_back_at_the_number_of_the_registry(cast: SimpleNamespace) -> None:
    """From another number nobody is known; whom the officer reached of that very agency is, and nobody else."""
    made = take(cast, number="763-555-0199", caller="Deputy Somebody")
    view = seen(cast, made)
    assert view is not None
    assert (view.recipient_id, view.checked) == (None, "")
    with reading(cast.as_("ana")) as by, pytest.raises(NotRequested):
        call_back(request_id=made, reached=cast.person("cy").public_id, by=by, now=cast.now)
    with reading(cast.as_("ana")) as by:
        call_back(request_id=made, reached=cast.person("ben").public_id, by=by, now=cast.now)
    view = seen(cast, made)
    assert view is not None
    assert (view.recipient_id, view.checked) == (cast.person("ben").id, "called-back")
    assert view.called_by == cast.person("ana").id


def correct(cast: SimpleNamespace, which: UUID, who: str = "ana", **words: str) -> None:
    """Who was mistyped, mended by one of the cast."""
    said = {name: words.get(name, getattr(WORDS, name)) for name in ("caller", "agency", "number")}
    with reading(cast.as_(who)) as by:
        correct_request(request_id=which, by=by, now=cast.now, **said)


def test_a_mistyped_agency_is_corrected_and_its_caller_found(cast: SimpleNamespace) -> None:
    """What is asked stays as it was said, a fact names the request alone; once he is known his agency stays."""
    made = take(cast, agency="Wrigt Sheriff", caller="Ben Exercize")
    before = seen(cast, made)
    assert before is not None and before.recipient_id is None
    with reading(cast.as_("ben")) as ben, pytest.raises(NoSuchRequest):
        correct_request(request_id=made, caller="x", agency="x", number=NUMBER, by=ben, now=cast.now)
    with pytest.raises(NotRequested) as no:
        correct(cast, made, number="0110")
    assert [one.rule for one in no.value.decision.against] == ["plan.request.number"]
    correct(cast, made)
    view = seen(cast, made)
    assert view is not None
    assert (view.words, view.recipient_id, view.checked) == (WORDS, cast.person("ben").id, "registry")
    with connections["owner"].cursor() as cursor:
        cursor.execute("select records, f::text from core_fact f where kind = 'plan.request.corrected'")
        ((records, fact),) = cursor.fetchall()
    assert records == [made] and "Ben" not in fact
    with pytest.raises(NotRequested) as no:
        correct(cast, made, agency="far-away")
    assert [one.rule for one in no.value.decision.against] == ["plan.request.known"]
    correct(cast, made, caller="Ben E. Exercise")
    with reading(cast.as_("ana")) as ana:
        close_request(request_id=made, because="withdrawn", by=ana, now=cast.now)
    with pytest.raises(NotRequested):
        correct(cast, made)
    with pytest.raises(DatabaseError), reading(cast.as_("ana")), connection.cursor() as cursor:
        cursor.execute("update plan_request set sealed = 'x' where public_id = %s", [made])


def test_nobody_of_an_agency_without_a_number_in_the_registry_can_be_reached(cast: SimpleNamespace) -> None:
    """Nor of an agency that the registry does not know: such a request is only closed, and once."""
    for agency, whom in (("far-away", "cy"), ("Nowhere Constabulary", "ben")):
        made = take(cast, agency=agency)
        with reading(cast.as_("ana")) as by, pytest.raises(NotRequested) as no:
            call_back(request_id=made, reached=cast.person(whom).public_id, by=by, now=cast.now)
        assert [one.rule for one in no.value.decision.against] == ["plan.request.reached"]
        with reading(cast.as_("ana")) as by:
            close_request(request_id=made, because="through-agency", by=by, now=cast.now)
            assert made in [one.public_id for one in settled_since(audience=by, since=cast.now)]
            assert made not in [one.public_id for one in open_requests(audience=by)]
            with pytest.raises(NotRequested):
                close_request(request_id=made, because="withdrawn", by=by, now=cast.now)


def test_who_may_not_see_a_request_meets_none(cast: SimpleNamespace) -> None:
    """To the partner one that exists and one that does not answer alike."""
    for which in (take(cast), uuid4()):
        with reading(cast.as_("ben")) as by, pytest.raises(NoSuchRequest):
            close_request(request_id=which, because="withdrawn", by=by, now=cast.now)


def test_the_database_answers_nobody_unknown_and_changes_no_recipient(cast: SimpleNamespace) -> None:
    """Whatever the application asks for: an answer needs a recipient, and who was found stays the one."""
    unknown, known = take(cast, agency="Nowhere"), take(cast)
    for sql, which in (
        ("update plan_request set state = 'answered' where public_id = %s", unknown),
        ("update plan_request set recipient_id = 1 where public_id = %s", known),
        ("update plan_request set sealed = '' where public_id = %s", known),
    ):
        with pytest.raises(DatabaseError), reading(cast.as_("ana")), connection.cursor() as cursor:
            cursor.execute(sql, [which])


def test_past_its_day_the_words_go_and_the_row_stays(cast: SimpleNamespace) -> None:
    """Only a service forgets, and only past the day; the key that opened the words is gone with them."""
    made = take(cast)
    later = cast.now + timedelta(days=1826)
    with reading(cast.as_("ana")) as by:
        assert forget_due_requests(by=by, now=later) == 0
    with reading(admit_service(service="protect.purge", now=cast.now)) as by:
        assert forget_due_requests(by=by, now=later - timedelta(days=2)) == 0
        assert forget_due_requests(by=by, now=later) >= 1
        assert forget_due_requests(by=by, now=later) == 0
    view = seen(cast, made)
    assert view is not None
    assert view.erased
    assert view.words == Kept("", "", "", "", "")
    with connections["owner"].cursor() as cursor:
        cursor.execute("select count(*) from plan_request where length(sealed) > 0 or key_id is not null")
        assert cursor.fetchone() == (0,)


def answer(cast: SimpleNamespace, which: UUID, *told: UUID, outcome: str = "found", words: str = "Told.") -> None:
    """Ana answers under the purpose and case of the request."""
    with reading(cast.as_("ana", "officer-safety", "")) as by:
        answer_request(request_id=which, outcome=outcome, words=words, told=told, by=by, now=cast.now)


def against(cast: SimpleNamespace, which: UUID, *told: UUID, **said: str) -> set[str]:
    """The rules that refuse the answer."""
    with pytest.raises((NotAnswered, NotRequested)) as no:
        answer(cast, which, *told, **said)
    return {one.rule for one in no.value.decision.against}


def answered(cast: SimpleNamespace, which: UUID, who: str = "ana") -> AnswerView | None:
    """The answer as one of the cast reads it."""
    with reading(cast.as_(who, "officer-safety", "")) as by:
        return answer_on(audience=by, request=which)


def made_of(cast: SimpleNamespace, legal_class: str, body: str = "A van at the dam.") -> Opened:
    """A tip's draft, stamped as another class."""
    with reading(cast.operator):
        stamp = stamp_of(cast, [Atom(cast.center, legal_class, "LES", "center").print()], legal_class=legal_class)
        incoming = [incoming_of(tip(body), stamp, cast.center)]
        return open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0]


def test_an_answer_is_kept_with_recipient_reason_and_what_it_told_of(cast: SimpleNamespace) -> None:
    """The words are read back whole by who sees every record told of; partner and stranger find none; once is once."""
    told, which = open_tips(cast, "A van at the dam.")[0], take(cast)
    answer(cast, which, told.public_id, words="One report of a van at the dam.")
    view = answered(cast, which)
    assert view is not None
    assert (view.words, view.outcome, view.person_id) == (
        "One report of a van at the dam.", "found", cast.person("ben").id,
    )  # fmt: skip
    assert [row.public_id for row in view.told] == [told.public_id]
    assert view.marking == "UNCLASSIFIED//LES"
    request_view = seen(cast, which)
    assert request_view is not None and request_view.state == "answered"
    assert answered(cast, which, "ben") is None and answered(cast, which, "cy") is None
    assert against(cast, which, told.public_id) == {"plan.request.state"}
    with connections["owner"].cursor() as cursor:
        cursor.execute("select a::text from disseminate_answer a")
        assert "report of a van" not in (text := " ".join(row[0] for row in cursor.fetchall()))
        assert b"report of a van".hex() not in text
        cursor.execute("select records from core_fact where kind = 'disseminate.request.answered' order by seq desc")
        assert set(cursor.fetchone()[0]) >= {which, told.public_id}


def test_an_unknown_caller_is_not_answered_even_that_nothing_was_found(cast: SimpleNamespace) -> None:
    """Not with a record, not with nothing: he is called back first."""
    which = take(cast, number="763-555-0199")
    for outcome in ("found", "nothing", "owner"):
        assert against(cast, which, outcome=outcome) == {"plan.request.known"}


def test_what_the_release_matrix_refuses_is_not_told(cast: SimpleNamespace) -> None:
    """Case support stays in the center: the rule is named with the record, and nothing of the answer is kept."""
    refused_one, which = made_of(cast, "case_support"), take(cast)
    with pytest.raises(NotAnswered) as no:
        answer(cast, which, refused_one.public_id)
    reason = no.value.decision.against[0]
    assert reason.rule == "disseminate.release.matrix"
    assert reason.text.startswith(f"TIP-{str(refused_one.public_id)[:8]}: ")
    assert "call the owner" in reason.way_out
    assert answered(cast, which) is None
    view = seen(cast, which)
    assert view is not None and view.state == "open"


def test_no_agreement_no_record_told_of(cast: SimpleNamespace) -> None:
    """Cy's agency has agreed to nothing: he hears that nothing was found, not of a record: 28 CFR 23.20(f)(1)."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("update people_person set phone = '612-555-0120' where login = 'cy'")
    told, which = open_tips(cast, "A van at the lock.")[0], take(cast, agency="far-away", number="612 555 0120")
    assert "disseminate.release.agreement" in against(cast, which, told.public_id)
    answer(cast, which, outcome="nothing", words="")
    view = answered(cast, which)
    assert view is not None and view.words == NOTHING_WORDS


def test_the_form_of_an_answer_is_asked_too(cast: SimpleNamespace) -> None:
    """Found names a record, the others none; what is not there for the officer is told of by nobody."""
    told, which = open_tips(cast, "A van at the weir.")[0], take(cast)
    assert against(cast, which) == {"disseminate.answer.told"}
    assert against(cast, which, told.public_id, outcome="nothing") == {"disseminate.answer.told"}
    assert against(cast, which, told.public_id, words=" ") == {"disseminate.answer.words"}
    assert against(cast, which, outcome="perhaps") == {"disseminate.answer.outcome"}
    assert against(cast, which, uuid4()) == {"disseminate.answer.record"}
    with reading(cast.as_("ana")) as by, pytest.raises(NotAnswered) as no:  # another purpose than the request's
        answer_request(request_id=which, outcome="nothing", words="", told=(), by=by, now=cast.now)
    assert [one.rule for one in no.value.decision.against] == ["disseminate.answer.purpose"]


def test_the_database_keeps_no_answer_to_anybody_but_the_recipient(cast: SimpleNamespace) -> None:
    """Not even for its own officer: an answer stands on a request that he settled, to the one who was found."""
    which = take(cast)
    row = "(1, %s, %s, 'found', 'x', 'U', '', 0, %s, 1, %s, now(), now())"
    columns = (
        "(label_id, public_id, request, outcome, purpose, marking, sealed, told, person_id, agency_id, by_id, at,"
        " purge_on)"
    )
    for person in (cast.person("ben").id, cast.person("cy").id):
        with (
            pytest.raises(DatabaseError, match="not yours"),
            reading(cast.as_("ana")),
            connection.cursor() as cursor,
        ):
            values = [uuid4(), which, person, cast.person("ana").id]
            cursor.execute(f"insert into disseminate_answer {columns} values {row}", values)


def test_the_log_of_disseminations_shows_answers_without_a_word(cast: SimpleNamespace) -> None:
    """Recipient, reason and date for the privacy desk alone."""
    which = take(cast)
    answer(cast, which, outcome="nothing", words="Nothing known of the merganser van.")
    with reading(cast.as_("pia", "privacy-oversight", "")) as pia:
        log = dissemination_log(audience=pia, since=cast.now)
    (line,) = [one for one in log if one.number == f"RQ-{str(which)[:8]}"]
    assert (line.part, line.reason, line.person_id) == (
        "answer: nothing", "request: officer-safety", cast.person("ben").id,
    )  # fmt: skip
    assert "merganser" not in repr(line)
    with reading(cast.as_("ana")) as ana:
        assert dissemination_log(audience=ana, since=cast.now) == []


def test_a_purge_empties_the_answers_that_told_of_a_record_and_tells_who_heard(cast: SimpleNamespace) -> None:
    """The words and their key go, the line that somebody was told stays, and he is among those who are told."""
    told, which = open_tips(cast, "A van at the spillway.")[0], take(cast)
    answer(cast, which, told.public_id, words="A report of the spillway van.")
    with reading(admit_service(service="protect.expire", now=cast.now)) as service:
        assert list(recipients_of(record_ids=[told.id], audience=service)) == [cast.person("ben").id]
    purge(
        record_ids=[told.public_id], because="misleading", second_id=cast.person("dee").id, by=cast.as_("pia"),
        now=cast.now,
    )  # fmt: skip
    view = answered(cast, which)
    assert view is not None
    assert (view.words, view.told, view.erased) == ("", (), True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("select length(sealed), key_id from disseminate_answer where request = %s", [which])
        assert cursor.fetchone() == (0, None)
