import ast

import sources

FUNCTION = 40
MODULE = 300
CORE = 2500


def test_functions_fit_on_a_screen() -> None:
    """No function is longer than 40 lines, its docstring not counted."""
    long = []
    for one in sources.modules():
        sizes = [(made, _lines(made)) for made in sources.functions(one.tree)]
        long += [f"{one.place}:{made.lineno} {made.name} has {lines}" for made, lines in sizes if lines > FUNCTION]
    assert not long, "\n".join(long)


def test_modules_can_be_read_at_one_sitting() -> None:
    """No module is longer than 300 lines."""
    assert {one.place: one.lines for one in sources.modules() if one.lines > MODULE} == {}


def test_core_stays_small() -> None:
    """Core, which everything rests on, stays within 2,500 lines, blank ones not counted."""
    texts = [one.text for one in sources.modules() if one.parts[0] == "core"]
    lines = sum(bool(line.strip()) for text in texts for line in text.splitlines())
    assert lines <= CORE, f"core has {lines} lines"


def _lines(made: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    first = made.body[0]
    said = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if said else 0
    return (made.end_lineno or made.lineno) - made.lineno + 1 - docstring
