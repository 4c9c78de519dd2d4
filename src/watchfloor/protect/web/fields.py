"""Form fields as components/field.html shows them, and the words of a form as they came."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.http import url_has_allowed_host_and_scheme


def field(name: str, label: str, *, kind: str = "text", required: bool = True, **more: Any) -> dict[str, Any]:
    """One field; see components/field.html for `more`. `value` is what to show again."""
    return {
        "name": name,
        "label": label,
        "kind": kind,
        "required": required,
        "hint": "",
        "error": "",
        "value": "",
        **more,
    }


def choices(pairs: Iterable[tuple[str, str]], *, chosen: str = "") -> list[dict[str, Any]]:
    """Options of a select, radios or checks from (value, text)."""
    return [{"value": value, "text": text, "checked": value == chosen} for value, text in pairs]


def with_errors(fields: Iterable[dict[str, Any]], errors: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """The fields again, each with its own error beside it."""
    said = {error["field"]: error["text"] for error in errors if error["field"]}
    return [{**one, "error": said.get(one["name"], "")} for one in fields]


def error(field_name: str, text: str) -> dict[str, str]:
    """One line of the summary; field "" means the whole form."""
    return {"field": field_name, "text": text}


def own_path(said: str | None, *, otherwise: str = "/") -> str:
    """A path of ours to go on to; anything that leads elsewhere is not taken."""
    fine = said and said.startswith("/") and url_has_allowed_host_and_scheme(said, allowed_hosts=None)
    return str(said) if fine else otherwise
