"""Imminent danger: one person alone, the phone first, another confirms or recalls."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from makers import incoming_of

from watchfloor.analyze.actions.assess import assess
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.rules.draft import Draft, Place
from watchfloor.protect.actions.stamp import Stamper

At = Callable[[str], Client]


@pytest.fixture(scope="module")
def form(cast: SimpleNamespace, at_desk: At) -> str:
    """The address of the form of an assessment of Ana's."""
    for login in ("ana", "sam", "ben", "cy", "pia", "dee"):
        at_desk(login)
    draft = Draft("cap", uuid4().hex, "", "Threat against the plant", "Said for tonight.", {"status": "Actual"},
                  place=Place(-93.87, 45.36, 500.0, "Monticello"))  # fmt: skip
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator):
        incoming = [incoming_of(draft, stamper.stamp_drafts([draft])[0], cast.center)]
        threat = open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)[0].public_id
    with reading(cast.as_("ana")) as ana:
        made = assess(record_id=threat, by=ana, now=cast.now)
    return f"/imminent/{made.id}/"


def sound(cast: SimpleNamespace) -> dict[str, object]:
    """What a whole form says."""
    return {
        "danger": "The night shift of the plant, tonight at two.", "reason": "It says which gate to close and when.",
        "phoned_who": "Shift chief", "phoned_agency": "Wright County Sheriff", "phoned_at": "2026-01-05T01:10",
        "recipients": [str(cast.person("ben").id)],
    }  # fmt: skip


@pytest.fixture
def settling(at_desk: At, cast: SimpleNamespace, form: str) -> str:
    """The address on which another person settles what Ana released alone."""
    answer = at_desk("ana").post(form, sound(cast))
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_the_phone_stands_before_the_form(at_desk: At, form: str) -> None:
    """Numbers first; nobody is ticked as a recipient."""
    html = at_desk("ana").get(form).content.decode()
    assert html.index("911") < html.index('name="danger"')
    assert not re.search(r"<input[^>]* checked", html)


def test_what_is_missing_is_listed_and_every_word_kept(at_desk: At, cast: SimpleNamespace, form: str) -> None:
    """No call, no recipient, no danger: each with its rule and a link to its field."""
    said = {**sound(cast), "danger": "", "phoned_at": "", "recipients": []}
    answer = at_desk("ana").post(form, said)
    html = answer.content.decode()
    assert answer.status_code == 422
    for field in ("danger", "phoned_who", "recipients"):
        assert f'href="#f-{field}"' in html
    assert "28 CFR 23.20(f)(2)" in html
    assert "It says which gate to close and when." in html


def test_a_full_disk_stops_no_imminent_release(
    at_desk: At, cast: SimpleNamespace, form: str, disk: Callable[[float], None]
) -> None:
    """With one percent free it is released and read by who was named."""
    disk(1)
    answer = at_desk("ana").post(form, sound(cast))
    assert answer.status_code == 303, answer.content.decode()
    assert at_desk("ben").get(str(answer["Location"]).replace("/imminent/", "/r/")).status_code == 200


def test_ben_reads_it_at_once(at_desk: At, settling: str) -> None:
    """The named recipient gets a notice that leads to the assessment; it holds no record."""
    ben = at_desk("ben")
    notices = ben.get("/notices/").content.decode()
    address = settling.replace("/imminent/", "/r/")
    assert f'href="{address}"' in notices
    assert ben.get(address).status_code == 200


def test_nobody_settles_his_own_release(at_desk: At, settling: str) -> None:
    """Ana sees what she released and who settles it; her POST is refused."""
    ana = at_desk("ana")
    html = ana.get(settling).content.decode()
    assert "You cannot confirm or recall your own release." in html
    assert 'name="answer"' not in html
    refused = ana.post(settling, {"answer": "confirm", "because": "I am sure of it."})
    assert refused.status_code == 422
    assert 'name="answer"' in at_desk("pia").get(settling).content.decode()


def test_the_privacy_officer_confirms_with_a_reason(at_desk: At, settling: str) -> None:
    """Two equal buttons, words needed; then the page says how it was settled."""
    pia = at_desk("pia")
    html = pia.get(settling).content.decode()
    assert html.count('class="button" type="submit" name="answer"') == 2
    bare = pia.post(settling, {"answer": "confirm", "because": " "})
    assert bare.status_code == 422
    assert 'href="#f-because"' in bare.content.decode()
    assert pia.post(settling, {"answer": "confirm", "because": "The danger was real."}).status_code == 303
    assert "Confirmed." in pia.get(settling).content.decode()


def test_a_recall_reaches_the_page_of_the_recipient(at_desk: At, settling: str) -> None:
    """The supervisor recalls; Ben reads why and no text."""
    said = {"answer": "recall", "because": "The caller withdrew it."}
    assert at_desk("sam").post(settling, said).status_code == 303
    html = at_desk("ben").get(settling.replace("/imminent/", "/r/")).content.decode()
    assert "The caller withdrew it." in html
    assert '<article class="product"' not in html


def test_to_a_stranger_none_of_it_ever_was(at_desk: At, cast: SimpleNamespace, form: str, settling: str) -> None:
    """Form and release answer as for an id that never existed."""
    cy = at_desk("cy")
    absent = cy.get(f"/imminent/{uuid4()}/")
    for address in (form, settling, settling.replace("/imminent/", "/r/")):
        hidden = cy.get(address)
        done = cy.post(address, {**sound(cast), "answer": "confirm", "because": "Because I say so."})
        assert hidden.status_code == done.status_code == absent.status_code == 404
        assert hidden.content == done.content == absent.content


def test_who_may_not_release_alone_is_told_who_can(at_desk: At, form: str) -> None:
    """The privacy officer reads the assessment and releases nothing."""
    answer = at_desk("pia").get(form)
    assert answer.status_code == 403
    assert "your role does not release alone" in answer.content.decode()
