"""What came is held against what we must know and protect; each touch with its reason, behind both walls."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, connections

from watchfloor.core.actions.records import label_of, open_records
from watchfloor.core.actions.sources import keyed
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.following import follow, followers
from watchfloor.core.rules.draft import Draft, Place
from watchfloor.core.rules.opening import Incoming, Opened
from watchfloor.core.sealer.sealing import seal_all
from watchfloor.notify.models import Notice
from watchfloor.plan.actions.needs import NotStated, state_need
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.actions.relevance import relevance
from watchfloor.plan.actions.subscriptions import NoSuchSubscription, NotFollowed, end
from watchfloor.plan.actions.subscriptions import follow as follow_up
from watchfloor.plan.models.events import SpecialEvent
from watchfloor.plan.queries import ground as queries
from watchfloor.plan.queries.subscriptions import following, told
from watchfloor.plan.rules.needs import NeedSaid
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.rules.labels import Atom

PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass Power\n"
    "USA2,Otter Slough Hydro,12,44.10,-92.50,Hydro,Tallgrass Power\n"
)
FENCE = Place(-93.88, 45.365, 50.0, "the north fence")


@pytest.fixture(scope="module", autouse=True)
def plants(cast: SimpleNamespace) -> None:
    """Two power plants to protect."""
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)


def open_tip(cast: SimpleNamespace, body: str, place: Place | None = None, legal_class: str = "tip_lead") -> Opened:
    """One tip of the center."""
    stamper = Stamper(legal_class=legal_class, owner_id=cast.center, verified=True, now=cast.now)
    draft = Draft("tip", "", "", body[:30], body, {"fields": {}}, place=place)
    with reading(cast.operator):
        stamp = stamper.stamp_drafts([draft])[0]
        item = Incoming(
            draft, stamp, cast.center, keyed(b"t", uuid4().bytes), keyed(b"d", body.encode()), b"", "opened"
        )
        return open_records(source=None, incoming=[item], by=cast.operator, now=cast.now)[0]


def service(cast: SimpleNamespace) -> object:
    """The narrow audience of the follower."""
    return admit_service(service="plan.relevance", now=cast.now)


def touched(cast: SimpleNamespace, login: str, opened: Opened) -> list[queries.TouchView]:
    """What one of the cast is shown of a record's relevance."""
    with reading(cast.as_(login)) as audience:
        return queries.touches(audience=audience, record_ids=[opened.id]).get(opened.id, [])


def compare(cast: SimpleNamespace, *opened: Opened) -> None:
    """Hold the records against what we must protect, as the follower does."""
    with reading(service(cast)) as by:
        relevance(record_ids=[one.public_id for one in opened], by=by, now=cast.now)


def test_a_report_beside_a_plant_touches_it_with_its_reason(cast: SimpleNamespace) -> None:
    """Ana is shown the plant, the distance and the reason; Ben, whose agency may not read the tip, and Cy are not."""
    tip = open_tip(cast, "A van stood at the fence for an hour.", FENCE)
    compare(cast, tip)
    found = touched(cast, "ana", tip)
    assert [(t.asset.name, t.how) for t in found if t.asset] == [("Prairie Creek Station", "near")]
    assert "from the north fence" in found[0].because and 500 < (found[0].distance_m or 0) < 1500
    assert touched(cast, "ben", tip) == [] and touched(cast, "cy", tip) == []


def test_a_report_about_nothing_of_ours_touches_nothing(cast: SimpleNamespace) -> None:
    """A tip without place, name or sector has no relevance at all."""
    tip = open_tip(cast, "Someone left a bicycle.")
    compare(cast, tip)
    assert touched(cast, "ana", tip) == []


def test_comparing_again_supersedes(cast: SimpleNamespace) -> None:
    """A record that is looked at twice is shown its touches once."""
    tip = open_tip(cast, "They photographed the power plant.", FENCE)
    compare(cast, tip)
    once = [(t.touched, t.because) for t in touched(cast, "ana", tip)]
    assert {"asset", "sector"} == {what for what, _ in once}
    compare(cast, tip)
    assert [(t.touched, t.because) for t in touched(cast, "ana", tip)] == once


def test_a_need_is_met_by_its_words(cast: SimpleNamespace) -> None:
    """A stated information need is touched by what answers it; who has no right cannot state one."""
    with reading(cast.as_("ana")) as ana:
        need = state_need(said=NeedSaid("Survey contractors", phrases=("survey crew",)), by=ana, now=cast.now)
    tip = open_tip(cast, "A survey crew asked which line feeds the hospital.")
    compare(cast, tip)
    assert [(t.touched, t.need_id) for t in touched(cast, "ana", tip)] == [("need", need)]
    with reading(cast.as_("ben")) as ben, pytest.raises(NotStated):
        state_need(said=NeedSaid("Anything", phrases=("bicycle",)), by=ben, now=cast.now)


