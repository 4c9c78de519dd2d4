"""Optional tests of CSAF 2.0 (section 6.2): an advisory that fails one is taken, with a sentence for its reader."""

import re
from collections.abc import Iterator
from itertools import pairwise

from watchfloor.receive.rules.csaf import (
    Found,
    Json,
    Test,
    branches,
    everything,
    groups_of,
    ids_of,
    listed,
    moment,
    named,
    products,
    vulnerabilities,
)
from watchfloor.receive.rules.cvss import metrics

AFFECTED = ("first_affected", "known_affected", "last_affected")
FIXED = ("first_fixed", "fixed")
SCORED = (*AFFECTED, "under_investigation")
# RFC 5646 section 2.2: what is kept for private use in each place of a tag
PRIVATE = re.compile(r"q[a-t][a-z]|qaa[a-z]|aa|q[m-z]|x[a-z]|zz|qa(?:[a-z][a-z]|b[a-x])", re.IGNORECASE)
WEAK = {"md5": "6.2.8", "sha1": "6.2.9"}
CVE = re.compile(r"CVE-\d{4}-\d{4,}", re.IGNORECASE)


def unused(told: Json) -> Found:
    """6.2.1: a product that nothing speaks of; where no vulnerability stands there is nothing to speak."""
    if told["document"]["category"] == "csaf_informational_advisory":
        return
    used = {one for _, one in named(told)}
    yield from (
        (f"{place}/product_id", f"product {one['product_id']!r} is defined and never used")
        for place, one in products(told) if one["product_id"] not in used
    )  # fmt: skip


def unremedied(told: Json) -> Found:
    """6.2.2: an affected product without a remediation."""
    for place, flaw, groups in _flaws(told):
        done = {one for _, each in listed(flaw, "remediations", "") for one in ids_of(each, groups)}
        for one in _in(flaw, SCORED):
            if one not in done:
                yield f"{place}/remediations", f"nothing says what to do about {one!r}"


def unscored(told: Json) -> Found:
    """6.2.3: an affected product without a score."""
    for place, flaw, _ in _flaws(told):
        done = {one for _, score in listed(flaw, "scores", "") for one in score["products"]}
        for one in _in(flaw, AFFECTED):
            if one not in done:
                yield f"{place}/scores", f"product {one!r} has no score"


def built(told: Json) -> Found:
    """6.2.4: build metadata in a number of the history."""
    for place, one in _history(told):
        if "+" in str(one["number"]):
            yield f"{place}/number", f"{one['number']} holds build metadata"


def older(told: Json) -> Found:
    """6.2.5 and 6.2.6: released before the first, or last changed before the newest entry of the history."""
    tracking = told["document"]["tracking"]
    dates = sorted(found for _, one in _history(told) if (found := moment(one["date"])))
    first, current = moment(tracking["initial_release_date"]), moment(tracking["current_release_date"])
    if dates and first and first < dates[0]:
        yield "/document/tracking/initial_release_date", "is older than the first entry of the history (6.2.5)"
    if dates and current and current < dates[-1]:
        yield "/document/tracking/current_release_date", "is older than the newest entry of the history (6.2.6)"


def undated(told: Json) -> Found:
    """6.2.7: an involvement without its date."""
    for place, flaw, _ in _flaws(told):
        yield from ((at, "has no date") for at, one in listed(flaw, "involvements", place) if not one.get("date"))


def weak_hashes(told: Json) -> Found:
    """6.2.8 and 6.2.9: MD5 or SHA-1 as the only hash of a file."""
    for place, one in products(told):
        for at, part in listed(one.get("product_identification_helper") or {}, "hashes", place):
            used = {str(each.get("algorithm")).lower() for each in part.get("file_hashes") or ()}
            word = next(iter(used), "")
            if len(used) == 1 and word in WEAK:
                yield f"{at}/file_hashes", f"{word} alone does not prove which file it is ({WEAK[word]})"


def unlabeled(told: Json) -> Found:
    """6.2.10: no TLP label."""
    if not (told["document"].get("distribution") or {}).get("tlp"):
        yield "/document/distribution/tlp", "no TLP label says how far it may go"


