"""RFIs: what another agency asks of the center, and what the center asks of another."""

from uuid import uuid4

from django.db import models


class Rfi(models.Model):
    """A request for information, in or out. Its words lie sealed under a key of their own, its parts' and replies' too.

    It holds no record and no id of one: what was told lies with the answers (disseminate). Past `purge_on` the words
    go, the row stays. `answered_by` is who settled its newest answer, to `recipient_id` alone.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    direction = models.TextField()  # in, out
    state = models.TextField(default="draft")
    priority = models.TextField()
    purpose = models.TextField()
    basis = models.TextField()
    about = models.TextField()
    marking = models.TextField()
    sector = models.TextField(default="")
    need_id = models.UUIDField(null=True)
    agency_id = models.BigIntegerField(null=True)  # None: as said, not in the registry
    recipient_id = models.BigIntegerField(null=True)
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    reason = models.TextField(default="")
    reminders = models.SmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    origin = models.UUIDField(null=True)  # the id that the other center gave it
    origin_mark = models.BinaryField(default=b"")  # keyed hash of what came, so that the same file is known again
    reuses = models.UUIDField(null=True)
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()
    purge_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["agency_id", "origin"], condition=models.Q(direction="in", origin__isnull=False),
                name="plan_rfi_came_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(direction="in", state__in=("partial", "answered"), recipient_id=None),
                name="plan_rfi_answered_to",
            ),
        )  # fmt: skip
        indexes = (models.Index(fields=["direction", "due_at"], name="plan_rfi_due"),)

    def __str__(self) -> str:
        return str(self.public_id)


class RfiPart(models.Model):
    """A part of the work on an RFI, with an owner and a clock of its own; its words lie under the RFI's key."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    rfi = models.ForeignKey(Rfi, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.public_id)


class RfiStep(models.Model):
    """A deed on an RFI, as its page tells its way; the ledger has the same as a fact."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    rfi = models.ForeignKey(Rfi, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    deed = models.TextField()
    state = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    reason = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.deed} {self.rfi_id}"


class RfiReply(models.Model):
    """What another agency answered on an RFI of ours, under the RFI's key; its label is the join with its marking's.

    `source` is the source item with the bytes as they came, where they came as a file.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    rfi = models.ForeignKey(Rfi, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    agency_id = models.BigIntegerField(null=True)
    marking = models.TextField()
    whole = models.BooleanField()
    at = models.DateTimeField()
    kept_by = models.BigIntegerField()
    origin = models.UUIDField(null=True)
    source = models.UUIDField(null=True)
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.public_id)


class RfiSigner(models.Model):
    """A center whose files are believed: its key, as it was given on another way. It holds no record and no word."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    agency_id = models.BigIntegerField()
    vkey = models.TextField()
    added_by = models.BigIntegerField()
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)
