"""Base scores and severities of CVSS 2.0, 3.0 and 3.1 vectors, worked out as FIRST publishes the equations.

Only the base score is worked out: it is what every advisory gives. Sources: "A Complete Guide to CVSS 2.0" section
3.2.1; CVSS 3.0 and 3.1 specification documents, section 7 (8 for the rounding of 3.0).
"""

import re
from collections.abc import Mapping

VECTOR2 = re.compile(r"\(?(?:[A-Za-z]{1,3}:[A-Za-z]{1,3}/)*[A-Za-z]{1,3}:[A-Za-z]{1,3}\)?")
BASE3 = {"AV": "NALP", "AC": "LH", "PR": "NLH", "UI": "NR", "S": "UC", "C": "NLH", "I": "NLH", "A": "NLH"}
BASE2 = {"AV": "LAN", "AC": "HML", "Au": "MSN", "C": "NPC", "I": "NPC", "A": "NPC"}
SEVERITIES = ((0.0, "NONE"), (3.9, "LOW"), (6.9, "MEDIUM"), (8.9, "HIGH"), (10.0, "CRITICAL"))
_IMPACT3 = {"N": 0.0, "L": 0.22, "H": 0.56}
_IMPACT2 = {"N": 0.0, "P": 0.275, "C": 0.66}


def metrics(vector: str) -> Mapping[str, str] | None:
    """The metrics of a vector by their short names; None for what is no vector or names one twice."""
    parts = [part.partition(":") for part in vector.removeprefix("CVSS:3.0/").removeprefix("CVSS:3.1/").split("/")]
    found = {name: value for name, colon, value in parts if colon}
    base = BASE3 if vector.startswith("CVSS:3.") else BASE2
    if len(found) < len(parts) or any(found.get(name, "") not in tuple(values) for name, values in base.items()):
        return None
    return found


def base_score(vector: str) -> float | None:
    """The base score, one decimal; None for what is no vector."""
    given = metrics(vector)
    if given is None:
        return None
    if vector.startswith("CVSS:3."):
        return _three(given, exact=vector.startswith("CVSS:3.1"))
    return _two(given)


def severity(score: float) -> str:
    """The word of CVSS 3 for a score."""
    return next(word for most, word in SEVERITIES if score <= most)


def _three(m: Mapping[str, str], *, exact: bool) -> float:
    wide = m["S"] == "C"
    lost = 1 - (1 - _IMPACT3[m["C"]]) * (1 - _IMPACT3[m["I"]]) * (1 - _IMPACT3[m["A"]])
    impact = 7.52 * (lost - 0.029) - 3.25 * (lost - 0.02) ** 15 if wide else 6.42 * lost
    if impact <= 0:
        return 0.0
    rights = {"N": 0.85, "L": 0.68 if wide else 0.62, "H": 0.5 if wide else 0.27}[m["PR"]]
    way = {"N": 0.85, "A": 0.62, "L": 0.55, "P": 0.2}[m["AV"]] * {"L": 0.77, "H": 0.44}[m["AC"]]
    ease = 8.22 * way * rights * {"N": 0.85, "R": 0.62}[m["UI"]]
    return _up(min((1.08 if wide else 1.0) * (impact + ease), 10.0), exact=exact)


def _up(score: float, *, exact: bool) -> float:
    """The next tenth; 3.1 does it in whole numbers, so that every machine comes to the same."""
    if not exact:
        return -(-score * 10 // 1) / 10
    whole = round(score * 100_000)
    return whole / 100_000 if whole % 10_000 == 0 else (whole // 10_000 + 1) / 10


def _two(m: Mapping[str, str]) -> float:
    lost = 1 - (1 - _IMPACT2[m["C"]]) * (1 - _IMPACT2[m["I"]]) * (1 - _IMPACT2[m["A"]])
    impact = 10.41 * lost
    way = {"L": 0.395, "A": 0.646, "N": 1.0}[m["AV"]] * {"H": 0.35, "M": 0.61, "L": 0.71}[m["AC"]]
    ease = 20 * way * {"M": 0.45, "S": 0.56, "N": 0.704}[m["Au"]]
    return float(round((0.6 * impact + 0.4 * ease - 1.5) * (1.176 if impact else 0.0), 1))
