"""What receive keeps: sources and ratings, routes, which message ends which, states that a person confirms, feeds."""

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
    # it is asked before what it sent goes on (originator control)
    asks_first = models.BooleanField(default=False, db_default=False)

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


class StatedState(models.Model):
    """A state of the national alert system that an item states, and what a person found at its source.

    `said` is level and times in a line of ours. `answer`: "" while it waits, else confirmed, denied, or superseded by
    another state that the same item states since.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    said = models.TextField()
    asked_at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("record_id", "said"), name="receive_state_once")]

    def __str__(self) -> str:
        return self.answer


class Consent(models.Model):
    """The owner of an item was asked whether this version of it may go on, to whom and why, by an RFI; and answered.

    `answer`: "" while it waits, agreed, refused, or withdrawn after it was agreed.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    version_n = models.SmallIntegerField()
    agency_id = models.BigIntegerField()
    rfi = models.UUIDField()
    for_whom = models.TextField()
    why = models.TextField()
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answer = models.TextField(default="")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["record_id"], name="receive_consent_record")]

    def __str__(self) -> str:
        return self.answer


class Feed(models.Model):
    """One connection: what is asked how often in whose name, and how that goes.

    No row wall: addresses, moments and counts, and a secret that is sealed under a key outside the database. `bookmark`
    is where the next run goes on; `trouble` a sentence of ours, never words of the other side.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    name = models.TextField(unique=True)
    kind = models.TextField()
    address = models.TextField()
    source = models.TextField()
    standing = models.TextField()
    about = models.TextField(default="")
    citation = models.TextField(default="")
    every_s = models.IntegerField()
    silent_s = models.IntegerField()
    options = models.JSONField(default=dict)
    sealed_secret = models.BinaryField(null=True)
    switched_on = models.BooleanField(default=False)
    switched_by = models.BigIntegerField(null=True)
    switched_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    well_at = models.DateTimeField(null=True)
    fresh_at = models.DateTimeField(null=True)
    newest_at = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)
    trouble_code = models.TextField(default="")
    trouble = models.TextField(default="")
    documents = models.BigIntegerField(default=0)
    records = models.BigIntegerField(default=0)
    set_aside = models.BigIntegerField(default=0)
    silence_told_at = models.DateTimeField(null=True)
    bookmark = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.name


class FeedPart(models.Model):
    """A part of a feed that was taken, as a hash of its name, and what it looked like then.

    What differs is taken again, also where its date went back. No row wall, as above: hashes and dates.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="+")
    key = models.BinaryField()
    mark = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["feed", "key"], name="receive_feedpart_key"),)

    def __str__(self) -> str:
        return self.mark
