"""What analysis keeps: what records name, which belong together and why, and what a threat means here."""

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

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["a_id", "b_id"], name="analyze_link_once"),
            models.CheckConstraint(condition=models.Q(a_id__lt=models.F("b_id")), name="analyze_link_order"),
        )
        indexes = (models.Index(fields=["b_id"], name="analyze_link_b"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Assessment(models.Model):
    """What a threat item means here, as one person had it worked out at one moment; never changed, only made anew.

    `n` counts the assessments of the record that its maker could see.

    `label_id` joins the record's label and `base_label_id`, the join of all that went in. `risks` keep every input.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    record_n = models.SmallIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    n = models.IntegerField()
    made_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    inputs = models.JSONField()
    risks = models.JSONField(default=list)
    seed = models.BigIntegerField()
    p5 = models.FloatField(null=True)
    p50 = models.FloatField(null=True)
    p95 = models.FloatField(null=True)
    unit = models.TextField(default="")

    class Meta:
        indexes = (models.Index(fields=["record_id"], name="analyze_assessment_record"),)

    def __str__(self) -> str:
        return str(self.public_id)


class Implication(models.Model):
    """An asset or a place that the threat touches, with every reason."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    target_kind = models.TextField()
    target_id = models.BigIntegerField()
    target_public_id = models.UUIDField(null=True)
    target_name = models.TextField()
    how = models.TextField()
    reasons = models.JSONField()
    weight = models.FloatField()

    def __str__(self) -> str:
        return str(self.public_id)


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


class ReportImplication(models.Model):
    """A report that the threat touches; apart from the others, because it goes when either record is forgotten."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    report_id = models.BigIntegerField()
    label_id = models.IntegerField()
    how = models.TextField()
    reasons = models.JSONField()
    weight = models.FloatField()

    def __str__(self) -> str:
        return str(self.public_id)


class Party(models.Model):
    """One person, vehicle or organisation that a version of a record names in its fields; the newest has no end.

    Only in a role that protect lets be resolved. `asked_at`: when it was held against all others, None while it waits.
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

    class Meta:
        indexes = (
            models.Index(fields=["record_id"], name="analyze_party_record"),
            models.Index(fields=["kind", "id"], condition=NEWEST, name="analyze_party_kind"),
            models.Index(fields=["id"], condition=NEWEST & models.Q(asked_at=None), name="analyze_party_waits"),
        )

    def __str__(self) -> str:
        return f"{self.record_id} {self.kind}"


class Match(models.Model):
    """Two parties (a before b) that may be one: the machine's question, weighed under one frozen model.

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
            models.UniqueConstraint(fields=["a_id", "b_id"], name="analyze_match_once"),
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
