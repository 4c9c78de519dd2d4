"""What a product answers and what is asked of it."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from watchfloor.disseminate.models.products import Product


class Request(models.Model):
    """The first of two people asks for a release; the second confirms the same effect before it lapses."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    groups = ArrayField(models.BigIntegerField())
    effect = models.JSONField()  # who gets what, as the first person saw it
    because = models.TextField()
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.TextField(default="")  # confirmed, declined, changed, lapsed
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"