def test_classes_that_must_stay_apart_are_not_compared(cast: SimpleNamespace) -> None:
    """Case support may not meet reference data (class-join table: what is not named is denied)."""
    case = open_tip(cast, "Case file about the power plant.", FENCE, legal_class="case_support")
    compare(cast, case)
    for login in ("ana", "dee"):
        assert touched(cast, login, case) == []


def test_the_follower_compares_what_was_opened(cast: SimpleNamespace) -> None:
    """Once the fact is sealed, the follower keeps the touches; run again it has nothing left to do."""
    tip = open_tip(cast, "A drone hung over the fence.", FENCE)
    seal_all()
    mine = next(one for one in followers() if one.name == "plan.relevance")
    while follow(follower=mine, audience=service(cast)):
        pass
    assert [t.how for t in touched(cast, "ana", tip) if t.asset] == ["near"]
    assert follow(follower=mine, audience=service(cast)) == 0


def test_a_purge_takes_the_touches_too(cast: SimpleNamespace) -> None:
    """After a purge no touch of the record is left in the table; those of others stay."""
    from watchfloor.protect.actions.purge import purge

    gone, stays = (open_tip(cast, f"Tip {n} at the fence.", FENCE) for n in (1, 2))
    compare(cast, gone, stays)
    purge(
        record_ids=[gone.public_id], because="entered twice", second_id=cast.person("pia").id, by=cast.as_("dee"),
        now=cast.now,
    )  # fmt: skip
    assert touched(cast, "ana", gone) == [] and touched(cast, "ana", stays) != []
    with reading(cast.as_("ana")), connection.cursor() as cursor:
        cursor.execute("select count(*) from plan_relevance where record_id = %s", [gone.id])
        assert cursor.fetchone() == (0,)


def test_with_no_audience_the_tables_are_empty(cast: SimpleNamespace) -> None:
    """Without an audience neither assets nor needs nor touches can be seen."""
    with connection.cursor() as cursor:
        for table in ("plan_asset", "plan_informationneed", "plan_relevance"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,)


DAMS = (
    "nidid,dam_name,state,county,latitude,longitude,owner_type,dam_type,purposes,year_completed,nid_height,nid_storage,"
    "hazard,eap,source_agency\n"
    "CO90001,MADE UP NO 1,CO,ELBERT,39.47,-103.96,P,RE,I,1890,18,3400,L,NR,CO\n"
    "CO90002,BIRCH FORK,CO,MORGAN,40.29,-103.97,P,RE,IS,1898,22,10556,H,Y,CO\n"
    "CO90003,GRAYLING,CO,JACKSON,40.6,-106.4,P,RE,IS,1898,22,,N,Y,CO\n"
    "CO90004,LONG LEDGE,CO,MESA,39.1,-108.6,P,RE,IS,1898,22,250000,H,Y,CO\n"
    "MD90001,OTHER SHORE,MD,TALBOT,38.77,-76.07,P,RE,IS,1898,22,99,H,Y,MD\n"
)


def federal(cast: SimpleNamespace, kind: str, title: str, body: str, told: dict[str, object]) -> Opened:
    """One item that a federal source sent."""
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    draft = Draft(kind, "", "", title, body, told)
    with reading(cast.operator):
        stamp = stamper.stamp_drafts([draft])[0]
        item = Incoming(
            draft, stamp, cast.center, keyed(b"t", uuid4().bytes), keyed(b"d", title.encode()), b"", "opened"
        )
        return open_records(source=None, incoming=[item], by=cast.operator, now=cast.now)[0]


def test_a_federal_item_about_dams_in_colorado_says_which_dams_in_which_order_and_why(cast: SimpleNamespace) -> None:
    """High hazard first, of these the larger; the one without a class before the low one, and it says so; none of
    another state. The reason names what the item says."""
    import_reference(content=DAMS.encode(), mapping="nid_dams", by=cast.operator, now=cast.now)
    item = federal(
        cast, "stix", "Intrusions into dam operations", "Actors seek remote access to spillway gates in Colorado.",
        {"type": "report", "sectors": ["dams"]},
    )  # fmt: skip
    compare(cast, item)
    found = touched(cast, "ana", item)
    assert [t.asset.name for t in found if t.asset] == ["LONG LEDGE", "BIRCH FORK", "GRAYLING", "MADE UP NO 1"]
    assert found[0].because == (
        "LONG LEDGE (dam) is in Colorado, which the item names, and of sector DAMS: the item names sector DAMS; "
        "criticality high."
    )
    assert found[2].because.endswith("its criticality is not known.")
    assert [t.sector for t in found if t.touched == "sector"] == ["DAMS"]


