"""A product, its versions, its statements and where each comes from."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Product(models.Model):
    """A product on its way from draft to release. Its label joins the labels of all its sources.

    `revision` numbers the kept versions. The tear line has a title of its own and names the kinds of groups it is for.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    kind = models.TextField()
    title = models.TextField()
    state = models.TextField(default="draft")  # draft, in review, released, recalled
    revision = models.IntegerField(default=1)
    threat_id = models.BigIntegerField()  # what it is about: a threat item, or the first record of a selection
    assessment = models.UUIDField(null=True)  # None: drafted from a selection that nobody assessed
    authors = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    center = models.TextField()
    contact = models.TextField()
    exercise = models.BooleanField()
    sections = models.JSONField()  # key, heading and columns of each section, in order
    tear_title = models.TextField(default="")
    tear_for = ArrayField(models.TextField(), default=list)

    def __str__(self) -> str:
        return str(self.public_id)


class Version(models.Model):
    """One keeping of a draft: who, when, and what was done to which statement. It holds no words."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    n = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    deed = models.TextField()  # drafted, edited, added, removed, moved, titled, lowered, meant for
    key = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["product", "n"], name="disseminate_one_version_each"),)

    def __str__(self) -> str:
        return f"{self.n}"


class Statement(models.Model):
    """A portion of a product as it stood from version `since` until before version `until` (None: it stands).

    `content` is the statement but for its sources; `record_id` is the only record it rests on, None for several.
    The titles of the product and of its tear line are kept in the same way, in sections of their own.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    section = models.TextField()
    position = models.FloatField()
    key = models.TextField()
    since = models.IntegerField(default=1)
    until = models.IntegerField(null=True)
    content = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["product", "key"], condition=models.Q(until=None), name="disseminate_one_that_stands"
            ),
        )

    def __str__(self) -> str:
        return self.key


class StatementSource(models.Model):
    """What a statement rests on. The row goes when its record is purged; the statement then says so."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField()
    position = models.IntegerField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pk}"
