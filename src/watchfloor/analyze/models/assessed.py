"""What a threat means here, as people assessed it."""

from uuid import uuid4

from django.db import models


class Assessment(models.Model):
    """What a threat item means here, as one person had it worked out at one moment; never changed, only made anew.

    `n` counts the assessments of the record that its maker could see.

    `label_id` joins the record's label and `base_label_id`, the join of all that went in. `risks` keep every input.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    record_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    n = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    inputs = models.JSONField()
    risks = models.JSONField(default=list)
    seed = models.BigIntegerField()
    p5 = models.FloatField(null=True)
    p50 = models.FloatField(null=True)
    p95 = models.FloatField(null=True)
    unit = models.TextField(default="")

    class Meta:
        indexes = (models.Index(fields=["record_id"], name="analyze_assessment_record"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Implication(models.Model):
    """An asset or a place that the threat touches, with every reason."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    target_kind = models.TextField()
    target_id = models.BigIntegerField()
    target_public_id = models.UUIDField(null=True)
    target_name = models.TextField()
    how = models.TextField()
    reasons = models.JSONField()
    weight = models.FloatField()

    def __str__(self) -> str:
        return str(self.public_id)


class ReportImplication(models.Model):
    """A report that the threat touches; apart from the others, because it goes when either record is forgotten."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    report_id = models.BigIntegerField()
    label_id = models.IntegerField()
    how = models.TextField()
    reasons = models.JSONField()
    weight = models.FloatField()

    def __str__(self) -> str:
        return str(self.public_id)
