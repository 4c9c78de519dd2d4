"""Approve a change of policy, and find what was changed past the two persons."""

from datetime import datetime

from django.db import transaction

from watchfloor.core.actions.checking import Finding
from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.core.rules.decision import Because, Decision, Refused
from watchfloor.protect.formats.policy_files import policy_files
from watchfloor.protect.queries.approvals import APPROVED, APPROVES, loaded, standing
from watchfloor.protect.queries.policies import in_force
from watchfloor.protect.rules.approving import CITATION, findings, may_approve, rule_of


class NotApproved(Refused):
    """There is no such version in force, or it is not his to approve."""


def approve(*, name: str, sha256: str, by: Audience, now: datetime) -> None:
    """One of the two persons approves the version in force, whose hash he names. Raises NotApproved."""
    del now  # the ledger dates its facts itself
    version = next((one for one in standing() if (one.name, one.sha256) == (name, sha256)), None)
    if version is None:
        no = Because("That version is not in force.", "policy.stands", CITATION, False, "Read what is in force now.")
        raise NotApproved(Decision.of(no))
    decision = may_approve(version, approves=APPROVES in by.rights, person_id=by.actor.person_id)
    if not decision:
        raise NotApproved(decision)
    with transaction.atomic():
        tell(kind=APPROVED, by=by, rules=[*decision.rules, version.rule])


def swapped() -> list[Finding]:
    """For `check`: a file on disk, a row that is kept of it, the facts of the ledger and two persons all agree."""
    kept, told = in_force(), loaded()
    found = [
        Finding("policy", f"the file {one.name} is not the version that was kept", "put it back, or let two approve it")
        for one in policy_files()
        if one.name in kept and kept[one.name].sha256 != one.sha256
    ]
    found += [
        Finding("policy", f"the kept version of {one.name} is not the one of the ledger", "restore it from the backup")
        for one in kept.values()
        if told.get(one.name) != rule_of(one.name, one.sha256)
    ]
    way_out = "the privacy officer and another person approve it at /privacy/policy/approve/, or put the old one back"
    return found + [Finding("policy", f"{rule} is in force, and two persons have not approved it", way_out)
                    for rule in findings(standing())]  # fmt: skip
