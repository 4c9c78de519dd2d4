"""Files of many records that left."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Export(models.Model):
    """Many records asked for as a file; a second person approves, it is made then, and taken once."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    what = models.TextField()  # workspace
    asked = models.TextField()  # the address that shows the same
    because = models.TextField()
    purpose = models.TextField()
    case_ref = models.TextField()
    by_id = models.BigIntegerField()
    affiliation_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    public_records = ArrayField(models.UUIDField())
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.TextField(default="")  # approved, refused
    answered_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=b"")  # the file, between its making and its taking
    key_id = models.BigIntegerField(null=True)
    name = models.TextField(default="")
    content_type = models.TextField(default="")
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)  # a purge took one of its records

    def __str__(self) -> str:
        return f"{self.pk}"


class ExportRecord(models.Model):
    """A record that an export was asked for with."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
