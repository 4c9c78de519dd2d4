"""The keys by which reports of one wave find each other."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Likeness(models.Model):
    """The salted keys of one report's words, moment and place; no word can be read from them."""

    record_id = models.BigIntegerField(primary_key=True)
    label_id = models.IntegerField()
    at = models.DateTimeField()
    keys = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return str(self.record_id)
