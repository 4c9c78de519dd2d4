"""The pages of the information needs and watch words as the cast sees them: what each may, and what is refused how."""

import re
from collections.abc import Callable
from types import SimpleNamespace

from django.test import Client
from makers import open_tips

from watchfloor.core.gate.session import reading
from watchfloor.plan.queries import needs, words

Sit = Callable[[str], Client]
HERE, WORDS = "/needs/", "/needs/words/"
NEED = {"level": "sin", "title": "Thefts of copper", "priority": "medium", "source": "local"}


def body(answer: object) -> str:
    """The page as text."""
    return answer.content.decode()


def stated(at_desk: Sit, **said: str) -> str:
    """The address of a need that Ana stated on the page."""
    answer = at_desk("ana").post(HERE, {**NEED, **said})
    assert answer.status_code == 303, body(answer)
    return str(answer["Location"])


def propose(at_desk: Sit, need: str, phrase: str) -> object:
    """Ana proposes a word on the page."""
    said = {"do": "propose", "phrase": phrase, "about": "they take the wire from lines", "offence": "theft",
            "need": need.rstrip("/").rpartition("/")[2]}  # fmt: skip
    return at_desk("ana").post(WORDS, said)


def test_a_need_is_stated_approved_revised_and_read(at_desk: Sit) -> None:
    """Ana states it on the page, Sam approves it, Ana says it anew; the tree, the table and its page show it."""
    here = stated(at_desk, code="NFC-7", phrases="copper wire\nbattery theft")
    assert "not approved" in body(at_desk("dee").get(here))
    assert at_desk("ana").post(here, {"do": "approve"}).status_code == 422
    assert at_desk("sam").post(here, {"do": "approve"}).status_code == 303
    anew = {**NEED, "do": "revise", "title": "Thefts of copper and batteries", "why-revise": "batteries are taken too"}
    assert at_desk("ana").post(here, anew).status_code == 303
    shown = body(at_desk("pia").get(here))
    assert "Thefts of copper and batteries" in shown and "What it said before" in shown and "battery theft" in shown
    for path in (HERE, f"{HERE}?as=table"):
        assert "Thefts of copper and batteries" in body(at_desk("ana").get(path))


def test_bad_needs_are_refused_at_their_field(at_desk: Sit) -> None:
    """End before start, no date, 10,000 characters, an unknown sector, its own ancestor: words kept, rule named."""
    for said, field in (
        ({"starts": "2026-12-01", "ends": "2026-11-01"}, "ends"), ({"ends": "31/11/26"}, "ends"),
        ({"title": "x" * 10_000}, "title"), ({"title": " "}, "title"), ({"sectors": "NOPE"}, "sectors"),
        ({"phrases": "the new mosque"}, "phrases"), ({"parent": "nonsense"}, "parent"),
    ):  # fmt: skip
        answer = at_desk("ana").post(HERE, {**NEED, **said})
        assert answer.status_code == 422 and f'href="#f-{field}"' in body(answer), said
    here = stated(at_desk, title="خطوط الكهرباء")
    own = at_desk("ana").post(here, {"do": "move", "to": here.rstrip("/").rpartition("/")[2]})
    assert own.status_code == 422 and "cannot be its own ancestor" in body(own)


def test_a_word_for_a_house_of_worship_is_refused_on_the_page_with_its_rule(at_desk: Sit) -> None:
    """The page names rule and way out beside the field, and keeps the words that were written."""
    need = stated(at_desk, title="Threats to the public")
    at_desk("sam").post(need, {"do": "approve"})
    answer = propose(at_desk, need, "first lutheran church")
    assert answer.status_code == 422
    said = body(answer)
    assert "names a house of worship" in said and "plan.word.worship, 28 CFR 23.20(b), (l)" in said
    assert 'href="#f-phrase"' in said and "first lutheran church" in said


def test_a_word_takes_the_privacy_officer(at_desk: Sit, cast: SimpleNamespace) -> None:
    """Ana has no button to approve and is refused by post; Pia approves; it stands among what is looked for."""
    need = stated(at_desk, title="Wire thefts")
    at_desk("sam").post(need, {"do": "approve"})
    assert propose(at_desk, need, "copper wire cut down").status_code == 303
    with reading(cast.as_("ana")) as ana:
        word = next(one for one in words.words(audience=ana) if one.said.phrase == "copper wire cut down")
    deed = {"do": "approve", "word": str(word.public_id)}
    assert 'value="approve"' not in body(at_desk("ana").get(WORDS))
    assert at_desk("ana").post(WORDS, deed).status_code == 422
    assert 'value="approve"' in body(at_desk("pia").get(WORDS))
    assert at_desk("pia").post(WORDS, {**deed, "do": "refuse"}).status_code == 422  # a refusal says why
    assert at_desk("pia").post(WORDS, deed).status_code == 303
    live = re.search(r'id="live".*?</section>', body(at_desk("ana").get(WORDS)), re.DOTALL)
    assert live and "copper wire cut down" in live[0]


def test_who_does_not_read_needs_learns_nothing_of_them(at_desk: Sit, cast: SimpleNamespace) -> None:
    """Ben and Ike are told that they do not read such pages; a need's own address answers as one that is not."""
    here = stated(at_desk, title="Not for Ben")
    for login in ("ben", "ike"):
        for path in (HERE, WORDS, here, f"{HERE}00000000-0000-4000-8000-000000000000/"):
            answer = at_desk(login).get(path)
            assert answer.status_code == 403 and "Not for Ben" not in body(answer)
    with reading(cast.as_("ben")) as ben:
        assert needs.tree(audience=ben) == [] and words.words(audience=ben) == []
    assert at_desk("ana").get(f"{HERE}00000000-0000-4000-8000-000000000000/").status_code == 404


