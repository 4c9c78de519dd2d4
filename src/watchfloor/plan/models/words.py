"""Watch words: what is looked for in what named partners send, for how long, and what was found."""

from uuid import uuid4

from django.db import models


class WatchWord(models.Model):
    """A phrase that belongs to an approved need, and names its offense. It is matched from the day on which the
    privacy officer approved it until `expires_at`, and by itself no longer.

    `record_id`: the criminal intelligence whose predicate bears a name; the word is forgotten with it. `label_id`
    joins its label and `base_label_id`, the need's.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    need_id = models.BigIntegerField()
    record_id = models.BigIntegerField(null=True)
    phrase = models.TextField()
    about = models.TextField()
    offence = models.TextField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    renews = models.UUIDField(null=True)
    state = models.TextField(default="proposed")  # proposed, approved, refused, withdrawn
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    because = models.TextField(default="")
    expires_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(expires_at__isnull=False, decided_at__isnull=False),
                name="plan_word_expires",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("proposed_by")),
                name="plan_word_two_persons",
            ),
        )
        indexes = (
            models.Index(fields=["expires_at"], condition=models.Q(state="approved"), name="plan_word_expiry"),
            models.Index(fields=["record_id"], name="plan_word_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class WordHit(models.Model):
    """A word stood in what a named partner sent; `because` quotes where. Goes with the record and with the word.

    `label_id` is the join of the record's label and `base_label_id`, the word's.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    word_id = models.UUIDField()
    record_id = models.BigIntegerField()
    version_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    because = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["word_id", "record_id"], name="plan_one_hit"),)
        indexes = (models.Index(fields=["record_id"], name="plan_hit_record"),)

    def __str__(self) -> str:
        return str(self.public_id)