@pytest.mark.data
@pytest.mark.long
def test_of_the_real_dams_of_colorado_the_most_critical_stand_first_each_with_its_reason(
    cast: SimpleNamespace, real_data: Path
) -> None:
    """Of 9,527 dams of three states those of Colorado alone: as the inventory rates them, of one rating the larger."""
    content = (real_data / "nid_dams" / "nid_dams_CO_MD_TX.csv.gz").read_bytes()
    import_reference(content=content, mapping="nid_dams", by=cast.operator, now=cast.now)
    item = federal(
        cast, "stix", "Intrusions into dam operations", "Actors seek remote access to spillway gates in Colorado.",
        {"type": "report", "sectors": ["dams"]},
    )  # fmt: skip
    compare(cast, item)
    found = [one for one in touched(cast, "ana", item) if one.asset]
    shown = [one.asset for one in found if one.asset]
    assert len(shown) == 10 and {one.state for one in shown} == {"CO"}
    weights = [one.weight for one in found]
    assert weights == sorted(weights, reverse=True) and {one.criticality for one in shown} == {"high"}
    for one in found:
        name = one.asset.name if one.asset else ""
        assert one.because.startswith(f"{name} (dam) is in Colorado, which the item names, and of sector DAMS")
    with reading(cast.as_("ana")) as ana:
        every = [one for one in queries.assets(audience=ana, how_many=50_000) if (one.kind, one.state) == ("dam", "CO")]
    order = {"high": 0, "medium": 1, "unrated": 2, "low": 3}
    plainly = sorted(every, key=lambda one: (order[one.criticality], -(one.capacity or 0.0), one.name, one.id))
    assert len(every) > 1_000
    assert [one.id for one in shown] == [one.id for one in plainly][:10]


def test_an_exploited_product_touches_who_declared_it(cast: SimpleNamespace) -> None:
    """An entry of the exploited catalog names the partner; another product of another maker touches nobody; a stranger
    is shown nothing."""
    declared = "agency,vendor,product,versions,declared_on\nwright-sheriff,Palo Alto Networks,PAN-OS,11,2026-03-01\n"
    import_reference(content=declared.encode(), mapping="declared_software", by=cast.operator, now=cast.now)
    hit, other = (
        federal(cast, "kev", title, "It is exploited.", {"cveID": "CVE-1", "vendorProject": maker, "product": product})
        for title, maker, product in (("One", "Palo Alto Networks", "PAN-OS"), ("Two", "Apple", "PAN-OS"))
    )
    compare(cast, hit, other)
    found = touched(cast, "ana", hit)
    assert [(t.touched, t.how) for t in found] == [("software", "software")]
    assert found[0].because.startswith("Wright County Sheriff declared Palo Alto Networks PAN-OS: it names")
    assert touched(cast, "ana", other) == [] and touched(cast, "cy", hit) == []


def test_an_event_is_touched_from_its_statement_to_its_end(cast: SimpleNamespace) -> None:
    """A report within its circle touches it while it is prepared and on; a called-off one nothing; changing its state
    lays what is held anew."""
    with reading(cast.as_("ana")) as ana:
        label = label_of([Atom(cast.center, "reference", "U", "center").print()])
        row = SpecialEvent.objects.create(
            owner_id=cast.center, label_id=label, name="Harvest run", starts_at=cast.now + timedelta(days=2),
            ends_at=cast.now + timedelta(days=3), lon=-95.0, lat=46.0, radius_m=800, purge_on=cast.now.date(),
            stated_by=ana.actor.person_id, stated_at=cast.now - timedelta(days=1),
        )  # fmt: skip
    tip = open_tip(cast, "A drone hung over the start.", Place(-95.001, 46.001, 50.0))
    compare(cast, tip)
    assert [(t.touched, t.because) for t in touched(cast, "ana", tip)] == [
        ("event", "It lies in the area of the event 'Harvest run'.")
    ]
    with reading(cast.as_("ana")):
        SpecialEvent.objects.filter(pk=row.pk).update(state="cancelled")
    compare(cast, tip)
    assert touched(cast, "ana", tip) == []


