"""What records name, and what links them."""

from uuid import uuid4

from django.db import models

NEWEST = models.Q(superseded_at__isnull=True)


class Mention(models.Model):
    """One thing that a version of a record names; `superseded_at` is None for the newest version.

    `key` is a keyed hash of kind and value (for a place: of its cell in place and time), so that no index over the
    whole table holds content. `relation-source` and `relation-target` mentions hold the ids of related STIX objects.
    """

    record_id = models.BigIntegerField()
    version_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    kind = models.TextField()
    value = models.TextField()
    key = models.BinaryField(null=True)
    said = models.TextField(default="")
    start = models.IntegerField()  # offsets in "title\nbody"; -1 where the record's fields say it
    end = models.IntegerField()
    role = models.TextField(default="")
    note = models.TextField(default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    radius_m = models.FloatField(default=0)
    seen_from = models.DateTimeField(null=True)
    seen_until = models.DateTimeField(null=True)
    precision = models.TextField(default="unknown")
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["key"], condition=NEWEST, name="analyze_mention_key"),
            models.Index(fields=["record_id"], name="analyze_mention_record"),
            models.Index(
                fields=["lat", "lon"], condition=NEWEST & models.Q(lon__isnull=False), name="analyze_mention_place"
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"


class Link(models.Model):
    """Two records (a before b) that may belong together, each cause kept; only a person makes it more than a question.

    `state`: proposed, withdrawn (its causes are gone), same, different, unsure. `label_id` is the join of both ends.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    a_id = models.BigIntegerField()
    b_id = models.BigIntegerField()
    label_id = models.IntegerField()
    causes = models.JSONField()
    strength = models.TextField()
    bits = models.FloatField()
    state = models.TextField()
    proposed_at = models.DateTimeField()
    judged_by = models.BigIntegerField(null=True)
    judged_at = models.DateTimeField(null=True)
    judged_because = models.TextField(default="")
    # whether one end is a report of here and the other came from outside; None of those made before this was kept
    crosses = models.BooleanField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a_id", "b_id"], name="analyze_link_once"),
            models.CheckConstraint(condition=models.Q(a_id__lt=models.F("b_id")), name="analyze_link_order"),
        )
        indexes = (
            models.Index(fields=["b_id"], name="analyze_link_b"),
            models.Index(fields=["-proposed_at"], condition=models.Q(crosses=True), name="analyze_link_crosses"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Benign(models.Model):
    """One value of a warning list, as a keyed hash of how it is looked up; `name` is the list's."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    name = models.TextField()
    key = models.BinaryField()
    superseded = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=["key"], condition=models.Q(superseded=False), name="analyze_benign_key"),
            models.Index(fields=["record_id"], name="analyze_benign_record"),
        )

    def __str__(self) -> str:
        return self.name


class SilentHit(models.Model):
    """Somebody of another agency asked for what a restricted record holds, and was shown nothing. For its owner alone.

    `purpose` is the code of the search, or "match" where a machine compared; `seq` is the fact that it came of.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    agency_id = models.BigIntegerField()
    purpose = models.TextField()
    at = models.DateTimeField()
    seq = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["seq", "record_id"], name="analyze_silenthit_once"),)
        indexes = (models.Index(fields=["record_id"], name="analyze_silenthit_record"),)

    def __str__(self) -> str:
        return str(self.public_id)
