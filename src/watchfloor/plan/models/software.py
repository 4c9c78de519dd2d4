"""Partners' software: what an agency says that it runs, and from whom it has it."""

from uuid import uuid4

from django.db import models


class DeclaredSoftware(models.Model):
    """One product of one vendor at an agency, or at one asset of it (its code). Withdrawn rows stay, with their day."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()  # the agency that declares
    label_id = models.IntegerField()
    asset_code = models.TextField(default="")
    vendor = models.TextField()
    product = models.TextField()
    versions = models.TextField(default="")
    supplier = models.TextField(default="")
    declared_by = models.TextField(default="")  # an office of the agency, not a person's name
    declared_on = models.DateField()
    reviewed_on = models.DateField(null=True)
    kept_by = models.BigIntegerField()
    changed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id", "asset_code", "vendor", "product", "versions"],
                condition=models.Q(withdrawn_at=None),
                name="plan_software_once",
            ),
        )
        indexes = (models.Index(fields=["vendor", "product"], name="plan_software_product"),)

    def __str__(self) -> str:
        return str(self.public_id)
