"""What receive keeps: the sources of information and how they are rated. Holds no record and no id of one."""

from uuid import uuid4

from django.db import models


class Source(models.Model):
    """A source that sends us threat information. `reliability` is empty until somebody rates it: unverified."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    name = models.TextField(unique=True)
    agency_id = models.BigIntegerField()
    reliability = models.TextField(default="")
    rated_by = models.BigIntegerField(null=True)
    rated_at = models.DateTimeField(null=True)
    last_in_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
