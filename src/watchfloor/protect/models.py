"""What protect keeps: purges and how far each has come. Holds ids of what is being forgotten, never its words."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Purge(models.Model):
    """Two persons opened it; four steps, each with its fact and its moment here."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    records = ArrayField(models.BigIntegerField())
    public_records = ArrayField(models.UUIDField())
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

    def __str__(self) -> str:
        return str(self.public_id)


class Proposal(models.Model):
    """One person asks another to purge a record with him; it lapses in half an hour and is forgotten with the record.

    `because` is sealed under the record's own key; `effect` holds counts by table.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
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

    def __str__(self) -> str:
        return str(self.public_id)
