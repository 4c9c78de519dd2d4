import ast
import re
from collections import Counter

import sources

DRAWERS = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "service", "services",
           "signals", "base", "tools", "stuff", "lib"}  # fmt: skip
DOORS = {"web", "api", "commands", "jobs", "cli", "bench", "demo"}
CLOCKS = {
    "datetime.now",
    "datetime.utcnow",
    "timezone.now",
    "date.today",
    "datetime.today",
    "time.time",
    "timezone.localdate",
}
FOLLOWER = "what happens because of a fact is a follower with a bookmark"
STRINGS_THAT_HIDE = {
    "get_model": "import the table inside its own package",
    "GenericForeignKey": "no foreign key that can point anywhere",
    "on_commit": FOLLOWER,
    "receiver": FOLLOWER,
    "post_save": FOLLOWER,
    "pre_save": FOLLOWER,
    "post_delete": FOLLOWER,
}
# these are no verbs of the mission, and read well as they are
PLAIN_CALLS = {"wall": "a piece of SQL around an audience", "origin_key": "worked out of a draft, nothing is done"}
BRITISH = re.compile(
    r"(colou?r(?<!color)|behaviour|centre|organis|recognis|normalis|serialis|catalogue|neighbour|favourit|honour)"
)


def test_no_file_is_a_drawer() -> None:
    """Files and folders bear the mission's words; a drawer for whatever fits nowhere else is refused."""
    found = [one.place for one in sources.modules() if DRAWERS & set(one.parts)]
    assert not found, f"name these for what they do: {found}"


def test_packages_open_with_a_sentence_and_nothing_else() -> None:
    """An __init__ file holds a docstring only, so that an import means one file."""
    wrong = []
    for one in sources.modules():
        if one.path.name == "__init__.py":
            only = len(one.tree.body) == 1 and ast.get_docstring(one.tree)
            wrong += [] if only else [one.place]
    assert not wrong, f"a docstring and nothing else: {wrong}"


def test_every_folder_of_modules_is_a_package() -> None:
    """A folder without __init__ is not seen by the contracts, and whatever lies in it is bound by none."""
    folders = {one.path.parent for one in sources.modules()}
    bare = sorted(str(folder) for folder in folders if not (folder / "__init__.py").exists())
    assert not bare, f"add an __init__.py with a docstring: {bare}"


def test_files_of_tests_are_told_apart_by_their_names() -> None:
    """Of two of one name in different folders pytest collects one and drops the other."""
    names = Counter(path.name for path in (sources.ROOT / "tests").rglob("test_*.py"))
    assert [name for name, times in names.items() if times > 1] == []


def test_tests_press_keys_where_the_scripts_of_a_page_have_run() -> None:
    """A key that comes before them is lost, and how long they take is the machine's affair."""
    files = [path for path in (sources.ROOT / "tests" / "browser").glob("*.py") if path.name != "keyboard.py"]
    raw = sorted(path.name for path in files if "keyboard.press(" in path.read_text(encoding="utf-8"))
    assert not raw, f"press through keyboard.press, which waits: {raw}"


def test_every_module_says_what_it_is_for() -> None:
    """Each file begins with a docstring."""
    silent = [one.place for one in sources.modules() if not ast.get_docstring(one.tree)]
    assert not silent, f"begin these with a docstring: {silent}"


def test_only_doors_read_the_clock() -> None:
    """Rules, queries and actions are handed `now`, so that a test can stand at any moment."""
    found = []
    for one in sources.modules():
        if not DOORS & set(one.parts):
            calls = [node for node in ast.walk(one.tree) if isinstance(node, ast.Call)]
            found += [f"{one.place}:{node.lineno}" for node in calls if _ends(ast.unparse(node.func), CLOCKS)]
    assert not found, f"hand `now` in from the door: {found}"


def test_nothing_happens_behind_the_import_graph() -> None:
    """No get_model, signals, generic keys or on_commit webs: each hides who depends on whom."""
    found = []
    for one in sources.modules():
        for node in ast.walk(one.tree):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in STRINGS_THAT_HIDE:
                found.append(f"{one.place}:{node.lineno} {name}: {STRINGS_THAT_HIDE[name]}")
    assert not found, "\n".join(found)


def test_tables_keep_and_decide_nothing() -> None:
    """models.py overrides neither save nor delete nor clean, and defines no manager."""
    found = []
    for one in sources.modules():
        if one.parts[-1] == "models" or "models" in one.parts[:-1]:
            found += [f"{one.place}:{made.lineno} {made.name}" for made in sources.functions(one.tree)
                      if made.name in {"save", "delete", "clean", "full_clean"}]  # fmt: skip
            classes = [made for made in ast.walk(one.tree) if isinstance(made, ast.ClassDef)]
            found += [f"{one.place}:{made.lineno} {made.name}" for made in classes
                      if any("Manager" in ast.unparse(base) for base in made.bases)]  # fmt: skip
    assert not found, f"decisions belong to rules, deeds to actions: {found}"


def test_names_are_spelled_the_american_way() -> None:
    """Functions, classes, arguments and files are spelled as the field spells them."""
    found = []
    for one in sources.modules():
        names = {node.name for node in ast.walk(one.tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        names |= {node.arg for node in ast.walk(one.tree) if isinstance(node, ast.arg)} | set(one.parts)
        found += [f"{one.place}: {name}" for name in sorted(names) if BRITISH.search(name.lower())]
    assert not found, found


def test_actions_and_queries_take_keywords_only() -> None:
    """A public function of actions or queries with several arguments is called with their names, as a sentence."""
    found = []
    for one in sources.modules():
        if {"actions", "queries"} & set(one.parts):
            made = [node for node in one.tree.body if isinstance(node, ast.FunctionDef)]
            found += [f"{one.place}:{node.lineno} {node.name}" for node in made if _unnamed(node)]
    assert not found, "put a * before the arguments of:\n" + "\n".join(found)


def test_every_test_says_in_a_sentence_what_it_proves() -> None:
    """Each test begins with a docstring."""
    silent = []
    for path in sorted((sources.ROOT / "tests").rglob("test_*.py")):
        one = sources.read(path)
        silent += [f"{one.place}:{made.lineno} {made.name}" for made in sources.functions(one.tree)
                   if made.name.startswith("test_") and not ast.get_docstring(made)]  # fmt: skip
    assert not silent, "\n".join(silent)


def _ends(said: str, names: set[str]) -> bool:
    return any(said == name or said.endswith(f".{name}") for name in names)


def _unnamed(made: ast.FunctionDef) -> bool:
    # declarations are made once, in apps.ready(): declare_holding(name, forget)
    free = made.name.startswith(("_", "declare_")) or made.name in PLAIN_CALLS
    return not free and len(made.args.posonlyargs + made.args.args) > 1
