"""Liaison officers: who asked, who approved, until when. No record and no id of one."""

from django.db import models


class Officer(models.Model):
    """One person's standing; approving anew moves the date, the past is on the ledger."""

    person_id = models.BigIntegerField(primary_key=True)
    agency_id = models.BigIntegerField()
    asked_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.person_id}"
