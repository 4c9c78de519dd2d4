"""What is asked of the center."""

from uuid import uuid4

from django.db import models


class Request(models.Model):
    """A call or mail that asks something of the center. Its words lie sealed under a key of their own.

    It holds no record and no id of one: what was told lies with the answer (disseminate). `recipient_id` is None while
    the caller is unknown; an answered request always has one. Past `purge_on` the words go, the row stays.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    how = models.TextField()  # phone, mail, in person
    urgency = models.TextField()
    purpose = models.TextField()
    agency_id = models.BigIntegerField(null=True)  # None: as said, not in the registry
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()
    recipient_id = models.BigIntegerField(null=True)
    checked = models.TextField(default="")  # registry, called-back
    called_by = models.BigIntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    state = models.TextField(default="open")  # open, answered, closed
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    closing = models.TextField(default="")
    purge_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(state="answered", recipient_id=None), name="plan_answered_to"),
        )
        indexes = (models.Index(fields=["due_at"], condition=models.Q(state="open"), name="plan_request_open"),)

    def __str__(self) -> str:
        return str(self.public_id)
