"""One record of a machine's own against a million others, through the API with policy and audit."""

from collections.abc import Iterable
from functools import partial
from io import BytesIO
from json import dumps
from statistics import median, quantiles

import pyarrow as pa
import pyarrow.csv
from django.db import connections
from django.test import Client
from django.utils import timezone
from rich.console import Console

from watchfloor.analyze.formats.models import shipped
from watchfloor.bench import population
from watchfloor.bench.clock import Spent, spent
from watchfloor.bench.desk import labels
from watchfloor.bench.figures import Figure
from watchfloor.bench.filling import fill
from watchfloor.bench.visiting import READER, backends, without_ticks
from watchfloor.core.gate.session import reading
from watchfloor.people import queries as people
from watchfloor.people.actions.signin import create_token
from watchfloor.protect.actions.admit import admit_service
from watchfloor.resolution import online

PARTIES, ASKED, AT_ONCE = 1_000_000, 500, 20_000
FIRST = 50_000_000  # far above what the exercise numbered itself
KIND, CLASS, ROLE = "person", "open_source", "suspect"
KEPT = (
    """insert into analyze_party (id, record_id, version_n, label_id, kind, role, fields, asked_at, held_under)
    select m.n, m.n, 1, r.label_id, %s, %s, m.fields, now(), %s from party_made m join core_record r on r.id = m.n""",
    """insert into analyze_partykey (party_id, record_id, label_id, version, key)
    select distinct on (k.n, k.key) k.n, k.n, r.label_id, %s, k.key from key_made k join core_record r on r.id = k.n""",
)


def measure(server_pid: int, runs: int, say: Console, *, rows: int = PARTIES) -> list[Figure]:
    """Milliseconds by the clock and on a core, ticks left out; beside it what the same request costs that searches
    nothing: the door, the token, the admission, the sealed inquiry and the fact."""
    del server_pid
    asked = _filled(rows, say)
    headers, client = _token(), Client(SERVER_NAME="localhost")
    told: dict[str, list[Spent]] = {"one record": [], "without the search": []}
    found = 0
    with without_ticks():
        for one in [asked[0], *asked * max(runs, 1)]:
            for name, fields in (("one record", one), ("without the search", {"phone": one["phone"]})):
                answers: list[int] = []
                told[name].append(spent(partial(_ask, client, headers, fields, answers), backends=backends()))
                found += answers[0]
    say.print(f"  {found / len(told['one record']):.2f} found for each", highlight=False)
    return [figure for name, each in told.items() for figure in _figures(f"{name} against {rows:,}", each[1:])]


def _figures(name: str, each: list[Spent]) -> list[Figure]:
    figures = []
    for unit, values in (("ms", [1000 * e.elapsed for e in each]), ("CPU ms", [1000 * e.cpu for e in each])):
        for which, value in (("median", median(values)), ("99th of a hundred", quantiles(values, n=100)[98])):
            figures.append(Figure(f"{name}, {which}", round(value, 2), unit, runs=len(each)))
    return figures


def _ask(client: Client, headers: dict[str, str], fields: dict[str, str], answers: list[int]) -> None:
    body = {"kind": KIND, "legal_class": "tip_lead", "fields": fields}
    answer = client.post("/api/likes", body, content_type="application/json", headers=headers)
    if answer.status_code != 200:
        raise RuntimeError(f"the door answered {answer.status_code}")
    answers.append(len(answer.json()["likes"]))


def _token() -> dict[str, str]:
    person, now = people.person(login=READER), timezone.now()
    assert person is not None, "asking is measured in a house of the exercise"
    by = admit_service(service="operator", now=now)
    with reading(by):
        token = create_token(
            person_id=person.id, name="bench", purpose="threat-assessment", case_ref="EX-26-0141 NFC", days=1, by=by,
            now=now,
        )  # fmt: skip
    return {"authorization": f"Bearer {token}"}


def _filled(rows: int, say: Console) -> list[dict[str, str]]:
    """As many records, each naming one made-up person, with his keys; answers some that are to be asked for."""
    fill(rows, say, labels=labels(), first=FIRST)
    table, made_of = population.make(rows), shipped(KIND)
    chosen = [_said(one) for one in table.slice(0, ASKED).to_pylist()]
    with connections["owner"].cursor() as cursor:
        cursor.execute("create temp table party_made (n bigint, fields jsonb)")
        cursor.execute("create temp table key_made (n bigint, key bigint)")
        for begin in range(0, rows, AT_ONCE):
            each = [_said(one) for one in table.slice(begin, AT_ONCE).to_pylist()]
            with cursor.copy("copy party_made from stdin with (format csv)") as copy:
                copy.write(_csv(range(FIRST + begin, FIRST + begin + len(each)), [_json(one) for one in each]))
            keys = [(FIRST + begin + n, key) for n, of in enumerate(online.keys_of(*made_of, each)) for key in of]
            with cursor.copy("copy key_made from stdin with (format csv)") as copy:
                copy.write(_csv([n for n, _ in keys], [key for _, key in keys]))
        version = made_of[1].version
        for statement, values in zip(KEPT, ([KIND, ROLE, f"{version} with keys"], [version]), strict=True):
            say.print(f"  filling {rows:,}: {statement.split()[2]}", highlight=False)
            cursor.execute(statement, values)
        for name in ("analyze_party", "analyze_partykey"):
            cursor.execute(f"vacuum (analyze) {name}")
    return chosen


def _said(one: dict[str, object]) -> dict[str, str]:
    return {name: str(one[name] or "") for name in population.COLUMNS}


def _json(one: dict[str, str]) -> str:
    return dumps({name: words for name, words in one.items() if words})


def _csv(*columns: Iterable[object]) -> bytes:
    file = BytesIO()
    table = pa.table({str(n): pa.array(list(values)) for n, values in enumerate(columns)})
    pyarrow.csv.write_csv(table, file, pyarrow.csv.WriteOptions(include_header=False))
    return file.getvalue()
