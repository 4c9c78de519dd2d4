"""Watch lists, and suspects beside their entries."""

from uuid import uuid4

from django.db import models


class ListEdition(models.Model):
    """One edition of a watch list as it was brought in: a reference set, published by others; the newest stands.

    `entries`: how many it holds; the others count what it changed against the edition before.
    """

    code = models.TextField()
    name = models.TextField()
    publisher = models.TextField()
    published = models.TextField(default="")
    label_id = models.IntegerField()
    n = models.IntegerField()
    sha256 = models.TextField()
    mapping = models.JSONField()
    entries = models.IntegerField()
    added = models.IntegerField()
    changed = models.IntegerField()
    delisted = models.IntegerField()
    set_aside = models.IntegerField()
    imported_at = models.DateTimeField()
    imported_by = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["code", "n"], name="analyze_listedition_once"),)

    def __str__(self) -> str:
        return f"{self.code} {self.n}"


class ListEntry(models.Model):
    """One entry as its publisher has it; `ended_at` is None while it stands. An entry that is worded anew is a new row.

    `names`: the primary one first. `digest` changes with what is held against parties (rules/lists.py).
    """

    code = models.TextField()
    uid = models.TextField()
    label_id = models.IntegerField()
    kind = models.TextField()
    names = models.JSONField()
    fields = models.JSONField()
    note = models.TextField(default="")
    digest = models.TextField()
    since_n = models.IntegerField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["code", "uid"], condition=models.Q(ended_at=None), name="analyze_listentry_stands"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.uid}"


class ListHit(models.Model):
    """The machine's question whether a suspect whom a record names is an entry of a watch list; decides nothing.

    As Match: `weight` and `prior` in sixty-fourths of a bit, `steps` without words of the party. It is open while the
    party and the entry stand. `label_id` joins the record's label and the list's.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    entry_id = models.BigIntegerField()
    party_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    list_label_id = models.IntegerField()
    alias = models.TextField(default="")
    weight = models.IntegerField()
    prior = models.IntegerField()
    steps = models.JSONField()
    purpose = models.TextField()
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party_id", "entry_id"], name="analyze_listhit_once"),)
        indexes = (models.Index(fields=["record_id"], name="analyze_listhit_record"),)

    def __str__(self) -> str:
        return str(self.public_id)


class HitAnswer(models.Model):
    """What a person answered about a list hit; as Answer, only ever added."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    hit_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    list_label_id = models.IntegerField()
    verdict = models.TextField()
    undoes = models.BigIntegerField(null=True)
    because = models.TextField(default="")
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["hit_id"], name="analyze_hitanswer_hit"),
            models.Index(fields=["record_id"], name="analyze_hitanswer_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Screening(models.Model):
    """A person's order to hold suspects against lists, and how far the worker came with it.

    `case_ref` stands only until it has ended: with it the worker reads as that person, and no longer.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    label_id = models.IntegerField()
    asked_by = models.BigIntegerField()
    affiliation_id = models.BigIntegerField()
    purpose = models.TextField()
    case_ref = models.TextField(default="")
    codes = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    state = models.TextField(default="asked")
    suspects = models.IntegerField(default=0)
    held = models.IntegerField(default=0)
    hits = models.IntegerField(default=0)
    too_common = models.IntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["asked_at"], condition=models.Q(ended_at=None), name="analyze_screening_open"),)

    def __str__(self) -> str:
        return str(self.public_id)
