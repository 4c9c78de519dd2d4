"""What a source's marking definitions of earlier files and pages mean, so that what follows them is not closed."""

import re
from datetime import datetime

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.protect.actions.admit import admit_service
from watchfloor.receive.actions.merging import SERVICE, leads, shared_key
from watchfloor.receive.formats.facts import stix_facts
from watchfloor.receive.queries import SourceView
from watchfloor.receive.rules.markings import meaning

NAMED = re.compile(rb"marking-definition--[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
MOST = 500  # a file that names more is none that marks


def defined_before(*, content: bytes, source: SourceView, now: datetime) -> dict[str, str]:
    """Marking id -> text, of those that the bytes name and this very source has defined: nobody else's word opens what
    it sends. MUST be called outside a transaction.
    """
    names = sorted({one.decode() for one in NAMED.findall(content)} - set(stix_facts().tlp))[:MOST]
    if not names:
        return {}
    with reading(admit_service(service=SERVICE, now=now)) as by:
        standing = leads(shared=[shared_key(kind="stix", origin_key=one) for one in names], source=source)
        own = {one.record_id for found in standing.values() for one in found if one.source_id == source.id}
        objects = [text.data.get("object") or {} for text in core.texts_of(audience=by, ids=sorted(own))]
    return {one["id"]: meaning(one, stix_facts()) for one in objects if one.get("id") in names}
