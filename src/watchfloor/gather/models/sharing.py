"""What became of a SAR after its determination: packages, sendings, what came back, referrals, and the feedback."""

from uuid import uuid4

from django.db import models


class Package(models.Model):
    """What a person checked and released to be sent, exactly as it leaves; `content` is sealed under the record's key.

    `form` is "summary" or "details"; `version` is that of the record; `digest` is SHA-256 of the content.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    form = models.TextField()
    version = models.SmallIntegerField()
    content = models.BinaryField()
    digest = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class Submission(models.Model):
    """One sending of a package to another system, where it stands there, and who entered it when."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    package = models.UUIDField()
    system = models.TextField()
    adapter = models.TextField()
    number = models.TextField()
    state = models.TextField()
    sent_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.public_id} {self.state}"


class Answer(models.Model):
    """What came back on a sending, stated by a person; `words` are sealed under the record's key."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    submission = models.UUIDField()
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    answer = models.TextField()
    words = models.BinaryField()
    on = models.DateField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.submission} {self.answer}"


class Sent(models.Model):
    """That something of ours stands in another system under a number; it outlives the record, and names none.

    So the center can ask that it is purged there too. `public_id` is that of the sending.
    """

    public_id = models.UUIDField(primary_key=True)
    label_id = models.IntegerField()
    system = models.TextField()
    number = models.TextField()
    sent_on = models.DateField()
    over_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)


class Referral(models.Model):
    """A SAR about other crime handed to the agency whose matter it is; `why` is sealed under the record's key."""

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()
    agency_id = models.BigIntegerField()
    why = models.BinaryField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.public_id)


class Outcome(models.Model):
    """The one word that the submitter of a report hears, and its day; nothing else of what was decided."""

    record_id = models.BigIntegerField(primary_key=True)
    label_id = models.IntegerField()
    word = models.TextField()
    on = models.DateField()

    def __str__(self) -> str:
        return f"{self.record_id} {self.word}"
