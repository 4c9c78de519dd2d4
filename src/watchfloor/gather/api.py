"""The machines' way in: reports one by one, in batches, or as a file, each answered by itself (RFC 9457)."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from watchfloor.core.gate.session import reading
from watchfloor.core.ledger.telling import witness
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Refused
from watchfloor.gather.actions.intake import MOST, Taken, take
from watchfloor.gather.formats.given import schema
from watchfloor.text.shipped import shipped

STATUS = {"opened": 201, "known": 200, "conflict": 409, "refused": 422, "closed-away": 422}
TITLES = {
    "conflict": "The key named another report",
    "refused": "The report does not fit",
    "closed-away": "Closed away",
}
UNREAD = 'The body is no JSON. Send one object to /api/reports, or {"items": [...]} to /api/reports/batch.'
BIG = "The body is larger than this door takes. Send fewer items at a time."
KEY = "Idempotency-Key"


class NotTaken(Exception):
    """A request that is answered with a problem as a whole."""

    def __init__(self, status: int, detail: str, more: Mapping[str, Any] | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, dict(more or {})


def _extra(name: str, of: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": of}}
    return {"operationId": name, "requestBody": {"required": True, "content": content}}


REPORT = schema()
BATCH = {
    "type": "object", "required": ["items"],
    "properties": {"items": {"type": "array", "minItems": 1, "maxItems": MOST,
                             "items": {"anyOf": [REPORT, {"description": "what does not fit is answered alone"}]}}},
}  # fmt: skip
ANSWER = {
    201: {"description": "Opened as a tip: {key, outcome, record}."},
    200: {"description": "Known: the same key with the same content came before; the same record is named."},
    409: {"description": "Conflict: the key named another report."},
    422: {"description": "Refused, or closed away: errors name field, rule and way out."},
}
ANSWERS = {200: {"description": "results: one a item in its order, each with outcome, record or problem."}}
router = Router(tags=["intake"])


@router.post(
    "/reports", summary="File one report", openapi_extra={**_extra("file_report", REPORT), "responses": ANSWER}
)
def file_one(request: HttpRequest) -> HttpResponse:
    """It opens as a tip of the agency of the token's person. Send it again with the same key as often as you like."""
    item = _json(request)
    said = request.headers.get(KEY, "").strip().strip('"')
    if isinstance(item, dict) and said and item.setdefault("key", said) != said:
        raise NotTaken(422, f"{KEY} and the field key differ. Send one of them, or the same twice.")
    (taken,) = _take(request, [item])
    if taken.faults:
        problem = _problem(taken, "")
        raise NotTaken(STATUS[taken.outcome], problem.pop("detail"), problem)
    return _answer({"key": taken.key, "outcome": taken.outcome, "record": str(taken.record)}, STATUS[taken.outcome])


@router.post(
    "/reports/batch", summary="File many reports", openapi_extra={**_extra("file_reports", BATCH), "responses": ANSWERS}
)
def file_many(request: HttpRequest) -> HttpResponse:
    """Each item is answered by itself, in its order; one that does not fit spoils no other."""
    said = _json(request)
    items = said.get("items") if isinstance(said, dict) else None
    if not isinstance(items, list) or not 0 < len(items) <= MOST:
        raise NotTaken(
            422, f"items: a list of 1 to {MOST} reports is asked for. Send the others in a batch of their own."
        )
    results = [_result(taken, at) for at, taken in enumerate(_take(request, items))]
    return _answer({"results": results}, 200)


def _take(request: HttpRequest, items: Sequence[object]) -> list[Taken]:
    by: Audience = request.auth  # type: ignore[attr-defined] # - ninja puts there what the token gave
    shipped()  # the first report of a process waits for the gazetteer here, not in its transaction
    try:
        with reading(by):
            return take(items=items, way="api", by=by, now=timezone.now())
    except Refused as refused:
        witness(kind="protect.deed.refused", by=by, rules=refused.decision.rules)
        no = refused.decision.against[0]
        full = any(one.rule.startswith("disk.") for one in refused.decision.against)
        raise NotTaken(503 if full else 403, f"{no.text} {no.way_out}") from refused


def _json(request: HttpRequest) -> Any:
    try:
        return msgspec.json.decode(request.body)
    except RequestDataTooBig as error:
        raise NotTaken(413, BIG) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise NotTaken(400, UNREAD) from error


def _result(taken: Taken, at: int) -> dict[str, Any]:
    told: dict[str, Any] = {"key": taken.key, "outcome": taken.outcome, "status": STATUS[taken.outcome]}
    if taken.faults:
        return told | {"problem": _problem(taken, f"/items/{at}")}
    return told | {"record": str(taken.record)}


def _problem(taken: Taken, where: str) -> dict[str, Any]:
    errors = [{"pointer": f"#{where}/{one.field}".rstrip("/"), "detail": one.text} for one in taken.faults]
    return {
        "type": "about:blank", "title": TITLES[taken.outcome], "status": STATUS[taken.outcome],
        "detail": " ".join(one.text for one in taken.faults)[:1000], "errors": errors,
    }  # fmt: skip


def _answer(body: Mapping[str, Any], status: int) -> HttpResponse:
    answer = HttpResponse(msgspec.json.encode(body), status=status, content_type="application/json")
    answer["Cache-Control"] = "no-store"
    return answer
