"""Measure as a Django application."""

from django.apps import AppConfig


class MeasureConfig(AppConfig):
    name = "watchfloor.measure"
    label = "measure"

    def ready(self) -> None:
        """Declare the follower that counts."""
        from watchfloor.core.ledger.following import Follower, declare_follower
        from watchfloor.measure import jobs

        declare_follower(Follower("measure.count", "measure.count", tuple(jobs.COUNTED), jobs.count))
