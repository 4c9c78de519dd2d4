"""The inbox by its pages: claims that exclude, a result for each of many, undo, waves, and nothing for others."""

import re
from collections.abc import Callable
from types import SimpleNamespace
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from makers import open_tips, session

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core

At = Callable[[str], Client]
SAID = {"code-bulk": "INNOCENT", "words-bulk": "The operator confirmed his own contractors."}


@pytest.fixture(autouse=True)
def _seated(at_desk: At) -> None:
    for login in ("ana", "sam", "ben", "cy", "pia", "ike"):
        at_desk(login)


def tips(cast: SimpleNamespace, *bodies: str) -> list[UUID]:
    """Tips of the center, each with words of its own so that none makes a wave."""
    made = [f"{uuid4().hex} {body} {uuid4().hex} {uuid4().hex}" for body in bodies or ("Seen at the gate.",)]
    return [one.public_id for one in open_tips(cast, *made)]


def page(client: Client, query: str = "") -> str:
    """The inbox as one of the cast sees it."""
    answer = client.get(f"/inbox/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def item(client: Client, tip: UUID) -> str:
    """The whole preview of one item."""
    answer = client.get(f"/inbox/{tip}/")
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def do(client: Client, deed: str, *items: UUID, **said: str) -> str:
    """A deed on what is ticked; the page that it leads to."""
    ticked = {"do": deed, "item": [str(one) for one in items], "back": "/inbox/", **said}
    answer = client.post("/inbox/deeds/", ticked, follow=True)
    assert answer.status_code in (200, 422), answer.status_code
    return answer.content.decode()


def undo_of(html: str) -> str:
    """The address that the toast undoes by."""
    found = re.search(r'<form action="(/inbox/undo/[^"]+)"', html)
    assert found, "no toast with an undo"
    return found[1].replace("&amp;", "&")


def facts(house: SimpleNamespace, kind: str) -> int:
    with session(house, "superuser") as admin:
        return int(admin.execute("select count(*) from core_fact where kind = %s", [kind]).fetchone()[0])


def test_one_claims_and_the_others_see_who(cast: SimpleNamespace, at_desk: At) -> None:
    """Ana's claim is hers to release; Sam reads who holds it, and his acts stay in place, dashed, with the way out."""
    tip = tips(cast)[0]
    answer = at_desk("ana").post("/inbox/deeds/", {"claim": str(tip), "back": f"/inbox/?item={tip}"}, follow=True)
    html = answer.content.decode()
    assert "Others see that you hold it." in html
    assert 'name="release"' in html
    theirs = item(at_desk("sam"), tip)
    assert "Ana Exercise holds it since" in theirs
    assert 'aria-disabled="true"' in theirs
    assert "Rule plan.claim.exclusive" in theirs
    assert "Ask Ana Exercise to release it, or the watch supervisor" in theirs
    assert 'name="claim"' not in theirs
    assert "Take over" in theirs
    assert "Take over" not in item(at_desk("ana"), tip)


def test_who_comes_second_is_told(cast: SimpleNamespace, at_desk: At, house: SimpleNamespace) -> None:
    """Sam's page was older than Ana's claim: his press is refused with her name, and the refusal is a fact."""
    tip = tips(cast)[0]
    do(at_desk("ana"), "claim", tip)
    before = facts(house, "protect.deed.refused")
    html = do(at_desk("sam"), "claim", tip)
    assert "Ana Exercise holds it." in html
    assert "Rule plan.claim.exclusive" in html
    assert "/inbox/undo/" not in html
    assert facts(house, "protect.deed.refused") == before + 1


def test_each_member_of_many_has_its_own_result(cast: SimpleNamespace, at_desk: At) -> None:
    """Two are claimed, the one that Sam holds is refused by name; undo takes back the two alone."""
    first, second, held = tips(cast, "one", "two", "three")
    do(at_desk("sam"), "claim", held)
    html = do(at_desk("ana"), "claim", first, second, held)
    assert "Claimed 2 items. Others see that you hold it. 1 refused" in html
    assert "Sam Exercise holds it." in html
    done = at_desk("ana").post(undo_of(html), follow=True).content.decode()
    assert "Undone: 2 items are as before." in done
    assert 'name="claim"' in item(at_desk("sam"), first)
    assert 'name="release"' in item(at_desk("sam"), held)


def test_undo_is_its_makers_and_once(cast: SimpleNamespace, at_desk: At, house: SimpleNamespace) -> None:
    """Sam's try at Ana's address changes nothing; hers is a fact of its own; a second time nothing is left."""
    tip = tips(cast)[0]
    address = undo_of(do(at_desk("ana"), "claim", tip))
    assert "Nothing is left to undo" in at_desk("sam").post(address, follow=True).content.decode()
    assert 'name="release"' in item(at_desk("ana"), tip)
    made, undone = facts(house, "plan.claim.made"), facts(house, "plan.claim.undone")
    assert "Undone: 1 item is as before." in at_desk("ana").post(address, follow=True).content.decode()
    assert "Nothing is left to undo" in at_desk("ana").post(address, follow=True).content.decode()
    assert (facts(house, "plan.claim.made"), facts(house, "plan.claim.undone")) == (made, undone + 1)


def test_the_toast_stands_once_where_the_deed_led(cast: SimpleNamespace, at_desk: At) -> None:
    """Another page, or an item fetched meanwhile, takes it from nobody; the next page shows it no more."""
    ana, tip = at_desk("ana"), tips(cast)[0]
    ana.post("/inbox/deeds/", {"claim": str(tip), "back": "/inbox/"})
    assert "data-toast" not in item(ana, tip)
    assert "data-toast" not in ana.get("/notices/").content.decode()
    assert "data-toast" in page(ana)
    assert "data-toast" not in page(ana)


def test_a_dismissal_leaves_the_list_after_the_second_look(cast: SimpleNamespace, at_desk: At) -> None:
    """One reason for several; they wait for another person; what he confirms has left list and counts."""
    first, second = tips(cast, "one", "two")
    html = do(at_desk("ana"), "dismiss", first, second, **SAID)
    assert "Not a SAR: proposed for 2 items." in html
    assert "Another person takes the second look." in html
    before = count(page(at_desk("ana")))
    assert "dismissal proposed" in item(at_desk("sam"), first)
    kept = at_desk("sam").get(f"/tips/{first}/").content.decode()
    of = re.search(r'name="of" value="([^"]+)"', kept)
    assert of
    at_desk("sam").post(f"/tips/{first}/?do=look", {"answer": "confirm", "of": of[1]})
    after = page(at_desk("ana"))
    assert count(after) == before - 1
    assert f"preview-{first}" not in after
    assert f"preview-{second}" in after
    assert f'aria-current="page" title="g i">Inbox<span class="nav__count">{before - 1}' in after.replace(
        ' data-key="g i"', ""
    )


def count(html: str) -> int:
    """How many wait, as the head of the list says."""
    found = re.search(r"([\d,]+) wait, by time to harm", html)
    assert found
    return int(found[1].replace(",", ""))


def test_many_are_not_confirmed_unread(cast: SimpleNamespace, at_desk: At) -> None:
    """The inbox proposes alone: what another proposed is refused with the way to its page."""
    tip = tips(cast)[0]
    do(at_desk("ana"), "dismiss", tip, **SAID)
    html = do(at_desk("sam"), "dismiss", tip, **SAID)
    assert "Read the proposal on its page, and confirm it there." in html
    assert "dismissal proposed" in item(at_desk("ana"), tip)


def test_many_second_looks_are_taken_where_what_was_proposed_is_read(cast: SimpleNamespace, at_desk: At) -> None:
    """Sam confirms two of Ana's three in one press, each as he read it; Ana none of hers, and nobody what changed."""
    first, second, third = tips(cast, "one", "two", "three")
    ana, sam = at_desk("ana"), at_desk("sam")
    do(ana, "dismiss", first, second, third, **SAID)
    own = ana.get("/second-looks/").content.decode()
    assert "You proposed it" in own and f'value="{first}' not in own
    shown = sam.get("/second-looks/").content.decode()
    assert SAID["words-bulk"] in shown and "Confirm: dismiss it" in shown
    looks = [re.search(rf'value="({one} [^"]+)"', shown)[1].replace("&#x27;", "'") for one in (first, second, third)]
    old = re.sub(r"\b20\d\d-", "2025-", looks[2])
    told = sam.post("/second-looks/", {"look": [*looks[:2], old]}, follow=True).content.decode()
    assert "Confirmed: 2 reports are dismissed." in told and "does not stand any more" in told
    assert f"{second}" not in told and f"{third}" in told
    assert "Nothing was confirmed" in ana.post("/second-looks/", {"look": [looks[2]]}, follow=True).content.decode()
    assert at_desk("ben").get("/second-looks/").status_code == 404


def test_a_dismissal_without_its_words_keeps_them(cast: SimpleNamespace, at_desk: At) -> None:
    """The form opens again with what was chosen, the error and its rule; nothing was proposed."""
    tip = tips(cast)[0]
    at = str(tip)[:8]
    said = {"do": "dismiss", "at": at, "ids": str(tip), "back": f"/inbox/?item={tip}"}
    answer = at_desk("ana").post("/inbox/deeds/", {**said, f"code-{at}": "INNOCENT", f"words-{at}": "too short"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "too short" in html
    assert f'href="#f-words-{at}"' in html
    assert "Rule gather.dismissal_text" in html
    assert "dismissal proposed" not in item(at_desk("ana"), tip)


def test_who_reported_is_told_beforehand_that_another_decides(cast: SimpleNamespace, at_desk: At) -> None:
    """Neither the inbox nor the tip's page offers Ana a form for her own report; Sam has both."""
    ana, said = (
        at_desk("ana"),
        {"title": "Wigeon", "narrative": "A wigeon crate stood open at the quay.", "attested": "yes"},
    )
    ana.post("/report/", {**said, "on": "2026-11-20", "at": "02:19", "place": "Monticello, MN"})
    with reading(cast.as_("ana")) as by:
        (row,) = core.search(audience=by, words="wigeon crate")
    for address in (f"/inbox/{row.public_id}/", f"/tips/{row.public_id}/"):
        own, other = (at_desk(who).get(address).content.decode() for who in ("ana", "sam"))
        assert "You reported this tip yourself." in own and 'value="INNOCENT"' not in own
        assert "You reported this tip yourself." not in other and 'value="INNOCENT"' in other


def test_an_item_is_handed_over(cast: SimpleNamespace, at_desk: At) -> None:
    """It is Sam's from then on, stands in his part of the inbox, and Ana may take it back by undo."""
    tip = tips(cast)[0]
    html = do(at_desk("ana"), "hand", tip, **{"to-bulk": str(cast.person("sam").id)})
    assert "Sam Exercise is told by mail in 12 s." in html
    assert f"preview-{tip}" in page(at_desk("sam"), "?view=mine")
    assert f"preview-{tip}" not in page(at_desk("ana"), "?view=unclaimed")
    at_desk("ana").post(undo_of(html))
    assert f"preview-{tip}" not in page(at_desk("sam"), "?view=mine")
    assert f"preview-{tip}" in page(at_desk("ana"), "?view=unclaimed")


def test_a_supervisor_takes_over_with_a_reason(cast: SimpleNamespace, at_desk: At) -> None:
    """Without words the form says what is missing; with them it is his."""
    tip = tips(cast)[0]
    at = str(tip)[:8]
    do(at_desk("ana"), "claim", tip)
    said = {"do": "take", "at": at, "ids": str(tip), "back": f"/inbox/?item={tip}"}
    bare = at_desk("sam").post("/inbox/deeds/", {**said, f"because-{at}": "now"})
    assert bare.status_code == 422
    assert "Rule plan.claim.because" in bare.content.decode()
    at_desk("sam").post("/inbox/deeds/", {**said, f"because-{at}": "Ana was called to the other desk."})
    assert "Sam Exercise holds it" in item(at_desk("ana"), tip)


def test_reports_in_the_same_words_are_one_row(cast: SimpleNamespace, at_desk: At) -> None:
    """Three copies stand as a wave that opens to its members; a claim of it claims each."""
    text = f"Somebody wrote that there will be a shooting at the {uuid4().hex} school on Monday morning"
    three = [str(one.public_id) for one in open_tips(cast, text, text, text)]
    html = page(at_desk("ana"))
    row = re.search(rf'name="item" value="([^"]*{three[0]}[^"]*)"', html)
    assert row
    assert set(row[1].split()) == set(three)
    assert "wave of 3" in html
    head = row[1].split()[0]
    assert html.count(f'data-member="{head}"') == 2
    assert f'data-member="{head}" hidden' in html
    assert f'data-member="{head}" hidden' not in page(at_desk("ana"), f"?wave={head}")
    at_desk("ana").post("/inbox/deeds/", {"claim": row[1], "back": "/inbox/"})
    assert all("yours since" in item(at_desk("ana"), UUID(one)) for one in three)


def test_the_fetched_item_raises_the_banner_and_never_lowers_it(cast: SimpleNamespace, at_desk: At) -> None:
    """The answer carries the roll-up of the page that is open and of itself; what cannot be read closes it."""
    tip = tips(cast)[0]
    ana = at_desk("ana")
    assert "CUI" not in ana.get(f"/inbox/{tip}/", {"with": "U"}).content.decode().split("<article")[0]
    assert "CUI//LEI" in ana.get(f"/inbox/{tip}/", {"with": "CUI//LEI//TLP:AMBER"}).content.decode()
    closed = ana.get(f"/inbox/{tip}/", {"with": "NONSENSE//X"}).content.decode()
    assert "Marking rule 1" in closed
    assert "Seen at the gate" not in closed


def test_a_fetched_item_is_a_reading(cast: SimpleNamespace, at_desk: At, house: SimpleNamespace) -> None:
    """Its fact names the item, as that of a page does."""
    tip = tips(cast)[0]
    item(at_desk("ana"), tip)
    with session(house, "superuser") as admin:
        sql = "select count(*) from core_fact where kind = 'desk.preview.read' and %s = any(records)"
        assert admin.execute(sql, [tip]).fetchone()[0] == 1


@pytest.mark.parametrize("who", ["cy", "ike"])
def test_a_stranger_finds_nothing_and_does_nothing(cast: SimpleNamespace, at_desk: At, who: str) -> None:
    """No row, no count, the same 404 for what is and what is not, and no deed on it."""
    tip = tips(cast)[0]
    html = page(at_desk(who))
    assert str(tip) not in html
    assert "0 wait, by time to harm" in html
    there, nowhere = at_desk(who).get(f"/inbox/{tip}/"), at_desk(who).get(f"/inbox/{uuid4()}/")
    assert there.status_code == nowhere.status_code == 404
    assert there.content == nowhere.content
    refused, unknown = do(at_desk(who), "claim", tip), do(at_desk(who), "claim", uuid4())
    assert "One item: Nothing here that you may read" in refused
    assert "One item: Nothing here that you may read" in unknown
    assert 'name="claim"' in item(at_desk("ana"), tip)


def test_ben_reads_his_own_and_works_on_none(cast: SimpleNamespace, at_desk: At) -> None:
    """A partner has no claim, no bulk bar and no view of who holds what."""
    mine = open_tips(cast, f"A report {uuid4().hex} of the sheriff's own.", agency=cast.wright)[0].public_id
    do(at_desk("ana"), "claim", mine)
    html = page(at_desk("ben"))
    assert "Ana Exercise" not in html
    assert 'id="deed"' not in html
    assert "Unclaimed" not in html
    assert 'name="claim"' not in html


def test_rights_lost_between_list_and_deed(cast: SimpleNamespace, at_desk: At, house: SimpleNamespace) -> None:
    """An item that a purge has hidden meanwhile is answered as absent, and the others are done."""
    gone, stays = tips(cast, "one", "two")
    with session(house, "superuser") as admin:
        admin.execute("update core_record set hidden_at = now() where public_id = %s", [gone])
    html = do(at_desk("ana"), "claim", gone, stays)
    assert "One item: Nothing here that you may read, or it does not exist." in html
    assert "yours since" in item(at_desk("ana"), stays)
    answer = at_desk("ana").get(f"/inbox/?item={gone}").content.decode()
    assert "The item of this address does not wait here" in answer


def test_the_place_is_in_the_address(cast: SimpleNamespace, at_desk: At) -> None:
    """Kind, view and item lead back to the same rows; what is none of them is left out, not an error."""
    tip = tips(cast)[0]
    html = page(at_desk("ana"), f"?kind=tip&view=unclaimed&item={tip}")
    assert f"?view=unclaimed&amp;kind=tip&amp;item={tip}" in html
    for wrong in ("?kind=product", "?view=all", "?item=1", "?after=x", f"?after={uuid4()}"):
        assert at_desk("ana").get(f"/inbox/{wrong}").status_code == 200
    back = at_desk("ana").post("/inbox/deeds/", {"claim": str(tip), "back": "https://elsewhere.example/"})
    assert back["Location"] == "/inbox/"


def test_nothing_ticked_and_no_such_deed(at_desk: At) -> None:
    """The first says how; the second is answered as absent."""
    assert "Tick the items first" in do(at_desk("ana"), "claim")
    assert at_desk("ana").post("/inbox/deeds/", {"do": "erase", "item": str(uuid4())}).status_code == 404


def test_fifty_rows_do_not_cost_fifty_asks(cast: SimpleNamespace, at_desk: At) -> None:
    """The same number of asks for five rows and for fifty."""
    tips(cast, *(f"number {n}" for n in range(60)))
    ana = at_desk("ana")
    page(ana)
    asked = []
    for query in ("?view=mine", "?kind=tip"):
        with CaptureQueriesContext(connection) as caught:
            page(ana, query)
        asked.append(len(caught))
    assert asked[1] <= asked[0] + 12
    assert asked[1] < 60
