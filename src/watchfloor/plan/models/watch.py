"""The watch of the center and its log."""

from uuid import uuid4

from django.db import models


class Shift(models.Model):
    """The watch of the center under one officer; one is open at a time.

    `digest` is that of the sheet read back when it was taken; the lines of the sheet are built anew from ids.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    taken_from = models.UUIDField(null=True)
    digest = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id"], condition=models.Q(closed_at__isnull=True), name="plan_one_open_shift"
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class LogEntry(models.Model):
    """A call, decision or event of the watch. The application adds entries and changes none.

    `label_id` is the join of the center's own label (`base_label_id`) and that of the record it is bound to. A purge of
    the record takes the words and the binding; the row stays and says when. `corrects` is no foreign key: a purge may
    take the row it names.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    shift = models.UUIDField(null=True)
    record_id = models.BigIntegerField(null=True)
    kind = models.TextField()  # call, decision, event, note
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()
    words = models.TextField()
    whom = models.TextField(default="")
    number = models.TextField(default="")
    reached = models.BooleanField(null=True)
    corrects = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["-written_at", "-public_id"], name="plan_logentry_written"),
            models.Index(fields=["shift"], name="plan_logentry_shift"),
            models.Index(fields=["record_id"], name="plan_logentry_record"),
            models.Index(fields=["corrects"], name="plan_logentry_corrects"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class ReadLine(models.Model):
    """One line of a sheet that was read back, by the ids of what it spoke of; its words are not kept."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    shift = models.UUIDField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    part = models.TextField()  # claim, clock, feed, entry
    ref = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["shift"], name="plan_readline_shift"),)

    def __str__(self) -> str:
        return f"{self.part} {self.ref}"
