"""The words of the pages for translators, and what they wrote for the program.

    scripts/messages.py            write build/watchfloor.pot: every message of templates and code (make messages)
    scripts/messages.py --build    each locale/<language>/LC_MESSAGES/django.po into its .mo (setup does this)

Needs no gettext programs: Django turns its templates into text that Babel reads. The list is made from the code
whenever it is wanted and is not kept, so that it is never stale.
"""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "watchfloor.settings")

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CODE = ROOT / "src" / "watchfloor"
MADE = ROOT / "build" / "watchfloor.pot"
# a way of the navigation is named where it is declared and translated where it is drawn; so is what rules say in public
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2), "Way": (2,), "to_say": None,
}  # fmt: skip
CALLS = {**KEYWORDS, "npgettext": ((1, "c"), 2, 3)}


def gathered() -> Catalog:
    """Every message of templates and code with the file that says it; no line numbers, which change for nothing."""
    catalog = Catalog(project="Watchfloor", charset="utf-8")
    for file, text in _sources():
        name = str(file.relative_to(ROOT))
        for _, message, _, context in extract("python", io.BytesIO(text.encode()), keywords=CALLS):
            catalog.add(message, locations=[(name, None)], context=context)
    return catalog


def _sources() -> Iterator[tuple[Path, str]]:
    for file in sorted(CODE.rglob("*.py")):
        if "migrations" not in file.parts:
            yield file, file.read_text(encoding="utf-8")
    for file in sorted((CODE / "templates").rglob("*.html")):
        # letters stand for what is no message: without its indents it reads as Python
        text = templatize(file.read_text(encoding="utf-8"), origin=str(file))
        yield file, "\n".join(line.strip() for line in text.split("\n"))


def build() -> None:
    """Every translated catalogue as the program reads it."""
    for file in sorted((CODE / "locale").glob("*/LC_MESSAGES/django.po")):
        with file.open("rb") as text, file.with_suffix(".mo").open("wb") as out:
            write_mo(out, read_po(text, locale=file.parts[-3]))


def main(told: list[str]) -> None:
    """What the command line asks for."""
    if told == ["--build"]:
        build()
        return
    MADE.parent.mkdir(parents=True, exist_ok=True)
    with MADE.open("wb") as out:
        write_po(out, gathered(), sort_output=True, width=0)
    sys.stderr.write(f"{MADE.relative_to(ROOT)}: copy it to src/watchfloor/locale/<language>/LC_MESSAGES/django.po\n")


if __name__ == "__main__":
    main(sys.argv[1:])
