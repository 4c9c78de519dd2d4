"""The outbox: what is to be told to whom. Holds no content of records, only that something waits and where."""

from uuid import uuid4

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
