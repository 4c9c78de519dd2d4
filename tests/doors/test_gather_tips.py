"""The tip page: two looks of two persons, each refusal with its rule, and nothing for a stranger."""

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from makers import open_tips, session
from pypdf import PdfReader

At = Callable[[str], Client]
STORY = "Two people cut the fence of the substation and photographed the transformers with binoculars."
SOUND = {
    "behavior": "INTRSN", "rationale": "They cut the fence and went inside it.", "first_amendment": "no",
    "articulable_facts": "",
}  # fmt: skip
DISMISSAL = {"code": "INNOCENT", "words": "The operator confirmed his own contractors."}


@pytest.fixture
def tip(cast: SimpleNamespace, at_desk: At) -> UUID:
    """A tip of the center."""
    for login in ("ana", "sam", "ben", "cy", "pia"):
        at_desk(login)
    return open_tips(cast, STORY)[0].public_id


def page(client: Client, tip: UUID) -> str:
    answer = client.get(f"/tips/{tip}/")
    assert answer.status_code == 200
    return answer.content.decode()


def proposal_of(client: Client, tip: UUID) -> str:
    """Which proposal the page shows to the second person."""
    found = re.search(r'name="of" value="([^"]+)"', page(client, tip))
    assert found
    return found[1]


def test_nothing_is_ticked_beforehand(at_desk: At, tip: UUID) -> None:
    """Sixteen behaviors in two groups, the second under its rule, and the suggestion beside them unticked."""
    html = page(at_desk("ana"), tip)
    assert len(re.findall(r'type="checkbox" name="(?:behavior|lawful)"', html)) == 16
    assert not re.search(r"<input[^>]* checked", html)
    assert "must not be reported unless articulable facts" in html
    assert 'class="button button--main" type="submit"' not in html.split("</main>")[0]


def test_one_proposes_and_another_confirms(at_desk: At, tip: UUID) -> None:
    """The second person reads the first one's determination and confirms it; then it is a SAR, and both are named."""
    ana, sam = at_desk("ana"), at_desk("sam")
    assert ana.post(f"/tips/{tip}/?do=promote", SOUND).status_code == 303
    first = page(ana, tip)
    assert "Withdraw my proposal" in first
    assert "Confirm it" not in first
    second = page(sam, tip)
    assert "They cut the fence and went inside it." in second
    assert second.count('class="button" type="submit" name="answer"') == 2
    answer = sam.post(f"/tips/{tip}/?do=look", {"answer": "confirm", "of": proposal_of(sam, tip)})
    assert answer.status_code == 303
    done = page(ana, tip)
    assert "Made a SAR: Ana Exercise" in done
    assert "second look Sam Exercise" in done


def test_nobody_confirms_his_own_proposal(at_desk: At, tip: UUID) -> None:
    """Ana is refused in place, with the rule and the way out, and the proposal stands as it was."""
    ana = at_desk("ana")
    ana.post(f"/tips/{tip}/?do=promote", SOUND)
    answer = ana.post(f"/tips/{tip}/?do=look", {"answer": "confirm", "of": proposal_of(ana, tip)})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "You made the proposal yourself. Another trained person must confirm it." in html
    assert "Rule gather.second_look" in html
    assert "Determined by <b>Ana Exercise</b>" in page(at_desk("sam"), tip)


def test_a_declined_proposal_goes_back_to_the_first_look(at_desk: At, tip: UUID) -> None:
    """Declining needs words; then another determination may follow."""
    ana, sam = at_desk("ana"), at_desk("sam")
    ana.post(f"/tips/{tip}/?do=promote", SOUND)
    of = proposal_of(sam, tip)
    bare = sam.post(f"/tips/{tip}/?do=look", {"answer": "decline", "of": of, "reason": ""})
    assert bare.status_code == 422
    reason = "The fence was cut by its owner, see the call of Nov 20."
    assert sam.post(f"/tips/{tip}/?do=look", {"answer": "decline", "of": of, "reason": reason}).status_code == 303
    assert sam.post(f"/tips/{tip}/?do=dismiss", DISMISSAL).status_code == 303
    stale = ana.post(f"/tips/{tip}/?do=look", {"answer": "confirm", "of": of})
    assert "does not stand any more" in stale.content.decode()
    html = page(ana, tip)
    assert "Dismiss it" in html
    assert "The operator confirmed his own contractors." in html
    answer = ana.post(f"/tips/{tip}/?do=look", {"answer": "confirm", "of": proposal_of(ana, tip)})
    assert answer.status_code == 303
    assert "Dismissed: Sam Exercise" in page(ana, tip)


@pytest.mark.parametrize(
    ("said", "field", "rule"),
    [
        ({"behavior": ""}, "behavior", "gather.behavior"),
        ({"rationale": "so"}, "rationale", "gather.behavior"),
        ({"behavior": "", "lawful": "PHOTO"}, "articulable_facts", "gather.articulable_facts"),
        ({"first_amendment": ""}, "first_amendment", "gather.first_amendment"),
    ],
)
def test_a_refused_determination_keeps_its_words(
    at_desk: At, tip: UUID, said: dict[str, str], field: str, rule: str
) -> None:
    """What is missing is listed with its rule and a link to its field, and what was ticked stays ticked."""
    told = {name: value for name, value in {**SOUND, **said}.items() if value}
    answer = at_desk("ana").post(f"/tips/{tip}/?do=promote", told)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'<a href="#f-{field}">' in html
    assert f"Rule {rule}" in html
    for code in filter(None, (told.get("behavior"), told.get("lawful"))):
        assert f'value="{code}" checked' in html


