"""A report with a made-up word in every field and everything that people make of it, for tests of forgetting."""

import secrets
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from makers import incoming_of

from watchfloor.analyze.actions.assess import assess
from watchfloor.analyze.actions.connect import connect
from watchfloor.analyze.actions.judge import link
from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.queries.records import rows_of
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.fact import Words
from watchfloor.core.rules.opening import Opened
from watchfloor.disseminate.actions.acknowledge import acknowledge, feedback
from watchfloor.disseminate.actions.asking import ask_release
from watchfloor.disseminate.actions.commenting import comment
from watchfloor.disseminate.actions.draft import draft, submit_for_review
from watchfloor.disseminate.actions.editing import edit_statement, entitle, write_tear_line
from watchfloor.disseminate.actions.release import release
from watchfloor.disseminate.actions.review import review
from watchfloor.disseminate.queries import products
from watchfloor.disseminate.rules.editing import Wording
from watchfloor.gather.actions.files import accept
from watchfloor.gather.actions.vetting import dismiss
from watchfloor.gather.rules.vetting import Dismissal
from watchfloor.people.actions.directory import add_group
from watchfloor.plan.actions.reference import import_reference
from watchfloor.plan.actions.searches import save
from watchfloor.plan.actions.watch import write_entry
from watchfloor.plan.rules.searches import Facets, Search
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.actions.keep import keep
from watchfloor.protect.actions.stamp import Stamper
from watchfloor.protect.rules.retention import Stated

PLANTS = (
    "gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,owner\n"
    "USA1,Prairie Creek Station,640,45.36,-93.87,Coal,Tallgrass\n"
)
AREA = ((-94.0, 45.2), (-93.7, 45.2), (-93.7, 45.5), (-94.0, 45.5))
FIELDS = (
    "title", "narrative", "city", "caseno", "alerttitle", "alerttext", "alertdata", "linkwhy", "entry", "whom",
    "statement", "older", "producttitle", "tear", "comment", "review", "ask", "answer", "dismissal", "kept", "search",
    "searched", "purge", "revision",
)  # fmt: skip
# sealed where they lie, so that no search of bytes finds them while they stand either
SEALED = ("search", "searched", "purge", "kept")


def made_up() -> dict[str, str]:
    """A word for every field that stands nowhere else on the machine."""
    return {field: f"{field}x{secrets.token_hex(10)}" for field in FIELDS}


def as_(cast: SimpleNamespace, login: str) -> Any:
    """A transaction as one of the cast."""
    return reading(cast.as_(login))


def write_it_all(cast: SimpleNamespace, words: dict[str, str]) -> SimpleNamespace:
    """The report and an alert of these words, a second report beside them, and every deed that leaves words behind."""
    group = _group(cast)
    tip, other = _reports(cast, words)
    alert = _alert(cast, words)
    with reading(admit_service(service="analyze.connect", now=cast.now)) as by:
        connect(record_ids=[tip, other, alert.public_id], by=by, now=cast.now)
    with as_(cast, "ana") as ana:
        link(a=tip, b=other, because=f"Both speak of one van {words['linkwhy']}.", by=ana, now=cast.now)
        write_entry(
            kind="call", words=f"Asked about {words['entry']}.", whom=words["whom"], reached=True,
            happened_at=cast.now, record_id=_id(ana, tip), by=ana, now=cast.now,
        )  # fmt: skip
        save(search=Search("A search", words["search"], "threat-assessment", Facets()), by=ana, now=cast.now)
        dismissal = Dismissal("INNOCENT", f"A known crew {words['dismissal']} works there every week.")
        dismiss(record=tip, dismissal=dismissal, by=ana, now=cast.now)
    with as_(cast, "sam") as sam:
        keep(record=tip, said=Stated(f"Asked for again by the crew {words['kept']}.", current_activity=False), by=sam,
             now=cast.now)  # fmt: skip
    ana = cast.as_("ana")
    witness(kind="core.record.searched", by=ana, words=Words(words["searched"], _label(tip), None))
    product, sent = _product(cast, words, tip, alert, group)
    return SimpleNamespace(tip=tip, other=other, alert=alert.public_id, product=product, release=sent)


def _id(audience: Audience, record: UUID) -> int:
    return int(rows_of(audience=audience, public_ids=[record])[0].id)


