"""Made-up people for the matching engine's bench: seeded, with every rate of error a parameter.

Names and streets are built of syllables and drawn by Zipf's law, as in a census; nobody here exists. Records of one
person differ by slips of the hand and the eye, sounds, nicknames, swapped dates, moves, new phones, missing values.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet

from watchfloor.resolution.kinds import listing

Words = npt.NDArray[np.object_]
COLUMNS = ("given_name", "family_name", "birth_date", "street_address", "city", "postal_code", "phone", "email")
BEGIN = (
    "b",
    "br",
    "c",
    "ch",
    "d",
    "dr",
    "f",
    "fr",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "sch",
    "st",
    "t",
    "tr",
)
MIDDLE = ("a", "e", "i", "o", "u", "ai", "ei", "oo")
END = ("", "n", "r", "s", "ll", "ck", "m", "nd", "tt", "rd")
FAMILY_END = ("", "", "son", "er", "man", "ez", "ski", "ton", "ley", "ov")
EYES = {"o": "0", "l": "1", "s": "5", "rn": "m", "m": "rn", "e": "c", "b": "h", "0": "o", "1": "l", "5": "s", "8": "b"}
EARS = {
    "ph": "f",
    "ck": "k",
    "c": "k",
    "ei": "ie",
    "sch": "sh",
    "z": "s",
    "v": "w",
    "tt": "t",
    "ll": "l",
    "oo": "u",
    "y": "i",
}


@dataclass(frozen=True, slots=True)
class Rates:
    """How often, in records after a person's first, each thing happens to a field or a record."""

    typo: float = 0.07
    eye: float = 0.015
    ear: float = 0.02
    missing: float = 0.06
    nickname: float = 0.08
    swapped_names: float = 0.006
    date_slip: float = 0.05
    date_wrong: float = 0.015
    moved: float = 0.12
    new_phone: float = 0.15
    new_email: float = 0.12
    married: float = 0.03

    def times(self, much: float) -> "Rates":
        """All rates multiplied, none above .6."""
        return replace(self, **{f.name: min(getattr(self, f.name) * much, 0.6) for f in fields(self)})


def make(records: int, *, seed: int = 20, rates: Rates | None = None, share: float = 0.6) -> Any:
    """An Arrow table of `records` records of about `share` as many people: COLUMNS, record_id and person."""
    draw = np.random.default_rng(seed)
    people = max(int(records * share), 1)
    extra = draw.geometric(0.55, people) - 1
    person = np.repeat(np.arange(people), 1 + np.minimum(extra, 9))
    while len(person) < records:
        person = np.concatenate([person, draw.integers(0, people, records - len(person))])
    person = np.sort(person[:records])
    first = np.concatenate([[True], person[1:] != person[:-1]])
    whole = _people(draw, people)
    columns = {name: values[person] for name, values in whole.items()}
    _spoil(draw, columns, np.flatnonzero(~first), rates or Rates())
    order = draw.permutation(records)
    table = {"record_id": pa.array(np.arange(records)), "person": pa.array(person[order])}
    for name in COLUMNS:
        table[name] = pa.array(columns[name][order], pa.string(), from_pandas=True)
    return pa.table(table)


def write(path: Path, records: int, **options: Any) -> Path:
    """The same as a Parquet file."""
    pyarrow.parquet.write_table(make(records, **options), path)
    return path


def _zipf(draw: np.random.Generator, words: Words, many: int, power: float) -> Words:
    weight = 1 / np.arange(1, len(words) + 1) ** power
    return np.asarray(
        words[np.searchsorted(np.cumsum(weight / weight.sum()), draw.random(many)).clip(0, len(words) - 1)]
    )


def _built(draw: np.random.Generator, many: int, ends: tuple[str, ...]) -> Words:
    parts = (BEGIN, MIDDLE, END, BEGIN, MIDDLE, ends)
    made = {"".join(str(draw.choice(part)) for part in parts) for _ in range(many)}
    return np.array(arranged(made), object)


def arranged(words: Iterable[str]) -> list[str]:
    """The words in the order of their hashes, then of their letters: a set has another order in every process."""
    return sorted(words, key=lambda word: (hash_of(word), word))


def hash_of(word: str) -> int:
    """An order of words that has nothing to do with their letters and is the same in every run."""
    return int.from_bytes(word.encode(), "big") * 2_654_435_761 % 4_294_967_291


