"""What we must protect, and where places are."""

from uuid import uuid4

from django.db import models


class Asset(models.Model):
    """Something to protect. Its code is one within a center and the mapping that it came by ("hand": a person's).

    Once a person corrected it, a file of its mapping changes it no more (`corrected_at`)."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    mapping = models.TextField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    sectors = models.JSONField(default=list)  # NIEM target sector codes, the main one first
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    state = models.TextField(default="")
    county = models.TextField(default="")
    owner_name = models.TextField(default="")
    capacity = models.FloatField(null=True)
    unit = models.TextField(default="")
    also_named = models.JSONField(default=list)
    criticality = models.TextField(default="unrated")
    criticality_because = models.TextField(default="")
    criticality_source = models.TextField(default="", db_default="")
    details = models.JSONField(default=dict, db_default={})
    findings = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    corrected_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner_id", "mapping", "code"], name="plan_asset_code"),)
        indexes = (
            models.Index(fields=["lat", "lon"], name="plan_asset_place"),
            models.Index(fields=["label_id", "changed_at"], name="plan_asset_state"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Place(models.Model):
    """A row of the gazetteer.

    No label and no row wall: public reference data about towns, counties and airports. It holds no record, no id of
    one and nothing of a person; who may see a record decides about the places that the record names.
    """

    mapping = models.TextField()
    code = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    names = models.JSONField(default=list)
    state = models.TextField(default="")
    country = models.TextField(default="")
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.FloatField()
    time_zone = models.TextField(default="")
    population = models.BigIntegerField(null=True)
    areas = models.JSONField(default=list)  # polygons, each an outer ring and its holes, longitude first

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mapping", "kind", "code"], name="plan_place_code"),)
        indexes = (models.Index(fields=["kind", "state"], name="plan_place_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"
