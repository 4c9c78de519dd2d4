"""Keep what a partner declares to run, say that it was looked at again, withdraw it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.timezone import localdate

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.people import queries as people
from watchfloor.plan.actions.putting import put
from watchfloor.plan.actions.reference_kept import software_label
from watchfloor.plan.models.software import DeclaredSoftware
from watchfloor.plan.queries.software import declared_software
from watchfloor.plan.rules.protected import KEEPS

CITATION = "center policy; CISA KEV and CSAF are matched against it"
MOST = 200


class NotDeclared(Refused):
    """It names no agency, vendor or product, stands already, or its writer does not keep what we protect."""


class NoSuchSoftware(LookupError):
    """There is none, or it is not the asker's to see: both answer alike."""


@dataclass(frozen=True, slots=True)
class Declared:
    """What an agency (its code) says; `declared_by` is an office of it."""

    agency: str
    vendor: str
    product: str
    versions: str = ""
    supplier: str = ""
    asset_code: str = ""
    declared_by: str = ""


def declare(*, said: Declared, by: Audience, now: datetime) -> UUID:
    """Keep one product of one vendor at an agency, for the center and that agency alone. Raises NotDeclared."""
    agency = people.agency(code=said.agency) if said.agency else None
    decision = _may_declare(said, known=agency is not None, right=KEEPS in by.rights)
    if not decision or agency is None:
        raise NotDeclared(decision)
    standing = [
        one for one in declared_software(audience=by, agency_ids=[agency.id], vendors=[said.vendor])
        if (one.product, one.versions, one.asset_code) == (said.product, said.versions, said.asset_code)
    ]  # fmt: skip
    if standing:
        raise NotDeclared(_no("Product: it is declared already in these versions.", "plan.software.twice"))
    with transaction.atomic():
        made = uuid4()
        row = {
            "public_id": made,
            "owner_id": agency.id,
            "label_id": software_label(owner_id=agency.id),
            "asset_code": said.asset_code,
            "vendor": said.vendor,
            "product": said.product,
            "versions": said.versions,
            "supplier": said.supplier,
            "declared_by": said.declared_by,
            "declared_on": localdate(now),
            "kept_by": by.actor.person_id,
            "changed_at": now,
        }
        put(table="plan_declaredsoftware", row=row)
        tell(kind="plan.software.declared", by=by, records=[made], rules=decision.rules)
    return made


def review_software(*, software: UUID, still: bool, by: Audience, now: datetime) -> None:
    """Say that it still runs, or withdraw it. Raises NoSuchSoftware and NotDeclared."""
    if KEEPS not in by.rights:
        raise NotDeclared(_may_declare(Declared("x", "x", "x"), known=True, right=False))
    what = {"reviewed_on": localdate(now)} if still else {"withdrawn_at": now}
    with transaction.atomic():
        mine = DeclaredSoftware.objects.filter(public_id=software, label_id__in=by.label_ids, withdrawn_at=None)
        if not mine.update(changed_at=now, **what):
            raise NoSuchSoftware
        kind = "plan.software.reviewed" if still else "plan.software.withdrawn"
        tell(kind=kind, by=by, records=[software], rules=["plan.software.right"])


def _may_declare(said: Declared, *, known: bool, right: bool) -> Decision:
    reasons = [Because("Your role keeps what we protect.", "plan.software.right", CITATION)]
    if not right:
        text, way_out = "Your role does not keep what we protect.", "Ask an analyst or a supervisor."
        reasons = [Because(text, "plan.software.right", "CJISSECPOL AC-6", False, way_out)]
    if not known:
        reasons += _no("Agency: no agency of that code stands in the registry.", "plan.software.agency").because
    for name in ("vendor", "product"):
        if not 0 < len(getattr(said, name)) <= MOST:
            text = f"{name.capitalize()}: write it as the vendor does, {MOST} letters at most."
            reasons += _no(text, f"plan.software.{name}").because
    return Decision.of(*reasons)


def _no(text: str, rule: str) -> Decision:
    return Decision.of(Because(text, rule, CITATION, False, "Mend it and send it again."))
