"""Mandatory tests of CSAF 2.0 (section 6.1) about products, vulnerabilities and scores: whoever fails one is set aside.

Each yields a place and what is wrong there. Of 6.1.11 the form alone is looked at (the shape has it): the list of names
of weaknesses is not here.
"""

import re
from collections import Counter
from collections.abc import Iterator

from watchfloor.receive.rules.csaf import (
    Found,
    Json,
    Test,
    branches,
    groups_named,
    groups_of,
    ids_of,
    listed,
    named,
    products,
    repeated,
    vulnerabilities,
)
from watchfloor.receive.rules.cvss import base_score, metrics, severity

PURL = re.compile(r"pkg:[A-Za-z.+-][A-Za-z0-9.+-]*/\S+")
# words that stand alone, as the test lists them; "vers:all/*" is one word and none of them
RANGE = re.compile(r"[<>]|(?<!\S)(?:after|all|before|earlier|later|prior|versions)(?!\S)", re.IGNORECASE)
# two sums of a weak algorithm are what 6.2.8 and 6.2.9 speak of: the standard's own examples of those carry them
WEAK = {"md5", "sha1"}
GROUPS = {
    "affected": ("first_affected", "known_affected", "last_affected"), "not affected": ("known_not_affected",),
    "fixed": ("first_fixed", "fixed"), "under investigation": ("under_investigation",),
}  # fmt: skip
NAMES3 = {
    "AV": "attackVector", "AC": "attackComplexity", "PR": "privilegesRequired", "UI": "userInteraction", "S": "scope",
    "C": "confidentialityImpact", "I": "integrityImpact", "A": "availabilityImpact",
}  # fmt: skip
NAMES2 = {
    "AV": "accessVector", "AC": "accessComplexity", "Au": "authentication", "C": "confidentialityImpact",
    "I": "integrityImpact", "A": "availabilityImpact",
}  # fmt: skip


def undefined(told: Json) -> Found:
    """6.1.1: a product id that is used and nowhere defined."""
    known = {one["product_id"] for _, one in products(told)}
    yield from ((place, f"product {one!r} is not defined") for place, one in named(told) if one not in known)


def twice(told: Json) -> Found:
    """6.1.2: a product id that is defined twice."""
    yield from repeated((f"{place}/product_id", one["product_id"]) for place, one in products(told))


def circles(told: Json) -> Found:
    """6.1.3: a relationship whose product is made of itself."""
    tree = told.get("product_tree") or {}
    made: dict[str, set[str]] = {}
    for _, one in listed(tree, "relationships", ""):
        ends = {one["product_reference"], one["relates_to_product_reference"]}
        made.setdefault(one["full_product_name"]["product_id"], set()).update(ends)
    for place, one in listed(tree, "relationships", "/product_tree"):
        own = one["full_product_name"]["product_id"]
        seen, waiting = set[str](), list(made[own])
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting += made.get(at, ())
        if own in seen:
            yield f"{place}/full_product_name/product_id", f"product {own!r} is made of itself"


def group_undefined(told: Json) -> Found:
    """6.1.4: a group id that is used and nowhere defined."""
    tree = told.get("product_tree") or {}
    known = {one["group_id"] for _, one in listed(tree, "product_groups", "")}
    yield from ((place, f"group {one!r} is not defined") for place, one in groups_named(told) if one not in known)


def group_twice(told: Json) -> Found:
    """6.1.5: a group id that is defined twice."""
    tree = told.get("product_tree") or {}
    yield from repeated((f"{place}/group_id", one["group_id"]) for place, one in listed(tree, "product_groups",
                                                                                          "/product_tree"))  # fmt: skip


def contradicting(told: Json) -> Found:
    """6.1.6: a product in two states that exclude each other."""
    for place, flaw in vulnerabilities(told):
        states = flaw.get("product_status") or {}
        of = {word: {one for name in names for one in states.get(name) or ()} for word, names in GROUPS.items()}
        counts = Counter(one for ids in of.values() for one in ids)
        for one in sorted(one for one, many in counts.items() if many > 1):
            yield f"{place}/product_status", f"product {one!r} is said to be in states that exclude each other"


def scores_twice(told: Json) -> Found:
    """6.1.7: two scores of one CVSS version for a product."""
    for place, flaw in vulnerabilities(told):
        seen = Counter(
            (one, score[kind]["version"])
            for _, score in listed(flaw, "scores", place) for kind in ("cvss_v2", "cvss_v3") if score.get(kind)
            for one in score["products"]
        )  # fmt: skip
        for one, version in sorted(pair for pair, many in seen.items() if many > 1):
            yield f"{place}/scores", f"product {one!r} has two scores of CVSS {version}"


