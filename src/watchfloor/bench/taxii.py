"""TAXII: objects given per CPU second of ours and the database's, under policy, beside medallion on the same objects.

Every tenth object lies under a label that the reader may not read; he never meets it. Ticks and the network are left
out, the ledger's fact of each page is not.
"""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import msgspec
from django.db import connections
from django.test import Client
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure, median_of, ratio
from watchfloor.core.gate.session import reading
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import add_agency, add_person, record_training
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.actions.admit import admit_service
from watchfloor.protect.rules.labels import Atom
from watchfloor.protect.web import door

SIZES = (1_000, 2_000, 1_000_000)
COMPARED = 2_000  # where medallion still answers
PAGE, WHOLE = 1_000, 10_000
LEAST_OBJECTS = 200_000  # that one run gives, so that ten milliseconds of the kernel's clock do not count
MEDIA = "application/taxii+json;version=2.1"
FILL = """
insert into network_offer (added, record_id, public_id, n, owner_id, label_id, format, object_id, object_type, spec,
  version, version_at, first, last, about, content)
select 1700000000000000 + i * 500, i, gen_random_uuid(), 1, %s, case when i %% 10 = 0 then %s else %s end, 'stix',
  'indicator--' || u, 'indicator', '2.1', '2026-01-01T00:00:00.000Z', timestamptz '2026-01-01', true, true,
  '"id":"indicator--' || u || '","media_type":"application/stix+json;version=2.1"',
  format('{"type":"indicator","spec_version":"2.1","id":"indicator--%%s","created_by_ref":"identity--f431f809-377b-45e0-aa1c-'
    '6a4751cae5ff","created":"2026-01-01T00:00:00.000Z","modified":"2026-01-01T00:00:00.000Z","name":"Observed %%s",'
    '"description":"Seen in traffic of a utility; the operator of the address is not known and it was reported twice.",'
    '"indicator_types":["malicious-activity"],"pattern":"[ipv4-addr:value = ''203.0.113.%%s'']","pattern_type":"stix",'
    '"valid_from":"2026-01-01T00:00:00Z","labels":["utility","traffic"],"confidence":60}', u, i, i %% 250)
from (select i, gen_random_uuid() u from generate_series(%s::bigint, %s::bigint) i) made
"""


def measure(server_pid: int, runs: int, say: Console, *, rows: int = SIZES[-1]) -> list[Figure]:
    """Objects per CPU second at each size up to `rows`, on pages of 1,000 and of 10,000; the peer at 2,000."""
    owner, headers = _founded()
    path, figures, filled = f"/taxii2/center/collections/{_agency(owner)}/objects/", list[Figure](), 0
    for size in [one for one in SIZES if one <= rows]:
        _fill(owner, filled + 1, size)
        filled = size
        for page in (PAGE, WHOLE):
            figures.append(_figure(path, headers, size, page, server_pid, runs))
            say.print(f"  {figures[-1].name}: {figures[-1].value:,.0f}", highlight=False)
        if size == COMPARED:
            figures.append(_beside(path, headers, runs, figures[-1].value or 0.0))
    return [*figures, _flat(figures)]


def _founded() -> tuple[int, dict[str, str]]:
    """A source with an agency of its own, and an analyst's token."""
    by, now = admit_service(service="operator", now=timezone.now()), timezone.now()
    with reading(by):
        center = add_agency(code="bench-center", name="Bench center", kind="center", is_center=True, by=by)
        owner = add_agency(code="bench-source", name="Bench source", kind="other", by=by)
        login = {"login": "bench", "name": "Bench", "email": "bench@example.org", "role": "analyst"}
        reader = add_person(**login, agency_id=center, release_level="CUI", by=by, now=now)
        day = now.date()
        for course in ("pcrcl", "28cfr23"):
            record_training(person_id=reader, course=course, taken_on=day, valid_until=day + timedelta(30), by=by)
        token = create_token(
            person_id=reader,
            name="bench",
            purpose="threat-assessment",
            case_ref="EX-26-0001 NFC",
            days=30,
            by=by,
            now=now,
        )
    return owner, {"authorization": f"Bearer {token}", "accept": MEDIA}


def _agency(owner: int) -> str:
    return str(people.agencies(ids=[owner])[owner].public_id)


def _fill(owner: int, first: int, last: int) -> None:
    """As the owner, whom no wall binds; vacuumed as a house in use is."""
    with connections["owner"].cursor() as cursor:
        labels = []
        for share in ("closed", "partners"):
            atom = Atom(owner, "open_source", "U", share).print()
            cursor.execute("select core_label_of(%s::jsonb)", [msgspec.json.encode([atom]).decode()])
            labels.append(cursor.fetchone()[0])
        cursor.execute(FILL, [owner, *labels, first, last])
        cursor.execute("vacuum (analyze) network_offer")


def _figure(path: str, headers: dict[str, str], size: int, page: int, server_pid: int, runs: int) -> Figure:
    rate = median_of(runs, lambda: _rate(path, headers, page, server_pid))
    return Figure(f"TAXII GET of {size:,}, pages of {page:,}", round(rate), "objects/CPU s", None, None, runs)


def _rate(path: str, headers: dict[str, str], page: int, server_pid: int) -> float:
    """Page through the collection, again from the start as often as it takes."""
    client, given, cursor = Client(headers={"host": "localhost", **headers}), 0, ""
    with patch.object(door, "next_tick", lambda spent: spent), CpuMeter(server_pid) as meter:
        while given < LEAST_OBJECTS:
            answer = client.get(path, {"limit": str(page)} | ({"next": cursor} if cursor else {}))
            if answer.status_code != 200:
                raise RuntimeError(f"the server answered {answer.status_code}")
            given += answer.content.count(b'"type":"indicator"')
            cursor = _next(answer.content[:400])
    return given / meter.total


def _next(begins: bytes) -> str:
    """Of an envelope's first letters, so that reading the rest is not measured."""
    return begins.partition(b'"next":"')[2].partition(b'"')[0].decode() if b'"more":true' in begins else ""


def _beside(path: str, headers: dict[str, str], runs: int, ours: float) -> Figure:
    """medallion with the same objects in memory, all of them in one page."""
    from watchfloor.bench import medallioned  # the group `peers` is not everywhere

    answer = Client(headers={"host": "localhost", **headers}).get(path, {"limit": str(WHOLE)})
    objects: list[dict[str, Any]] = msgspec.json.decode(answer.content)["objects"]
    application = medallioned.served(objects, page=WHOLE)

    def peer() -> float:
        with CpuMeter(None) as meter:
            came = medallioned.ask(application, limit=WHOLE)
        return came / meter.total

    theirs = median_of(min(runs, 3), peer)
    name = f"the same {len(objects):,} beside medallion 3.0.0 in memory"
    return Figure(name, ours, "objects/CPU s", round(theirs, 1), ratio(ours, theirs), runs)


def _flat(figures: list[Figure]) -> Figure:
    """The slowest beside the fastest among sizes, on the same pages."""
    rates = [one.value for one in figures if one.name.endswith(f"pages of {PAGE:,}") and one.value]
    return Figure("slowest beside fastest size, pages of 1,000", ratio(min(rates), max(rates)), "share")
