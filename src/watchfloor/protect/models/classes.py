"""By what a record was kept, and how its class changed."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from watchfloor.protect.models.shown import Shown


class Predicate(Shown):
    """What one record of criminal intelligence stands on (28 CFR 23.20(a)-(d), (n)).

    `statement` is sealed under the record's own key: facts, author, supporting file, relevance, relation, method.
    A newer one takes the place of an older one; the record names the one in force.
    """

    id = models.BigIntegerField(primary_key=True)  # taken ahead: the record names it when it is opened
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    offence = models.TextField()
    underlying = models.TextField(default="")
    dated_on = models.DateField()
    reliability = models.TextField()
    validity = models.TextField()
    sensitivity = models.TextField()
    lawful = models.BooleanField()
    political = models.BooleanField()
    statement = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)


class ClassChange(Shown):
    """One act of evaluation: a record of one class becomes another, or was refused to; answer "" while it waits.

    `second` is the right that another person needs to answer it, "" where nobody is asked. `because` is sealed.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    was = models.TextField()
    becomes = models.TextField()
    because = models.BinaryField()
    predicate_id = models.BigIntegerField(null=True)
    subjects = ArrayField(models.BigIntegerField(), default=list)
    second = models.TextField(default="")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")


class Identifies(models.Model):
    """A record of identifying information and a subject that it serves; without one it may not stand (63 FR 71752)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record_id", "subject_id"], name="protect_identifies_once"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.subject_id}"


class CourtOrder(Shown):
    """An order of a court about a record: sealed or expunged. It acts when it is kept. `authority` is sealed."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    kind = models.TextField()
    authority = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
