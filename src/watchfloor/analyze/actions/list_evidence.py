"""What speaks for and against a party and an entry being one, beside the name: birth dates and documents."""

from collections.abc import Mapping

from watchfloor.analyze.queries.watch_lists import EntryView
from watchfloor.analyze.rules.matches import Step
from watchfloor.analyze.rules.screening import ScreeningRules, name_step
from watchfloor.resolution import dates, marks
from watchfloor.resolution.columns import plain
from watchfloor.resolution.kinds import how
from watchfloor.resolution.screening import Found

SLIP, SAME = 3, 4


class Evidence:
    """One party's own words, read once."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.born = _date(fields.get("birth_date", ""))
        self.document = _code(fields.get("document_number", "") or fields.get("registration_number", ""))

    def steps(self, entry: EntryView, found: Found, rules: ScreeningRules) -> tuple[Step, ...]:
        """The name's step first; what either side leaves out is no evidence and no step."""
        told = [name_step(found.likeness.score, found.weight, alias=found.name != entry.names[0])]
        born = [one for one in map(_date, entry.fields.get("birth_date", ())) if one]
        if self.born and born:
            level = max(dates.dates(self.born, one) for one in born)
            told.append(rules.step("birth_date", how("date").levels[int(level)]))
        documents = [one for one in map(_code, entry.fields.get("document_number", ())) if one[0]]
        if self.document[0] and documents:
            agrees = max(marks.codes(*self.document, *one) for one in documents)
            level_of = "same" if agrees == SAME else "one slip" if agrees == SLIP else "different"
            told.append(rules.step("document_number", level_of))
        return tuple(told)


def _date(said: str) -> int:
    one = plain(said)
    return int(dates.date(one.data, 0, len(one.data), True)) if said else 0


def _code(said: str) -> tuple[int, int]:
    one = plain(said)
    value, beside = marks.code(one.data, 0, len(one.data), marks.FOLDED) if said else (0, 0)
    return int(value), int(beside)
