"""Gathers what a workspace shows, each part through its own wall; what waits counts only what may be read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from watchfloor.analyze.formats.tables import link_rules
from watchfloor.analyze.queries import chart as links
from watchfloor.analyze.queries import known as analyze
from watchfloor.core.queries import records as core
from watchfloor.core.rules.audience import Audience
from watchfloor.desk.rules.workspace import (
    Chart,
    Line,
    Note,
    Reason,
    Thing,
    Tied,
    implied,
    lines_of,
    name_kind,
    names_in,
    steps_of,
    touching,
)
from watchfloor.desk.web.workspace_asked import ASSET, EACH, START, Asked, uuid_of
from watchfloor.plan.queries import ground as plan
from watchfloor.plan.queries import watch
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.kinds import THREATS
from watchfloor.protect.web.marks import Marks, page_marking
from watchfloor.protect.web.record_parts import names_of
from watchfloor.protect.web.wording import KINDS, glyph_of, moment, number_of

NAMES = 20  # identifiers drawn as things
LATER = 1000  # the step of what is shown only because more was asked for


@dataclass(slots=True)
class Gathered:
    """Records and assets by token in the order they came, each with its step; `waits` counts what is left out."""

    rows: dict[str, core.Row] = field(default_factory=dict)
    assets: dict[str, plan.AssetView] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    waits: dict[str, int] = field(default_factory=dict)
    touches: dict[tuple[str, str], Line] = field(default_factory=dict)
    labels: set[int] = field(default_factory=set)  # of what is pinned

    def take(self, found: core.Row | plan.AssetView, step: int) -> None:
        """The earliest step holds: what stood before an expansion stays where it is."""
        token = token_of(found)
        self.steps[token] = min(step, self.steps.get(token, step))
        if isinstance(found, core.Row):
            self.rows.setdefault(token, found)
        else:
            self.assets.setdefault(token, found)

    def tie(self, line: Line) -> None:
        """A line of touching; what needs no expansion holds before what one brought."""
        known = self.touches.get((line.a, line.b))
        if known is None or line.step < known.step:
            self.touches[line.a, line.b] = line


def token_of(found: core.Row | plan.AssetView) -> str:
    """How addresses and files name it."""
    return str(found.public_id) if isinstance(found, core.Row) else f"{ASSET}{found.public_id}"


def chart_of(audience: Audience, asked: Asked, marks: Marks) -> tuple[Chart, Gathered]:
    """Everything that this reader is shown; an empty chart for "is not" and "is not yours" alike."""
    got = _asked_things(audience, asked)
    for n, step in enumerate(asked.grown()):
        for deed, token in step:
            if deed == "of" and token in got.steps:
                _expand(audience, asked, got, token, n)
    ids = [row.id for row in got.rows.values()]
    touched = plan.touches(audience=audience, record_ids=ids) if ids else {}
    for token, row in got.rows.items():
        for line in _touches(token, row, touched):
            if line.b in got.steps:
                got.tie(line)
    found = links.ties(audience=audience, record_ids=ids, among=True) if ids else []
    return _chart(audience, got, found, marks), got


def _asked_things(audience: Audience, asked: Asked) -> Gathered:
    got = Gathered()
    tokens = [*asked.ids, *asked.of]
    records = [one for token in tokens if not token.startswith(ASSET) and (one := uuid_of(token))]
    assets = [one for token in tokens if token.startswith(ASSET) and (one := uuid_of(token.removeprefix(ASSET)))]
    rows = {token_of(row): row for row in core.rows_of(audience=audience, public_ids=records)} if records else {}
    known = {token_of(a): a for a in plan.assets(audience=audience, public_ids=assets)} if assets else {}
    first: dict[str, int] = {}
    for n, step in enumerate(asked.grown()):
        for _, token in step:
            first.setdefault(token, n)
    for token in first:
        if token in rows or token in known:
            got.take(rows.get(token) or known[token], first[token])
    return got


def _expand(audience: Audience, asked: Asked, got: Gathered, token: str, step: int) -> None:
    """One hop: the weightiest that there is room for; the rest is counted. More than the first few come in a later
    step, so that asking for more moves nothing either."""
    row = got.rows.get(token)
    around = _around_record(audience, row, token, step) if row else _around_asset(audience, got.assets[token])
    fresh = [found for found, _ in around if got.steps.get(token_of(found), LATER) > step]
    first = max(0, min(EACH, START - sum(stood < LATER for stood in got.steps.values())))
    room = max(first, min(asked.each, asked.most - len(got.steps)))
    for n, found in enumerate(fresh[:room]):
        got.take(found, step if n < first else LATER + step)
    for found, line in around:
        if line and token_of(found) in got.steps:
            got.tie(line)
    left = sum(token_of(found) not in got.steps for found in fresh[room:])
    if left:
        got.waits[token] = left


Around = list[tuple[core.Row | plan.AssetView, Line | None]]


def _around_record(audience: Audience, row: core.Row, token: str, step: int) -> Around:
    """Linked records, then assets that it touches, then what an assessment says it means here; each once."""
    tied = links.ties(audience=audience, record_ids=[row.id])
    around: Around = [(tie.b if tie.a.id == row.id else tie.a, None) for tie in tied]
    touched = plan.touches(audience=audience, record_ids=[row.id]).get(row.id, [])
    around += [(one.asset, _touch(token, one, one.asset)) for one in touched if one.asset]
    said = analyze.assessment(audience=audience, record_id=row.id) if row.kind in THREATS else None
    for one in said.implications if said else ():
        other, told = one.asset or one.report, one.implication
        if other is not None:
            line = implied(token, token_of(other), because=told.because, how=told.how, weight=told.weight)
            around.append((other, replace(line, step=step)))
    return list({token_of(found): (found, line) for found, line in reversed(around)}.values())[::-1]


def _around_asset(audience: Audience, asset: plan.AssetView) -> Around:
    ids = plan.records_touching(audience=audience, asset_id=asset.id)
    rows = {row.id: row for row in core.rows_of(audience=audience, ids=ids)}
    touched = plan.touches(audience=audience, record_ids=ids)
    return [
        (rows[id_], next((_touch(token_of(rows[id_]), one, asset) for one in touched.get(id_, ())
                          if one.asset and one.asset.id == asset.id), None))
        for id_ in ids if id_ in rows
    ]  # fmt: skip


def _touch(token: str, touch: plan.TouchView, asset: plan.AssetView) -> Line:
    return touching(token, token_of(asset), because=touch.because, weight=touch.weight, how=touch.how)


def _touches(token: str, row: core.Row, touched: dict[int, list[plan.TouchView]]) -> Iterable[Line]:
    return [_touch(token, one, one.asset) for one in touched.get(row.id, ()) if one.asset]


def _chart(audience: Audience, got: Gathered, found: Sequence[links.Tie], marks: Marks) -> Chart:
    who = names_of({tie.judged_by for tie in found if tie.judged_by}, audience)
    tied = [_tied(tie, who) for tie in found]
    classes, policy = {token: row.legal_class for token, row in got.rows.items()}, load()
    notes = _notes(audience, got)
    names = names_in(tied, classes=classes, side_by_side=lambda a, b: policy.join(a, b).show, most=NAMES)
    tokens = {name: f"name-{analyze.key_of(kind=name.kind, value=name.value).hex()}" for name in names}
    words = {kind: rule.word for kind, rule in link_rules().identifiers.items()}
    lines = [*got.touches.values(), *lines_of(tied, names, token_of=tokens, words=words)]
    things = [*_records(audience, got, marks, notes), *(_asset(one, got, marks) for one in got.assets.values())]
    marking = {thing.token: thing.marking for thing in things}
    things += [
        Thing(tokens[name], name_kind(name.kind), name.value, words.get(name.kind, name.kind),
              marking=page_marking([marking[one] for one in name.tokens], exercise=False)["text"])
        for name in names
    ]  # fmt: skip
    return Chart(steps_of(things, lines), tuple(lines))


def _tied(tie: links.Tie, who: dict[int, str]) -> Tied:
    reasons = tuple(Reason(cause.kind, cause.said, cause.shared) for cause in tie.causes)
    judge = f"{who.get(tie.judged_by, '')}, {moment(tie.judged_at)}" if tie.judged_by else ""
    return Tied(token_of(tie.a), token_of(tie.b), reasons, tie.strength, tie.state, judge)


def _notes(audience: Audience, got: Gathered) -> dict[str, tuple[Note, ...]]:
    """What is pinned to the records, by token; the marking of each goes into the page's."""
    tokens = {row.id: token for token, row in got.rows.items()}
    found = watch.notes_on(audience=audience, record_ids=list(tokens))
    got.labels |= {one.label_id for pinned in found.values() for one in pinned}
    who = names_of({one.written_by for pinned in found.values() for one in pinned}, audience)
    return {
        tokens[id_]: tuple(
            Note(str(one.public_id), one.words, f"{who.get(one.written_by, '')}, {moment(one.written_at)}")
            for one in pinned
        ) for id_, pinned in found.items()
    }  # fmt: skip


