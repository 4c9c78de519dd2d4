"""The one-page form of a package, for who retypes it: every line numbered, in the order of the schema."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watchfloor.disseminate.rules.draft import said_day
from watchfloor.disseminate.rules.sheet import Block, Line, Sheet, legible, mark_of
from watchfloor.gather.rules.package import lines_of
from watchfloor.marking.banner import portion
from watchfloor.marking.grammar import Marking

KIND = "Form for retyping"
TITLES = {"summary": "ISE-SAR summary", "details": "ISE-SAR details"}


def sheet_of(
    content: Mapping[str, Any], form: str, *, at: datetime, marking: Marking | None, exercise: bool
) -> Sheet:  # fmt: skip
    """The paper, from the content of the package alone: what it does not hold cannot stand on it."""
    level, stated, tlp = mark_of(marking)
    mark = portion(marking) if marking is not None else "(unmarked)"
    center, number = str(content.get("submitting_organization", "")), str(content["record"])
    words = "EXERCISE" if exercise else ""
    said = f"Marking of this form: {', '.join(filter(None, (stated, tlp)))}."
    lines = tuple(
        Line(f"s-{n}", n, mark, "", legible(f"{name}: {value}"), (), (), "")
        for n, (name, value) in enumerate(lines_of(content), start=1)
    )
    return Sheet(
        TITLES[form], KIND, legible(center), number, said_day(at), "en", level, stated, tlp, words,
        f"{said} EXERCISE: nothing in it is real." if exercise else said,
        legible(" · ".join(filter(None, (words, center, number, said_day(at))))),
        (Block("fields", "Fields", (), lines),), (), "",
        (("Retype it as it stands", "Then state the number that is given there, and the time, on the record's page."),),
    )  # fmt: skip