def _label(record: UUID) -> int:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("select label_id from core_record where public_id = %s", [record])
        return int(cursor.fetchone()[0])


def _group(cast: SimpleNamespace) -> int:
    import_reference(content=PLANTS.encode(), mapping="power_plants_us", by=cast.operator, now=cast.now)
    with reading(cast.operator) as by:
        return add_group(code="LAW", name="Law", release_level="CUI", agency_ids=[cast.wright], by=by)


def _reports(cast: SimpleNamespace, words: dict[str, str]) -> tuple[UUID, UUID]:
    """Two rows of one file: the report, and one that stays."""
    head = "occurred,narrative,title,state,city,lat,lon,case_number\n"
    at = "2026-11-14T19:40:00-06:00"
    rows = (
        f"{at},A man of {words['narrative']} left the card grid-cards.net,{words['title']} at the fence,MN,"
        f"{words['city']},45.3,-93.8,{words['caseno']}\n"
        f"{at},A van with the card grid-cards.net stood there,Van,MN,Monticello,45.31,-93.81,NFC-2\n"
    )
    got = list(accept(content=(head + rows).encode(), mapping="generic", agency_id=cast.center, by=cast.operator,
                      now=cast.now))[-1]  # fmt: skip
    assert got.opened == 2
    return got.records[0], got.records[1]


def _alert(cast: SimpleNamespace, words: dict[str, str]) -> Opened:
    text = f"Surveys of the power grid by {words['alerttext']}: power plants. Report to grid-cards.net visitors."
    data = {"status": "Actual", "note": words["alertdata"]}
    title = f"Surveys of the grid {words['alerttitle']}"
    alert = Draft("cap", uuid4().hex, words["revision"], title, text, data, areas=(AREA,))
    stamper = Stamper(legal_class="federal_product", owner_id=cast.center, verified=True, now=cast.now)
    with reading(cast.operator) as by:
        incoming = incoming_of(alert, stamper.stamp(markings=("TLP:GREEN",)), cast.center)
        return open_records(source=None, incoming=[incoming], by=by, now=cast.now)[0]


def _product(cast: SimpleNamespace, words: dict[str, str], tip: UUID, alert: Opened, group: int) -> tuple[UUID, UUID]:
    """A bulletin about the alert that cites the report, commented, reviewed, released, answered."""
    with as_(cast, "ana") as ana:
        assessed = assess(record_id=alert.public_id, by=ana, now=cast.now)
    with as_(cast, "ana") as ana:
        product = draft(assessment_id=assessed.id, by=ana, now=cast.now)
    with as_(cast, "ana") as ana:
        found = products.product(audience=ana, public_id=product)
        assert found is not None
        key = next(one.id for one in found.statements if one.sources)
        for said in ("older", "statement"):
            edit_statement(product_id=product, key=key, said=Wording(f"There was {words[said]}.", "U//LES//TLP:GREEN"),
                           by=ana, now=cast.now)  # fmt: skip
        entitle(product_id=product, title=f"Surveys {words['producttitle']}", by=ana, now=cast.now)
        write_tear_line(product_id=product, title=f"Torn {words['tear']}", meant_for=(), by=ana, now=cast.now)
        comment(product_id=product, key=key, words=f"Which {words['comment']}?", by=ana, now=cast.now)
    with as_(cast, "ana") as ana:
        submit_for_review(product=product, by=ana, now=cast.now)
    for login, kind in (("sam", "second"), ("pia", "privacy")):
        with as_(cast, login) as by:
            review(product=product, kind=kind, approved=True, because=f"Read {words['review']}.", by=by, now=cast.now)
    with as_(cast, "dee") as dee:
        request = ask_release(product=product, groups=[group], because=f"For the patrols of {words['ask']} tonight.",
                              second_id=cast.person("sam").id, by=dee, now=cast.now)  # fmt: skip
    with as_(cast, "sam") as sam:
        sent = release(request=request, by=sam, now=cast.now)[0]
    with reading(cast.as_("ben", purpose="own-reports")) as ben:
        acknowledge(release=sent, by=ben, now=cast.now)
        feedback(release=sent, useful="yes", used="briefed", words=f"Seen {words['answer']}", by=ben, now=cast.now)
    return product, sent
