"""Planned operations and where two of them meet. Without words; each goes a day after its end."""

from uuid import uuid4

from django.db import models


class Operation(models.Model):
    """One operation. The wall shows it to who stated it and to its contacts, to nobody else."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    agency_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    contact_id = models.BigIntegerField()
    backup_id = models.BigIntegerField(null=True)
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.FloatField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)
    stated_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class Conflict(models.Model):
    """Two operations that meet in place and time, and how far each party has answered. Read by functions alone."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    a_id = models.UUIDField(db_index=True)
    b_id = models.UUIDField(db_index=True)
    found_at = models.DateTimeField()
    a_answered_at = models.DateTimeField(null=True)
    b_answered_at = models.DateTimeField(null=True)
    a_raised_at = models.DateTimeField(null=True)
    b_raised_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["a_id", "b_id"], name="gather_conflict_once"),)

    def __str__(self) -> str:
        return str(self.public_id)
