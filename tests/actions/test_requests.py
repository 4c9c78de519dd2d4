"""The request desk: taken sealed, answered to known callers alone, forgotten past its day."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, connections

from watchfloor.core.gate.session import reading
from watchfloor.people.models import Person
from watchfloor.plan.actions.requests import (
    NoSuchRequest,
    NotRequested,
    call_back,
    close_request,
    forget_due_requests,
    take_request,
)
from watchfloor.plan.queries.requests import RequestView, open_requests, request, settled_since
from watchfloor.plan.rules.requests import Kept, Said
from watchfloor.protect.actions.admit import admit_service

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
    for word in ("merganser", "KLX", "Ben", "0110"):
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