def _people(draw: np.random.Generator, many: int) -> dict[str, Words]:
    known = [group.split()[0] if isinstance(group, str) else group[0] for group in listing("nicknames")["groups"]]
    given = _zipf(draw, np.array([*known, *_built(draw, 2_000, END)], object), many, 0.95)
    family = _zipf(draw, _built(draw, 40_000, FAMILY_END), many, 0.75)
    cities = _built(draw, 3_000, ("ton", "ville", "burg", "field", "ford", "port"))
    city = np.searchsorted(np.cumsum(_shares(len(cities))), draw.random(many)).clip(0, len(cities) - 1)
    days = np.datetime64("1930-01-01") + draw.integers(0, 27_000, many)
    digits = draw.integers(0, 10_000, many)
    phones = [f"{a}{b:07d}" for a, b in zip(200 + city % 700, draw.integers(2_000_000, 9_999_999, many), strict=True)]
    hosts = np.array(["mail.example", "post.example", "inbox.example", "work.example"], object)
    mails = [
        f"{g}.{f}{n % 100}@{h}" for g, f, n, h in zip(given, family, digits, draw.choice(hosts, many), strict=True)
    ]
    return {
        "given_name": given, "family_name": family, "birth_date": days.astype(str).astype(object),
        "street_address": _addresses(draw, many), "city": cities[city], "postal_code": _postal(draw, city),
        "phone": np.array(phones, object), "email": np.array(mails, object),
    }  # fmt: skip


def _shares(many: int) -> npt.NDArray[np.float64]:
    weight = 1 / np.arange(1, many + 1) ** 0.9
    return np.asarray(weight / weight.sum())


def _addresses(draw: np.random.Generator, many: int) -> Words:
    streets = _zipf(draw, _built(draw, 6_000, END), many, 0.7)
    kinds = draw.choice(np.array(["street", "avenue", "road", "lane", "drive"], object), many)
    return np.array(
        [f"{n} {s} {k}" for n, s, k in zip(draw.integers(1, 2_000, many), streets, kinds, strict=True)], object
    )


def _postal(draw: np.random.Generator, city: npt.NDArray[np.int64]) -> Words:
    return np.array(
        [f"{(c * 31 + n) % 99_990:05d}" for c, n in zip(city, draw.integers(0, 12, len(city)), strict=True)], object
    )


def _spoil(draw: np.random.Generator, columns: dict[str, Words], again: npt.NDArray[np.int64], rates: Rates) -> None:
    fresh = _people(draw, len(again))

    def some(rate: float) -> npt.NDArray[np.int64]:
        return np.asarray(np.flatnonzero(draw.random(len(again)) < rate))

    moved = some(rates.moved)
    for names, chosen in (
        (("street_address", "city", "postal_code"), moved),
        (("phone",), some(rates.new_phone)), (("email",), some(rates.new_email)),
        (("family_name",), some(rates.married)), (("birth_date",), some(rates.date_wrong)),
    ):  # fmt: skip
        for name in names:
            columns[name][again[chosen]] = fresh[name][chosen]
    nick = {group[0]: group[1:] for group in listing("nicknames")["groups"]}
    for i in again[some(rates.nickname)]:
        others = nick.get(columns["given_name"][i])
        columns["given_name"][i] = str(draw.choice(others)) if others else columns["given_name"][i][:1]
    for i in again[some(rates.date_slip)]:
        columns["birth_date"][i] = _slipped_date(draw, columns["birth_date"][i])
    for name in COLUMNS:
        for rate, change in ((rates.typo, _typo), (rates.eye, _misread), (rates.ear, _misheard)):
            if name != "birth_date" or change is _typo:
                for i in again[some(rate if name != "birth_date" else rate / 4)]:
                    columns[name][i] = change(draw, columns[name][i])
        columns[name][again[some(rates.missing)]] = None
    both = again[some(rates.swapped_names)]
    columns["given_name"][both], columns["family_name"][both] = (
        columns["family_name"][both],
        columns["given_name"][both].copy(),
    )


def _typo(draw: np.random.Generator, text: str) -> str:
    if len(text) < 3:
        return text
    at, how, letter = (
        int(draw.integers(0, len(text) - 1)),
        int(draw.integers(0, 4)),
        chr(97 + int(draw.integers(0, 26))),
    )
    letter = str(draw.integers(0, 10)) if text[at].isdigit() else letter
    made = (
        text[:at] + text[at + 1 :], text[:at] + letter + text[at:],
        text[:at] + letter + text[at + 1 :], text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )  # fmt: skip
    return made[how]


def _misread(draw: np.random.Generator, text: str) -> str:
    return _exchanged(draw, text, EYES)


def _misheard(draw: np.random.Generator, text: str) -> str:
    return _exchanged(draw, text, EARS)


def _exchanged(draw: np.random.Generator, text: str, pairs: dict[str, str]) -> str:
    fits = [one for one in pairs if one in text]
    one = fits[int(draw.integers(0, len(fits)))] if fits else ""
    return text.replace(one, pairs[one], 1) if one else text


def _slipped_date(draw: np.random.Generator, text: str) -> str:
    year, month, day = text.split("-")
    how = int(draw.integers(0, 3))
    if how == 0:
        return f"{year}-{day}-{month}" if int(day) < 13 else f"{year}-{month}-{int(day) % 27 + 1:02d}"
    return f"{int(year) + (1 if how == 1 else 10)}-{month}-{day}"
