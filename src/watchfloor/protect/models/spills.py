"""Texts that the guard marked, and what was closed away as a spill."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from watchfloor.protect.models.shown import Shown


class Guarded(Shown):
    """A text guard found something in a version of a record, and a person is to look. Holds no words of it."""

    record_id = models.BigIntegerField()
    public_record = models.UUIDField()
    n = models.SmallIntegerField()
    label_id = models.IntegerField()
    guards = ArrayField(models.TextField())
    raised_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class Spill(Shown):
    """What looked classified, without a word of it; `item`: the record closed away; `about`: what it would change."""

    label_id = models.IntegerField()
    way = models.TextField()
    item = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    kind = models.TextField()
    owner_id = models.BigIntegerField()
    levels = ArrayField(models.TextField(), default=list)
    places = ArrayField(models.TextField(), default=list)
    marks = models.IntegerField()
    size = models.BigIntegerField()
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.BigIntegerField(null=True)
    purge = models.UUIDField(null=True)


class Quarantine(models.Model):
    """A record closed away while `ended_at` is empty; `sealed`: its draft and way on; `was_label`: its label before."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    spill = models.UUIDField(unique=True)
    was_label = models.IntegerField()
    sealed = models.BinaryField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.spill)
