"""The random id by which a row of protect is named outside."""

from uuid import uuid4

from django.db import models


class Shown(models.Model):
    """What is named outside by a random id of its own."""

    public_id = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)
