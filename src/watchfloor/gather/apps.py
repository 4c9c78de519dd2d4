"""Gather as a Django application."""

from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "watchfloor.gather"
    label = "gather"

    def ready(self) -> None:
        """Declare which of its data files are policy."""
        from watchfloor.protect.formats.policy_files import declare_policy

        declare_policy("gather", "behaviors", "vetting")
