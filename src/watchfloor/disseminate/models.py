"""What disseminate keeps: products with their statements and sources, reviews, releases, deliveries, feedback."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Product(models.Model):
    """A product on its way from draft to release. Its label joins the labels of all its sources."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    kind = models.TextField()
    title = models.TextField()
    state = models.TextField(default="draft")  # draft, in review, released, recalled
    revision = models.IntegerField(default=1)
    threat_id = models.BigIntegerField()
    assessment = models.UUIDField()
    authors = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    center = models.TextField()
    contact = models.TextField()
    exercise = models.BooleanField()
    sections = models.JSONField()  # key, heading and columns of each section, in order

    def __str__(self) -> str:
        return str(self.public_id)


class Statement(models.Model):
    """A portion of a product at one place; `content` is the statement but for its sources."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    section = models.TextField()
    position = models.IntegerField()
    key = models.TextField()
    content = models.JSONField()

    def __str__(self) -> str:
        return self.key


class StatementSource(models.Model):
    """What a statement rests on. The row goes when its record is purged; the statement then says so."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    record_id = models.BigIntegerField()
    position = models.IntegerField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pk}"


class Review(models.Model):
    """A person's verdict on one revision."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    kind = models.TextField()
    by_id = models.BigIntegerField()
    revision = models.IntegerField()
    approved = models.BooleanField()
    because = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Counter(models.Model):
    """The last number given in a year; its row is locked while the next is taken."""

    year = models.IntegerField(primary_key=True)
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Release(models.Model):
    """A product under its number for one group, or an assessment for named recipients; kept as it went."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    product_id = models.BigIntegerField(null=True)
    number = models.TextField(unique=True)
    title = models.TextField()
    marking = models.TextField()
    group_id = models.BigIntegerField(null=True)
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    fragment = models.TextField()
    document = models.TextField()
    pdf = models.BinaryField()
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.TextField(default="")

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """One person's copy of a release."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    delivered_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "person_id"], name="disseminate_one_copy_each"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Feedback(models.Model):
    """The two answers of one recipient."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    useful = models.TextField()  # yes, partly, no
    used = models.TextField()  # briefed, acted, passed on, nothing
    words = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "person_id"], name="disseminate_one_answer_each"),)

    def __str__(self) -> str:
        return self.useful


class Imminent(models.Model):
    """One person alone released an assessment in imminent danger; another confirms or recalls within 24 hours."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="+", primary_key=True)
    label_id = models.IntegerField()
    assessment = models.UUIDField()
    danger = models.TextField()
    reason = models.TextField()
    phoned_who = models.TextField()
    phoned_agency = models.TextField()
    phoned_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.pk}"
