"""The policy in force: each file readable, with its hash, its citations, its versions and what changed between them."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from watchfloor.core.rules.audience import Audience
from watchfloor.desk.web.privacy import may_open
from watchfloor.protect.formats.policy_files import PolicyFile, difference, parts_of, policy_files
from watchfloor.protect.queries.policies import PolicyView, in_force, versions
from watchfloor.protect.web.door import page
from watchfloor.protect.web.shown import Absent, Page
from watchfloor.protect.web.wording import moment

HERE = "/privacy/policy/"
FACT = "protect.policy.read"
SAYS = {
    "access": "who may do what, and which label opens to whom", "purposes": "what one may read for",
    "retention": "how long each class is kept", "retention_states": "where a state shortens that",
    "holds": "what keeps a purge away", "class_join": "what may be matched, shown or stored together",
    "services": "which parts of the system act without a person, and what they may see",
    "behaviors": "the sixteen behaviors of ISE-FS-200", "vetting": "how a tip is vetted",
    "release_matrix": "what may be released to whom",
    "waiting": "how long a question may wait at the privacy desk",
    "withdrawals": "how long a recipient has to say that he let go",
}  # fmt: skip


@page(FACT)
def policy(request: HttpRequest, audience: Audience) -> Page:
    """Every file with its hash and since when it is in force."""
    del request
    may_open(audience)
    known = in_force()
    return Page("desk/policy.html", {"files": [_row(one, known.get(one.name)) for one in policy_files()]})


def _row(file: PolicyFile, noted: PolicyView | None) -> dict[str, Any]:
    short = file.name.partition("/")[2]
    return {
        "name": file.name, "url": f"{HERE}{file.name}/", "says": SAYS.get(short, ""), "sha256": file.sha256,
        "since": moment(noted.since) if noted else "", "noted": noted is not None and noted.sha256 == file.sha256,
    }  # fmt: skip


@page(FACT)
def file(request: HttpRequest, audience: Audience, package: str, name: str) -> Page:
    """One file as tables, its versions, and the difference of the newest two or of the one chosen (GET ?version=)."""
    may_open(audience)
    chosen = next((one for one in policy_files() if one.name == f"{package}/{name}"), None)
    if chosen is None:
        raise Absent
    kept = versions(name=chosen.name)
    asked = request.GET.get("version", "")
    at = next((n for n, one in enumerate(kept) if str(one.id) == asked), 0)
    shown = kept[at] if kept else PolicyView(0, chosen.name, chosen.sha256, chosen.content, timezone.now())
    before = kept[at + 1] if at + 1 < len(kept) else None
    context = {
        **_row(chosen, kept[0] if kept else None), "parts": parts_of(shown.content), "shown": moment(shown.since),
        "shown_sha256": shown.sha256, "newest": at == 0,
        "versions": [
            {"id": one.id, "since": moment(one.since), "sha256": one.sha256, "shown": one.id == shown.id}
            for one in kept
        ],
        "before": moment(before.since) if before else "",
        "difference": difference(before.content, shown.content) if before else [],
    }  # fmt: skip
    return Page("desk/policy_file.html", context)
