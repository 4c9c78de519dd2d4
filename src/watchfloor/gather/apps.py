"""Gather as a Django application."""

from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "watchfloor.gather"
    label = "gather"

    def ready(self) -> None:
        """Declare which of its data files are policy, and what goes with the last row of a file."""
        from watchfloor.gather.actions.forget import forget
        from watchfloor.protect.actions.holdings import declare_holding
        from watchfloor.protect.formats.policy_files import declare_policy

        declare_policy("gather", "behaviors", "vetting")
        declare_holding("gather.unstated", lambda purge, _records: forget(purge_id=purge), None, ("gather_unstated",))
