"""Mandatory tests of CSAF 2.0 (section 6.1) about the document, its history and its profile, as csaf_products."""

import re
from itertools import pairwise

from watchfloor.receive.rules.csaf import (
    GROUPED,
    Found,
    Json,
    Test,
    groups_of,
    ids_of,
    listed,
    moment,
    number_of,
    repeated,
    vulnerabilities,
)

# BCP 47 (RFC 5646 section 2.1), and the grandfathered i-default that test 6.2.15 speaks of
LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(?:-[0-9a-wyz](?:-[a-z0-9]{2,8})+)*(?:-x(?:-[a-z0-9]{1,8})+)?|x(?:-[a-z0-9]{1,8})+|i-default",
    re.IGNORECASE,
)
PROFILES = {
    "csaf_security_incident_response", "csaf_informational_advisory", "csaf_security_advisory", "csaf_vex",
}  # fmt: skip


def languages(told: Json) -> Found:
    """6.1.12: a language tag that is none."""
    for name in ("lang", "source_lang"):
        said = told["document"].get(name)
        if said is not None and not LANGUAGE.fullmatch(said):
            yield f"/document/{name}", f"{said[:40]!r} is no language tag (RFC 5646)"


def unsorted(told: Json) -> Found:
    """6.1.14: the history by its dates is not the history by its numbers."""
    history = _history(told)
    by_date = sorted(history, key=lambda one: (moment(one["date"]) is None, str(moment(one["date"])), number_of(
        one["number"])))  # fmt: skip
    if any(number_of(a["number"]) > number_of(b["number"]) for a, b in pairwise(by_date)):
        yield "/document/tracking/revision_history", "by date it stands in another order than by number"


def translator(told: Json) -> Found:
    """6.1.15: a translator who does not say from which language."""
    document = told["document"]
    if document["publisher"]["category"] == "translator" and not document.get("source_lang"):
        yield "/document/source_lang", "is missing, and the publisher is a translator"


def latest(told: Json) -> Found:
    """6.1.16: the version is not the newest of the history."""
    tracking, history = told["document"]["tracking"], _history(told)
    newest = max((number_of(one["number"]) for one in history), default=())
    mine = number_of(tracking["version"])
    if mine[:-1] != newest[:-1] or (tracking["status"] != "draft" and mine != newest):
        yield "/document/tracking/version", f"is {tracking['version']}, the history goes to another number"


def drafts(told: Json) -> Found:
    """6.1.17 to 6.1.20: numbers before the first release stand with drafts alone, and drafts with them."""
    tracking = told["document"]["tracking"]
    version, status = str(tracking["version"]), tracking["status"]
    early = version.split(".")[0] == "0" or "-" in version
    if early and status != "draft":
        yield "/document/tracking/status", f"is {status}, and version {version} is a draft's (6.1.17)"
    if status != "draft":
        for number, one in enumerate(_history(told)):
            if str(one["number"]).split("+")[0].split(".")[0] == "0":
                yield f"/document/tracking/revision_history/{number}/number", "is before the first release (6.1.18)"
    for number, one in enumerate(_history(told)):
        if "-" in str(one["number"]):
            yield f"/document/tracking/revision_history/{number}/number", f"{one['number']} is a pre-release (6.1.19)"


def gaps(told: Json) -> Found:
    """6.1.21 and 6.1.22: a number is missing from the history, or stands in it twice."""
    numbers = [str(one["number"]) for one in _history(told)]
    yield from repeated(("/document/tracking/revision_history", one) for one in numbers)
    majors = sorted({number_of(one)[0] for one in numbers})
    for a, b in pairwise(majors):
        if b > a + 1:
            yield "/document/tracking/revision_history", f"number {a + 1} is missing (6.1.21)"
    if majors and majors[0] > 1:
        yield "/document/tracking/revision_history", "it does not begin with number 0 or 1 (6.1.21)"


