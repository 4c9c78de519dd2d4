"""RFIs by their pages: in and out, worked on, answered, used again; and whom they are not for."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from makers import open_tips

from watchfloor.core.gate.session import reading
from watchfloor.plan.actions.needs import approve_need, state_need
from watchfloor.plan.rules.needs import NeedSaid

At = Callable[[str], Client]
HERE = "/rfis/"
CASE = "26-0141 WCS"
SAID = {
    "requester": "Ben Exercise", "agency": "wright-sheriff", "contact": "ben@example.org", "reference": "WCS-88",
    "subject": "Drones over merganser dams", "asked": "Which drone sightings near plate KLX 4471 do you hold?",
    "need": "Patrol plan", "predicate": "", "purpose": "criminal-investigation", "case": CASE, "about": "place",
    "basis": "infrastructure", "priority": "priority", "due": "", "marking": "U//LES", "sector": "DAMS", "need_id": "",
    "do": "submit",
}  # fmt: skip


def write(desk: Client, way: str = "in", **said: str) -> str:
    """The address of an RFI that was written."""
    answer = desk.post(f"{HERE}new/{way}/", {**SAID, **said})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def do(desk: Client, where: str, deed: str, **said: object) -> str:
    """Where a deed leads."""
    answer = desk.post(where, {"do": deed, **said})
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def worked_on(at_desk: At, cast: SimpleNamespace, **said: str) -> str:
    """One that Ana works on."""
    where = write(at_desk("ana"), **said)
    do(at_desk("sam"), where, "validate", protected="no")
    do(at_desk("sam"), where, "assign", what="Look", person=str(cast.person("ana").public_id))
    do(at_desk("ana"), where, "begin")
    return where


def test_an_rfi_goes_from_the_form_to_its_answer(at_desk: At, cast: SimpleNamespace) -> None:
    """Listed with its clock; searched under its purpose; the answer leaves under a marking that the page says."""
    (seen,) = open_tips(cast, "A gray drone, plate KLX 4471, at the dam.")
    ana, where = at_desk("ana"), worked_on(at_desk, cast)
    assert where in ana.get("/watch/").content.decode()
    assert where in ana.get(HERE).content.decode() and where not in ana.get(f"{HERE}out/").content.decode()
    page = ana.get(where).content.decode()
    for said in ("In work", "Patrol plan", "The registry has this person", "Protection of infrastructure", "124h"):
        assert said in page, said
    assert "Criminal investigation" in page[page.index("Purpose of your reading") :][:400]
    assert 'value="KLX 4471"' in page
    found = ana.get(where, {"q": "KLX 4471", "tell": str(seen.public_id)}).content.decode()
    assert "leaves as" in found and f"TIP-{str(seen.public_id)[:8]}" in found
    answer = {"outcome": "found", "words": "One sighting.", "tell": str(seen.public_id)}
    early = ana.post(where, {"do": "answer", **answer})
    assert early.status_code == 422 and "Rule plan.rfi.parts" in early.content.decode()
    assert "One sighting." in early.content.decode()
    part = re.search(r'name="part" value="([^"]+)"', page)
    assert part is not None
    do(ana, where, "finish-part", part=part[1])
    do(ana, where, "answer", **answer)
    done = ana.get(where).content.decode()
    for said in ("One sighting.", "told to Ben Exercise", "by Ana Exercise", "Answered"):
        assert said in done, said
    assert where in ana.get(HERE).content.decode().partition("Done")[2]
    again = worked_on(at_desk, cast, subject="Merganser dams and drones")
    page = ana.get(again).content.decode()
    assert "Asked before" in page and "Same words:" in page
    reuse = ana.get(again, {"reuse": where.rstrip("/").rpartition("/")[2]}).content.decode()
    assert "One sighting." in reuse and f'name="tell" value="{seen.public_id}" checked' in reuse


def test_a_mistake_names_field_and_way_out_and_keeps_the_words(at_desk: At) -> None:
    """Due in the past, a marking that is none, a moment that is none: nothing is kept."""
    for wrong, field, said in (
        ({"due": "2001-01-01T10:00"}, "due", "it lies in the past"),
        ({"due": "soon"}, "due", "is no moment"), ({"marking": "MOON"}, "marking", "Marking:"),
        ({"subject": " "}, "subject", "Subject: empty."),
    ):  # fmt: skip
        answer = at_desk("ana").post(f"{HERE}new/in/", {**SAID, **wrong})
        page = answer.content.decode()
        assert answer.status_code == 422 and f'href="#f-{field}"' in page and said in page, wrong
        assert "Which drone sightings near plate" in page
    assert at_desk("ana").get(f"{HERE}new/up/").status_code == 404


def test_one_about_a_person_is_withheld_by_rule_from_who_is_not_trained(at_desk: At, cast: SimpleNamespace) -> None:
    """28 CFR 23: its list line says only that it is there; without facts it is not validated."""
    ana, sam = at_desk("ana"), at_desk("sam")
    where = write(ana, about="person", basis="investigation", subject="Jonas Kestrel")
    refused = sam.post(where, {"do": "validate", "protected": "no"})
    assert refused.status_code == 422 and "28 CFR 23.20(a), (c)" in refused.content.decode()
    with connections["owner"].cursor() as cursor:
        past = "update people_training set valid_until = %s where course = '28cfr23' and person_id = %s"
        cursor.execute(past, ["2001-01-01", cast.person("dee").id])
    page, lists = at_desk("dee").get(where), at_desk("dee").get(HERE).content.decode()
    assert page.status_code == 403 and "right.28cfr23" in page.content.decode()
    assert "Kestrel" not in page.content.decode() + lists
    assert "Withheld: about a person" in lists
    assert "Kestrel" in ana.get(where).content.decode()


def test_an_outgoing_one_is_corrected_sent_reminded_of_and_answered(at_desk: At) -> None:
    """Its answer stands under the marking it came with."""
    ana, sam = at_desk("ana"), at_desk("sam")
    where = write(ana, "out", agency="far-awya", requester="Cy Exercise")
    fixed = {**SAID, "agency": "far-away", "requester": "Cy Exercise"}
    assert "far-awya" in ana.get(f"{where}correct/").content.decode()
    assert ana.post(f"{where}correct/", fixed)["Location"] == where
    assert "Far Away Police" in ana.get(where).content.decode()
    do(sam, where, "validate", protected="no")
    do(ana, where, "send")
    assert ana.get(f"{where}correct/").status_code == 404
    do(ana, where, "remind")
    assert ana.post(where, {"do": "remind"}).status_code == 422
    do(ana, where, "answer", reply="Two sightings in May.", marking="CUI")
    page = ana.get(where).content.decode()
    assert "Far Away Police answered" in page and "Two sightings in May." in page and "CUI" in page
    assert where in ana.get(f"{HERE}out/").content.decode().partition("Done")[2]


def test_partner_stranger_and_inspector_see_nothing_of_it(at_desk: At) -> None:
    """One that is there and one that is not answer alike; leadership reads and works on none."""
    where, nowhere = write(at_desk("ana")), f"{HERE}{uuid4()}/"
    for login in ("ben", "cy", "ike"):
        desk = at_desk(login)
        for one in (where, nowhere, HERE, f"{HERE}out/", f"{where}correct/", f"{HERE}new/in/"):
            answer = desk.get(one)
            assert answer.status_code == 403 and "merganser" not in answer.content.decode()
        assert desk.post(where, {"do": "reject", "reason": "twice"}).status_code == 403
    assert at_desk("ana").get(nowhere).status_code == 404
    assert at_desk("ana").post(nowhere, {"do": "begin"}).status_code == 404
    page = at_desk("pia").get(where).content.decode()
    assert "merganser" in page and "right.request.answer" in page and "Validate" not in page
    assert at_desk("pia").post(f"{HERE}new/in/", SAID).status_code == 422


def test_a_file_is_taken_and_what_is_none_is_refused(at_desk: At) -> None:
    """Only once it was sent; a partner takes none; a file that nobody known signed is set aside."""
    ana, sam = at_desk("ana"), at_desk("sam")
    where = write(ana, "out", agency="far-away", requester="Cy Exercise")
    assert ana.get(f"{where}file").status_code == 403
    do(sam, where, "validate", protected="no")
    do(ana, where, "send")
    assert f'href="{where}file"' in ana.get(where).content.decode()
    file = ana.get(f"{where}file")
    assert file.status_code == 200 and file["Content-Disposition"].startswith('attachment; filename="RFI-')
    assert at_desk("ben").get(f"{where}file").status_code == 403
    stranger = {"file": SimpleUploadedFile("rfi.json", file.content)}
    assert ana.post(f"{HERE}file/", stranger)["Location"] == f"{HERE}file/"
    assert "Set aside, sealed. Nobody whom we know signed it." in ana.get(f"{HERE}file/").content.decode()
    for content, status, said in (
        (file.content[:-2], 422, "Rule rfi.form"), (b"", 422, "File: none"),
    ):  # fmt: skip
        answer = ana.post(f"{HERE}file/", {"file": SimpleUploadedFile("rfi.json", content)} if content else {})
        assert answer.status_code == status and said in answer.content.decode()


def test_typed_words_that_look_classified_are_not_kept_and_an_officer_hears(at_desk: At) -> None:
    """In the form and in an answer on ours: refused without a word of them, and a security officer is called."""
    counted = "select count(*) from notify_notice where kind = 'spill'"
    typed = at_desk("ana").post(f"{HERE}new/in/", {**SAID, "asked": "SECRET//NOFORN The toucan convoy"})
    where = write(at_desk("ana"), "out", agency="far-away", requester="Cy Exercise", do="")
    do(at_desk("sam"), where, "validate", protected="no")
    do(at_desk("ana"), where, "send")
    reply = at_desk("ana").post(where, {"do": "answer", "reply": "(S//NF) toucan", "marking": "U"})
    with connections["owner"].cursor() as cursor:
        for answer in (typed, reply):
            assert answer.status_code == 403 and "toucan" not in answer.content.decode()
            assert "a security officer was told" in answer.content.decode()
        cursor.execute(counted)
        assert cursor.fetchone()[0] >= 2
        cursor.execute("select count(*) from protect_spill where way = 'draft' and kind = 'rfi'")
        assert cursor.fetchone()[0] == 2


def test_a_request_and_an_rfi_are_tagged_to_a_need_from_their_pages(at_desk: At, cast: SimpleNamespace) -> None:
    """By who says what belongs to a need; Sam reads the word, Ben learns of neither, and it is taken back."""
    with reading(cast.as_("ana")) as ana:
        need = state_need(said=NeedSaid("Drones over dams"), by=ana, now=cast.now)
    with reading(cast.as_("sam")) as sam:
        approve_need(need_id=need, by=sam, now=cast.now)
    said = {"caller": "Ben Exercise", "agency": "wright-sheriff", "number": "612-555-0100", "asked": "Any drones?",
            "purpose": "officer-safety", "case": "", "urgency": "immediate", "how": "phone"}  # fmt: skip
    taken = at_desk("ana").post("/requests/", said)
    assert taken.status_code == 303, taken.content.decode()
    for where in (str(taken["Location"]).partition("?")[0], write(at_desk("ana"))):
        assert f"{where}needs/" in at_desk("ana").get(where).content.decode()
        assert at_desk("ana").post(f"{where}needs/", {"need": str(need), "do": "answers"}).status_code == 303
        page = at_desk("sam").get(f"{where}needs/").content.decode()
        assert "Drones over dams" in page and "is about it" in page
        assert at_desk("ben").get(f"{where}needs/").status_code in (403, 404)
        assert at_desk("ana").post(f"{where}needs/", {"need": "none"}).status_code == 422
        assert at_desk("ana").post(f"{where}needs/", {"need": str(need), "do": "back"}).status_code == 303
        assert "is about it" not in at_desk("sam").get(f"{where}needs/").content.decode()
    assert at_desk("ana").get(f"{HERE}{uuid4()}/needs/").status_code == 404
