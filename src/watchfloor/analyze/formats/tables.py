"""The declared tables of analysis: JSON in `data` -> dataclasses. A table that breaks its rule stops the start."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from watchfloor.analyze.rules.implications import ImplicationRules
from watchfloor.analyze.rules.judgment import Flagged, Likelihood, Scale
from watchfloor.analyze.rules.links import IdentifierRule, LinkRules
from watchfloor.analyze.rules.mentions import MentionRules
from watchfloor.analyze.rules.parties import PartyRules
from watchfloor.analyze.rules.risk import Pert, ReportGroup, RiskTable
from watchfloor.analyze.rules.scoping import AssetKinds
from watchfloor.analyze.rules.screening import ScreeningRules
from watchfloor.analyze.rules.sightings import NearRules
from watchfloor.analyze.rules.warning import BENIGN
from watchfloor.protect.formats.classes import classes


def table_bytes(name: str) -> bytes:
    """The table as it lies in the package: its hash goes to the ledger. Raises FileNotFoundError."""
    return (files("watchfloor.analyze") / "data" / f"{name}.json").read_bytes()


def _table(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(table_bytes(name))
    return loaded


@cache
def link_rules() -> LinkRules:
    """`data/links.json`; by whom nothing is ever matched, protect says."""
    table = _table("links")
    near = {key: value for key, value in table["near"].items() if key != "basis"}
    strength = table["strength"]
    return LinkRules(
        {kind: IdentifierRule(**rule) for kind, rule in table["identifiers"].items()},
        NearRules(**near),
        strength["strong"],
        strength["fair"],
        strength["weak"],
        classes().never_matched | {BENIGN},
    )


@cache
def implication_rules() -> ImplicationRules:
    """`data/implications.json`; kilometres become metres."""
    table = _table("implications")
    near, edge, sure = (table[key] * 1000 for key in ("near_km", "edge_km", "place_sure_to_km"))
    return ImplicationRules(near, edge, sure, table["weights"], table["least_weight"])


@cache
def risk_table() -> RiskTable:
    """`data/risk.json`."""
    table = _table("risk")
    units, reports = table["units"], table["reports"]
    kinds = {
        kind: (
            _pert(rows["threat"], units["threat"]),
            _pert(rows["vulnerability"], units["vulnerability"]),
            _pert(rows["consequence"], units["consequence"]),
        )
        for kind, rows in table["kinds"].items()
    }
    groups = tuple(
        ReportGroup(g["name"], g["reliability"], g["credibility"], _pert(g, units["threat"])) for g in reports["groups"]
    )
    return RiskTable(table["basis"], kinds, groups, reports["most_counted"])


@cache
def scale() -> Scale:
    """`data/estimative.json`."""
    table = _table("estimative")
    return Scale(
        tuple(Likelihood(tuple(row["phrases"]), row["least"], row["most"]) for row in table["likelihood"]),
        table["confidence"],
        tuple(Flagged(frozenset(w["words"]), w["why"], w["way_out"], w["citation"]) for w in table["words"]),
    )


def _pert(row: Mapping[str, Any], unit: str) -> Pert:
    return Pert(row["least"], row["mode"], row["most"], unit, row["basis"])


@cache
def mention_rules() -> MentionRules:
    """`data/mentions.json`."""
    table = _table("mentions")
    roles = table["roles"]
    return MentionRules(
        frozenset(table["kinds"]),
        frozenset(table["fields_left_out"]),
        {role: tuple(words) for role, words in roles["words"].items()},
        tuple(roles["between"]),
    )


@cache
def asset_kinds() -> AssetKinds:
    """`data/asset_kinds.json`: which row of the risk table stands for an asset."""
    table = _table("asset_kinds")
    return AssetKinds(tuple((row["word"], row["risk"]) for row in table["by_word"]), dict(table["by_sector"]))


@cache
def party_rules() -> PartyRules:
    """`data/parties.json`; in which role one may be resolved, protect says."""
    table = _table("parties")
    asks = {kind: tuple(fields) for kind, fields in table["asks"].items()}
    return PartyRules(
        asks, classes().resolved, table["longest"], table["least_bits"], table["most"], table["held_minutes"]
    )


@cache
def screening_rules() -> ScreeningRules:
    """`data/screening.json`; who is screened at all, protect says."""
    table = _table("screening")
    kinds = {kind: tuple(fields) for kind, fields in table["kinds"].items()}
    return ScreeningRules(
        kinds, classes().screened, table["likeness"], table["listed_share"], table["least_bits"], table["most"],
        table["common_from"], table["weights"],
    )  # fmt: skip
