"""Informative tests of CSAF 2.0 (section 6.3), as csaf_should.

Of 6.3.6 and 6.3.7 (addresses that do not answer) only those are told that can never answer: nobody is asked over the
network for it. 6.3.8 (spelling) is not run: it needs a dictionary of every product's name to be worth reading.
"""

import re

from watchfloor.receive.rules.csaf import Found, Json, Test, branches, everything, listed, products, vulnerabilities

# RFC 2606 section 2 and RFC 6761: names that never lead anywhere
NOWHERE = (".invalid", ".test", ".example", ".localhost")
HOST = re.compile(r"https?://(?:[^/?#@]*@)?([^/?#:]+)", re.IGNORECASE)
LEVELS = ("vendor", "product_name", "product_version")


def old_scores(told: Json) -> Found:
    """6.3.1 and 6.3.2: CVSS 2 alone, or 3.0."""
    for place, flaw in vulnerabilities(told):
        for at, score in listed(flaw, "scores", place):
            if score.get("cvss_v2") and not score.get("cvss_v3"):
                yield at, "scored by CVSS 2 alone (6.3.1)"
            if (score.get("cvss_v3") or {}).get("version") == "3.0":
                yield f"{at}/cvss_v3", "scored by CVSS 3.0, which 3.1 replaced (6.3.2)"


def unnumbered(told: Json) -> Found:
    """6.3.3 and 6.3.4: a vulnerability without a CVE number or without its weakness."""
    for place, flaw in vulnerabilities(told):
        if not flaw.get("cve"):
            yield f"{place}/cve", "is missing (6.3.3)"
        if not flaw.get("cwe"):
            yield f"{place}/cwe", "is missing (6.3.4)"


def short_hashes(told: Json) -> Found:
    """6.3.5: a hash shorter than 64 signs."""
    for place, one in products(told):
        for at, part in listed(one.get("product_identification_helper") or {}, "hashes", place):
            yield from ((where, "its hash is short") for where, each in listed(part, "file_hashes", at)
                        if len(each["value"]) < 64)  # fmt: skip


def nowhere(told: Json) -> Found:
    """6.3.6 and 6.3.7: an address that can never answer, the advisory's own or another."""
    references = listed(told["document"], "references", "/document")
    own = {f"{place}/url" for place, one in references if one.get("category") == "self"}
    for place, one in everything(told):
        if isinstance(one, str) and _leads_nowhere(one):
            yield place, f"its address can never answer ({'6.3.7' if place in own else '6.3.6'})"


def _leads_nowhere(address: str) -> bool:
    host = HOST.match(address)
    return host is not None and host[1].lower().endswith(NOWHERE)


def levels(told: Json) -> Found:
    """6.3.9: a product of the tree without vendor, name and version above it, in this order."""
    for place, one, above in branches(told):
        if "product" in one:
            path = [kind for kind in (*above, one["category"]) if kind in LEVELS]
            if tuple(path) != LEVELS:
                yield place, "does not stand below vendor, product and version in this order"


def version_forms(told: Json) -> Found:
    """6.3.10 and 6.3.11: a range of versions, or a version with a v before it."""
    for place, one, _ in branches(told):
        if one["category"] == "product_version_range":
            yield f"{place}/name", "is a range, where versions could be named (6.3.10)"
        if one["category"] == "product_version" and str(one["name"])[:1] in "vV" and str(one["name"])[1:2].isdigit():
            yield f"{place}/name", f"{str(one['name'])[:40]!r} begins with a v (6.3.11)"


TESTS: tuple[tuple[str, Test], ...] = (
    ("6.3.1", old_scores), ("6.3.3", unnumbered), ("6.3.5", short_hashes), ("6.3.6", nowhere),
    ("6.3.9", levels), ("6.3.10", version_forms),
)  # fmt: skip
