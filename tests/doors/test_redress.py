"""Redress by pages: a person without an account asks, the privacy officer decides, the director hears the appeal."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from browsing import browser
from django.db import connections
from django.test import Client
from makers import open_tips, session

At = Callable[[str], Client]
FORM = {
    "kind": "correction", "name": "Merrin Oakhollow", "reach": "merrin@example.org",
    "words": "My van was taken for another at the saltworks gate.",
}  # fmt: skip
WORDS = "A grey van of Merrin Oakhollow stood at the saltworks gate."


@pytest.fixture(scope="module")
def tip(house: SimpleNamespace, cast: SimpleNamespace) -> UUID:
    """What the case is about."""
    return open_tips(cast, WORDS)[0].public_id


@pytest.fixture(scope="module")
def filed(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tip: UUID) -> SimpleNamespace:
    """A case that somebody without an account filed; its code and its address."""
    answer = browser().post("/redress/", FORM)
    assert answer.status_code == 200, answer.content.decode()
    code = re.search(r'receipt mono">([\d ]{19})<', answer.content.decode())
    with connections["owner"].cursor() as cursor:
        cursor.execute("select public_id, record_id from protect_redresscase")
        public_id, record_id = cursor.fetchone()
    assert code
    return SimpleNamespace(code=code[1], id=public_id, record_id=record_id, url=f"/privacy/redress/{public_id}/")


def text(client: Client, address: str) -> str:
    """The page's words."""
    return client.get(address).content.decode()


