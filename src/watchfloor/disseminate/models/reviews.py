"""What is said about a draft, and what a lowering of its marking asks."""

from uuid import uuid4

from django.db import models

from watchfloor.disseminate.models.products import Product


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


class Comment(models.Model):
    """What a reader says of one statement at one version; settled by who answered it."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    key = models.TextField()
    revision = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    words = models.TextField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Lowering(models.Model):
    """A decision that one statement, in these very words, may be marked below its sources."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    key = models.TextField()
    revision = models.IntegerField()
    from_marking = models.TextField()
    to_marking = models.TextField()
    because = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
