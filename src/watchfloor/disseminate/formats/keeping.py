"""Products to and from the plain data that tables keep."""

from typing import Any

import msgspec

from watchfloor.disseminate.rules.product import SourceRef, Statement


def statement_kept(statement: Statement) -> dict[str, Any]:
    """A statement without its sources, as plain data."""
    plain: dict[str, Any] = msgspec.to_builtins(statement)
    del plain["sources"]
    return plain


def statement_of(content: dict[str, Any], sources: tuple[SourceRef, ...]) -> Statement:
    """The inverse, with the sources that still stand."""
    return msgspec.convert({**content, "sources": msgspec.to_builtins(sources)}, Statement, strict=False)


def source_kept(source: SourceRef) -> dict[str, Any]:
    """A source as plain data."""
    plain: dict[str, Any] = msgspec.to_builtins(source)
    return plain


def source_of(content: dict[str, Any]) -> SourceRef:
    """The inverse."""
    return msgspec.convert(content, SourceRef, strict=False)
