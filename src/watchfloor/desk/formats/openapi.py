"""What our OpenAPI says beside the types: every door may answer with a problem (RFC 9457)."""

from collections.abc import Mapping
from typing import Any

PROBLEM = {
    "type": "object", "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "detail": {"type": "string"}, "errors": {"type": "array", "items": {"type": "object"}},
    },
}  # fmt: skip
MAY_BE = {
    "400": "The request cannot be read.", "401": "No token in force.", "403": "Not allowed, or a bulk export.",
    "404": "Nothing here that the token may read, or it does not exist.", "413": "Too large.",
    "422": "The request does not fit; the detail names the places.",
    "500": "Failed; the detail names its code in the log.", "503": "Closed for a moment.",
}  # fmt: skip


def with_problems(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The same description with every problem that a door may answer; what a door says of its own stays."""
    paths = {path: _path(operations) for path, operations in schema["paths"].items()}
    return {**schema, "paths": paths}


def _path(operations: Mapping[str, Any]) -> dict[str, Any]:
    return {method: {**one, "responses": {**_problems(), **_named(one)}} for method, one in operations.items()}


def _named(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Under texts: numbers and texts of one status would be two."""
    return {str(status): said for status, said in operation.get("responses", {}).items()}


def _problems() -> dict[str, Any]:
    content = {"application/problem+json": {"schema": PROBLEM}}
    return {status: {"description": said, "content": content} for status, said in MAY_BE.items()}