def test_a_record_is_tagged_and_coverage_counts_what_the_reader_sees(at_desk: Sit, cast: SimpleNamespace) -> None:
    """Ana tags a tip on its page; the coverage page counts it for her, and its plot and table say the same."""
    need = stated(at_desk, title="Strangers at the gate", code="NFC-77")
    tip = open_tips(cast, "A stranger asked who locks the gate.")[0]
    here = f"/records/{tip.public_id}/needs/"
    assert "Tag to a need" in body(at_desk("ana").get(f"/records/{tip.public_id}/"))
    assert at_desk("ben").get(here).status_code == 404
    none = at_desk("ana").post(here, {"do": "answers", "need": "nonsense"})
    assert none.status_code == 422 and "#f-need" in body(none)
    assert "no reporting" in row_of(body(at_desk("ana").get("/needs/coverage/")))
    tagged = at_desk("ana").post(here, {"do": "answers", "need": need.rstrip("/").rpartition("/")[2]})
    assert tagged.status_code == 303 and "answers it, said Ana" in body(at_desk("ana").get(here))
    shown = body(at_desk("ana").get("/needs/coverage/"))
    assert "gap: nothing that anybody graded (1 not judged)" in shown
    assert "nothing that anybody graded" in row_of(shown) and ">1<" in row_of(shown)
    assert at_desk("ben").get("/needs/coverage/").status_code == 403


def row_of(page: str) -> str:
    """The row of that need in the table."""
    return next(one for one in re.findall(r"<tr>.*?</tr>", page, re.DOTALL) if "NFC-77" in one)


def test_a_person_follows_a_need_and_ends_it_alone(at_desk: Sit) -> None:
    """Ana follows an approved need and a sector once each; the page is hers, and nobody else ends hers."""
    here = stated(at_desk, code="NFC-8", phrases="manhole")
    assert at_desk("sam").post(here, {"do": "approve"}).status_code == 303
    chosen = f"need:{here.rstrip('/').rpartition('/')[2]}"
    for what in (chosen, "sector:DAMS"):
        assert at_desk("ana").post("/following/", {"follow": what}).status_code == 303
    for wrong in (chosen, "need:nonsense", "sector:NONE", "", "area:1"):
        assert at_desk("ana").post("/following/", {"follow": wrong}).status_code == 422
    shown = body(at_desk("ana").get("/following/"))
    mine = re.findall(r'name="subscription" value="([0-9a-f-]+)"', shown)
    assert len(mine) == 2 and "Nothing has come" in shown
    assert "You follow nothing yet." in body(at_desk("sam").get("/following/"))
    for login in ("sam", "ben"):
        assert at_desk(login).post("/following/?do=end", {"subscription": mine[0]}).status_code == 404
    assert at_desk("ike").get("/following/").status_code in (403, 404)
    assert at_desk("ana").post("/following/?do=end", {"subscription": mine[0]}).status_code == 303
    assert at_desk("ana").post("/following/?do=end", {"subscription": mine[0]}).status_code == 404
    assert len(re.findall('name="subscription"', body(at_desk("ana").get("/following/")))) == 1


def test_a_pack_shows_its_review_and_its_lines_begin_products(at_desk: Sit) -> None:
    """Before a review it says so; refused, by whom and why; approved, its lines stand where a product is begun."""
    sam, pia, ana = at_desk("sam"), at_desk("pia"), at_desk("ana")
    packs, pack = "/needs/packs/", "critical-infrastructure"
    page = body(ana.get(packs))
    assert "Not reviewed for protected activity yet" in page and "Imminent" in page
    assert sam.post(packs, {"do": "take", "pack": pack}).status_code == 303
    assert pia.post(packs, {"do": "refuse", "pack": pack, "because": "Too wide for us."}).status_code == 303
    assert "refused by Pia Exercise" in body(ana.get(packs)) and "Too wide for us." in body(ana.get(packs))
    begin = "/workspace/product/"
    assert "Sector bulletin" not in body(ana.get(begin))
    assert sam.post(packs, {"do": "take", "pack": pack}).status_code == 303
    assert pia.post(packs, {"do": "approve", "pack": pack}).status_code == 303
    assert "approved by Pia Exercise" in body(ana.get(packs))
    assert "Sector bulletin" in body(ana.get(begin))
    assert 'value="Sector bulletin: "' in body(ana.get(f"{begin}?line=Sector+bulletin"))
    assert "Nothing else" not in body(ana.get(f"{begin}?line=Nothing+else"))


def test_the_director_reads_what_is_planned_and_states_none_of_it(at_desk: Sit) -> None:
    """Dee goes from coverage to the tree, what we protect, events, RFIs, tasks and the roster; she keeps no assets and
    states no need, and is told who does."""
    dee = at_desk("dee")
    pages = ("/needs/coverage/", "/needs/", "/needs/words/", "/needs/packs/", "/assets/", "/areas/", "/events/",
             "/software/", "/requests/", "/rfis/", "/rfis/out/", "/tasks/", "/playbooks/", "/duty/",
             "/following/")  # fmt: skip
    for path in pages:
        assert dee.get(path).status_code == 200, path
    assert "Add an asset" not in body(dee.get("/assets/"))
    for path, said in (("/assets/new/", {"name": "x"}), ("/areas/new/", {"name": "x"})):
        answer = dee.post(path, said)
        assert answer.status_code == 403 and "Analysts, supervisors" in body(answer)
    assert dee.post(HERE, NEED).status_code in (403, 422)