def prohibited(told: Json) -> Found:
    """6.1.26: a category that looks like the name of a profile and is none."""
    said = str(told["document"]["category"])
    plain = re.sub(r"[-_\s]", "", said).lower()
    known = {one.removeprefix("csaf_").replace("_", "") for one in PROFILES}
    own = said in PROFILES or said == "csaf_base"
    if not own and (plain in known or plain.startswith("csaf")):
        yield "/document/category", f"{said[:60]!r} is too near to the name of a profile"


def profile(told: Json) -> Found:
    """6.1.27: what the profile asks for."""
    document, kind = told["document"], told["document"]["category"]
    if kind not in PROFILES:
        return
    categories = {one["category"] for _, one in listed(document, "notes", "")}
    external = any(one.get("category") != "self" for _, one in listed(document, "references", ""))
    if kind in ("csaf_informational_advisory", "csaf_security_incident_response"):
        if not categories & {"description", "details", "general", "summary"}:
            yield "/document/notes", f"no note says what the {kind} is about (6.1.27.1)"
        if not external:
            yield "/document/references", "no reference leads outside (6.1.27.2)"
    if kind == "csaf_informational_advisory" and "vulnerabilities" in told:
        yield "/vulnerabilities", "an informational advisory has none (6.1.27.3)"
    if kind in ("csaf_security_advisory", "csaf_vex"):
        for name, test in (("product_tree", "6.1.27.4"), ("vulnerabilities", "6.1.27.11")):
            if name not in told:
                yield f"/{name}", f"is missing ({test})"
        yield from _flaws(told, kind)


def _flaws(told: Json, kind: str) -> Found:
    for place, flaw in vulnerabilities(told):
        if not flaw.get("notes"):
            yield f"{place}/notes", "are missing (6.1.27.5)"
        states = flaw.get("product_status") or {}
        if kind == "csaf_security_advisory" and not states:
            yield f"{place}/product_status", "is missing (6.1.27.6)"
        if kind == "csaf_vex":
            if not set(states) & {"fixed", "known_affected", "known_not_affected", "under_investigation"}:
                yield f"{place}/product_status", "names no state of a VEX (6.1.27.7)"
            if not flaw.get("cve") and not flaw.get("ids"):
                yield place, "has no number (6.1.27.8)"
            yield from _answered(told, place, flaw)


def _answered(told: Json, place: str, flaw: Json) -> Found:
    """6.1.27.9 and 6.1.27.10: why what is not affected is not, and what to do about what is."""
    states, groups = flaw.get("product_status") or {}, groups_of(told)
    told_of = {kind: {one for _, each in listed(flaw, kind, "") for one in ids_of(each, groups)} for kind in GROUPED}
    impacts = (each for _, each in listed(flaw, "threats", "") if each["category"] == "impact")
    impact = {one for each in impacts for one in ids_of(each, groups)}
    for one in states.get("known_not_affected") or ():
        if one not in told_of["flags"] | impact:
            yield f"{place}/product_status/known_not_affected", f"nothing says why {one!r} is not affected (6.1.27.9)"
    for one in states.get("known_affected") or ():
        if one not in told_of["remediations"]:
            yield f"{place}/product_status/known_affected", f"nothing says what to do about {one!r} (6.1.27.10)"


def translation(told: Json) -> Found:
    """6.1.28: a translation into the language that it was in."""
    document = told["document"]
    if document.get("lang") and document.get("lang") == document.get("source_lang"):
        yield "/document/lang", "is the language of the source"


def mixed(told: Json) -> Found:
    """6.1.30: whole numbers and three-part numbers side by side."""
    numbers = (told["document"]["tracking"]["version"], *(one["number"] for one in _history(told)))
    forms = {"." in str(one) for one in numbers}
    if len(forms) > 1:
        yield "/document/tracking", "mixes whole numbers with three-part ones"


def _history(told: Json) -> list[Json]:
    return list(told["document"]["tracking"]["revision_history"])


TESTS: tuple[tuple[str, Test], ...] = (
    ("6.1.12", languages), ("6.1.14", unsorted), ("6.1.15", translator), ("6.1.16", latest),
    ("6.1.17", drafts), ("6.1.22", gaps), ("6.1.26", prohibited), ("6.1.27", profile),
    ("6.1.28", translation), ("6.1.30", mixed),
)  # fmt: skip