def test_a_form_that_is_not_whole_keeps_every_word(at_desk: At) -> None:
    """Nothing is filed; each error stands at its field, and what was written stands in the form."""
    answer = browser().post("/redress/", {**FORM, "name": " ", "kind": "whim"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert FORM["words"] in html and "Write your name." in html and "Choose what you ask for." in html
    assert browser().get("/redress/").status_code == 200


def test_no_word_of_it_lies_in_clear(house: SimpleNamespace, filed: SimpleNamespace) -> None:
    """Neither name nor reach nor words stand in any table, and the code is kept nowhere."""
    with session(house, "superuser") as admin:
        tables = admin.execute(
            "select c.oid::regclass::text from pg_class c where c.relkind in ('r', 'p') and not c.relispartition"
            " and c.relnamespace::regnamespace::text in ('public', 'staging')"
        ).fetchall()
        for (table,) in tables:
            for word in ("merrin@example.org", "taken for another", filed.code, filed.code.replace(" ", "")):
                found = admin.execute(f"select count(*) from {table} t where t::text like %s", [f"%{word}%"]).fetchone()
                assert found == (0,), table


def test_the_code_shows_how_far_it_has_come(filed: SimpleNamespace) -> None:
    """Who has the code sees state and clock; a wrong code and none are one answer."""
    right = browser().post("/redress/status/", {"code": filed.code})
    assert right.status_code == 200
    assert "received" in right.content.decode() and "We acknowledge by" in right.content.decode()
    wrong = [browser().post("/redress/status/", {"code": code}) for code in ("0000 0000 0000 0000", "x", "")]
    assert {one.status_code for one in wrong} == {422}
    assert all("No case with this code." in one.content.decode() for one in wrong)


@pytest.mark.parametrize(
    ("login", "status"), [("pia", 200), ("dee", 200), ("ana", 403), ("ike", 403), ("ben", 404), ("cy", 404)]
)
def test_cases_are_for_who_decides_them(at_desk: At, filed: SimpleNamespace, login: str, status: int) -> None:
    """In the house the refusal names its rule and not the case; elsewhere there is no such page."""
    client = at_desk(login)
    for address in ("/privacy/redress/", filed.url):
        answer = client.get(address)
        assert answer.status_code == status
        html = answer.content.decode()
        if status != 200:
            assert "REDRESS-" not in html and "Oakhollow" not in html
    if status == 403:
        there, nowhere = client.get(filed.url), client.get(f"/privacy/redress/{uuid4()}/")
        assert there.status_code == nowhere.status_code == 403
    answered = client.post(filed.url, {"deed": "acknowledge"}).status_code
    assert answered == {"pia": 303, "dee": 422}.get(login, status)


def test_a_case_goes_from_look_up_to_appeal(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, filed: SimpleNamespace, tip: UUID
) -> None:
    """Looked up blind, disputed everywhere, not purged meanwhile, decided with a correction, appealed to another."""
    pia, url = at_desk("pia"), filed.url
    looked = pia.post(url, {"deed": "look", "look": "Oakhollow saltworks"})
    assert looked.status_code == 303
    assert f"/records/{tip}/" in text(pia, url)
    with session(house, "superuser") as admin:
        facts = admin.execute(
            "select kind, records from core_fact where records @> array[%s]::uuid[]",
            [tip],
        ).fetchall()
        notes = admin.execute("select count(*) from core_note where record_id is null").fetchone()
    assert [kind for kind, _ in facts if kind != "core.record.opened"] == []
    assert notes == (0,)
    assert pia.post(url, {"deed": "dispute", "record": str(tip)}).status_code == 303
    assert "Disputed since" in text(at_desk("ana"), f"/records/{tip}/")
    assert "disputed" in text(at_desk("ana"), "/search/?q=saltworks&purpose=threat-assessment&case=EX-26-0141+NFC")
    refused = pia.post(f"/records/{tip}/purge/", {"because": "stale", "second": str(cast.person("dee").id)})
    assert refused.status_code == 403 and "hold.redress" in refused.content.decode()
    decision = {
        "deed": "decide", "outcome": "corrected", "reason": "Two vans were confused.", "answer": "We corrected it.",
        "correction": "The van at the gate belonged to the works.",
    }  # fmt: skip
    early = pia.post(url, decision)
    assert early.status_code == 422 and "identity verified first" in early.content.decode()
    assert pia.post(url, {"deed": "verify", "how": "Passport seen in person."}).status_code == 303
    assert pia.post(url, {**decision, "correction": ""}).status_code == 422
    assert pia.post(url, decision).status_code == 303
    html = text(at_desk("ana"), f"/records/{tip}/")
    assert "The van at the gate belonged to the works." in html and "Disputed since" not in html
    told = browser().post("/redress/status/", {"code": filed.code}).content.decode()
    assert "We corrected it." in told and "Two vans were confused." not in told and "You do not agree?" in told
    assert browser().post("/redress/status/", {"code": filed.code, "deed": "appeal", "words": ""}).status_code == 422
    appealed = browser().post("/redress/status/", {"code": filed.code, "deed": "appeal", "words": "It was my van."})
    assert "appealed" in appealed.content.decode()
    assert pia.post(url, {"deed": "settle", "answer": "No."}).status_code == 422
    assert "You cannot decide the appeal" in text(pia, url)
    assert at_desk("dee").post(url, {"deed": "settle", "answer": "It stays corrected."}).status_code == 303
    assert "It stays corrected." in browser().post("/redress/status/", {"code": filed.code}).content.decode()


def test_recipients_of_a_corrected_record_are_told(house: SimpleNamespace, cast: SimpleNamespace, at_desk: At) -> None:
    """28 CFR 23.20(h): whoever was given something of it gets one notice, without content."""
    from watchfloor.protect.actions.holdings import _declared, declare_holding

    made = open_tips(cast, "A lorry of the Oakhollow works blocked the weir road.")[0]
    browser().post("/redress/", {**FORM, "words": "The lorry was not ours."})
    with connections["owner"].cursor() as cursor:
        cursor.execute("select public_id from protect_redresscase order by record_id desc limit 1")
        url = f"/privacy/redress/{cursor.fetchone()[0]}/"
    pia, ben = at_desk("pia"), cast.person("ben").id
    pia.post(url, {"deed": "verify", "how": "Known."})
    pia.post(url, {"deed": "dispute", "record": str(made.public_id)})
    declare_holding("a.redress.test", lambda purge, ids: 0, lambda ids, by: [ben] if made.id in ids else [])
    try:
        decided = pia.post(url, {"deed": "decide", "outcome": "corrected", "reason": "So.", "answer": "Done.",
                                 "correction": "The lorry was a neighbor's."})  # fmt: skip
    finally:
        del _declared["a.redress.test"]
    assert decided.status_code == 303
    with connections["owner"].cursor() as cursor:
        cursor.execute("select subject || text from notify_notice where person_id = %s and kind = 'correction'", [ben])
        texts = [one for (one,) in cursor.fetchall()]
    assert len(texts) == 1 and "lorry" not in texts[0]


def test_the_form_closes_when_it_is_flooded(house: SimpleNamespace, filed: SimpleNamespace) -> None:
    """Beyond its limit in an hour nothing is filed, and the person is told what to do instead."""
    from watchfloor.protect.rules.redress import Filed, Times, may_file

    said = Filed("complaint", "N", "n@example.org", "I was stopped twice.")
    times = Times(10, 45, 30, 30, 60)
    assert may_file(said, in_last_hour=59, times=times)
    refused = may_file(said, in_last_hour=60, times=times)
    assert [one.rule for one in refused.against] == ["redress.flood"]


@pytest.fixture
def spanish() -> None:
    """The languages as setup builds them, and nothing of what was read before they stood."""
    from django.utils.translation import trans_real

    script = Path(__file__).parents[2] / "scripts" / "messages.py"
    subprocess.run([sys.executable, str(script), "--build"], check=True)
    trans_real._translations.clear()


def test_the_public_form_and_its_answers_speak_spanish(
    house: SimpleNamespace, cast: SimpleNamespace, spanish: None
) -> None:
    """By choice or by the browser's wish; the page says its language, the choice stays, and the desk stays English."""
    person = browser()
    english = text(person, "/redress/")
    assert 'lang="en"' in english and 'href="/redress/?lang=es" lang="es" hreflang="es">Español<' in english
    wished = person.get("/redress/", headers={"accept-language": "es-MX,en;q=0.5"})
    form = text(person, "/redress/?lang=es")
    for html in (form, wished.content.decode()):
        assert '<html lang="es"' in html and "Pregunte qué datos guardamos" in html
        assert 'action="/redress/?lang=es"' in html and ">English<" in html and "Your name" not in html
    assert wished["Content-Language"] == "es"
    lacks = person.post("/redress/?lang=es", {**FORM, "name": " "})
    assert lacks.status_code == 422 and "Escriba su nombre." in lacks.content.decode()
    receipt = person.post("/redress/?lang=es", FORM).content.decode()
    assert "Recibimos su solicitud" in receipt and 'href="/redress/status/?lang=es"' in receipt
    assert re.search(r"Recibida el \d+ de [a-z]+ de \d{4}, \d\d:\d\d", receipt)
    code = re.search(r'receipt mono">([\d ]{19})<', receipt)
    assert code is not None
    case = person.post("/redress/status/?lang=es", {"code": code[1]}).content.decode()
    assert "Estado: <b>recibido</b>" in case and "Pedir que se corrija algo" in case and "a más tardar el" in case
    wrong = person.post("/redress/status/?lang=es", {"code": "0000"})
    assert wrong.status_code == 422 and "No hay ningún caso con este código." in wrong.content.decode()
    assert 'lang="en"' in browser().get("/people/login/", headers={"accept-language": "es"}).content.decode()