def test_who_follows_a_sector_is_told_once_of_each_item_that_he_may_read(cast: SimpleNamespace) -> None:
    """Ana and Ben follow dams; Ana is told of the item with its reason, once however often it is compared; Ben, who may
    not read it, hears nothing, and the notice itself says nothing of the item. Cy may follow nothing."""
    for login in ("ana", "ben"):
        with reading(cast.as_(login)) as by:
            follow_up(what="sector", which="DAMS", by=by, now=cast.now)
    with reading(cast.as_("ana")) as ana, pytest.raises(NotFollowed) as twice:
        follow_up(what="sector", which="DAMS", by=ana, now=cast.now)
    assert [one.rule for one in twice.value.decision.against] == ["plan.subscription.once"]
    with reading(cast.as_("ana")) as ana:
        label, person = following(audience=ana)[0].label_id, ana.actor.person_id
    with connections["owner"].cursor() as cursor, pytest.raises(IntegrityError, match="plan_subscription_once"):
        cursor.execute(
            "insert into plan_subscription (public_id, person_id, label_id, sector, begun_at)"
            " values (gen_random_uuid(), %s, %s, 'DAMS', now())", [person, label],
        )  # fmt: skip
    item = open_tip(cast, "A drone hung over the spillway of the dam.", FENCE)
    for _ in range(2):
        compare(cast, item)
    with reading(cast.as_("ana")) as ana:
        mine = [one for one in told(audience=ana) if one.row.id == item.id]
        assert [one.because for one in mine] == ["You follow the sector Dams: the text says 'spillway'."]
        words = " ".join(f"{n.subject} {n.text}" for n in Notice.objects.filter(person_id=ana.actor.person_id))
        assert "drone" not in words and words.count("Something came in") == 1
    with reading(cast.as_("ben")) as ben:
        assert told(audience=ben) == [] and not Notice.objects.filter(person_id=ben.actor.person_id).exists()
        assert len(following(audience=ben)) == 1
    with reading(cast.as_("cy")) as cy, pytest.raises(NotFollowed):
        follow_up(what="sector", which="DAMS", by=cy, now=cast.now)


def test_what_one_follows_is_nobody_elses_to_see_or_end(cast: SimpleNamespace) -> None:
    """Dee sees none of Ana's list and cannot end it; ended by Ana herself nothing more comes; a need that one may not
    read cannot be followed and answers as one that is not there."""
    with reading(cast.as_("ana")) as ana:
        need = state_need(said=NeedSaid("Copper theft", phrases=("copper cable",)), by=ana, now=cast.now)
    with reading(cast.as_("ana")) as ana:
        kept = follow_up(what="need", which=str(need), by=ana, now=cast.now)
    with reading(cast.as_("dee")) as dee:
        assert following(audience=dee) == []
        with pytest.raises(NoSuchSubscription):
            end(subscription_id=kept, by=dee, now=cast.now)
    answers = []
    for which in (str(need), str(uuid4())):
        with reading(cast.as_("cy")) as cy, pytest.raises(NotFollowed) as refused:
            follow_up(what="need", which=which, by=cy, now=cast.now)
        answers.append([one.text for one in refused.value.decision.against])
    assert answers[0] == answers[1]
    first, second = (open_tip(cast, f"Tip {n}: copper cable was cut.") for n in (1, 2))
    compare(cast, first)
    with reading(cast.as_("ana")) as ana:
        assert [one.because for one in told(audience=ana) if one.row.id == first.id] == [
            "It answers the need 'Copper theft': the text says 'copper cable'."
        ]
        end(subscription_id=kept, by=ana, now=cast.now)
    compare(cast, second)
    with reading(cast.as_("ana")) as ana:
        assert [one.row.id for one in told(audience=ana) if one.row.id == second.id] == []


def test_more_than_a_few_an_hour_come_together(cast: SimpleNamespace) -> None:
    """Twenty items of an hour are six notices and one that says there is more; the list holds all twenty."""
    with reading(cast.as_("sam")) as sam:
        follow_up(what="sector", which="WATR", by=sam, now=cast.now)
    items = [open_tip(cast, f"Item {n}: somebody stood at the reservoir.") for n in range(20)]
    compare(cast, *items)
    with reading(cast.as_("sam")) as sam:
        assert {one.row.id for one in told(audience=sam)} == {item.id for item in items}
        subjects = [n.subject for n in Notice.objects.filter(person_id=sam.actor.person_id, kind="followed")]
    assert (len(subjects), len(set(subjects))) == (7, 2)
