"""What the center must know, and what came in that touches it or ours."""

from uuid import uuid4

from django.db import models

from watchfloor.plan.rules.needs import LEVELS


class InformationNeed(models.Model):
    """What the center must know: of areas, sectors and phrases all that are given must be met.

    A node of the tree standing need -> priority requirement -> essential element -> indicator. `parent_id` is the id
    of the need above it; the database refuses one that stands above itself. `n` counts its versions: what stood
    before lies in NeedDeed. `pack` names the topic pack that it came by.
    """

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
    level = models.TextField(db_default="sin")
    code = models.TextField(db_default="")
    parent_id = models.BigIntegerField(null=True)
    asked = models.TextField(db_default="")
    source = models.TextField(db_default="local")
    priority = models.TextField(db_default="medium")
    held_by = models.BigIntegerField(null=True)
    n = models.SmallIntegerField(db_default=1)
    stated_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    review_on = models.DateField(null=True)
    retired_by = models.BigIntegerField(null=True)
    retired_at = models.DateTimeField(null=True)
    pack = models.TextField(db_default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id", "code"],
                condition=models.Q(retired_at=None) & ~models.Q(code=""),
                name="plan_need_code",
            ),
            models.CheckConstraint(condition=models.Q(level__in=LEVELS), name="plan_need_level"),
            models.CheckConstraint(
                condition=models.Q(starts_at=None)
                | models.Q(ends_at=None)
                | models.Q(ends_at__gt=models.F("starts_at")),
                name="plan_need_ends_after_start",
            ),
        )
        indexes = (models.Index(fields=["parent_id"], name="plan_need_parent"),)

    def __str__(self) -> str:
        return str(self.public_id)


class NeedDeed(models.Model):
    """What was done to a need, by whom and why; `before` is what it said until then ({} where nothing changed)."""

    need = models.UUIDField()  # its public id
    label_id = models.IntegerField()
    n = models.SmallIntegerField()
    deed = models.TextField()  # stated, revised, moved, approved, reviewed, retired
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    why = models.TextField(default="")
    before = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["need", "-at"], name="plan_needdeed_need"),)

    def __str__(self) -> str:
        return f"{self.need} {self.deed}"


class Tag(models.Model):
    """A person's word that a thing answers a need, or that it does not; what relevance found alone is no tag.

    `record_id` is None for what is no record (a product or a request, named by `thing_id`, its public id).
    `label_id` is the join of the thing's label and `base_label_id`, the need's. One word stands at a time.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    need_id = models.BigIntegerField()
    kind = models.TextField()  # record, product, request, rfi
    thing_id = models.UUIDField()
    record_id = models.BigIntegerField(null=True)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    answers = models.BooleanField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["need_id", "thing_id"], condition=models.Q(ended_at=None), name="plan_one_tag"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="record", record_id__isnull=False)
                | (~models.Q(kind="record") & models.Q(record_id=None)),
                name="plan_tag_names_its_record",
            ),
        )
        indexes = (
            models.Index(fields=["record_id"], name="plan_tag_record"),
            models.Index(fields=["need_id"], condition=models.Q(ended_at=None), name="plan_tag_need"),
        )

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
    touched = models.TextField()  # asset, area, sector, need, event, software
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