def _records(audience: Audience, got: Gathered, marks: Marks, notes: Mapping[str, tuple[Note, ...]]) -> list[Thing]:
    ids = [row.id for row in got.rows.values()]
    texts = {text.row.id: text for text in core.texts_of(audience=audience, ids=ids)} if ids else {}
    things = [_record(token, row, texts.get(row.id), got.steps[token], marks) for token, row in got.rows.items()]
    return [replace(thing, notes=notes.get(thing.token, ())) for thing in things]


def _record(token: str, row: core.Row, text: core.Text | None, step: int, marks: Marks) -> Thing:
    data: Any = text.data.get("object") if text else None
    of_type = data.get("type", "") if isinstance(data, dict) and row.kind == "stix" else ""
    kind_text = f"{KINDS.get(row.kind, row.kind)}{f', {of_type}' if of_type else ''}"
    page = f"/threats/{token}/" if row.kind in THREATS else f"/records/{token}/"
    return Thing(
        token, glyph_of(row.kind), row.title, kind_text, number_of(row), page, marks.of(row), row.lon, row.lat,
        text.radius_m if text else 0.0, row.occurred_at, text.occurred_until if text else None,
        row.occurred_precision, row.opened_at, expands=True, step=step,
    )  # fmt: skip


def _asset(asset: plan.AssetView, got: Gathered, marks: Marks) -> Thing:
    token = token_of(asset)
    said = ", ".join(filter(None, (asset.kind, asset.county)))
    return Thing(
        token, "asset", asset.name, said, marking=marks.of_label(asset.label_id), lon=asset.lon, lat=asset.lat,
        expands=True, step=got.steps[token],
    )  # fmt: skip


def with_waiting(chart: Chart, waits: dict[str, int]) -> Chart:
    """What waits, as one thing beside each that was expanded: "12 more"."""
    known = chart.by_token()
    more = [
        (Thing(f"more-{token}", "more", f"{left} more", f"of {known[token].title}", step=2 * LATER),
         Line(token, f"more-{token}", "weak", f"{left} more that you may read."))
        for token, left in waits.items() if token in known
    ]  # fmt: skip
    return replace(chart, things=(*chart.things, *(t for t, _ in more)), lines=(*chart.lines, *(ln for _, ln in more)))


def records_of(got: Gathered) -> list[UUID]:
    """Ids of every record of which something is shown, for the fact."""
    return [row.public_id for row in got.rows.values()]
