"""Purges, how far each has come, and who asked for one. Ids of what is being forgotten, never its words."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from watchfloor.protect.models.shown import Shown


class Purge(Shown):
    """Two persons opened it, or the schedule; four steps, each with fact and moment. `asides`: what was set aside."""

    records = ArrayField(models.BigIntegerField())
    public_records = ArrayField(models.UUIDField())
    asides = ArrayField(models.BigIntegerField(), default=list)
    public_asides = ArrayField(models.UUIDField(), default=list)
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    rule = models.TextField()
    opened_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    scrubbed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    holdings_done = ArrayField(models.TextField(), default=list)
    partitions = ArrayField(models.TextField(), default=list)
    recipients = ArrayField(models.BigIntegerField(), default=list)
    counts = models.JSONField(default=dict)
    certificate = models.JSONField(default=dict)


class Proposal(Shown):
    """One person asks another to purge a record with him; it lapses in half an hour and is forgotten with the record.

    `because` is sealed under the record's own key; `effect` holds counts by table.
    """

    record_id = models.BigIntegerField()
    public_record = models.UUIDField()
    label_id = models.IntegerField()
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    effect = models.JSONField()
    because = models.BinaryField()
    opened_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
