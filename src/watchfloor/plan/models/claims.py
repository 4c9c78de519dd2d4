"""Who works on what, one at a time."""

from uuid import uuid4

from django.db import models


class Claim(models.Model):
    """Who works on a record; one open claim a record. `label_id` is that of the record.

    `given_by` is another person where it was handed over. `deed` and `ended_deed` name the deeds that began and ended
    it, so that they can be undone. `ended` says how: released, shift-ended, taken-over, handed-over, worked, undone.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    given_by = models.BigIntegerField()
    deed = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended = models.TextField(default="")
    ended_deed = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record_id"], condition=models.Q(ended_at__isnull=True), name="plan_one_open_claim"
            ),
        )
        indexes = (
            models.Index(fields=["person_id"], condition=models.Q(ended_at__isnull=True), name="plan_claim_open"),
            models.Index(fields=["deed"], name="plan_claim_deed"),
            models.Index(fields=["ended_deed"], condition=models.Q(ended_deed__isnull=False), name="plan_claim_ended"),
            models.Index(fields=["record_id"], name="plan_claim_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)
