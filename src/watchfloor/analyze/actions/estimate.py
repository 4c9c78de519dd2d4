"""Estimate a kind's model of all whom records name, and ask under it, beside the model in force; nothing is taken."""

from datetime import datetime

from watchfloor.analyze.actions.everybody import LEAST_BORNE, Base
from watchfloor.analyze.actions.matches import keep_allowed, standing, weighed_under
from watchfloor.analyze.formats.model_versions import shipped_versions
from watchfloor.analyze.formats.models import estimated, shipped
from watchfloor.analyze.models.estimates import Estimate
from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.resolution import engine
from watchfloor.resolution.model import packed
from watchfloor.resolution.records import from_rows

FEWEST, READ_AT_ONCE = 100, 5000


def estimate_next(*, by: Audience, now: datetime) -> bool:
    """Carry out the oldest order; False if none waits. MUST be called outside a transaction.

    The model is estimated of all standing parties of the kind, whoever may read them; what fewer than ten bear counts
    alike in it. Every pair that it would ask about is kept under its version, as matches of the model in force are,
    each with the join of both labels. Tells analyze.model.estimated with the version.
    """
    with reading(by):
        order = Estimate.objects.defer("content").filter(state="asked").order_by("id").first()
        if order is None:
            return False
        rows = standing(by).filter(kind=order.kind).order_by("id").values_list("pk", "fields")
        parties = dict(rows.iterator(chunk_size=READ_AT_ONCE))
    state, version, content = "few", "", b""
    found = []
    if len(parties) >= FEWEST:
        made_of, model = shipped(order.kind)
        # every field that the shipped model reads, also those that nobody has today
        whole = [dict.fromkeys(model.fields, "") | fields for fields in parties.values()]
        content = packed(engine.resolve(from_rows(made_of, whole), made_of, borne_by=LEAST_BORNE).model)
        base = Base(estimated(order.kind, content))
        base.add(parties)
        state, version = "ready", base.model.version
        found = weighed_under(base, parties=list(parties))
    with reading(by):
        keep_allowed(found=found, by=by, now=now)
        Estimate.objects.filter(pk=order.pk).update(
            state=state, version=version, beside=shipped_versions()[order.kind], content=content, ended_at=now
        )
        rules = [f"analyze.model.{order.kind}" + (f".{version}" if version else "")]
        tell(kind="analyze.model.estimated", by=by, records=[], rules=rules)
    return True
