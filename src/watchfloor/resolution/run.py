"""What the command asks for, from files to the answer."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from watchfloor.resolution import changes, judged, model, telling
from watchfloor.resolution.compiled import Longs
from watchfloor.resolution.engine import PROBABILITY, Resolved, Stages, resolve
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.mapping import Said, Values, listed, parse
from watchfloor.resolution.mixing import Part, parts, together
from watchfloor.resolution.records import Records
from watchfloor.resolution.truth import b_cubed, pairs
from watchfloor.resolution.warming import warm


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of `watchfloor resolve`, as its help says them."""

    files: tuple[Path, ...]
    kind: str = "person"
    id_column: str | None = None
    map: str = ""
    mapping: Path | None = None
    link: bool = False
    truth_column: str | None = None
    truth: Path | None = None
    threshold: float | None = None
    model: Path | None = None
    out: Path | None = None
    explain: Path | None = None
    estimate: Path | None = None


def answer(asked: Asked) -> dict[str, Any]:
    """Resolve, write what was asked for, and say the figures. Raises NotResolvable."""
    _hold_together(asked)
    stages = Stages()
    stages.seconds["start"] = time.process_time()
    with stages.of("compile"):
        warm()
    with stages.of("read"):
        told = parts(asked.files, asked.kind, said=_said(asked), id_column=asked.id_column,
                     truth_column=asked.truth_column)  # fmt: skip
    done = [_Done(part, _resolved(asked, part, _model(asked, part, told), stages)) for part in told]
    records = together(told)
    said = _figures(asked, records, done, stages)
    if asked.estimate:
        with stages.of("estimate anew"):
            said["changes"] = _estimated(asked, done[0], asked.estimate)
    if asked.out:
        telling.write(_clusters_table(done), asked.out)
    if asked.explain:
        telling.write(_pairs_table(done), asked.explain)
    said["stages"] = {name: round(seconds, 3) for name, seconds in stages.seconds.items()}
    return said


@dataclass(frozen=True, slots=True)
class _Done:
    part: Part
    found: Resolved


def _resolved(asked: Asked, part: Part, path: Path | None, stages: Stages) -> Resolved:
    """The records of one kind, under the frozen model of the path if there is one, which is made there if not."""
    frozen = model.load(path) if path and path.exists() else None
    if frozen and frozen.kind != part.kind.name:
        raise NotResolvable(f"--model: {path} was estimated for {frozen.kind}, not for {part.kind.name}")
    probability = PROBABILITY if asked.threshold is None else asked.threshold
    found = resolve(part.records, part.kind, link=asked.link, probability_of=probability, frozen=frozen, stages=stages)
    if path and frozen is None:
        model.save(found.model, path)
    return found


def _model(asked: Asked, part: Part, told: Sequence[Part]) -> Path | None:
    """Where the model of one kind lies: of several kinds each has a file of its own, which names it."""
    if asked.model is None or len(told) == 1:
        return asked.model
    if asked.estimate:
        raise NotResolvable("--estimate: holds two models of one kind side by side; name files of one kind")
    return asked.model.with_stem(f"{asked.model.stem}.{part.kind.name}")


def _estimated(asked: Asked, done: _Done, path: Path) -> dict[str, Any]:
    """Estimate anew, write that model beside the one in use, tell which clusters would change; nothing is taken."""
    probability = PROBABILITY if asked.threshold is None else asked.threshold
    records = done.part.records
    fresh = resolve(records, done.part.kind, link=asked.link, probability_of=probability)
    model.save(fresh.model, path)
    found_anew = changes.changes(done.found.clusters.labels.tolist(), fresh.clusters.labels.tolist())
    return {"model": fresh.model.version, **changes.said(found_anew, records.ids.to_pylist())}


def _labels(done: Sequence[_Done]) -> Longs:
    """The first record of each one's cluster, over all kinds."""
    labels = np.zeros(sum(len(one.part.at) for one in done), np.int64)
    for one in done:
        labels[one.part.at] = one.part.at[one.found.clusters.labels]
    return labels


def _clusters_table(done: Sequence[_Done]) -> Any:
    tables = [telling.clusters_table(one.part.records, one.found) for one in done]
    if len(done) == 1:
        return tables[0]
    order = np.argsort(np.concatenate([one.part.at for one in done]), kind="stable")
    whole = pa.concat_tables([_of_kind(table, one) for table, one in zip(tables, done, strict=True)])
    whole = whole.take(pa.array(order))
    return whole.set_column(whole.column_names.index("cluster"), "cluster", pa.array(_labels(done)))


def _pairs_table(done: Sequence[_Done]) -> Any:
    tables = [telling.pairs_table(one.part.records, one.found) for one in done]
    if len(done) == 1:
        return tables[0]
    told = [_of_kind(table, one) for table, one in zip(tables, done, strict=True)]
    return pa.concat_tables(told, promote_options="default")


def _of_kind(table: Any, one: _Done) -> Any:
    return table.append_column("kind", pa.array([one.part.kind.name] * table.num_rows, pa.string()))


