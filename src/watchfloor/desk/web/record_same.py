"""Who else names the same one, and which entries of watch lists a suspect was held against; worked out for this reader,
with who said so and why."""

from watchfloor.analyze.queries.hits import HitView, hits_of
from watchfloor.analyze.queries.subjects import Same, confirmed
from watchfloor.core.queries.records import Row
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.lists import record_url
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import glyph_of, number_of

SCREENS = "list.screen"
WHOM = {"person": "person", "vehicle": "vehicle", "organisation": "organization"}


def same_rows(audience: Audience, row: Row) -> tuple[list[dict[str, str]], list[Row]]:
    """As components/known.html shows them, and the records of which it shows something."""
    found = confirmed(audience=audience, record_id=row.id)
    names = names_of({one.given_by for one in found}, audience)
    return [_shown(one, names.get(one.given_by, "")) for one in found], [one.record for one in found]


def _shown(one: Same, who: str) -> dict[str, str]:
    through = ", through another record" if one.through else ""
    return {
        "kind": glyph_of(one.record.kind), "title": one.record.title, "url": record_url(one.record),
        "text": f"{number_of(one.record)}, names the same {WHOM.get(one.kind, one.kind)}{through}",
        "because": " ".join(filter(None, (f"{who} confirmed it." if who else "A person confirmed it.", one.because))),
    }  # fmt: skip


def listed_rows(audience: Audience, row: Row) -> tuple[list[dict[str, str]], list[int]]:
    """The hits about whom this record names, for who may answer them, as components/known.html, and their labels.

    One that was judged to be somebody else is not shown.
    """
    if SCREENS not in audience.rights:
        return [], []
    found = [one for one in hits_of(audience=audience, record_id=row.id) if not _another(one)]
    names = names_of({one.answer.given_by for one in found if one.answer}, audience)
    return [_hit(one, names) for one in found], [one.label_id for one in found]


def _another(view: HitView) -> bool:
    return view.answer is not None and view.answer.verdict == "different"


def _hit(view: HitView, names: dict[int, str]) -> dict[str, str]:
    answer = view.answer
    if answer is None:
        because = "Waits for an answer: it may be a namesake, and nothing follows from it."
    else:
        said = "confirmed it" if answer.verdict == "same" else "was not sure"
        because = " ".join(filter(None, (f"{names.get(answer.given_by, 'A person')} {said}.", answer.because)))
    return {
        "kind": "person" if view.kind == "person" else glyph_of(view.kind), "title": view.entry.names[0],
        "url": f"/matches/lists/?pair={view.id}", "text": f"{view.entry.code} {view.entry.uid}", "because": because,
    }  # fmt: skip
