"""Analyze as a Django application: follows the ledger for what is opened, and forgets with its tables."""

from watchfloor.core.apps import TabledConfig


class AnalyzeConfig(TabledConfig):
    name = "watchfloor.analyze"
    label = "analyze"

    def ready(self) -> None:
        """Declare the followers that propose links and that forget, and which records are about the same."""
        from watchfloor.analyze.actions.silent import MATCHED, SEARCHED
        from watchfloor.analyze.jobs import FORGOTTEN, follow, forget_who_was_there, hear_silent
        from watchfloor.analyze.queries.chart import judged_same
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.protect.actions.hold import declare_same
        from watchfloor.text.shipped import shipped

        kinds = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("analyze.connect", "analyze.connect", kinds, follow, shipped))
        declare_follower(Follower("analyze.silent", "analyze.silent", (SEARCHED, MATCHED), hear_silent))
        declare_follower(Follower("analyze.forget", "analyze.resolve", (FORGOTTEN,), forget_who_was_there))
        declare_same("analyze", judged_same)
