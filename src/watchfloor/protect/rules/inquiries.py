"""An inquiry as it is sealed beside its fact: terms, filters, hits, purpose and case (28 CFR 23.20(g))."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Inquiry:
    """What somebody looked for. It holds names, so it stands in a sealed row alone, never in a fact."""

    terms: str
    filters: tuple[str, ...] = ()
    hits: tuple[UUID, ...] = ()
    purpose: str = ""
    case_ref: str = ""

    @property
    def asked(self) -> bool:
        """Whether anything was looked for."""
        return bool(self.terms or self.filters)


def written(inquiry: Inquiry) -> str:
    """As it is sealed."""
    said = {
        "terms": inquiry.terms, "filters": list(inquiry.filters), "hits": [str(one) for one in inquiry.hits],
        "purpose": inquiry.purpose, "case": inquiry.case_ref,
    }  # fmt: skip
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Inquiry:
    """What `written` wrote; older rows held the terms alone, and so do words that are no JSON."""
    try:
        said = json.loads(text)
        hits = tuple(UUID(one) for one in said["hits"])
        return Inquiry(said["terms"], _texts(said["filters"]), hits, said["purpose"], said["case"])
    except (ValueError, KeyError, TypeError):
        return Inquiry(text)


def _texts(said: Sequence[object]) -> tuple[str, ...]:
    return tuple(str(one) for one in said)
