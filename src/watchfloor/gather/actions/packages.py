"""A person checks a package line by line and releases it to be sent; what was checked is what leaves."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from watchfloor.core.formats import crypt
from watchfloor.core.ledger.telling import tell
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.gather.formats.behavior import behaviors
from watchfloor.gather.formats.package import as_json, as_xml
from watchfloor.gather.formats.sharing import sharing_policy
from watchfloor.gather.models.sharing import Package
from watchfloor.gather.queries.sharing import shared_of, told_of
from watchfloor.gather.rules.package import carried_over, details, lines_of, summary
from watchfloor.gather.rules.sharing import may_release_package
from watchfloor.protect.queries.purges import key_of
from watchfloor.text.personal import personal_data

RIGHTS: Mapping[str, str] = {"summary": "tip.vet", "details": "product.release"}


class NotPackaged(Refused):
    """There is no such ISE-SAR for the asker, his role releases no such package, or something is missing."""


def package_content(*, view: core.RecordView, form: str, statement: str, by: Audience) -> Mapping[str, Any] | None:
    """What a package of this form says now; None before the two-part review."""
    shared = shared_of(audience=by, view=view, statement=statement)
    if shared is None:
        return None
    if form != "details":
        return summary(shared, behaviors())
    return details(shared, behaviors(), told_of(audience=by, view=view))


def flags_of(content: Mapping[str, Any], *, view: core.RecordView, by: Audience) -> tuple[str, ...]:
    """What the text guard finds in a summary: personal data in any of its lines, and values of the record itself."""
    words = str(content.get("statement", ""))
    found = [
        f"{name}: '{one.said}' looks like personal data ({one.kind})."
        for name, said in lines_of({"statement": words, "city": content.get("city", "")})
        for one in personal_data(said)
    ]
    found += [f"Statement: '{value}' stands in a field of the report." for value in
              carried_over(words, told_of(audience=by, view=view))]  # fmt: skip
    return tuple(found)


def release_package(*, record: UUID, form: str, statement: str, checked: bool, by: Audience, now: datetime) -> UUID:
    """Keep the package sealed, exactly as it was checked; a later one takes its place. Raises NotPackaged."""
    view = core.record(audience=by, public_id=record)
    key = key_of(record_id=view.row.id) if view else None
    right = RIGHTS.get(form, "")
    if view is None or key is None or not {RIGHTS["summary"], right} & by.rights:
        raise NotPackaged(Decision.of(Because("There is no such ISE-SAR for you.", "gather.package.record", ok=False)))
    if right not in by.rights:
        no = Because("Your role releases no details.", f"right.{right}", "CJISSECPOL AC-6", False, "Ask one who may.")
        raise NotPackaged(Decision.of(no))
    content = package_content(view=view, form=form, statement=statement.strip(), by=by) or {}
    flags = flags_of(content, view=view, by=by)
    decision = may_release_package(
        form, statement.strip(), legal_class=view.row.legal_class if content else "", checked=checked, flags=flags,
        policy=sharing_policy(),
    )  # fmt: skip
    if not decision:
        raise NotPackaged(decision)
    said, kept = as_json(content), uuid4()
    as_xml(content)  # what the schema refuses is not released either
    with transaction.atomic():
        Package.objects.bulk_create([
            Package(
                public_id=kept, record_id=view.row.id, label_id=view.row.label_id, form=form, version=view.n,
                content=crypt.seal(said, key=key), digest=hashlib.sha256(said).digest(), by_id=by.actor.person_id,
                at=now,
            )
        ])  # fmt: skip
        tell(kind="gather.package.released", by=by, records=[record], rules=decision.rules)
    return kept
