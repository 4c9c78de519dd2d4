"""Redress as the public asks for it, disputes, and what a source withdrew."""

from django.db import models

from watchfloor.protect.models.shown import Shown


class RedressCase(models.Model):
    """How far a request for access, a complaint or a request for correction has come; its words are its entries.

    The case is a record of class redress, so that its keys, clocks and purge are those of every record. `code_mark` is
    a keyed hash of the code on the receipt: who has the code may read how far it has come.
    """

    record_id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    label_id = models.IntegerField()
    kind = models.TextField()
    code_mark = models.BinaryField(unique=True)
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    outcome = models.TextField(default="")
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_at = models.DateTimeField(null=True)
    appeal_decided_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)


class RedressEntry(models.Model):
    """One thing that was said or looked up in a case, sealed under the case's own key; never changed.

    `what`: request, identity, lookup, note, reason, answer, correction, appeal, appeal-answer.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    what = models.TextField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.record_id} {self.what}"


class Dispute(Shown):
    """A record is disputed while `ended_at` is empty; afterwards what was decided, with the correction sealed."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    case_id = models.UUIDField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    correction = models.BinaryField(null=True)


class Withdrawal(Shown):
    """One who was given something of a record: told when, answered when; `purge_id` is None for a correction."""

    purge_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField()
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["purge_id", "person_id"], name="protect_one_withdrawal_each"),)
