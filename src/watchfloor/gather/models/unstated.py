"""How to read again what was set aside because what it stands on is not stated."""

from django.db import models


class Unstated(models.Model):
    """A file of which rows were set aside because what they stand on is not stated: how to read such a row again.

    `mapping` says what its columns mean; `places` are those rows, as they are named among what was set aside.
    """

    source = models.UUIDField(primary_key=True)
    label_id = models.IntegerField()
    agency_id = models.BigIntegerField()
    mapping = models.JSONField()
    places = models.JSONField()

    def __str__(self) -> str:
        return str(self.source)
