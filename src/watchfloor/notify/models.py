"""The outbox, the duty roster and who was called. Holds no content of records, only that something waits and where."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Notice(models.Model):
    """One notice to one person. `subject` and `text` MUST NOT hold content; `path` leads to a page behind sign-in."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    person_id = models.BigIntegerField(db_index=True)
    kind = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    path = models.TextField()
    label_id = models.IntegerField()
    urgent = models.BooleanField(default=False)
    # what makes the notice one: a follower that runs twice puts it once
    once_key = models.TextField(unique=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    failures = models.SmallIntegerField(default=0)
    # a deed that can be undone holds its notices back, and takes them back
    not_before = models.DateTimeField(null=True)
    deed = models.UUIDField(null=True)
    made_by = models.BigIntegerField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["deed"], condition=models.Q(deed__isnull=False), name="notify_notice_deed"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Duty(models.Model):
    """A duty of the roster: one person, one time. The pager number lies sealed under a key of its own."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    label_id = models.IntegerField()
    desk = models.TextField()
    layer = models.SmallIntegerField()
    person_id = models.BigIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ways = ArrayField(models.TextField())
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField(default=bytes)
    planned_by = models.BigIntegerField()
    planned_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by = models.BigIntegerField(null=True)
    replaces = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="notify_duty_time"),
        )
        indexes = (models.Index(fields=["ends_at"], condition=models.Q(struck_at__isnull=True), name="notify_duty_on"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Escalation(models.Model):
    """Something that somebody must acknowledge; one a kind and thing. Holds no word of it, only where it stands.

    `label_id` joins the center's own label (`base_label_id`) and that of the record it is about, if it is a record.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    kind = models.TextField()
    about = models.UUIDField()
    path = models.TextField()
    began_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    state = models.TextField(default="open")  # open, acknowledged, settled, exhausted
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["kind", "about"], name="notify_escalation_once"),)
        indexes = (
            models.Index(
                fields=["began_at"], condition=models.Q(state__in=["open", "exhausted"]), name="notify_escalation_open"
            ),
            models.Index(fields=["about"], name="notify_escalation_about"),
            models.Index(fields=["record_id"], name="notify_escalation_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Try(models.Model):
    """One try to reach one person, in the order of `n`; `outcome` is calling, told or undelivered."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    escalation = models.UUIDField()
    n = models.SmallIntegerField()
    person_id = models.BigIntegerField()
    layer = models.TextField()
    ways = ArrayField(models.TextField())
    duty = models.UUIDField(null=True)
    at = models.DateTimeField()
    outcome = models.TextField(default="calling")
    because = models.TextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["escalation", "n"], name="notify_try_once"),)
        indexes = (models.Index(fields=["record_id"], name="notify_try_record"),)

    def __str__(self) -> str:
        return f"{self.escalation} {self.n}"
