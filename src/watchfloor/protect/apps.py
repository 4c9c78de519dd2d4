"""Protect as a Django application."""

from watchfloor.core.apps import TabledConfig


class ProtectConfig(TabledConfig):
    name = "watchfloor.protect"
    label = "protect"

    def ready(self) -> None:
        """Declare what `check` asks of protect, and who follows the ledger."""
        from watchfloor.core.actions.checking import declare_check
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.protect.actions.approve import swapped
        from watchfloor.protect.actions.brake import stopped
        from watchfloor.protect.actions.expire import overdue
        from watchfloor.protect.actions.glass import unreviewed
        from watchfloor.protect.actions.predicates import unpredicated
        from watchfloor.protect.actions.purge import unfinished
        from watchfloor.protect.actions.room import cramped
        from watchfloor.protect.actions.silence import silenced
        from watchfloor.protect.jobs import guard_texts, sample_inquiries

        declare_check("purges", unfinished)
        declare_check("classes", unpredicated)
        declare_check("break-glass", unreviewed)
        declare_check("policy", swapped)
        declare_check("disk", cramped)
        declare_check("expiry", stopped)
        declare_check("set-aside", overdue)
        declare_check("recipients", silenced)
        opened = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("protect.guards", "protect.guards", opened, guard_texts))
        searched = ("core.record.searched",)
        declare_follower(Follower("protect.sampling", "protect.sampling", searched, sample_inquiries))