def test_protected_activity_waits_for_the_privacy_officer(at_desk: At, tip: UUID) -> None:
    """Only her page has the button; before it the second look is refused, after it not."""
    ana, sam, pia = at_desk("ana"), at_desk("sam"), at_desk("pia")
    assert ana.post(f"/tips/{tip}/?do=promote", {**SOUND, "first_amendment": "yes"}).status_code == 303
    confirm = {"answer": "confirm", "of": proposal_of(sam, tip)}
    refused = sam.post(f"/tips/{tip}/?do=look", confirm)
    assert "the privacy officer has not approved" in refused.content.decode()
    assert "Approve as privacy officer" not in page(sam, tip)
    assert sam.post(f"/tips/{tip}/?do=approve").status_code == 422
    assert "Approve as privacy officer" in page(pia, tip)
    assert pia.post(f"/tips/{tip}/?do=approve").status_code == 303
    assert sam.post(f"/tips/{tip}/?do=look", confirm).status_code == 303


def test_who_may_not_vet_is_told_so_on_the_page(at_desk: At, tip: UUID) -> None:
    """The privacy officer reads the tip and is told who vets; her POST changes nothing."""
    pia = at_desk("pia")
    html = page(pia, tip)
    assert "your role does not vet tips" in html
    assert "Watch supervisor" in html
    assert 'name="behavior"' not in html


def test_to_a_stranger_a_tip_is_a_page_that_never_was(at_desk: At, tip: UUID) -> None:
    """Reading and every deed answer as for an id that never existed."""
    for client in (at_desk("cy"), at_desk("ben")):
        absent = client.get(f"/tips/{uuid4()}/")
        hidden = client.get(f"/tips/{tip}/")
        assert hidden.status_code == absent.status_code == 404
        assert hidden.content == absent.content
        for deed in ("promote", "dismiss", "look", "approve"):
            done = client.post(f"/tips/{tip}/?do={deed}", SOUND)
            assert (done.status_code, done.content) == (404, absent.content)


def test_no_script_or_style_of_its_own(at_desk: At, tip: UUID) -> None:
    """The content policy would kill them; none is there, on the pages of errors too."""
    ana = at_desk("ana")
    pages = [ana.get(f"/tips/{tip}/"), ana.post(f"/tips/{tip}/?do=promote", {}), ana.get("/report/")]
    for html in (answer.content.decode() for answer in pages):
        assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|javascript:", html)
        assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", html))


NEXUS = {
    "behavior": "THREAT", "fits": "They said which gate would burn, and on which night.",
    "checks": "Both names were looked up here and at the state; nothing was held.", "indicates": "yes",
    "rationale": "The gate, the night and the fuel fit together, and nobody else had reason to be there.",
    "supervisor": "seen",
}  # fmt: skip