def not_canonical(told: Json) -> Found:
    """6.2.11: no address where the advisory itself stands."""
    number = re.sub(r"[^+\-a-z0-9]+", "_", str(told["document"]["tracking"]["id"]).lower())
    own = [one["url"] for _, one in listed(told["document"], "references", "") if one.get("category") == "self"]
    if not any(url.startswith("https://") and url.endswith(f"/{number}.json") for url in own):
        yield "/document/references", f"none leads to {number}.json, where the advisory itself would stand"


def no_language(told: Json) -> Found:
    """6.2.12: no language."""
    if not told["document"].get("lang"):
        yield "/document/lang", "is missing"


def disorder(told: Json) -> Found:
    """6.2.13: names of an object out of their order, said once."""
    for place, one in everything(told):
        if isinstance(one, dict) and any(a > b for a, b in pairwise(one)):
            yield place or "/", "its names do not stand in order"
            return


def language(told: Json) -> Found:
    """6.2.14 and 6.2.15: a language for private use, or the default one."""
    for name in ("lang", "source_lang"):
        said = told["document"].get(name) or ""
        if said.lower() == "i-default":
            yield f"/document/{name}", "is i-default, which names no language (6.2.15)"
        elif any(PRIVATE.fullmatch(part) for part in said.split("-")):
            yield f"/document/{name}", f"{said} holds a part kept for private use (6.2.14)"


def unidentified(told: Json) -> Found:
    """6.2.16: a product that nothing but its name tells from others."""
    for place, one in products(told):
        if not one.get("product_identification_helper"):
            yield place, f"product {one['product_id']!r} has nothing but its name to be known by"


def cve_as_id(told: Json) -> Found:
    """6.2.17: a CVE number among the other numbers."""
    for place, flaw, _ in _flaws(told):
        yield from ((at, f"{one['text']} belongs into cve") for at, one in listed(flaw, "ids", place)
                    if CVE.fullmatch(one["text"]))  # fmt: skip


def free_ranges(told: Json) -> Found:
    """6.2.18: a range of versions that no machine reads."""
    for place, one, _ in branches(told):
        if one["category"] == "product_version_range" and not str(one["name"]).startswith("vers:"):
            yield f"{place}/name", f"{str(one['name'])[:60]!r} is no range by vers, which machines read"


def scored_though_fixed(told: Json) -> Found:
    """6.2.19: a fixed product whose score does not say that nothing is left."""
    for place, flaw, _ in _flaws(told):
        fixed = set(_in(flaw, FIXED))
        for at, score in listed(flaw, "scores", place):
            for kind in ("cvss_v2", "cvss_v3"):
                if score.get(kind) and fixed & set(score["products"]) and not _nothing_left(kind, score[kind]):
                    yield f"{at}/{kind}", "scores a fixed product as if it were not"


def _nothing_left(kind: str, one: Json) -> bool:
    given = metrics(one["vectorString"]) or {}
    if kind == "cvss_v2":
        return given.get("TD") == "N" or one.get("targetDistribution") == "NONE"
    names = {"MC": "modifiedConfidentialityImpact", "MI": "modifiedIntegrityImpact", "MA": "modifiedAvailabilityImpact"}
    return all(given.get(short) == "N" or one.get(name) == "NONE" for short, name in names.items())


def _flaws(told: Json) -> Iterator[tuple[str, Json, dict[str, list[str]]]]:
    groups = dict(groups_of(told))
    yield from ((place, flaw, groups) for place, flaw in vulnerabilities(told))


def _in(flaw: Json, states: tuple[str, ...]) -> list[str]:
    status = flaw.get("product_status") or {}
    return list(dict.fromkeys(one for state in states for one in status.get(state) or ()))


def _history(told: Json) -> Iterator[tuple[str, Json]]:
    yield from listed(told["document"]["tracking"], "revision_history", "/document/tracking")


TESTS: tuple[tuple[str, Test], ...] = (
    ("6.2.1", unused), ("6.2.2", unremedied), ("6.2.3", unscored), ("6.2.4", built), ("6.2.5", older),
    ("6.2.7", undated), ("6.2.8", weak_hashes), ("6.2.10", unlabeled), ("6.2.11", not_canonical),
    ("6.2.12", no_language), ("6.2.13", disorder), ("6.2.14", language), ("6.2.16", unidentified),
    ("6.2.17", cve_as_id), ("6.2.18", free_ranges), ("6.2.19", scored_though_fixed),
)  # fmt: skip
