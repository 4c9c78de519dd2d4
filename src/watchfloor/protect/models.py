"""What protect keeps: purges and how far each has come. Holds ids of what is being forgotten, never its words."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Shown(models.Model):
    """What is named outside by a random id of its own."""

    public_id = models.UUIDField(unique=True, default=uuid4)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.public_id)


class Purge(Shown):
    """Two persons opened it, or the schedule; four steps, each with fact and moment. `asides`: what was set aside."""

    records = ArrayField(models.BigIntegerField())
    public_records = ArrayField(models.UUIDField())
    asides = ArrayField(models.BigIntegerField(), default=list)
    public_asides = ArrayField(models.UUIDField(), default=list)
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    rule = models.TextField()
    opened_at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
    forgotten_at = models.DateTimeField(null=True)
    scrubbed_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    holdings_done = ArrayField(models.TextField(), default=list)
    partitions = ArrayField(models.TextField(), default=list)
    recipients = ArrayField(models.BigIntegerField(), default=list)
    counts = models.JSONField(default=dict)
    certificate = models.JSONField(default=dict)


class Proposal(Shown):
    """One person asks another to purge a record with him; it lapses in half an hour and is forgotten with the record.

    `because` is sealed under the record's own key; `effect` holds counts by table.
    """

    record_id = models.BigIntegerField()
    public_record = models.UUIDField()
    label_id = models.IntegerField()
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    effect = models.JSONField()
    because = models.BinaryField()
    opened_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")


class Predicate(Shown):
    """What one record of criminal intelligence stands on (28 CFR 23.20(a)-(d), (n)).

    `statement` is sealed under the record's own key: facts, author, supporting file, relevance, relation, method.
    A newer one takes the place of an older one; the record names the one in force.
    """

    id = models.BigIntegerField(primary_key=True)  # taken ahead: the record names it when it is opened
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    offence = models.TextField()
    underlying = models.TextField(default="")
    dated_on = models.DateField()
    reliability = models.TextField()
    validity = models.TextField()
    sensitivity = models.TextField()
    lawful = models.BooleanField()
    political = models.BooleanField()
    statement = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)


class ClassChange(Shown):
    """One act of evaluation: a record of one class becomes another, or was refused to; answer "" while it waits.

    `second` is the right that another person needs to answer it, "" where nobody is asked. `because` is sealed.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    was = models.TextField()
    becomes = models.TextField()
    because = models.BinaryField()
    predicate_id = models.BigIntegerField(null=True)
    subjects = ArrayField(models.BigIntegerField(), default=list)
    second = models.TextField(default="")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")


class Identifies(models.Model):
    """A record of identifying information and a subject that it serves; without one it may not stand (63 FR 71752)."""

    id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    subject_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["record_id", "subject_id"], name="protect_identifies_once"),)

    def __str__(self) -> str:
        return f"{self.record_id} {self.subject_id}"


class CourtOrder(Shown):
    """An order of a court about a record: sealed or expunged. It acts when it is kept. `authority` is sealed."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    kind = models.TextField()
    authority = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()


class Validation(Shown):
    """A person looked at a record before its end and kept it: his name, the day and his reason (28 CFR 23.20(h)).

    `explanation` is sealed under the record's own key. Inserting one is what moves the record's clocks; the database
    does it. `finding`: validated (criminal intelligence, current activity) or kept.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    finding = models.TextField()
    current_activity = models.BooleanField()
    explanation = models.BinaryField()
    was_purge_on = models.DateField()
    review_on = models.DateField()
    purge_on = models.DateField()


class Hold(Shown):
    """What keeps a purge away: of one record, or of all that one person reported (`author_id`).

    `authority` is sealed under the record's own key, or, for an author's, under `key_id`.
    """

    kind = models.TextField()
    record_id = models.BigIntegerField(null=True)
    author_id = models.BigIntegerField(null=True)
    label_id = models.IntegerField()
    key_id = models.BigIntegerField(null=True)
    authority = models.BinaryField()
    placed_by = models.BigIntegerField()
    placed_at = models.DateTimeField()
    until_on = models.DateField()
    lifted_by = models.BigIntegerField(null=True)
    lifted_at = models.DateTimeField(null=True)


class RetentionDay(models.Model):
    """A day whose notices of coming reviews and purges are in the outbox; so that none is missed and none doubled."""

    on = models.DateField(primary_key=True)
    told_at = models.DateTimeField()
    told = models.IntegerField()

    def __str__(self) -> str:
        return str(self.on)


class Backup(Shown):
    """A backup that was made, and the day from which it is not to be opened any more; nothing of what is in it."""

    made_at = models.DateTimeField()
    expires_on = models.DateField()


