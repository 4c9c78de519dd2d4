"""The public's mailboxes: which record each belongs to, what was written, and the files that came with a report."""

from uuid import uuid4

from django.db import models


class Mailbox(models.Model):
    """Which mailbox of the public's door belongs to a record: `token` finds it, `reader_key` seals letters for it.

    `read_at` and `closed_at` are when it happened; what the public is shown comes later (data/public.json).
    """

    token = models.BinaryField(primary_key=True)
    record_id = models.BigIntegerField()
    public_record = models.UUIDField(db_index=True)
    label_id = models.IntegerField()
    reader_key = models.BinaryField()
    read_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    asked_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=["record_id"], name="gather_mailbox_record"),)

    def __str__(self) -> str:
        return str(self.public_record)


class Letter(models.Model):
    """What was written between the center (`by_id`) and the person who reported (none), under the record's own key."""

    public_id = models.UUIDField(primary_key=True)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.public_id)


class Attachment(models.Model):
    """A file that belongs to a record: its name and bytes under the record's own key, its kind by its first bytes."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()
    kind = models.TextField()
    size = models.BigIntegerField()
    name = models.BinaryField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.public_id)
