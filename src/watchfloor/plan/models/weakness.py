"""What is said of an asset to fewer readers than the asset itself: whom to call there, and where it is weak."""

from uuid import uuid4

from django.db import models


class AssetContact(models.Model):
    """An office of the owner's to call, by asset. Its label is the center's own, whatever the asset's is."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    asset_id = models.BigIntegerField()
    label_id = models.IntegerField()
    office = models.TextField()
    number = models.TextField(default="")
    email = models.TextField(default="")
    stated_by = models.BigIntegerField()
    stated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["asset_id"], name="plan_contact_asset"),)

    def __str__(self) -> str:
        return str(self.public_id)


class AssetFinding(models.Model):
    """A vulnerability, a protective measure or a judged risk of an asset, with its source and how long it holds."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    asset_id = models.BigIntegerField()
    label_id = models.IntegerField()
    kind = models.TextField()  # vulnerability, measure, risk
    words = models.TextField()
    source = models.TextField()
    valid_until = models.DateField(null=True)
    stated_by = models.BigIntegerField()
    stated_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["asset_id"], name="plan_finding_asset"),)

    def __str__(self) -> str:
        return str(self.public_id)
