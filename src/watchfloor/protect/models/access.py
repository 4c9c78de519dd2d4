"""Cases, broken glass, readings that were flagged, and the policies in force."""

from django.db import models

from watchfloor.protect.models.shown import Shown


class Case(models.Model):
    """A case that somebody read for: number and agency in capitals, under the mark that facts of reading name.

    `known_at` is None while nobody who may has said that the case is known; readings for it are sampled then.
    """

    mark = models.TextField(primary_key=True)
    number = models.TextField()
    agency = models.TextField()
    first_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    known_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.mark


class BreakGlass(Shown):
    """A person reads without a stated need, for an hour, and is reviewed within a day. Why is sealed with its fact."""

    person_id = models.BigIntegerField()
    affiliation_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    review_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class Flag(Shown):
    """A reading that somebody should look at, and why. Holds no terms: `digest` leads to the sealed inquiry.

    `actor` is who read; `rule` the rule of sampling; `opened_at` when its terms were opened, `verdict` what came of it.
    """

    rule = models.TextField()
    seq = models.BigIntegerField()
    actor = models.BigIntegerField()
    purpose = models.TextField()
    read_at = models.DateTimeField()
    digest = models.BinaryField(null=True)
    label_id = models.IntegerField()
    raised_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class PolicyVersion(models.Model):
    """A policy file as it was in force from a moment on: public words with citations, no record and no person."""

    name = models.TextField()
    sha256 = models.TextField()
    content = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "since"], name="protect_policyversion_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:8]}"
