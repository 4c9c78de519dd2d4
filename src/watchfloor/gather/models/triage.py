"""Where a report stands in triage."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Priority(models.Model):
    """The clock that a report's inputs set, and which they were; no row: none of them stands, so the last clock runs.

    `step`: the clock's own place among the clocks, 0 first. `called_at`: when the roster was called for it.
    `looked_at`: somebody took it on. `decided_at`: no clock runs any more.
    """

    record_id = models.BigIntegerField(primary_key=True)
    public_record = models.UUIDField()
    label_id = models.IntegerField()
    step = models.SmallIntegerField()
    clock = models.TextField()
    because = ArrayField(models.TextField())
    since = models.DateTimeField()
    due_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.public_record} {self.clock}"
