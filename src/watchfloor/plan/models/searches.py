"""Searches kept under a name."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class SavedSearch(models.Model):
    """A search kept under a name. Name, words, facets and purpose lie sealed under a key of its own.

    Seen by who saved it, by persons named, and by roles of the agency `owner_id`. It holds no record and no id of one.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    made_by = models.BigIntegerField(db_index=True)
    key_id = models.BigIntegerField()
    sealed = models.BinaryField()
    roles = ArrayField(models.TextField())
    persons = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    purge_on = models.DateField()

    def __str__(self) -> str:
        return str(self.public_id)
