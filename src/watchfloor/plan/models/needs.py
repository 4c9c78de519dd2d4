"""What the center must know, and what came in that touches it or ours."""

from uuid import uuid4

from django.db import models


class InformationNeed(models.Model):
    """What the center must know: of areas, sectors and phrases all that are given must be met."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    title = models.TextField()
    phrases = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    outlines = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    stated_by = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.public_id)


class Relevance(models.Model):
    """One thing of ours that a version of a record touches, with the reason. `superseded_at` is None for the newest.

    `label_id` is the join of the record's label and `base_label_id`, the label of what is touched.
    """

    record_id = models.BigIntegerField()
    version_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    touched = models.TextField()  # asset, area, sector, need
    touched_id = models.BigIntegerField(null=True)
    sector = models.TextField(default="")
    how = models.TextField()
    because = models.TextField()
    distance_m = models.FloatField(null=True)
    weight = models.FloatField()
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["record_id"], name="plan_relevance_record"),
            models.Index(
                fields=["touched", "touched_id"],
                condition=models.Q(superseded_at__isnull=True),
                name="plan_relevance_touched",
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.how} {self.touched}"
