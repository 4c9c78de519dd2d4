import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sources

OWN_ROOMS = {"core": "rooms-core", "demo": "demo"}
PURE = """
import importlib, json, pkgutil, sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "psycopg", "ninja", "requests"}:
            raise ImportError(f"{name} is blocked")
sys.meta_path.insert(0, Blocked())
wrong = {}
for name in json.loads(sys.argv[1]):
    try:
        importlib.import_module(name)
    except Exception as error:
        wrong[name] = repr(error)
print(json.dumps(wrong))
"""
KEYS = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "watchfloor.settings"
import django
django.setup()
from django.apps import apps
found = []
for table in apps.get_models():
    if table.__module__.startswith("watchfloor."):
        for field in table._meta.get_fields():
            if field.is_relation and field.concrete and field.related_model is not None:
                found.append([table.__module__, table.__name__, field.name, field.related_model.__module__,
                              field.remote_field.related_name])
print(json.dumps(found))
"""


def asked(code: str, *arguments: str) -> object:
    """What a fresh interpreter answers."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_rules_import_without_django() -> None:
    """Every module of rules can be imported where Django and the database driver do not exist."""
    names = [
        ".".join(("watchfloor", *one.parts)).removesuffix(".__init__")
        for one in sources.modules()
        if "rules" in one.parts or one.parts[0] in {"marking", "text", "resolution", "tlog"}
    ]
    assert len(names) > 10
    assert asked(PURE, json.dumps(names)) == {}


def test_foreign_keys_point_down_and_leave_no_way_back() -> None:
    """A foreign key leads to its own floor or one below, and carries related_name="+"."""
    height = sources.floors()
    wrong = []
    keys = asked(KEYS)
    assert isinstance(keys, list) and keys
    for module, table, field, target, back in keys:
        here, there = module.split(".")[1], target.split(".")[1]
        if back != "+":
            wrong.append(f'{module}.{table}.{field}: related_name="+" is missing')
        if target.startswith("watchfloor.") and here != there and height[there] >= height[here]:
            wrong.append(f"{module}.{table}.{field} points up or sideways to {there}")
    assert not wrong, "\n".join(wrong)


def test_every_package_stands_under_a_contract() -> None:
    """A package with rooms is bound by them, any other orders its files in a contract of its own."""
    contracts = sources.contracts()
    bound = contracts["importlinter:contract:rooms"]["containers"].split()
    for name in sources.packages():
        kids = {path.stem for path in (sources.PACKAGE / name).iterdir() if path.stem in sources.ROOMS}
        if name in OWN_ROOMS:
            assert f"importlinter:contract:{OWN_ROOMS[name]}" in contracts
        elif kids:
            assert f"watchfloor.{name}" in bound, f"add watchfloor.{name} to the rooms in .importlinter"
        else:
            assert f"importlinter:contract:{name}" in contracts, f"give {name} a contract of its own in .importlinter"


def test_every_table_is_its_packages_own() -> None:
    """Each package with tables has the contract that keeps all others from them."""
    contracts = sources.contracts()
    for name in sources.packages():
        if (sources.PACKAGE / name / "models.py").exists() or (sources.PACKAGE / name / "models").is_dir():
            part = contracts[f"importlinter:contract:tables-{name}"]
            assert part["protected_modules"].split() == [f"watchfloor.{name}.models"]
            assert part["allowed_importers"].split() == [f"watchfloor.{name}"]


def test_there_are_no_exceptions() -> None:
    """No contract ignores an import, and no source file silences a check without its reason."""
    assert "ignore_imports" not in "".join(
        line for line in (sources.ROOT / ".importlinter").read_text().splitlines() if not line.startswith("#")
    )
    silenced = []
    for one in sources.modules():
        for number, line in enumerate(one.text.splitlines(), start=1):
            for sign in ("# noqa", "# type: ignore"):
                _, found, after = line.partition(sign)
                if found and not any(mark in after for mark in (" - ", "  # ", " because ")):
                    silenced.append(f"{one.place}:{number}")
    assert not silenced, f"say why behind it, after a dash: {silenced}"


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/rules/decision.py", "from django.utils import timezone"),
        ("core/rules/decision.py", "import os"),
        ("core/commands.py", "from watchfloor.core.models import Record"),
        ("core/queries/records.py", "def _late():\n    from watchfloor.people import queries as up"),
        ("people/actions/directory.py", "from watchfloor.core.models import Record"),
        ("people/helpers.py", "ANY = 1"),
        ("utils/__init__.py", '"""A drawer."""'),
        ("localdb/failure.py", "from watchfloor.localdb import cluster"),
    ],
)
def test_the_contracts_refuse(tmp_path: Path, file: str, line: str) -> None:
    """A violation of each kind, made in a copy, breaks the build: the contracts have teeth."""
    shutil.copytree(sources.PACKAGE, tmp_path / "watchfloor", ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(sources.ROOT / ".importlinter", tmp_path)
    target = tmp_path / "watchfloor" / file
    target.parent.mkdir(exist_ok=True)
    with target.open("a", encoding="utf-8") as opened:
        opened.write(f"\n{line}\n")
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 1 and ("BROKEN" in done.stdout or "utils" in done.stdout), done.stdout + done.stderr
