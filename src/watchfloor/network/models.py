"""What network keeps: objects as they are offered to machines, in the order in which they were offered."""

from django.db import models


class Offer(models.Model):
    """One version of an object, ready to be given: its bytes as they came, and what filters ask of it.

    `added` is the moment of offering in microseconds since 1970: unique, and never less than what was given before, so
    that it is place and date_added in one. It comes from the ledger, not from a clock; a record whose label changed is
    offered anew at the end. Rows go with their record (wall.protect), a label follows the record's.
    """

    added = models.BigIntegerField(primary_key=True)
    record_id = models.BigIntegerField()
    public_id = models.UUIDField()
    n = models.SmallIntegerField()
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    format = models.TextField()
    object_id = models.TextField()
    object_type = models.TextField()
    spec = models.TextField(default="")
    # the version as the object says it, and as a moment to compare by
    version = models.TextField()
    version_at = models.DateTimeField()
    first = models.BooleanField()
    last = models.BooleanField()
    # members of its line in a manifest, without braces
    about = models.TextField()
    content = models.TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record_id", "n"], name="network_offer_version"),)
        indexes = (
            models.Index(fields=["format", "owner_id", "label_id", "added"], name="network_offer_page"),
            models.Index(fields=["object_id"], name="network_offer_object"),
        )

    def __str__(self) -> str:
        return self.object_id
