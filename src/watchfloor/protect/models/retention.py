"""What is kept longer and why, what falls due on which day, and what stopped an expiry."""

from django.db import models

from watchfloor.protect.models.shown import Shown


class Validation(Shown):
    """A person looked at a record before its end and kept it: his name, the day and his reason (28 CFR 23.20(h)).

    `explanation` is sealed under the record's own key. Inserting one is what moves the record's clocks; the database
    does it. `finding`: validated (criminal intelligence, current activity) or kept.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    finding = models.TextField()
    current_activity = models.BooleanField()
    explanation = models.BinaryField()
    was_purge_on = models.DateField()
    review_on = models.DateField()
    purge_on = models.DateField()


class Hold(Shown):
    """What keeps a purge away: of one record, or of all that one person reported (`author_id`).

    `authority` is sealed under the record's own key, or, for an author's, under `key_id`.
    """

    kind = models.TextField()
    record_id = models.BigIntegerField(null=True)
    author_id = models.BigIntegerField(null=True)
    label_id = models.IntegerField()
    key_id = models.BigIntegerField(null=True)
    authority = models.BinaryField()
    placed_by = models.BigIntegerField()
    placed_at = models.DateTimeField()
    until_on = models.DateField()
    lifted_by = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)


class RetentionDay(models.Model):
    """A day whose notices of coming reviews and purges are in the outbox; so that none is missed and none doubled."""

    on = models.DateField(primary_key=True)
    told_at = models.DateTimeField()
    told = models.IntegerField()

    def __str__(self) -> str:
        return str(self.on)


class ExpiryStop(Shown):
    """Expiry stopped: by which rules, at which clock, how much was due. It ends when the schedule goes on."""

    at = models.DateTimeField()
    last_fact_at = models.DateTimeField(null=True)
    held = models.BigIntegerField()
    due = models.BigIntegerField()
    rules = models.JSONField()
    ended_at = models.DateTimeField(null=True)
