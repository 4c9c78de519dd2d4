"""What a person took of the suggestions that stand beside a report's words."""

from uuid import uuid4

from django.db import models


class Extraction(models.Model):
    """One place of the words that a person took as what it was suggested for; nothing is taken without one."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    version = models.SmallIntegerField()
    kind = models.TextField()
    start = models.IntegerField()
    value = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["record_id", "version", "kind", "start"], name="gather_taken_once"),
        )

    def __str__(self) -> str:
        return str(self.public_id)
