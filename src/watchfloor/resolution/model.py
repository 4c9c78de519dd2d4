"""A frozen model: weights, frequency tables, threshold. Under one model a file and a stream give the same clusters."""

import hashlib
import json
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np

from watchfloor.resolution.compiled import Bytes, Ints, Longs
from watchfloor.resolution.encode import Layout, layout
from watchfloor.resolution.failure import NotResolvable
from watchfloor.resolution.kinds import Kind

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that decides, but the records.

    `prior`: sixty-fourths of a bit that are added to a pair's weight to make it log2 odds. `frequencies`: uint8
    (counted comparisons, slots). `fields`: what the data had when it was estimated.
    """

    kind: str
    fields: tuple[str, ...]
    month_first: bool
    weights: Ints
    rare: Ints
    most: Ints
    frequencies: Bytes
    prior: int

    @property
    def tables(self) -> tuple[Ints, Ints, Ints]:
        """What scoring.weigh wants."""
        return self.weights, self.rare, self.most

    @property
    def version(self) -> str:
        """Twelve hex digits that change with anything that decides."""
        digest = hashlib.sha256(json.dumps(_said(self), sort_keys=True).encode())
        for part in (self.weights, self.rare, self.most, self.frequencies):
            digest.update(np.ascontiguousarray(part).tobytes())
        return digest.hexdigest()[:12]

    def layout(self, kind: Kind, *, several: bool = False) -> Layout:
        """The rows that this model reads."""
        return layout(kind, set(self.fields), month_first=self.month_first, several=several)

    def least(self, probability: float) -> int:
        """The weight from which a pair is a match with this probability."""
        return threshold(self.prior, probability)


def threshold(prior: int, probability: float) -> int:
    """The weight at which prior and pair together make this probability."""
    p = min(max(probability, 1e-9), 1 - 1e-9)
    return int(np.ceil(64 * np.log2(p / (1 - p)))) - prior


def probability(weight: Longs, prior: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The probability of a match at each weight."""
    return np.asarray(1 / (1 + np.exp2(-np.clip((weight + prior) / 64, -60, 60))), np.float64)


def save(model: Model, path: Path) -> None:
    """Write a model; whole or not at all."""
    part = path.with_name(path.name + ".part")
    part.write_bytes(packed(model))
    part.replace(path)


def packed(model: Model) -> bytes:
    """A model as the bytes of its file."""
    file = BytesIO()
    said = np.frombuffer(json.dumps(_said(model)).encode(), np.uint8)
    np.savez_compressed(
        file, said=said, weights=model.weights, rare=model.rare, most=model.most, frequencies=model.frequencies
    )
    return file.getvalue()


def load(path: Path) -> Model:
    """Read a model. Raises NotResolvable for what is none."""
    return unpacked(path, path.name)


def unpacked(file: Path | BytesIO, name: str) -> Model:
    """Read a model from a file or its bytes, which errors call by name. Raises NotResolvable for what is none."""
    try:
        with np.load(file, allow_pickle=False) as held:
            said = json.loads(held["said"].tobytes())
            if said["format"] != FORMAT:
                raise NotResolvable(f"--model: {name} has format {said['format']}, this program reads {FORMAT}")
            return Model(said["kind"], tuple(said["fields"]), said["month_first"], held["weights"], held["rare"],
                         held["most"], held["frequencies"], said["prior"])  # fmt: skip
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        if isinstance(error, NotResolvable):
            raise
        raise NotResolvable(
            f"--model: {name} is no model ({type(error).__name__}); leave it out to estimate one"
        ) from error


def _said(model: Model) -> dict[str, object]:
    return {"format": FORMAT, "kind": model.kind, "fields": list(model.fields), "month_first": model.month_first,
            "prior": model.prior}  # fmt: skip