def bad_scores(told: Json) -> Found:
    """6.1.8 and 6.1.9: a vector that is none, a score or severity that the vector does not come to."""
    for place, kind, one in _cvss(told):
        worked_out = base_score(one["vectorString"])
        if worked_out is None or (kind == "cvss_v3") != one["vectorString"].startswith(f"CVSS:{one['version']}/"):
            yield (
                f"{place}/vectorString",
                f"{str(one['vectorString'])[:80]!r} is no vector of CVSS {one['version']} (6.1.8)",
            )
        elif abs(worked_out - one["baseScore"]) > 0.001:
            yield f"{place}/baseScore", f"is {one['baseScore']}, its vector comes to {worked_out} (6.1.9)"
        elif kind == "cvss_v3" and one.get("baseSeverity", severity(worked_out)) != severity(worked_out):
            yield (
                f"{place}/baseSeverity",
                f"is {str(one['baseSeverity'])[:20]}, the score is {severity(worked_out)} (6.1.9)",
            )


def inconsistent(told: Json) -> Found:
    """6.1.10: a property of a score that says otherwise than its vector."""
    for place, kind, one in _cvss(told):
        given = metrics(one["vectorString"]) or {}
        for short, name in (NAMES3 if kind == "cvss_v3" else NAMES2).items():
            if name in one and short in given and not str(one[name]).startswith(given[short]):
                yield f"{place}/{name}", f"is {str(one[name])[:30]}, the vector says {short}:{given[short]}"


def purls(told: Json) -> Found:
    """6.1.13: a package URL that is none."""
    for place, one in products(told):
        said = (one.get("product_identification_helper") or {}).get("purl")
        if said is not None and not PURL.fullmatch(str(said)):
            yield f"{place}/product_identification_helper/purl", f"{str(said)[:60]!r} is no package URL"


def cves_twice(told: Json) -> Found:
    """6.1.23: a CVE number that two vulnerabilities bear."""
    yield from repeated((f"{place}/cve", one["cve"]) for place, one in vulnerabilities(told) if one.get("cve"))


def involved_twice(told: Json) -> Found:
    """6.1.24: a party twice at one time."""
    for place, flaw in vulnerabilities(told):
        pairs = ((at, (one["party"], one.get("date"))) for at, one in listed(flaw, "involvements", place))
        yield from repeated(pairs)


def hashes_twice(told: Json) -> Found:
    """6.1.25: two hashes of one algorithm for a file."""
    for place, one in products(told):
        helper = one.get("product_identification_helper") or {}
        for at, part in listed(helper, "hashes", f"{place}/product_identification_helper"):
            used = [str(each.get("algorithm")) for each in part.get("file_hashes") or ()]
            yield from repeated((f"{at}/file_hashes", name) for name in used if name not in WEAK)


def without_product(told: Json) -> Found:
    """6.1.29 and 6.1.32: a remediation or flag that names no product."""
    for place, flaw in vulnerabilities(told):
        for kind in ("remediations", "flags"):
            for at, one in listed(flaw, kind, place):
                if not one.get("product_ids") and not one.get("group_ids"):
                    yield at, f"names no product ({'6.1.29' if kind == 'remediations' else '6.1.32'})"


def ranges(told: Json) -> Found:
    """6.1.31: a range where one version is named."""
    for place, one, _ in branches(told):
        if one["category"] == "product_version" and RANGE.search(str(one["name"])):
            yield f"{place}/name", f"{str(one['name'])[:60]!r} is a range, and the branch is one version"


def justified_twice(told: Json) -> Found:
    """6.1.33: a product with two reasons why it is not affected."""
    groups = groups_of(told)
    for place, flaw in vulnerabilities(told):
        pairs = {(one, flag["label"]) for _, flag in listed(flaw, "flags", "") for one in ids_of(flag, groups)}
        counts = Counter(one for one, _ in pairs)
        for one in sorted(one for one, many in counts.items() if many > 1):
            yield f"{place}/flags", f"product {one!r} has two reasons"


def _cvss(told: Json) -> Iterator[tuple[str, str, Json]]:
    for place, flaw in vulnerabilities(told):
        for at, score in listed(flaw, "scores", place):
            yield from ((f"{at}/{kind}", kind, score[kind]) for kind in ("cvss_v2", "cvss_v3") if score.get(kind))


TESTS: tuple[tuple[str, Test], ...] = (
    ("6.1.1", undefined), ("6.1.2", twice), ("6.1.3", circles), ("6.1.4", group_undefined), ("6.1.5", group_twice),
    ("6.1.6", contradicting), ("6.1.7", scores_twice), ("6.1.8", bad_scores), ("6.1.10", inconsistent),
    ("6.1.13", purls), ("6.1.23", cves_twice), ("6.1.24", involved_twice), ("6.1.25", hashes_twice),
    ("6.1.29", without_product), ("6.1.31", ranges), ("6.1.33", justified_twice),
)  # fmt: skip
