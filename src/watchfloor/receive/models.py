"""What receive keeps: sources and their ratings, the routes by which an item came, which message ends which."""

from typing import ClassVar
from uuid import uuid4

from django.db import models


class Source(models.Model):
    """A source that sends us threat information. `reliability` is empty until somebody rates it: unverified."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    name = models.TextField(unique=True)
    agency_id = models.BigIntegerField()
    reliability = models.TextField(default="")
    rated_by = models.BigIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Provenance(models.Model):
    """One route by which an item came: which source, in what, how it was marked there. `note` is for a person's eye.

    `shared_key` (keyed) is what identifies the item whoever sends it, empty where nothing does; `meaning` (keyed) is
    what it said.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    source_id = models.BigIntegerField()
    route = models.TextField()
    source_item_id = models.BigIntegerField()
    shared_key = models.BinaryField(default=b"")
    meaning = models.BinaryField()
    revision = models.TextField(default="")
    marking = models.TextField(default="")
    note = models.TextField(default="")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("record_id", "source_id", "route"), name="receive_provenance_route")
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.route}"


class Chain(models.Model):
    """A message that updates or cancels what bears an identity, also where that has not come yet."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    about_key = models.BinaryField()
    how = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("record_id", "about_key"), name="receive_chain_once")]

    def __str__(self) -> str:
        return self.how
