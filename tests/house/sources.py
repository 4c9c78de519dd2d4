"""What the house tests look at: every module of Watchfloor as text and as a syntax tree."""

import ast
import configparser
import functools
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "watchfloor"
ROOMS = ("web", "api", "commands", "jobs", "actions", "queries", "models", "formats", "rules")


@dataclass(frozen=True, slots=True)
class Module:
    """One file: its path, its place below src, its lines and its tree."""

    path: Path
    place: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @property
    def parts(self) -> tuple[str, ...]:
        """The folders and the file's name without its ending, below the package."""
        return self.path.relative_to(PACKAGE).with_suffix("").parts


@functools.cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package; migrations are histories and stand outside most rules."""
    return tuple(read(path) for path in sorted(PACKAGE.rglob("*.py")) if "migrations" not in path.parts)


def read(path: Path) -> Module:
    """One file."""
    text = path.read_text(encoding="utf-8")
    return Module(path=path, place=str(path.relative_to(ROOT)), text=text, tree=ast.parse(text))


def functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method of a tree."""
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def packages() -> list[str]:
    """The folders of the house that hold Python."""
    return sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py")))


def contracts() -> configparser.ConfigParser:
    """The contracts of import-linter."""
    parser = configparser.ConfigParser()
    parser.read(ROOT / ".importlinter")
    return parser


def floors() -> dict[str, int]:
    """The height of each package: the ground is 0."""
    layers = contracts()["importlinter:contract:floors"]["layers"].split("\n")
    rows = [re.findall(r"\w+", layer) for layer in layers if layer.strip()]
    return {name: height for height, row in enumerate(reversed(rows)) for name in row}
