import ast
import os
import re
import subprocess
import sys
import tomllib

import sources

SETTING = re.compile(r"WATCHFLOOR_[A-Z][A-Z0-9_]*")


def test_every_dependency_has_a_reason() -> None:
    """docs/dependencies.md has one line for each dependency of pyproject.toml and none besides."""
    project = tomllib.loads((sources.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    lists += project["project"].get("optional-dependencies", {}).values()
    wanted = {re.split(r"[\[<>=!~; ]", line)[0] for one in lists for line in one if isinstance(line, str)}
    page = (sources.ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([^`]+)` \|", page, flags=re.MULTILINE)
    assert sorted(rows) == sorted(wanted)
    for line in page.splitlines():
        if line.startswith("| `"):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 4 and all(cells), f"name, licence, why, kept by whom: {line}"


def test_every_setting_is_documented() -> None:
    """docs/settings.md has a line for each setting that the code reads, and none that it does not."""
    read = set()
    for one in sources.modules():
        if one.parts == ("settings",):
            read |= {f"WATCHFLOOR_{name}" for name in _asked(one.tree)}
        read |= {name for name in SETTING.findall(_strings(one.tree)) if not name.endswith("_")}
    page = (sources.ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(WATCHFLOOR_[A-Z0-9_]+)` \|", page, flags=re.MULTILINE))
    # settings.database() asks for the password of each role
    read |= {f"WATCHFLOOR_{role}_PASSWORD" for role in ("OWNER", "APP", "SEALER", "AUDITOR", "PUBLIC")}
    assert documented == read - {"WATCHFLOOR_TEST_DATA"}


def test_every_target_of_make_has_help() -> None:
    """`make` lists each target with a sentence."""
    text = (sources.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z][a-z-]*):(?!=)", text, flags=re.MULTILINE)
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    asked = ["make", "-s", "--no-print-directory", "help"]
    said = subprocess.run(asked, cwd=sources.ROOT, env=plain, capture_output=True, text=True, check=True).stdout
    listed = [line.split()[0:2] for line in said.splitlines()]
    assert listed == [["make", name] for name in targets]
    assert {"help", "setup", "demo", "test", "test-long", "check", "bench", "docs"} <= set(targets)
    assert all(len(line.split()) > 3 for line in said.splitlines())


def test_the_law_page_is_made_from_its_tests() -> None:
    """docs/law.md says what tests/law proves, word for word; `make docs` writes it anew."""
    done = subprocess.run([sys.executable, "scripts/law.py", "--check"], cwd=sources.ROOT, check=False)
    assert done.returncode == 0, "run `make docs`"


def test_set_up_is_plain_shell() -> None:
    """scripts/setup is understood by a POSIX shell, and .ci/run by bash."""
    assert subprocess.run(["sh", "-n", "scripts/setup"], cwd=sources.ROOT, check=False).returncode == 0
    assert subprocess.run(["bash", "-n", ".ci/run"], cwd=sources.ROOT, check=False).returncode == 0


def _strings(tree: ast.AST) -> str:
    return "\n".join(
        node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def _asked(tree: ast.AST) -> set[str]:
    """The names that text("..."), flag("..."), number("..."), phones("...") and command_line("...") are called with."""
    found = set()
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"text", "flag", "number", "phones", "command_line"}
        ):
            found |= {
                arg.value for arg in node.args[:1] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            }
    return found
