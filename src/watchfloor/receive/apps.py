"""Receive as a Django application: follows the ledger for messages that end others."""

from django.apps import AppConfig


class ReceiveConfig(AppConfig):
    name = "watchfloor.receive"
    label = "receive"

    def ready(self) -> None:
        """Declare the follower of CAP's chains, and the catalog of feeds: what may be asked, what needs an approval."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.protect.formats.policy_files import declare_policy
        from watchfloor.receive.jobs import follow_chains

        declare_follower(Follower("receive.chains", "receive.inbox", ("core.record.opened",), follow_chains))
        declare_policy("receive", "feeds")
