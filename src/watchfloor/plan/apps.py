"""Plan as a Django application: follows the ledger for what is opened, and forgets with its tables."""

from watchfloor.core.apps import TabledConfig


class PlanConfig(TabledConfig):
    name = "watchfloor.plan"
    label = "plan"

    def ready(self) -> None:
        """Declare the follower that holds new records against what we know, and how the watch log forgets."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.plan.actions import callouts, playbooks, watch
        from watchfloor.plan.formats.playbooks import playbooks as shipped_books
        from watchfloor.plan.jobs import follow, follow_clocks, follow_playbooks, watch_for
        from watchfloor.protect.actions.holdings import declare_holding
        from watchfloor.protect.formats.policy_files import declare_policy
        from watchfloor.text.shipped import shipped

        kinds = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("plan.relevance", "plan.relevance", kinds, follow, shipped))
        declare_follower(Follower("plan.clocks", "plan.clocks", callouts.FOLLOWED, follow_clocks))
        declare_follower(Follower("plan.words", "plan.words", kinds, watch_for))
        declare_policy(
            "plan",
            "requests",
            "rfis",
            "watch_words",
            "coverage",
            "events",
            *(f"playbooks/{one}" for one in shipped_books()),
        )
        declare_follower(Follower("plan.playbooks", "plan.playbooks", playbooks.followed(), follow_playbooks))
        declare_policy("notify", "duty")
        declare_holding("plan.log", lambda purge, _records: watch.forget(purge_id=purge), None, ("plan_logentry",))
