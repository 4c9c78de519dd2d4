"""Topic packs that the center took."""

from uuid import uuid4

from django.db import models


class Pack(models.Model):
    """A topic pack that somebody took: it counts once the privacy officer approved it. Holds no record.

    `sha256` is the hash of its file as it was read: a pack that changed since is approved anew.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    name = models.TextField()
    sha256 = models.TextField()
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    because = models.TextField(default="")
    removed_by = models.BigIntegerField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id", "name"], condition=models.Q(removed_at=None), name="plan_one_pack_each"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("taken_by")),
                name="plan_pack_two_persons",
            ),
        )

    def __str__(self) -> str:
        return self.name
