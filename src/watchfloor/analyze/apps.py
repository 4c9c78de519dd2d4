"""Analyze as a Django application: follows the ledger for what is opened, and forgets with its tables."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class AnalyzeConfig(AppConfig):
    name = "watchfloor.analyze"
    label = "analyze"

    def import_models(self) -> None:
        """Load every module of tables: models is a package here, and its `__init__` imports nothing."""
        super().import_models()
        tables = import_module("watchfloor.analyze.models")
        for found in iter_modules(tables.__path__):
            import_module(f"{tables.__name__}.{found.name}")

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
