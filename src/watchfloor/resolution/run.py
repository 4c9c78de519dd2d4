"""What the command asks for, from files to the answer."""

import json
import time
from collections.abc import Mapping, Sequence
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
from watchfloor.resolution.kinds import kind
from watchfloor.resolution.mapping import parse
from watchfloor.resolution.records import Records, load
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
    made = kind(asked.kind)
    with stages.of("compile"):
        warm()
    with stages.of("read"):
        records = load(asked.files, made, said=_said(asked), id_column=asked.id_column, truth_column=asked.truth_column)
    frozen = model.load(asked.model) if asked.model and asked.model.exists() else None
    if frozen and frozen.kind != made.name:
        raise NotResolvable(f"--model: {asked.model} was estimated for {frozen.kind}, not for {made.name}")
    probability = PROBABILITY if asked.threshold is None else asked.threshold
    found = resolve(records, made, link=asked.link, probability_of=probability, frozen=frozen, stages=stages)
    said = _figures(asked, records, found, stages)
    if asked.model and frozen is None:
        model.save(found.model, asked.model)
    if asked.estimate:
        with stages.of("estimate anew"):
            said["changes"] = _estimated(asked, records, found, asked.estimate)
    if asked.out:
        telling.write(telling.clusters_table(records, found), asked.out)
    if asked.explain:
        telling.write(telling.pairs_table(records, found), asked.explain)
    said["stages"] = {name: round(seconds, 3) for name, seconds in stages.seconds.items()}
    return said


def _estimated(asked: Asked, records: Records, found: Resolved, path: Path) -> dict[str, Any]:
    """Estimate anew, write that model beside the one in use, tell which clusters would change; nothing is taken."""
    probability = PROBABILITY if asked.threshold is None else asked.threshold
    fresh = resolve(records, kind(asked.kind), link=asked.link, probability_of=probability)
    model.save(fresh.model, path)
    found_anew = changes.changes(found.clusters.labels.tolist(), fresh.clusters.labels.tolist())
    return {"model": fresh.model.version, **changes.said(found_anew, records.ids.to_pylist())}


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


def _said(asked: Asked) -> Mapping[str, Sequence[str]]:
    said: dict[str, Sequence[str]] = {}
    if asked.mapping:
        try:
            held = json.loads(asked.mapping.read_text(encoding="utf-8"))
            said = {field: [c] if isinstance(c, str) else [str(one) for one in c] for field, c in held.items()}
        except (json.JSONDecodeError, AttributeError, TypeError, UnicodeDecodeError) as error:
            raise NotResolvable(
                f'--mapping: {asked.mapping.name} is no JSON object like {{"birth_date": "dob"}}'
            ) from error
    return said | parse(asked.map)


def _figures(asked: Asked, records: Records, found: Resolved, stages: Stages) -> dict[str, Any]:
    said: dict[str, Any] = {
        "records": len(records), "candidates": found.candidates,
        "clusters": int((found.clusters.labels == np.arange(len(records))).sum()),
    }  # fmt: skip
    with stages.of("truth"):
        true = _truth(asked, records)
        if true is not None:
            across = np.minimum(records.source, 1) if asked.link else None
            said["pairs"] = pairs(found.clusters.labels, true, across).said()
            said["b_cubed"] = b_cubed(found.clusters.labels, true).said()
    said |= {
        "kind": found.model.kind, "model": found.model.version,
        "threshold": PROBABILITY if asked.threshold is None else asked.threshold,
        "mapping": {path.name: dict(one.columns) for path, one in zip(asked.files, records.mappings, strict=True)},
        "bridges": len(found.clusters.bridges), "notes": notes(asked, records, found),
        "blocks": [
            {"rule": why, "pairs": one.pairs, "size": one.size, "cut": one.cut, "left": one.left}
            for why, one in zip(found.reasons, found.blocks, strict=True)
        ],
    }  # fmt: skip
    return said


def _truth(asked: Asked, records: Records) -> Longs | None:
    if asked.truth:
        return judged.from_pairs(records, asked.truth, link=asked.link)
    return judged.from_column(records) if asked.truth_column else None


def notes(asked: Asked, records: Records, found: Resolved) -> list[str]:
    """What a reader has to know: guesses, what was not used or not read, blocks that were cut, bridges."""
    said = []
    for path, one in zip(asked.files, records.mappings, strict=True):
        if one.guessed:
            guesses = ", ".join(f"{f}={'+'.join(one.columns[f])}" for f in one.guessed)
            said.append(f"{path.name}: guessed {guesses}; say --map to change it")
        if one.unused:
            said.append(f"{path.name}: not used: {', '.join(one.unused)}")
    if records.left_out:
        said.append(f"{records.left_out} lines were left out: they have more or fewer cells than the header")
    distinct = _distinct(records.ids)
    if distinct < len(records) and len(asked.files) == 1:
        said.append(
            f"{len(records) - distinct} records bear an id that another has; they count as records of their own"
        )
    for why, block in zip(found.reasons, found.blocks, strict=True):
        if block.left:
            said.append(f"{block.left} records share {why} with more than {block.size}: they meet by other rules only")
    if len(found.clusters.bridges):
        said.append(f"{len(found.clusters.bridges)} pairs would bridge groups that do not agree; they were not merged")
    return said


def _distinct(ids: Any) -> int:
    """How many ids differ; whole numbers are told apart as such where all do, which is quicker."""
    try:
        ordered = np.sort(np.asarray(pc.cast(ids, pa.int64())))
    except pa.ArrowInvalid:
        return len(ids.unique())
    return len(ids) if len(ids) and bool((ordered[1:] != ordered[:-1]).all()) else len(ids.unique())
