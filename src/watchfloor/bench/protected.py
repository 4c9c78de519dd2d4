"""What we protect: relevance and near pairs, then the map page over all assets as an analyst asks for it."""

from statistics import median
from time import perf_counter

from django.db import connections
from django.utils import timezone
from rich.console import Console

from watchfloor.bench import relevance
from watchfloor.bench.clock import CpuMeter
from watchfloor.bench.figures import Figure
from watchfloor.bench.visiting import signed_in, visit, without_ticks
from watchfloor.core.gate.session import reading
from watchfloor.people import queries as people
from watchfloor.people.actions.directory import add_agency, add_person
from watchfloor.plan.actions.reference import import_reference
from watchfloor.protect.actions.admit import admit_service

ASSETS, TRIES = 120_000, 15
PAGES = {
    "the map page": "/assets/",
    "the map page, looked closer": "/assets/?box=-95.0,44.0,-92.5,45.6",
    "the map page, one sector": "/assets/?sector=DAMS",
}
HEAD = "nidid,dam_name,state,county,latitude,longitude,owner_type,hazard,eap\n"
ONE = HEAD + "MN1,First dam,MN,WRIGHT,45.2,-93.9,L,H,Y\n"
# as wide as the rows of the inventory of dams are, anywhere in a dozen states
FILL = """
insert into plan_asset (public_id, owner_id, label_id, mapping, code, name, kind, sectors, lon, lat, state, county,
  owner_name, unit, also_named, criticality, criticality_because, criticality_source, details, findings, changed_at)
select gen_random_uuid(), a.owner_id, a.label_id, 'bench', 'B' || n, 'Site ' || n,
  (array['dam', 'power plant, solar', 'hospital', 'airport'])[1 + n %% 4],
  to_jsonb(array[(array['DAMS', 'ENRG', 'HLTH', 'TRANS'])[1 + n %% 4]]),
  case when n %% 50 > 0 then -104 + 14 * random() end, case when n %% 50 > 0 then 37 + 12 * random() end,
  (array['MN', 'WI', 'IA', 'ND', 'SD', 'NE'])[1 + n %% 6], 'COUNTY ' || n %% 90, 'Owner ' || n %% 900, '', '[]',
  (array['high', 'medium', 'low', 'unrated'])[1 + (n / 7) %% 4], a.criticality_because, a.criticality_source,
  a.details, '["Its hazard is high and no emergency action plan is on file."]', now()
from generate_series(1, %s) as n, (select * from plan_asset limit 1) as a
"""


def measure(server_pid: int, runs: int, say: Console, *, rows: int = relevance.REPORTS) -> list[Figure]:
    """`rows` reports are paired; assets and wishes by the same part of their full size. MUST run in an empty house."""
    figures = relevance.measure(runs, say, rows=rows)
    assets = max(100, int(ASSETS * min(1.0, rows / relevance.REPORTS)))
    _fill(assets)
    return [*figures, *_pages(server_pid, max(runs, TRIES), say, assets)]


def _fill(assets: int) -> None:
    by, now = admit_service(service="operator", now=timezone.now()), timezone.now()
    with reading(by):
        center = people.center()
        owner = center.id if center else add_agency(code="BENCH", name="Bench", kind="center", is_center=True, by=by)
        add_person(
            login="ana", name="Ana", agency_id=owner, role="analyst", release_level="CUI", by=by, now=now,
        )  # fmt: skip
    import_reference(content=ONE.encode(), mapping="nid_dams", by=by, now=now)
    with connections["owner"].cursor() as cursor:
        cursor.execute(FILL, [assets])
        cursor.execute("vacuum (analyze) plan_asset")


def _pages(server_pid: int, tries: int, say: Console, assets: int) -> list[Figure]:
    client, figures = signed_in(), list[Figure]()
    with without_ticks():
        for name, path in PAGES.items():
            visit(client, path)
            took = list[float]()
            with CpuMeter(server_pid) as meter:  # all of the server: a scan may have helpers
                for _ in range(tries):
                    begun = perf_counter()
                    visit(client, path)
                    took.append(1000 * (perf_counter() - begun))
            work, elapsed = round(1000 * meter.total / tries, 1), round(median(took), 1)
            say.print(f"  {name} with {assets:,} assets: {work} CPU ms, {elapsed} ms", highlight=False)
            figures += [
                Figure(f"{name} with {assets:,} assets, server's work", work, "CPU ms", runs=tries),
                Figure(f"{name} with {assets:,} assets, server time", elapsed, "ms", runs=tries),
            ]
    return figures
