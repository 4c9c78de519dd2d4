"""Receive as a Django application: follows the ledger for messages that end others and for states to confirm."""

from django.apps import AppConfig


class ReceiveConfig(AppConfig):
    name = "watchfloor.receive"
    label = "receive"

    def ready(self) -> None:
        """Declare who follows CAP's chains and states to confirm, and the catalog of feeds: what may be asked."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.protect.formats.policy_files import declare_policy
        from watchfloor.receive.jobs import follow_chains, follow_states

        declare_follower(Follower("receive.chains", "receive.inbox", ("core.record.opened",), follow_chains))
        kinds = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("receive.states", "receive.inbox", kinds, follow_states))
        declare_policy("receive", "feeds", "pointers")
