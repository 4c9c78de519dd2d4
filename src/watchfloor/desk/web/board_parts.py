"""Rows of the watch board as its templates show them, and what the page shows in all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from watchfloor.analyze.queries.chart import Tie
from watchfloor.core.queries import records as core
from watchfloor.desk.rules.board import Clock, Light, left, state_of, used
from watchfloor.desk.web.lists import record_url
from watchfloor.plan.queries.ground import TouchView
from watchfloor.protect.web.marks import Marks, portion_of
from watchfloor.protect.web.wording import agency_words, brief, glyph_of, number_of

MOST_TOUCHED = 2
GLYPHS = {"ok": "ok", "soon": "late", "overdue": "overdue", "not known": "unknown"}
WORDS = {"ok": "in order", "soon": "needs a look", "overdue": "not in order", "not known": "not known"}


class Shown:
    """Everything of which the page shows something; its roll-up is the page's marking."""

    def __init__(self, marks: Marks) -> None:
        self._marks, self._rows, self._others = marks, dict[UUID, core.Row](), list[str]()

    def of(self, row: core.Row) -> str:
        """The portion mark of a record that is shown now."""
        self._rows[row.public_id] = row
        return portion_of(self._marks.of(row))

    def of_label(self, label_id: int, marking: str = "") -> str:
        """The whole marking of something else that is shown now."""
        self._others.append(self._marks.of_label(label_id, marking=marking))
        return self._others[-1]

    def portion(self, row: core.Row) -> str:
        """The whole marking of a record that is shown now."""
        self._rows[row.public_id] = row
        return self._marks.of(row)

    @property
    def records(self) -> list[UUID]:
        """Public ids, each once."""
        return list(self._rows)

    def markings(self, labels: Iterable[int]) -> list[str]:
        """Of everything that is shown."""
        beside = [self._marks.of_label(one) for one in labels]
        return [*(self._marks.of(row) for row in self._rows.values()), *self._others, *beside]


def clock_row(clock: Clock, shown: Shown, *, now: datetime) -> dict[str, Any]:
    """As the table of clocks shows it."""
    del shown
    state = state_of(clock.began_at, clock.due_at, now=now)
    return {
        "what": clock.what, "number": clock.number, "url": clock.url, "owner": clock.owner, "state": state,
        "record": str(clock.record or ""), "portion": portion_of(clock.marking), "target": clock.target,
        "used": used(clock.began_at, clock.due_at, now=now),
        "clock": {
            "state": state, "text": left(clock.due_at, now=now), "target": "", "what": "",
            "from_iso": clock.began_at.isoformat(), "due_iso": clock.due_at.isoformat(),
        },
    }  # fmt: skip


def light_row(light: Light) -> dict[str, str]:
    """As components/light.html shows it."""
    return {
        "name": light.name, "because": light.because, "state": light.state, "glyph": GLYPHS[light.state],
        "word": WORDS[light.state],
    }  # fmt: skip


def new_row(
    row: core.Row, origin: str, touched: Sequence[TouchView], linked: Sequence[Tie], shown: Shown, *, now: datetime
) -> dict[str, Any]:
    """A record that came in, with what it touches; a link's other end is shown by its number."""
    lines = [touch.because for touch in touched[:MOST_TOUCHED]]
    for tie in [one for one in linked if row.id in (one.a.id, one.b.id)][:MOST_TOUCHED]:
        other = tie.b if tie.a.id == row.id else tie.a
        shown.portion(other)
        lines.append(f"{tie.causes[0].said if tie.causes else 'Linked.'} ({number_of(other)})")
    left_out = max(0, len(touched) - MOST_TOUCHED)
    return {
        "record": str(row.public_id), "kind": glyph_of(row.kind), "title": row.title, "number": number_of(row),
        "url": record_url(row), "origin": agency_words(origin),
        "time": brief(row.opened_at, now=now), "touches": lines, "more": left_out, "portion": shown.of(row),
    }  # fmt: skip
