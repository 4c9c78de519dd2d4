"""Gather as a Django application."""

from importlib import import_module
from pkgutil import iter_modules

from django.apps import AppConfig


class GatherConfig(AppConfig):
    name = "watchfloor.gather"
    label = "gather"

    def import_models(self) -> None:
        """Load every module of tables: models is a package here, and its `__init__` imports nothing."""
        super().import_models()
        tables = import_module("watchfloor.gather.models")
        for found in iter_modules(tables.__path__):
            import_module(f"{tables.__name__}.{found.name}")

    def ready(self) -> None:
        """Declare which of its data files are policy, what goes with the last row of a file, and what it follows."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.gather.actions.dropbox import SERVICE
        from watchfloor.gather.actions.forget import forget
        from watchfloor.gather.jobs import ANSWERED, DECIDED, READ, follow_reports, follow_waves, hear_answers
        from watchfloor.protect.actions.holdings import declare_holding
        from watchfloor.protect.formats.policy_files import declare_policy

        declare_policy("gather", "behaviors", "danger", "officers", "operations", "public", "sharing", "vetting")
        opened = ("core.record.opened", "core.record.updated")
        declare_follower(Follower("gather.waves", "gather.waves", opened, follow_waves))
        declare_holding("gather.unstated", lambda purge, _records: forget(purge_id=purge), None, ("gather_unstated",))
        declare_follower(Follower("gather.public", SERVICE, (READ, *DECIDED), follow_reports))
        declare_follower(Follower("gather.answers", SERVICE, (ANSWERED,), hear_answers))
