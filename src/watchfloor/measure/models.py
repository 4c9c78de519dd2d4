"""What measure keeps: totals a day. Holds no id of a record and no id of a person."""

from django.db import models


class Tally(models.Model):
    """How often one thing happened on one day (UTC)."""

    name = models.TextField()
    day = models.DateField()
    n = models.BigIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "day"], name="measure_one_tally_a_day"),)

    def __str__(self) -> str:
        return self.name
