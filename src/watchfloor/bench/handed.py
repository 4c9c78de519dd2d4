"""Intake by the machines' door: reports a second on two cores, in batches, through the real address and its wall."""

import csv
import io
from typing import Any

from django.test import Client
from django.utils import timezone
from rich.console import Console

from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure, spread_of
from watchfloor.bench.rows import make_reports
from watchfloor.people.actions.directory import add_agency, add_person
from watchfloor.people.actions.signin import create_token
from watchfloor.people.queries import person
from watchfloor.protect.actions.admit import admit_service
from watchfloor.text.recognize import recognize

ROWS, BATCH, CORES = 4_000, 100, 2


def measure(server_pid: int, runs: int, say: Console) -> list[Figure]:
    """`ROWS` reports a run in batches of `BATCH`: parsed, judged, guarded, stamped, kept, with facts and answers.

    Extraction is what `text` finds in each narrative. A second on two cores is two CPU seconds, ours and the server's.
    """
    headers, client, seed = _token(), Client(SERVER_NAME="localhost"), 0

    def run() -> float:
        nonlocal seed
        seed += 1
        told = _reports(seed)
        bodies = [{"items": told[at : at + BATCH]} for at in range(0, ROWS, BATCH)]
        with CpuMeter(server_pid) as meter:
            for body in bodies:
                answer = client.post("/api/reports/batch", body, content_type="application/json", headers=headers)
                assert answer.status_code == 200, answer.content
                for item in body["items"]:
                    recognize(item["narrative"])
        rate = CORES * ROWS / meter.total
        say.print(f"  {rate:,.0f} reports/s on {CORES} cores (ours {meter.own:.1f} s, server {meter.server:.1f} s)")
        return rate

    spread = spread_of(runs, run)
    name = f"API intake in batches of {BATCH}, with labels, guard, facts, extraction"
    return [Figure(name, round(spread.median), f"reports/s on {CORES} cores", None, None, runs)]


def _reports(seed: int) -> list[dict[str, Any]]:
    told = csv.DictReader(io.StringIO(b"".join(make_reports(ROWS, seed)).decode()))
    return [
        {
            "key": f"{seed}-{row['case_number']}", "narrative": row["narrative"], "title": row["title"],
            "occurred": row["occurred"], "lat": float(row["lat"]), "lon": float(row["lon"]), "attested": True,
            "behaviors": [row["behavior"]] if row["behavior"] else [], "case_number": row["case_number"],
        }
        for row in told
    ]  # fmt: skip


def _token() -> dict[str, str]:
    now, by = timezone.now(), admit_service(service="operator", now=timezone.now())
    agency = add_agency(code="BENCH-API", name="Bench sheriff", kind="sheriff", by=by)
    level = {"role": "liaison", "release_level": "LES"}
    add_person(login="bench-api", name="Bench machine", agency_id=agency, by=by, now=now, **level)
    who = person(login="bench-api")
    assert who is not None
    token = create_token(
        person_id=who.id, name="bench", purpose="threat-assessment", case_ref="26-0001 BENCH", days=1, by=by, now=now
    )
    return {"authorization": f"Bearer {token}"}
