"""Gather as a Django application."""

from watchfloor.core.apps import TabledConfig


class GatherConfig(TabledConfig):
    name = "watchfloor.gather"
    label = "gather"

    def ready(self) -> None:
        """Declare which of its data files are policy, what goes with the last row of a file, and what it follows."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.gather.actions.dropbox import SERVICE
        from watchfloor.gather.actions.forget import forget
        from watchfloor.gather.jobs import (
            ANSWERED,
            DECIDED,
            LOOKED_AT,
            READ,
            follow_looks,
            follow_reports,
            follow_waves,
            hear_answers,
        )
        from watchfloor.protect.actions.holdings import declare_holding
        from watchfloor.protect.formats.policy_files import declare_policy

        declare_policy(
            "gather", "behaviors", "danger", "officers", "operations", "public", "sharing", "triage", "vetting"
        )
        opened = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("gather.waves", "gather.waves", opened, follow_waves))
        declare_holding("gather.unstated", lambda purge, _records: forget(purge_id=purge), None, ("gather_unstated",))
        declare_follower(Follower("gather.public", SERVICE, (READ, *DECIDED), follow_reports))
        declare_follower(Follower("gather.triage", "gather.triage", (*LOOKED_AT, *DECIDED), follow_looks))
        declare_follower(Follower("gather.answers", SERVICE, (ANSWERED,), hear_answers))
