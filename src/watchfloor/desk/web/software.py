"""Declared software: what partners say that they run, and the form for the next product."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.ground_parts import must_keep, tabs
from watchfloor.people import queries as people
from watchfloor.plan.actions.software import Declared, NoSuchSoftware, NotDeclared, declare, review_software
from watchfloor.plan.queries.software import SoftwareView, declared_software
from watchfloor.plan.rules.protected import KEEPS
from watchfloor.protect.web.door import act, by_method, page
from watchfloor.protect.web.fields import error, field, with_errors
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.shown import Absent, Done, Page
from watchfloor.protect.web.wording import agency_words, day

HERE = "/software/"
OLD = timedelta(days=365)
PARTS = (("agency", "Agency", "Its code."), ("vendor", "Vendor", ""), ("product", "Product", ""),
         ("versions", "Versions", "As the partner says: 7.2 - 7.4."), ("supplier", "Supplied by", ""),
         ("asset_code", "At asset", "Its number, if it runs at one alone."),
         ("declared_by", "Declared by", "An office of the agency."))  # fmt: skip
NEEDED = {"agency", "vendor", "product"}


@page("plan.software.read")
def show(request: HttpRequest, audience: Audience) -> Page:
    """All that may be read, by vendor; `q` narrows to a vendor, product or agency."""
    return _page(audience, request.GET.get("q", "").strip(), {}, [])


@act("plan.software.read", known=True)
def write(request: HttpRequest, audience: Audience) -> Page | Done:
    """Declare a product, say that it still runs, or withdraw it."""
    must_keep(audience, what="declare software")
    said, now = {name: value.strip() for name, value in request.POST.dict().items()}, timezone.now()
    try:
        if said.get("software"):
            still = said.get("deed") == "still"
            review_software(software=_uuid(said["software"]), still=still, by=audience, now=now)
            return Done(HERE, "It still runs, as of today." if still else "It is withdrawn.")
        declare(said=Declared(*(said.get(name, "") for name, *_ in PARTS)), by=audience, now=now)
    except NotDeclared as refused:
        witness(kind="protect.deed.refused", by=audience, rules=refused.decision.rules)
        told = [error(_field(one.rule), f"{one.text} {one.way_out}") for one in refused.decision.against]
        return _page(audience, "", said, told)
    except NoSuchSoftware as gone:
        raise Absent from gone
    return Done(HERE, "It is declared.")


def door(request: HttpRequest) -> HttpResponse:
    """GET and POST of one address."""
    return by_method(get=show, post=write)(request)


def _page(audience: Audience, q: str, said: Mapping[str, str], errors: list[dict[str, str]]) -> Page:
    marks, agencies, today = Marks(), people.agencies(), timezone.localdate()
    found = [(one, agency_words(agencies[one.agency_id].name)) for one in declared_software(audience=audience)]
    shown = [(one, name) for one, name in found if _fits(q, one, name)]
    made = [
        field(name, label, hint=hint, required=name in NEEDED, value=said.get(name, ""),
              list="agencies" if name == "agency" else "")
        for name, label, hint in PARTS
    ]  # fmt: skip
    rows = [
        {
            "id": str(one.public_id), "vendor": one.vendor, "product": one.product, "versions": one.versions,
            "agency": name, "asset": one.asset_code, "supplier": one.supplier, "office": one.declared_by,
            "declared": day(one.declared_on), "reviewed": day(one.reviewed_on) if one.reviewed_on else "",
            "old": (one.reviewed_on or one.declared_on) < today - OLD,
            "portion": portion_of(marks.of_label(one.label_id)),
        }
        for one, name in shown
    ]  # fmt: skip
    context = {
        "tabs": tabs(HERE), "url": HERE, "q": q, "rows": rows, "errors": errors,
        "fields": with_errors(made, errors), "may_keep": KEEPS in audience.rights,
        "agencies": [{"code": one.code, "name": agency_words(one.name)} for one in _listed(agencies, audience)],
    }  # fmt: skip
    labels = {one.label_id for one, _ in shown}
    return Page(
        "desk/software.html", context, markings=[marks.of_label(one) for one in labels], status=422 if errors else 200
    )


def _listed(agencies: Mapping[int, people.AgencyView], audience: Audience) -> list[people.AgencyView]:
    """Agencies that somebody works for: the registry as a whole is too long for a list."""
    if KEEPS not in audience.rights:
        return []
    used = {one.agency_id for one in people.persons().values()}
    return sorted((one for one in agencies.values() if one.id in used), key=lambda one: one.code)


def _fits(q: str, one: SoftwareView, agency: str) -> bool:
    return not q or any(q.casefold() in part.casefold() for part in (one.vendor, one.product, agency))


def _field(rule: str) -> str:
    return {"plan.software.twice": "product"}.get(rule, rule.rpartition(".")[2] if not rule.endswith("right") else "")


def _uuid(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError as none:
        raise Absent from none
