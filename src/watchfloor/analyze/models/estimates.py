"""Models that were estimated here, and which of them people took. They hold no words and no ids of records."""

from uuid import uuid4

from django.db import models


class Estimate(models.Model):
    """An order to estimate a kind's model anew, and what the worker made of it.

    `content` is the frozen model as bytes: weights, and frequencies in which what few records bear counts alike, so
    that nothing of a single record is in it. `state`: asked, ready, or few (too few records to estimate from).
    `beside`: which version shipped when it was estimated; it counts until a release ships another one, because that
    compares otherwise.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    kind = models.TextField()
    state = models.TextField(default="asked")
    version = models.TextField(default="")
    beside = models.TextField(default="", db_default="")
    content = models.BinaryField(default=b"")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(state="asked"), name="analyze_estimate_one_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.version or self.state}"


class ModelVerdict(models.Model):
    """A person took a version of a kind's model, or left an estimated one; only ever added.

    The latest taken is in force; where none was ever taken, the model that ships is.
    """

    kind = models.TextField()
    version = models.TextField()
    verdict = models.TextField()
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.version} {self.verdict}"
