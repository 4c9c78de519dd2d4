"""Receive as a Django application: follows the ledger for messages that end others."""

from django.apps import AppConfig


class ReceiveConfig(AppConfig):
    name = "watchfloor.receive"
    label = "receive"

    def ready(self) -> None:
        """Declare the follower of CAP's chains."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.receive.jobs import follow_chains

        declare_follower(Follower("receive.chains", "receive.inbox", ("core.record.opened",), follow_chains))
