"""Special events: what they are, who guards them, and what was collected for them, which goes with them."""

from uuid import uuid4

from django.db import models


class SpecialEvent(models.Model):
    """An event with its rating, time and ground. After `purge_on` its words go; the row says that there was one."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    name = models.TextField()
    venue = models.TextField(default="")
    rating = models.TextField(default="unrated")  # nsse, sear-1 .. sear-5, unrated
    assembly = models.BooleanField(default=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.FloatField(default=0)
    outlines = models.JSONField(default=list, db_default=[])  # polygons with holes; the circle holds them
    attendance = models.IntegerField(null=True)
    protectees = models.JSONField(default=list)  # offices and roles
    staffing = models.JSONField(default=list)  # [post, how many]
    purge_on = models.DateField()
    state = models.TextField(default="planned")
    stated_by = models.BigIntegerField()
    stated_at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["ends_at"], name="plan_event_end"),)

    def __str__(self) -> str:
        return str(self.public_id)


class CollectedFor(models.Model):
    """A record that was collected for an event, and which of the three kinds of facts it holds."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    event_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    about = models.TextField()  # safety, traffic, crime
    tagged_by = models.BigIntegerField()
    tagged_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["event_id", "record_id"], name="plan_collected_once"),)
        indexes = (models.Index(fields=["record_id"], name="plan_collected_record"),)

    def __str__(self) -> str:
        return str(self.public_id)
