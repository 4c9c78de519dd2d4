"""What people follow, and what came of it."""

from uuid import uuid4

from django.db import models


class Subscription(models.Model):
    """A person follows one need, sector or area. Seen by that person and by the follower that matches it.

    `label_id` is that of the person's own agency.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    person_id = models.BigIntegerField()
    label_id = models.IntegerField()
    need_id = models.BigIntegerField(null=True)
    sector = models.TextField(default="")
    area_id = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(need_id__isnull=False, sector="", area_id=None)
                | (models.Q(need_id=None, area_id=None) & ~models.Q(sector=""))
                | models.Q(need_id=None, sector="", area_id__isnull=False),
                name="plan_subscription_of_one",
            ),
            models.UniqueConstraint(
                fields=["person_id", "need_id", "sector", "area_id"],
                condition=models.Q(ended_at=None),
                nulls_distinct=False,
                name="plan_subscription_once",
            ),
        )
        indexes = (models.Index(fields=["person_id"], name="plan_subscription_person"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Followed(models.Model):
    """A record touched what a person follows, and he was told, once; `because` are all reasons together.

    `label_id` is the join of the record's label and `base_label_id`, the subscription's. Goes with the record.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    person_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    because = models.TextField()
    weight = models.FloatField()
    told_at = models.DateTimeField()
    alone = models.BooleanField()  # by a notice of its own; else with others of the hour

    class Meta:
        constraints = (models.UniqueConstraint(fields=["person_id", "record_id"], name="plan_followed_once"),)
        indexes = (
            models.Index(fields=["record_id"], name="plan_followed_record"),
            models.Index(fields=["person_id", "-told_at"], name="plan_followed_newest"),
        )

    def __str__(self) -> str:
        return str(self.public_id)
