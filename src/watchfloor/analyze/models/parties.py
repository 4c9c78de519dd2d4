"""Who is who: whom records name, what the machine asks and people answer."""

from uuid import uuid4

from django.db import models

NEWEST = models.Q(superseded_at__isnull=True)


class Party(models.Model):
    """One person, vehicle or organisation that a version of a record names in its fields; the newest has no end.

    Only in a role that protect lets be resolved. `asked_at`: when it was held against all others, None while it waits;
    `held_under`: under which model.
    `fields` are the words of the kind's fields, cleaned of blanks only.
    There is no dossier: who is who is worked out anew from parties and judgments for each reader (rules/subjects.py).
    """

    record_id = models.BigIntegerField()
    version_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    kind = models.TextField()
    role = models.TextField()
    fields = models.JSONField()
    superseded_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    held_under = models.TextField(default="", db_default="")

    class Meta:
        indexes = (
            models.Index(fields=["record_id"], name="analyze_party_record"),
            models.Index(fields=["kind", "id"], condition=NEWEST, name="analyze_party_kind"),
            models.Index(fields=["id"], condition=NEWEST & models.Q(asked_at=None), name="analyze_party_waits"),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"


class PartyKey(models.Model):
    """A key that a party is found by under one model: 31 bits of a hash of parts of its fields, behind a rule's number.

    So one record can be held against those that its asker may see, while no names stay in a web process.
    """

    party_id = models.BigIntegerField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    version = models.TextField()
    key = models.BigIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["party_id", "version", "key"], name="analyze_partykey_once"),)
        indexes = (
            models.Index(fields=["version", "key", "-party_id"], name="analyze_partykey_asked"),
            models.Index(fields=["record_id"], name="analyze_partykey_record"),
        )

    def __str__(self) -> str:
        return f"{self.party_id} {self.version}"


class Match(models.Model):
    """Two parties (a before b) that may be one: the machine's question, weighed under one frozen model.

    Of each model a row of its own: only those of the model in force are asked (queries/models.py).

    `weight` and `prior` are sixty-fourths of a bit; `steps` are [comparison, level, weight] and hold no words of the
    parties. `held_by` works on it until `held_until`. `label_id` is the join of both records.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    kind = models.TextField()
    a_id = models.BigIntegerField()
    b_id = models.BigIntegerField()
    a_record_id = models.BigIntegerField()
    b_record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    weight = models.IntegerField()
    prior = models.IntegerField()
    model = models.TextField()
    steps = models.JSONField()
    proposed_at = models.DateTimeField()
    held_by = models.BigIntegerField(null=True)
    held_until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a_id", "b_id", "model"], name="analyze_match_once_a_model"),
            models.CheckConstraint(condition=models.Q(a_id__lt=models.F("b_id")), name="analyze_match_order"),
        )
        indexes = (
            models.Index(fields=["a_record_id"], name="analyze_match_a"),
            models.Index(fields=["b_record_id"], name="analyze_match_b"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Answer(models.Model):
    """What a person answered to "are these two parties one"; never changed, only answered again or undone.

    `verdict`: same, different, unsure, or undo, which takes back the answer `undoes`.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    a_id = models.BigIntegerField()
    b_id = models.BigIntegerField()
    a_record_id = models.BigIntegerField()
    b_record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    verdict = models.TextField()
    undoes = models.BigIntegerField(null=True)
    because = models.TextField(default="")
    given_by = models.BigIntegerField()
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(a_id__lt=models.F("b_id")), name="analyze_answer_order"),
        )
        indexes = (
            models.Index(fields=["a_id"], name="analyze_answer_a"),
            models.Index(fields=["b_id"], name="analyze_answer_b"),
            models.Index(fields=["a_record_id"], name="analyze_answer_ra"),
            models.Index(fields=["b_record_id"], name="analyze_answer_rb"),
        )

    def __str__(self) -> str:
        return str(self.public_id)
