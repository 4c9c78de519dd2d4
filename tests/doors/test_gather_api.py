"""The machines' way in: one report, many, the same again, and what does not fit."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import browser

from watchfloor.core.gate.session import reading
from watchfloor.core.queries import records as core
from watchfloor.people.actions.signin import create_token

VAN = {
    "key": "a-1", "narrative": "A gray van, lights off, stood at the fence and a man photographed the gate.",
    "title": "Van at the fence", "occurred": "2026-11-20T19:40-06:00", "place": "Monticello, MN",
    "behaviors": ["PHOTO"], "articulable_facts": "Came back three nights in a row at the change of shift.",
    "vehicles": [{"role": "suspect", "plate": "KTX 4471", "plate_state": "MN", "paint": "gray", "description": "van"}],
    "observer": {"name": "Wilhelmina Quarrystone", "contact": "218-555-0142"}, "attested": True,
}  # fmt: skip
Post = Callable[..., Any]


@pytest.fixture(scope="module")
def post(house: SimpleNamespace, cast: SimpleNamespace) -> Post:
    """`post("ben", "reports", item)`: with Ben's token."""
    del house
    kept: dict[str, str] = {}

    def send(login: str, path: str, body: object, **headers: str) -> Any:
        if login not in kept:
            with reading(cast.operator):
                kept[login] = create_token(
                    person_id=cast.person(login).id, name="test", purpose="threat-assessment",
                    case_ref="26-0141 NFC", days=30, by=cast.operator, now=cast.now,
                )  # fmt: skip
        headers |= {"authorization": f"Bearer {kept[login]}"}
        return browser().post(f"/api/{path}", body, content_type="application/json", headers=headers)

    return send


def test_a_report_opens_once(post: Post, cast: SimpleNamespace) -> None:
    """The same key again names the same record; with other content a conflict; another agency's key is its own."""
    first = post("ben", "reports", VAN)
    assert (first.status_code, first.json()["outcome"]) == (201, "opened")
    again = post("ben", "reports", dict(reversed(VAN.items())))
    assert (again.status_code, again.json()["record"]) == (200, first.json()["record"])
    other = post("ben", "reports", {**VAN, "narrative": "Something else."})
    assert (other.status_code, other["content-type"]) == (409, "application/problem+json")
    assert "record" not in other.json()
    theirs = post("ana", "reports", VAN).json()
    assert theirs["outcome"] == "opened" and theirs["record"] != first.json()["record"]
    with reading(cast.as_("ana")) as ana:
        view = core.record(audience=ana, public_id=first.json()["record"])
    assert (view.row.legal_class, view.row.marking, view.row.lon is not None) == ("tip_lead", "UNCLASSIFIED//LES", True)
    told = view.data["object"]
    assert told["suggested_behavior"][0] == {"code": "PHOTO", "because": ["named by the sender"]}
    assert told["parties"] == [
        {"kind": "vehicle", "role": "suspect",
         "fields": {"plate": "vehicle 1 plate", "plate_state": "vehicle 1 plate_state", "paint": "vehicle 1 paint"}}
    ]  # fmt: skip
    assert "Quarrystone" not in str(view)


def test_each_item_of_a_batch_is_answered_by_itself(post: Post) -> None:
    """Opened, known, in conflict within the batch, refused by field, closed away, and no object at all: in order."""
    items = [
        {**VAN, "key": "b-1"}, {**VAN, "key": "b-1"}, {**VAN, "key": "b-1", "title": "Other"},
        {"key": "b-2", "narrative": "  ", "occurred": "31/11/26", "lat": 95.0, "lon": 10.0, "behaviors": ["LOITER"]},
        {"key": "b-3", "narrative": "SECRET//NOFORN The pelican convoy leaves at nine."}, 7,
        {"key": "b-4", "narrative": "x" * 20_001}, {"key": "b-5", "narrative": "He wore a cap.", "race": "x"},
        {"key": "b-6", "narrative": "Una camioneta gris, sin luces, junto a la cerca. عربة رمادية عند السياج"},
    ]  # fmt: skip
    results = post("ben", "reports/batch", {"items": items}).json()["results"]
    assert [one["outcome"] for one in results] == [
        "opened", "known", "conflict", "refused", "closed-away", "refused", "refused", "refused", "opened"
    ]  # fmt: skip
    assert results[0]["record"] == results[1]["record"]
    errors = {one["pointer"] for one in results[3]["problem"]["errors"]}
    assert errors == {"#/items/3/narrative", "#/items/3/occurred", "#/items/3/lat", "#/items/3/behaviors"}
    assert "pelican" not in str(results)


@pytest.mark.parametrize(
    ("said", "status"),
    [(b"\xff{", 400), (b"[" * 100_000, 400), (b"{}", 422), (b'{"items": []}', 422), (b'{"items": {}}', 422)],
)
def test_a_body_that_is_no_batch_is_a_problem(post: Post, said: bytes, status: int) -> None:
    """Broken, too deep, empty or of another shape: RFC 9457 with a way out, never a 500."""
    answer = post("ben", "reports/batch", said)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer["content-type"] == "application/problem+json"


def test_the_header_names_the_key(post: Post) -> None:
    """Idempotency-Key stands for the field; two that differ are refused."""
    bare = {name: words for name, words in VAN.items() if name != "key"}
    assert post("ben", "reports", bare, **{"idempotency-key": "h-1"}).status_code == 201
    assert post("ben", "reports", bare, **{"idempotency-key": "h-1"}).status_code == 200
    assert post("ben", "reports", {**bare, "key": "h-2"}, **{"idempotency-key": "h-1"}).status_code == 422
    assert "key" in post("ben", "reports", bare).json()["errors"][0]["pointer"]


def test_who_files_no_reports_is_refused(post: Post) -> None:
    """Ike's role files none: 403 with the way out; without a token nothing is said but that."""
    answer = post("ike", "reports", VAN)
    assert (answer.status_code, answer["content-type"]) == (403, "application/problem+json")
    assert browser().post("/api/reports", VAN, content_type="application/json").status_code == 401


def test_what_the_schema_promises_is_what_the_door_takes(post: Post) -> None:
    """The OpenAPI schema of a report lists the very fields and codes."""
    told = browser().get("/api/openapi.json").json()
    schema = told["paths"]["/api/reports"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert told["openapi"].startswith("3.1")
    assert set(VAN) <= set(schema["properties"])
    assert "PHOTO" in schema["properties"]["behaviors"]["items"]["enum"]
    assert "DAMS" in schema["properties"]["target_sectors"]["items"]["enum"]
    assert set(schema["required"]) == {"key", "narrative"}
