"""By construction nothing scores a person: no number is kept of one, and no query puts persons in an order of worth."""

import ast
import re

import sources
from django.apps import apps
from django.db import models

# tables that speak of persons or of what is said about them, by the word in their name
ABOUT_PERSONS = re.compile(
    r"person|subject|mention|affiliation|identif|predicate|classchange|courtorder|redress|suspect|watchlist",
    re.IGNORECASE,
)  # fmt: skip
NUMBERS = (models.IntegerField, models.FloatField, models.DecimalField)
# what a number in such a table may be: an id, a version, a count, or where a word stands in a text
PLAIN = re.compile(r"^(id|n|.*_id|by|author|actor|.*_by|version_n|.*count|times|start|end|number|attempts|tries)$")
# a mention of a place says where it is and how surely: coordinates of a place, kept of no person
OF_PLACES = {"analyze.Mention": {"lon", "lat", "radius_m"}}
WORTH = re.compile(r"score|rank|risk|weight|threat_level|danger|suspicio|likelihood|probab|\bbits\b", re.IGNORECASE)
# match weight against one query, on records and never on persons: module and what it orders
AGAINST_ONE_QUERY = {
    "plan/queries/ground.py": "what of ours (assets, areas, needs) one record touches, by weight",
    "analyze/queries/chart.py": "links between records, by the weight of what they share",
    "analyze/queries/known.py": "links of one record, by the weight of what they share with it",
}


def test_no_table_about_persons_holds_a_number_of_worth() -> None:
    """Tables of persons, subjects and mentions hold no number but ids, versions, counts and places in a text."""
    found, seen = [], set()
    for model in apps.get_models():
        label = model._meta.label
        if not model.__module__.startswith("watchfloor.") or not ABOUT_PERSONS.search(model.__name__):
            continue
        seen.add(label)
        for one in model._meta.get_fields():
            number = isinstance(one, NUMBERS) and not one.is_relation
            if number and not PLAIN.match(one.name) and one.name not in OF_PLACES.get(label, set()):
                found.append(f"{label}.{one.name}")
    assert {"analyze.Mention", "people.Person", "protect.Identifies", "protect.Predicate"} <= seen
    assert not found, f"a person is never a number: {found}"


def test_no_field_of_any_table_is_named_a_score() -> None:
    """No column anywhere is named for the worth, danger or suspicion of somebody; risk is kept of assets alone."""
    named = [
        f"{model._meta.label}.{one.name}"
        for model in apps.get_models()
        if model.__module__.startswith("watchfloor.") and ABOUT_PERSONS.search(model.__name__)
        for one in model._meta.get_fields()
        if WORTH.search(one.name)
    ]
    assert not named, named


def _orders(one: sources.Module) -> list[str]:
    """What a module's queries order by: the words given to order_by, and SQL after `order by`."""
    found = []
    for node in ast.walk(one.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "order_by":
            found += [ast.unparse(given) for given in node.args]
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found += re.findall(r"order\s+by\s+([^;)]+)", node.value, re.IGNORECASE)
    return found


def test_no_query_orders_persons_by_a_computed_value() -> None:
    """No order_by computes, or names a weight, except match weight against one query, of records and what is ours."""
    computed = []
    for one in sources.modules():
        excused = any(one.place.endswith(place) for place in AGAINST_ONE_QUERY)
        for said in _orders(one):
            worth = WORTH.search(said) or re.search(r"\b(?:F|Case|ExpressionWrapper|Sum|Avg|RawSQL)\(", said)
            if worth and not excused:
                computed.append(f"{one.place}: {said}")
    assert not computed, f"order by what is on record, not by what is worked out: {computed}"


def test_persons_are_listed_by_name_or_time() -> None:
    """Every order in the package of people is by a plain column."""
    orders = [said for one in sources.modules() if "people" in one.parts for said in _orders(one)]
    assert orders
    plain = re.compile(r"^['\"]?-?[a-z_.,\s]+(?: desc| asc)?['\"]?$")
    assert [said for said in orders if not plain.match(said)] == []
