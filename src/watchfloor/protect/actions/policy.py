"""What policy is in force, and since when: each change of a policy file is kept whole and is a fact."""

from datetime import datetime

from django.db import transaction

from watchfloor.core.ledger.telling import tell
from watchfloor.core.rules.audience import Audience
from watchfloor.protect.formats.policy_files import policy_files
from watchfloor.protect.models.access import PolicyVersion
from watchfloor.protect.queries.policies import in_force


def note_policy(*, by: Audience, now: datetime) -> int:
    """Keep every file that differs from what was in force; the fact names the files and the beginnings of their hashes.

    Whoever swaps a file is found by that: the next run of the worker says so on the ledger.
    """
    known = in_force()
    new = [file for file in policy_files() if file.name not in known or known[file.name].sha256 != file.sha256]
    if new:
        with transaction.atomic():
            rows = [PolicyVersion(name=one.name, sha256=one.sha256, content=one.content, since=now) for one in new]
            PolicyVersion.objects.bulk_create(rows, ignore_conflicts=True)
            tell(kind="protect.policy.loaded", by=by, rules=[f"policy.{one.name}.{one.sha256[:16]}" for one in new])
    return len(new)
