"""Network as a Django application: follows the ledger for what can be offered."""

from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "watchfloor.network"
    label = "network"

    def ready(self) -> None:
        """Declare the follower that offers, and the policy of what may be offered."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.network.jobs import KINDS, follow
        from watchfloor.protect.formats.policy_files import declare_policy

        declare_follower(Follower("network.offer", "network.offer", KINDS, follow))
        declare_policy("network", "offering")
