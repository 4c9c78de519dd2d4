"""Analyze as a Django application: follows the ledger for what is opened, and forgets with its tables."""

from django.apps import AppConfig


class AnalyzeConfig(AppConfig):
    name = "watchfloor.analyze"
    label = "analyze"

    def ready(self) -> None:
        """Declare the follower that recognizes and proposes links."""
        from watchfloor.analyze.jobs import follow
        from watchfloor.core.ledger.following import Follower, declare_follower

        kinds = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("analyze.connect", "analyze.connect", kinds, follow))
