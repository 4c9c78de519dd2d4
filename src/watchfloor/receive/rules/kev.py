"""An entry of CISA's Known Exploited Vulnerabilities catalog: what it must carry, and what it says in words.

The due date binds federal civilian agencies (BOD 22-01, 2021); to everybody else it is advice, and is said so.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from watchfloor.core.rules.draft import When

# required by known_exploited_vulnerabilities_schema.json of cisagov/kev-data (seen)
REQUIRED = (
    "cveID", "vendorProject", "product", "vulnerabilityName", "dateAdded", "shortDescription", "requiredAction",
    "dueDate",
)  # fmt: skip
CVE = re.compile(r"CVE-\d{4}-\d{4,19}")
SCHEMA = "KEV catalog schema"


def faults(entry: Mapping[str, object]) -> tuple[str, ...]:
    """Why the entry cannot be opened, each with the rule and the way out; empty if it can."""
    missing = [name for name in REQUIRED if not isinstance(entry.get(name), str) or not str(entry[name]).strip()]
    found = [f"{name}: missing or no text ({SCHEMA}, required). Fetch the catalog again." for name in missing]
    if "cveID" not in missing and not CVE.fullmatch(str(entry["cveID"]).strip()):
        found.append(f"cveID: {str(entry['cveID'])[:40]!r} is no CVE number ({SCHEMA}, pattern). Ask the publisher.")
    found += [
        f"{name}: {str(entry[name])[:40]!r} is no date ({SCHEMA}). It is written 2026-11-30."
        for name in ("dateAdded", "dueDate")
        if name not in missing and _day(entry[name]) is None
    ]
    return tuple(found)


def title(entry: Mapping[str, object]) -> str:
    """The publisher's name for it, after its number."""
    return f"{entry['cveID']}: {' '.join(str(entry['vulnerabilityName']).split())}"[:300]


def body(entry: Mapping[str, object]) -> str:
    """All words, a line each."""
    ransom = str(entry.get("knownRansomwareCampaignUse") or "Unknown")
    weaknesses = entry.get("cwes")
    lines = [
        f"{entry['vendorProject']} {entry['product']}", str(entry["shortDescription"]), str(entry["requiredAction"]),
        f"Due for federal civilian agencies (BOD 22-01): {entry['dueDate']}. To others it is advice.",
        f"Known use in ransomware campaigns: {ransom}.",
        ", ".join(map(str, weaknesses)) if isinstance(weaknesses, list) else "",
    ]  # fmt: skip
    return "\n".join(line for line in lines if line.strip())


def when(entry: Mapping[str, object]) -> When | None:
    """The day it was added, as a day; the due date stands beside it in words."""
    added = _day(entry["dateAdded"])
    if added is None:
        return None
    start = datetime(added.year, added.month, added.day, tzinfo=UTC)
    return When(start, None, "day", f"added {entry['dateAdded']}, due {entry['dueDate']}")


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said).strip())
    except ValueError:
        return None
