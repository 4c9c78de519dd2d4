"""Protect as a Django application."""

from django.apps import AppConfig


class ProtectConfig(AppConfig):
    name = "watchfloor.protect"
    label = "protect"

    def ready(self) -> None:
        """Declare what `check` asks of protect."""
        from watchfloor.core.actions.checking import declare_check
        from watchfloor.protect.actions.predicates import unpredicated
        from watchfloor.protect.actions.purge import unfinished

        declare_check("purges", unfinished)
        declare_check("classes", unpredicated)
