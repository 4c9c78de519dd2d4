"""Areas of responsibility: who answers for which ground."""

from uuid import uuid4

from django.db import models


class Area(models.Model):
    """A named area as polygons. Its code is one within a center and the mapping that it came by.

    `agencies`: ids of the agencies whose area it is; `ours`: the center answers for it, so that what falls into it
    concerns us. The box is that of all polygons: over the date line west is larger than east.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    mapping = models.TextField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    ours = models.BooleanField(default=True)
    agencies = models.JSONField(default=list)
    outlines = models.JSONField(default=list)  # polygons, each an outer ring and its holes, longitude first
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    findings = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)  # by a person: a file changes it no more

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner_id", "mapping", "code"], name="plan_area_code"),)

    def __str__(self) -> str:
        return str(self.public_id)
