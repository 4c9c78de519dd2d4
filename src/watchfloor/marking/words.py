"""The words of marking, loaded once from the data file beside this module."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Words:
    """Each mapping goes from a word in capitals, as it may be received, to the one form that is kept."""

    categories: Mapping[str, str]
    controls: Mapping[str, str]
    portion_forms: Mapping[str, str]
    listing: frozenset[str]
    country_groups: Mapping[str, frozenset[str]]
    caveats: Mapping[str, str]
    unclassified_only: frozenset[str]
    supplements: frozenset[str]
    tlp: Mapping[str, str]
    compartments: tuple[str, ...]


def content() -> bytes:
    """The bytes of the data file, for instance to write their hash to the ledger."""
    return (resources.files("watchfloor.marking") / "data" / "marking.json").read_bytes()


@cache
def words() -> Words:
    """The words that this release knows."""
    told: dict[str, Any] = json.loads(content())
    controls: dict[str, dict[str, Any]] = told["controls"]["codes"]
    portions = {name: form["portion"] for name, form in controls.items() if "portion" in form}
    caveats: dict[str, list[str]] = told["caveats"]["codes"]
    return Words(
        categories={code: code for part in ("cui_basic", "cui_specified") for code in told[part]["codes"]},
        controls={name.upper(): name for name in controls} | {form: name for name, form in portions.items()},
        portion_forms=portions,
        listing=frozenset(name for name, form in controls.items() if form.get("countries")),
        country_groups={name: frozenset(codes) for name, codes in told["country_groups"]["codes"].items()},
        caveats={form: code for code, forms in caveats.items() for form in (code, *forms)},
        unclassified_only=frozenset(told["caveats"]["unclassified_only"]),
        supplements=frozenset(told["supplements"]["codes"]),
        tlp=told["tlp"]["codes"],
        compartments=tuple(told["compartments"]["words"]),
    )
