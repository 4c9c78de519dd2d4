"""How far the vetting of a tip has come, and what was stated in the two-part review of a SAR."""

from uuid import uuid4

from django.db import models


class Vetting(models.Model):
    """The looks that persons took at one tip. No row: nobody has looked yet.

    `determination` and `dismissal` hold what the first person stated, word for word; the second look judges it anew.
    `deed` names the deed of the last proposal, so that it can be undone for a short time.
    """

    record_id = models.BigIntegerField(primary_key=True)
    label_id = models.IntegerField()
    state = models.TextField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    determination = models.JSONField(null=True)
    dismissal = models.JSONField(null=True)
    privacy_by = models.BigIntegerField(null=True)
    confirmed_by = models.BigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    deed = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.record_id} {self.state}"


class Nexus(models.Model):
    """What one person stated in the two-part review of a SAR; whether it holds says the change of class beside it.

    `behaviors` are codes; `statement` is sealed under the record's own key: why they fit, articulable facts, checks,
    and the rationale of part 2. `outcome`: what a no came to ("" for a yes), which another person answers here;
    `facts_chars`: how many characters of articulable facts it states, which the database asks for.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    behaviors = models.JSONField()
    statement = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    outcome = models.TextField(default="")
    facts_chars = models.IntegerField(null=True)
    answer = models.TextField(default="")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)
