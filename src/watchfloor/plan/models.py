"""What plan keeps: what we must protect and know, where places are, what came that touches them, and the watch."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Asset(models.Model):
    """Something to protect. Its code is one within a center and the mapping that it came by."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    mapping = models.TextField()
    code = models.TextField()
    name = models.TextField()
    kind = models.TextField()
    sectors = models.JSONField(default=list)  # NIEM target sector codes, the main one first
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    state = models.TextField(default="")
    county = models.TextField(default="")
    owner_name = models.TextField(default="")
    capacity = models.FloatField(null=True)
    unit = models.TextField(default="")
    also_named = models.JSONField(default=list)
    criticality = models.TextField(default="unrated")
    criticality_because = models.TextField(default="")
    findings = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["owner_id", "mapping", "code"], name="plan_asset_code"),)
        indexes = (models.Index(fields=["lat", "lon"], name="plan_asset_place"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Place(models.Model):
    """A row of the gazetteer.

    No label and no row wall: public reference data about towns, counties and airports. It holds no record, no id of
    one and nothing of a person; who may see a record decides about the places that the record names.
    """

    mapping = models.TextField()
    code = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    names = models.JSONField(default=list)
    state = models.TextField(default="")
    country = models.TextField(default="")
    lon = models.FloatField()
    lat = models.FloatField()
    radius_m = models.FloatField()
    time_zone = models.TextField(default="")
    population = models.BigIntegerField(null=True)
    areas = models.JSONField(default=list)  # polygons, each an outer ring and its holes, longitude first

    class Meta:
        constraints = (models.UniqueConstraint(fields=["mapping", "kind", "code"], name="plan_place_code"),)
        indexes = (models.Index(fields=["kind", "state"], name="plan_place_kind"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class InformationNeed(models.Model):
    """What the center must know: of areas, sectors and phrases all that are given must be met."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    title = models.TextField()
    phrases = models.JSONField(default=list)
    sectors = models.JSONField(default=list)
    outlines = models.JSONField(default=list)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    stated_by = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.public_id)


class Relevance(models.Model):
    """One thing of ours that a version of a record touches, with the reason. `superseded_at` is None for the newest.

    `label_id` is the join of the record's label and `base_label_id`, the label of what is touched.
    """

    record_id = models.BigIntegerField()
    version_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    touched = models.TextField()  # asset, area, sector, need
    touched_id = models.BigIntegerField(null=True)
    sector = models.TextField(default="")
    how = models.TextField()
    because = models.TextField()
    distance_m = models.FloatField(null=True)
    weight = models.FloatField()
    made_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["record_id"], name="plan_relevance_record"),
            models.Index(
                fields=["touched", "touched_id"],
                condition=models.Q(superseded_at__isnull=True),
                name="plan_relevance_touched",
            ),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.how} {self.touched}"


class Shift(models.Model):
    """The watch of the center under one officer; one is open at a time.

    `digest` is that of the sheet read back when it was taken; the lines of the sheet are built anew from ids.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.BigIntegerField()
    taken_from = models.UUIDField(null=True)
    digest = models.BinaryField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["owner_id"], condition=models.Q(closed_at__isnull=True), name="plan_one_open_shift"
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class LogEntry(models.Model):
    """A call, decision or event of the watch. The application adds entries and changes none.

    `label_id` is the join of the center's own label (`base_label_id`) and that of the record it is bound to. A purge of
    the record takes the words and the binding; the row stays and says when. `corrects` is no foreign key: a purge may
    take the row it names.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    shift = models.UUIDField(null=True)
    record_id = models.BigIntegerField(null=True)
    kind = models.TextField()  # call, decision, event, note
    happened_at = models.DateTimeField()
    written_at = models.DateTimeField()
    written_by = models.BigIntegerField()
    words = models.TextField()
    whom = models.TextField(default="")
    number = models.TextField(default="")
    reached = models.BooleanField(null=True)
    corrects = models.UUIDField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["-written_at", "-public_id"], name="plan_logentry_written"),
            models.Index(fields=["shift"], name="plan_logentry_shift"),
            models.Index(fields=["record_id"], name="plan_logentry_record"),
            models.Index(fields=["corrects"], name="plan_logentry_corrects"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class ReadLine(models.Model):
    """One line of a sheet that was read back, by the ids of what it spoke of; its words are not kept."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    shift = models.UUIDField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    part = models.TextField()  # claim, clock, feed, entry
    ref = models.TextField()

    class Meta:
        indexes = (models.Index(fields=["shift"], name="plan_readline_shift"),)

    def __str__(self) -> str:
        return f"{self.part} {self.ref}"


class Claim(models.Model):
    """Who works on a record; one open claim a record. `label_id` is that of the record.

    `given_by` is another person where it was handed over. `deed` and `ended_deed` name the deeds that began and ended
    it, so that they can be undone. `ended` says how: released, shift-ended, taken-over, handed-over, worked, undone.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    since = models.DateTimeField()
    given_by = models.BigIntegerField()
    deed = models.UUIDField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended = models.TextField(default="")
    ended_deed = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["record_id"], condition=models.Q(ended_at__isnull=True), name="plan_one_open_claim"
            ),
        )
        indexes = (
            models.Index(fields=["person_id"], condition=models.Q(ended_at__isnull=True), name="plan_claim_open"),
            models.Index(fields=["deed"], name="plan_claim_deed"),
            models.Index(fields=["ended_deed"], condition=models.Q(ended_deed__isnull=False), name="plan_claim_ended"),
            models.Index(fields=["record_id"], name="plan_claim_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class SavedSearch(models.Model):
    """A search kept under a name. Name, words, facets and purpose lie sealed under a key of its own.

    Seen by who saved it, by persons named, and by roles of the agency `owner_id`. It holds no record and no id of one.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    made_by = models.BigIntegerField(db_index=True)
    key_id = models.BigIntegerField()
    sealed = models.BinaryField()
    roles = ArrayField(models.TextField())
    persons = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    purge_on = models.DateField()

    def __str__(self) -> str:
        return str(self.public_id)


class Request(models.Model):
    """A call or mail that asks something of the center. Its words lie sealed under a key of their own.

    It holds no record and no id of one: what was told lies with the answer (disseminate). `recipient_id` is None while
    the caller is unknown; an answered request always has one. Past `purge_on` the words go, the row stays.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()
    due_at = models.DateTimeField()
    how = models.TextField()  # phone, mail, in person
    urgency = models.TextField()
    purpose = models.TextField()
    agency_id = models.BigIntegerField(null=True)  # None: as said, not in the registry
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()
    recipient_id = models.BigIntegerField(null=True)
    checked = models.TextField(default="")  # registry, called-back
    called_by = models.BigIntegerField(null=True)
    called_at = models.DateTimeField(null=True)
    state = models.TextField(default="open")  # open, answered, closed
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    closing = models.TextField(default="")
    purge_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=~models.Q(state="answered", recipient_id=None), name="plan_answered_to"),
        )
        indexes = (models.Index(fields=["due_at"], condition=models.Q(state="open"), name="plan_request_open"),)

    def __str__(self) -> str:
        return str(self.public_id)
