"""The policy in force with who approved it; read from the ledger, which nobody rewrites unseen."""

from django.db import connection

from watchfloor.people import queries as people
from watchfloor.protect.models.access import PolicyVersion
from watchfloor.protect.queries.policies import in_force
from watchfloor.protect.rules.approving import Version, rule_of

APPROVES = "policy.approve"
APPROVED = "protect.policy.approved"


def standing() -> list[Version]:
    """The version in force of each file, by name. It holds no record; persons by id and role."""
    with connection.cursor() as cursor:
        cursor.execute("select actor, rules from protect_policy_approvals()")
        told = [(int(actor), set(rules)) for actor, rules in cursor.fetchall()]
    roles = {one.id: one.role for one in people.persons(ids={actor for actor, _ in told}).values()}
    firsts = dict(PolicyVersion.objects.order_by("name", "id").distinct("name").values_list("name", "id"))
    return [
        Version(
            view.name, view.sha256, view.since, first=firsts[view.name] == view.id,
            approved=tuple(
                (actor, roles.get(actor, "")) for actor, rules in told if rule_of(view.name, view.sha256) in rules
            ),
        )
        for view in sorted(in_force().values(), key=lambda one: one.name)
    ]  # fmt: skip


def loaded() -> dict[str, str]:
    """For each file the rule id that the newest fact of loading names."""
    with connection.cursor() as cursor:
        cursor.execute("select rules from protect_policy_loaded()")
        rows = [rules for (rules,) in cursor.fetchall()]
    return {rule.rsplit(".", 1)[0].removeprefix("policy."): rule for rules in rows for rule in rules}
