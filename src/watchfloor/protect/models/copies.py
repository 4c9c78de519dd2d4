"""Copies that stand elsewhere: backups, and checkpoints that left the house."""

from django.db import models

from watchfloor.protect.models.shown import Shown


class Backup(Shown):
    """A backup that was made, and the day from which it is not to be opened any more; nothing of what is in it."""

    made_at = models.DateTimeField()
    expires_on = models.DateField()


class CheckpointOut(models.Model):
    """A try to bring the newest checkpoint out of the machine: to how many by mail, and whether into the folder."""

    size = models.BigIntegerField()
    at = models.DateTimeField()
    mailed = models.SmallIntegerField()
    dropped = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.size}"
