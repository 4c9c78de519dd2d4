"""Releases, deliveries and what readers sent back."""

from uuid import uuid4

from django.db import models


class Counter(models.Model):
    """The last number given in a year; its row is locked while the next is taken."""

    year = models.IntegerField(primary_key=True)
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Release(models.Model):
    """A product or its tear line for one group, or an assessment for named recipients; kept as it went."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    product_id = models.BigIntegerField(null=True)
    number = models.TextField(unique=True)
    title = models.TextField()
    marking = models.TextField()
    group_id = models.BigIntegerField(null=True)
    part = models.TextField(default="full")  # full, tear
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    fragment = models.TextField()
    document = models.TextField()
    pdf = models.BinaryField()
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.TextField(default="")
    # a purge took a record that the product cited: title and bytes are gone, the row says that there was a release
    erased_at = models.DateTimeField(null=True)

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
