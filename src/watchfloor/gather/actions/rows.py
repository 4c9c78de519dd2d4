"""A row on its way to a record: what makes two rows one report, and what of it is kept."""

from collections.abc import Mapping
from typing import Any

import msgspec

from watchfloor.core.actions.sources import keyed
from watchfloor.core.rules.draft import Draft
from watchfloor.core.rules.opening import Incoming
from watchfloor.core.rules.stamp import Stamp

_json = msgspec.json.Encoder()
UNKEPT = ("reporter", "predicate")  # in the sealed piece, and sealed with the class that stands on it


def incoming_of(draft: Draft, *, key: bytes, stamp: Stamp, piece: bytes, agency_id: int) -> Incoming:
    """The draft as a new record of the agency's, under the key that the asker worked out."""
    # the narrative stands in the body: a second copy would have to be found and forgotten as well
    fields = {name: text for name, text in draft.data["fields"].items() if text not in (draft.body, draft.title)}
    # who reported stays in the sealed piece alone (house: two kinds of storage)
    data = {name: value for name, value in draft.data.items() if name not in UNKEPT}
    draft = _with_data(draft, {**data, "fields": fields})
    return Incoming(draft, stamp, agency_id, key, keyed(b"digest", piece), piece, "opened")


def _with_data(draft: Draft, data: Mapping[str, Any]) -> Draft:
    """The draft with other data; written out because dataclasses.replace costs four times as much a row."""
    return Draft(
        draft.kind, draft.origin_key, draft.revision, draft.title, draft.body, data, draft.when, draft.place,
        draft.areas, draft.markings, draft.piece, draft.findings,
    )  # fmt: skip


def origin_key(draft: Draft, agency_id: int) -> bytes:
    """What makes two reports of an agency one: every cell as it came, but for the name of the list it lay in."""
    said = sorted((name, text) for name, text in draft.data["fields"].items() if name != "source_file")
    return keyed(b"tip", str(agency_id).encode(), _json.encode(said))


def bytes_of(draft: Draft) -> str:
    """Where it stands in the file, for who sent it."""
    return f"bytes {draft.piece[0]} to {sum(draft.piece)}"
