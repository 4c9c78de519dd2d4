"""What core keeps. The tables are made by SQL (partitions, policies, definer functions), so Django manages none."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Label(models.Model):
    """An opaque label: the sorted set of its atoms; its id is the position of its bit."""

    id = models.IntegerField(primary_key=True)
    key = models.JSONField()

    class Meta:
        managed = False
        db_table = "core_label"

    def __str__(self) -> str:
        return f"label {self.pk}"


class Record(models.Model):
    """A thing with a stamp; holds no words."""

    id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    kind = models.TextField()
    legal_class = models.TextField()
    label_id = models.IntegerField()
    owner_id = models.BigIntegerField()
    source_item_id = models.BigIntegerField(null=True)
    key_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True)
    review_on = models.DateField()
    purge_on = models.DateField()
    predicate_id = models.BigIntegerField(null=True)
    stamp_rules = ArrayField(models.TextField())
    hidden_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "core_record"

    def __str__(self) -> str:
        return str(self.public_id)


class Version(models.Model):
    """What was known of a record from known_at until superseded_at."""

    pk = models.CompositePrimaryKey("record_id", "n")
    record_id = models.BigIntegerField()
    n = models.SmallIntegerField()
    known_at = models.DateTimeField()
    superseded_at = models.TextField()  # timestamptz with 'infinity'; compared in SQL only
    label_id = models.IntegerField()
    kind = models.TextField()
    opened_at = models.DateTimeField()
    occurred_at = models.DateTimeField(null=True)
    occurred_until = models.DateTimeField(null=True)
    occurred_precision = models.TextField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.FloatField()
    revision = models.TextField()
    digest = models.BinaryField()
    mark = models.BinaryField()
    author = models.BigIntegerField()
    marking = models.TextField()
    title = models.TextField()
    body = models.TextField()
    data = models.JSONField()
    tsv = SearchVectorField()

    class Meta:
        managed = False
        db_table = "core_version"

    def __str__(self) -> str:
        return f"{self.record_id} version {self.n}"