def _hold_together(asked: Asked) -> None:
    if asked.link and len(asked.files) != 2:
        raise NotResolvable(
            f"--link: matches across two files, and {len(asked.files)} are named; name two or leave it out"
        )
    if asked.estimate and (asked.model is None or not asked.model.exists()):
        raise NotResolvable("--estimate: tells what another model would change; name the one in use with --model")
    if asked.estimate and asked.estimate.exists():
        raise NotResolvable(f"--estimate: {asked.estimate} exists, and no model is written over; name another file")
    if asked.truth and asked.truth_column:
        raise NotResolvable("--truth and --truth-column: one truth is enough; leave one out")


def _said(asked: Asked) -> Said:
    said: dict[str, Values] = {}
    if asked.mapping:
        try:
            held = json.loads(asked.mapping.read_text(encoding="utf-8"))
            said = {field: listed([c] if isinstance(c, str) else [str(one) for one in c]) for field, c in held.items()}
        except (json.JSONDecodeError, AttributeError, TypeError, UnicodeDecodeError) as error:
            raise NotResolvable(
                f'--mapping: {asked.mapping.name} is no JSON object like {{"birth_date": "dob"}}'
            ) from error
    return said | parse(asked.map)


def _figures(asked: Asked, records: Records, done: Sequence[_Done], stages: Stages) -> dict[str, Any]:
    labels = _labels(done)
    said: dict[str, Any] = {
        "records": len(records), "candidates": sum(one.found.candidates for one in done),
        "clusters": int((labels == np.arange(len(records))).sum()),
    }  # fmt: skip
    with stages.of("truth"):
        true = _truth(asked, records)
        if true is not None:
            across = np.minimum(records.source, 1) if asked.link else None
            said["pairs"] = pairs(labels, true, across).said()
            said["b_cubed"] = b_cubed(labels, true).said()
    said |= {
        "kind": ", ".join(one.found.model.kind for one in done),
        "model": ", ".join(one.found.model.version for one in done),
        "threshold": PROBABILITY if asked.threshold is None else asked.threshold,
        "mapping": {path.name: _columns(done, place) for place, path in enumerate(asked.files)},
        "bridges": sum(len(one.found.clusters.bridges) for one in done), "notes": notes(asked, records, done),
        "blocks": [
            {"rule": why, "pairs": block.pairs, "size": block.size, "cut": block.cut, "left": block.left}
            for one in done for why, block in zip(one.found.reasons, one.found.blocks, strict=True)
        ],
    }  # fmt: skip
    if len(done) > 1:
        said["kinds"] = {one.part.kind.name: len(one.part.at) for one in done}
    return said


def _columns(done: Sequence[_Done], place: int) -> dict[str, tuple[str, ...]]:
    """Field to columns of one file, with several values all of them; with several kinds a field is `person.phone`."""
    said = {}
    for one in done:
        before = f"{one.part.kind.name}." if len(done) > 1 else ""
        for name, values in one.part.records.mappings[place].every.items():
            said[before + name] = values[0] if len(values) == 1 else tuple("+".join(columns) for columns in values)
    return said


def _truth(asked: Asked, records: Records) -> Longs | None:
    if asked.truth:
        return judged.from_pairs(records, asked.truth, link=asked.link)
    return judged.from_column(records) if asked.truth_column else None


def notes(asked: Asked, records: Records, done: Sequence[_Done]) -> list[str]:
    """What a reader has to know: guesses, what was not used or not read, blocks that were cut, bridges."""
    said = []
    if len(done) > 1:
        kinds = ", ".join(f"{one.part.kind.name} {len(one.part.at)}" for one in done)
        said.append(f"records of several kinds, never joined to each other: {kinds}")
    for place, path in enumerate(asked.files):
        said += _guesses(path, done, place)
    if records.left_out:
        said.append(f"{records.left_out} lines were left out: they have more or fewer cells than the header")
    distinct = _distinct(records.ids)
    if distinct < len(records) and len(asked.files) == 1:
        said.append(
            f"{len(records) - distinct} records bear an id that another has; they count as records of their own"
        )
    for one in done:
        for why, block in zip(one.found.reasons, one.found.blocks, strict=True):
            if block.left:
                said.append(
                    f"{block.left} records share {why} with more than {block.size}: they meet by other rules only"
                )
    bridges = sum(len(one.found.clusters.bridges) for one in done)
    if bridges:
        said.append(f"{bridges} pairs would bridge groups that do not agree; they were not merged")
    return said


def _guesses(path: Path, done: Sequence[_Done], place: int) -> list[str]:
    """What was guessed of a file's columns, kind by kind, and which nobody used."""
    said, unused = [], []
    for one in done:
        held = one.part.records.mappings[place]
        if held.guessed:
            guesses = ", ".join(f"{f}={'+'.join(c)}" for f in held.guessed for c in held.every[f])
            of = f" as {one.part.kind.name}" if len(done) > 1 else ""
            said.append(f"{path.name}: guessed{of} {guesses}; say --map to change it")
        if held.columns:
            unused.append(held.unused)
    left = [name for name in unused[0] if all(name in other for other in unused)] if unused else []
    if left:
        said.append(f"{path.name}: not used: {', '.join(left)}")
    return said


def _distinct(ids: Any) -> int:
    """How many ids differ; whole numbers are told apart as such where all do, which is quicker."""
    try:
        ordered = np.sort(np.asarray(pc.cast(ids, pa.int64())))
    except pa.ArrowInvalid:
        return len(ids.unique())
    return len(ids) if len(ids) and bool((ordered[1:] != ordered[:-1]).all()) else len(ids.unique())