def test_a_sar_becomes_an_ise_sar_by_two_parts_and_two_persons(
    house: SimpleNamespace, cast: SimpleNamespace, at_desk: At, tip: UUID
) -> None:
    """Each gap stands at its field, the other person decides; what is shared holds no word, and it can be undone."""
    ana, sam, ben = at_desk("ana"), at_desk("sam"), at_desk("ben")
    ana.post(f"/tips/{tip}/?do=promote", SOUND)
    sam.post(f"/tips/{tip}/?do=look", {"answer": "confirm", "of": proposal_of(sam, tip)})
    here, its_class = f"/records/{tip}/ise-sar/", f"/records/{tip}/class/"
    assert "by the two-part review" in ana.get(its_class).content.decode()
    assert ana.post(its_class, {"deed": "change", "to": "ise_sar", "because": "It is one, I think."}).status_code == 422
    assert not re.search(r"<input[^>]* checked", ana.get(here).content.decode())
    for gap, told in (({"indicates": "no"}, "it is not said what it comes to"), ({"checks": ""}, "Checks made:"),
                      ({"behavior": ""}, "No behavior is named"), ({"indicates": ""}, "is not answered")):  # fmt: skip
        refused = ana.post(here, {**NEXUS, **gap})
        assert refused.status_code == 422 and told in refused.content.decode()
    sharing = f"/records/{tip}/sharing/"
    assert ana.get(sharing).status_code == ben.get(here).status_code == 404
    assert ana.post(here, NEXUS).status_code == 303
    waits = re.search(r'name="change" value="([0-9a-f-]{36})"', sam.get(its_class).content.decode())
    assert waits and "nothing was held" in sam.get(here).content.decode()
    said = {"deed": "answer", "change": waits[1], "answer": "approve"}
    assert ana.post(its_class, said).status_code == 422
    lapse = "update people_training set valid_until = valid_until %s where person_id = %%s and course = 'sar-analyst'"
    with session(house, "superuser") as admin:
        admin.execute(lapse % "- 9999", [cast.person("sam").id])
    for answer in ("approve", "decline"):
        refused = sam.post(its_class, {**said, "answer": answer})
        told = refused.content.decode()
        assert refused.status_code == 422 and "Rule class.training, ISE-FS-200" in told
        assert "training is not in date: sar-analyst. Take the course and have it recorded, or ask one who has." in told
    with session(house, "superuser") as admin:
        admin.execute(lapse % "+ 9999", [cast.person("sam").id])
    assert sam.post(its_class, said).status_code == 303
    look = {"deed": "package", "form": "summary", "statement": "A gate was watched at night."}
    assert "A gate was watched at night." in ana.post(sharing, {**look, "do": "look"}).content.decode()
    assert "so: A person looked at every line" in ana.post(sharing, look).content.decode()
    named = ana.post(sharing, {**look, "checked": "yes", "statement": "Call 612-555-0142 for it."})
    assert named.status_code == 422 and "looks like personal data" in named.content.decode()
    assert ana.post(sharing, {**look, "checked": "yes", "form": "details"}).status_code == 422
    assert ana.post(sharing, {**look, "checked": "yes"}).status_code == 303
    assert sam.post(sharing, {**look, "checked": "yes", "form": "details"}).status_code == 303
    files = re.findall(rf"{sharing}[0-9a-f-]{{36}}/\w+/", sam.get(sharing).content.decode())
    assert len(files) == 6
    taken = {one: sam.get(one) for one in files}
    assert all(one.status_code == 200 for one in taken.values())
    mine = [one for one in files if one in ana.get(sharing).content.decode()]
    assert len(mine) == 3 and ana.get(next(one for one in files if one not in mine)).status_code == 404
    for one in mine:
        said = taken[one].content
        said = (
            "".join(page.extract_text() for page in PdfReader(BytesIO(said)).pages)
            if one.endswith("/pdf/")
            else said.decode()
        )
        assert "THREAT" in said and "A gate was watched at night." in said
        assert not [word for word in STORY.replace(".", "").split() if len(word) > 5 and word in said]
    assert [STORY in taken[one].content.decode() for one in files if one.endswith("/json/")].count(True) == 1
    out = {"written": "substation", "ground": "operation", "because": "As the bureau asked.", "recipient": "The bureau"}
    taken = sam.post(f"/records/{tip}/copy/", {**out, "do": "take", "as": "details"}).content.decode()
    assert "[taken out: detail of an operation]" in taken and "substation" not in taken and '"code": "THREAT"' in taken
    assert ben.get(f"/records/{tip}/").status_code == 200, "an ISE-SAR is shared with partners"
    assert "Not entered there: check a package" in ana.get("/sharing/").content.decode()
    early = ana.post(sharing, {"deed": "sending", "number": "EG-1", "sent_at": "2026-01-01T08:00"})
    assert early.status_code == 422 and "Rule gather.submission.time" in early.content.decode()
    with session(house, "superuser") as admin:
        admin.execute("update gather_package set at = at - interval '2 minutes'")
    at = (timezone.localtime() - timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%S")
    assert ana.post(sharing, {"deed": "sending", "number": "EG-2026-0114", "sent_at": at}).status_code == 303
    assert "EG-2026-0114" in ana.get("/sharing/").content.decode() and ben.get("/sharing/").status_code == 404
    assert b"EG-2026-0114" in ana.get("/sharing/sent.csv").content
    number = re.search(r'name="submission" value="([0-9a-f-]{36})"', sam.get(sharing).content.decode())
    today = timezone.localdate().isoformat()
    answer = {"deed": "answer", "submission": number[1], "on": today, "words": "The bureau found none."}
    early = sam.post(sharing, {**answer, "answer": "no_nexus"})
    assert early.status_code == 422 and "What may follow" in early.content.decode()
    assert sam.post(sharing, {**answer, "answer": "accepted"}).status_code == 303
    assert sam.post(sharing, {**answer, "answer": "no_nexus"}).status_code == 303
    assert ben.get(f"/records/{tip}/").status_code == 404
    no = {**NEXUS, "indicates": "no", "outcome": "no_nexus"}
    assert ana.post(here, no).status_code == 303
    assert "A no waits for a second person" in sam.get("/sharing/").content.decode()
    review = re.search(r'name="review" value="([0-9a-f-]{36})"', sam.get(here).content.decode())
    said = {"deed": "answer", "review": review[1], "answer": "confirm"}
    assert ana.post(here, said).status_code == 422
    assert sam.post(here, said).status_code == 303
    assert "confirmed by Sam Exercise" in ana.get(here).content.decode()
    assert "Ask that it is purged there too" in ana.get("/sharing/").content.decode()
    with session(house, "superuser") as admin:
        sql = "select count(*) from core_fact where kind = 'protect.nexus.withdrawn' and records @> array[%s]"
        assert admin.execute(sql, [tip]).fetchone() == (1,)
        assert admin.execute("select count(*) from gather_nexus where statement like '%%held%%'::bytea").fetchone() == (
            0,
        )