class Case(models.Model):
    """A case that somebody read for: number and agency in capitals, under the mark that facts of reading name.

    `known_at` is None while nobody who may has said that the case is known; readings for it are sampled then.
    """

    mark = models.TextField(primary_key=True)
    number = models.TextField()
    agency = models.TextField()
    first_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    known_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return self.mark


class BreakGlass(Shown):
    """A person reads without a stated need, for an hour, and is reviewed within a day. Why is sealed with its fact."""

    person_id = models.BigIntegerField()
    affiliation_id = models.BigIntegerField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()
    review_by = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class Flag(Shown):
    """A reading that somebody should look at, and why. Holds no terms: `digest` leads to the sealed inquiry.

    `actor` is who read; `rule` the rule of sampling; `opened_at` when its terms were opened, `verdict` what came of it.
    """

    rule = models.TextField()
    seq = models.BigIntegerField()
    actor = models.BigIntegerField()
    purpose = models.TextField()
    read_at = models.DateTimeField()
    digest = models.BinaryField(null=True)
    label_id = models.IntegerField()
    raised_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class PolicyVersion(models.Model):
    """A policy file as it was in force from a moment on: public words with citations, no record and no person."""

    name = models.TextField()
    sha256 = models.TextField()
    content = models.TextField()
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["name", "since"], name="protect_policyversion_once"),)

    def __str__(self) -> str:
        return f"{self.name} {self.sha256[:8]}"


class CheckpointOut(models.Model):
    """A try to bring the newest checkpoint out of the machine: to how many by mail, and whether into the folder."""

    size = models.BigIntegerField()
    at = models.DateTimeField()
    mailed = models.SmallIntegerField()
    dropped = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.size}"


class RedressCase(models.Model):
    """How far a request for access, a complaint or a request for correction has come; its words are its entries.

    The case is a record of class redress, so that its keys, clocks and purge are those of every record. `code_mark` is
    a keyed hash of the code on the receipt: who has the code may read how far it has come.
    """

    record_id = models.BigIntegerField(primary_key=True)
    public_id = models.UUIDField(unique=True)
    label_id = models.IntegerField()
    kind = models.TextField()
    code_mark = models.BinaryField(unique=True)
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    verified_at = models.DateTimeField(null=True)
    verified_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    outcome = models.TextField(default="")
    appealed_at = models.DateTimeField(null=True)
    appeal_decided_at = models.DateTimeField(null=True)
    appeal_decided_by = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)


class RedressEntry(models.Model):
    """One thing that was said or looked up in a case, sealed under the case's own key; never changed.

    `what`: request, identity, lookup, note, reason, answer, correction, appeal, appeal-answer.
    """

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    what = models.TextField()
    sealed = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.record_id} {self.what}"


class Dispute(Shown):
    """A record is disputed while `ended_at` is empty; afterwards what was decided, with the correction sealed."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    case_id = models.UUIDField()
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(default="")
    correction = models.BinaryField(null=True)


class Withdrawal(Shown):
    """One who was given something of a record: told when, answered when; `purge_id` is None for a correction."""

    purge_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField()
    told_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["purge_id", "person_id"], name="protect_one_withdrawal_each"),)


class Guarded(Shown):
    """A text guard found something in a version of a record, and a person is to look. Holds no words of it."""

    record_id = models.BigIntegerField()
    public_record = models.UUIDField()
    n = models.SmallIntegerField()
    label_id = models.IntegerField()
    guards = ArrayField(models.TextField())
    raised_at = models.DateTimeField()
    looked_at = models.DateTimeField(null=True)
    looked_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")


class Spill(Shown):
    """What looked classified, without a word of it; `item`: the record closed away; `about`: what it would change."""

    label_id = models.IntegerField()
    way = models.TextField()
    item = models.UUIDField(null=True)
    about = models.UUIDField(null=True)
    kind = models.TextField()
    owner_id = models.BigIntegerField()
    levels = ArrayField(models.TextField(), default=list)
    places = ArrayField(models.TextField(), default=list)
    marks = models.IntegerField()
    size = models.BigIntegerField()
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.BigIntegerField(null=True)
    verdict = models.TextField(default="")
    seconded_at = models.DateTimeField(null=True)
    seconded_by = models.BigIntegerField(null=True)
    purge = models.UUIDField(null=True)


class Quarantine(models.Model):
    """A record closed away while `ended_at` is empty; `sealed`: its draft and way on; `was_label`: its label before."""

    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    spill = models.UUIDField(unique=True)
    was_label = models.IntegerField()
    sealed = models.BinaryField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.spill)


class ExpiryStop(Shown):
    """Expiry stopped: by which rules, at which clock, how much was due. It ends when the schedule goes on."""

    at = models.DateTimeField()
    last_fact_at = models.DateTimeField(null=True)
    held = models.BigIntegerField()
    due = models.BigIntegerField()
    rules = models.JSONField()
    ended_at = models.DateTimeField(null=True)
