"""What disseminate keeps: products with every version of their statements, comments, reviews, releases and copies."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Product(models.Model):
    """A product on its way from draft to release. Its label joins the labels of all its sources.

    `revision` numbers the kept versions. The tear line has a title of its own and names the kinds of groups it is for.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    kind = models.TextField()
    title = models.TextField()
    state = models.TextField(default="draft")  # draft, in review, released, recalled
    revision = models.IntegerField(default=1)
    threat_id = models.BigIntegerField()  # what it is about: a threat item, or the first record of a selection
    assessment = models.UUIDField(null=True)  # None: drafted from a selection that nobody assessed
    authors = ArrayField(models.BigIntegerField())
    made_at = models.DateTimeField()
    center = models.TextField()
    contact = models.TextField()
    exercise = models.BooleanField()
    sections = models.JSONField()  # key, heading and columns of each section, in order
    tear_title = models.TextField(default="")
    tear_for = ArrayField(models.TextField(), default=list)

    def __str__(self) -> str:
        return str(self.public_id)


class Version(models.Model):
    """One keeping of a draft: who, when, and what was done to which statement. It holds no words."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    n = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    deed = models.TextField()  # drafted, edited, added, removed, moved, titled, lowered, meant for
    key = models.TextField(default="")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["product", "n"], name="disseminate_one_version_each"),)

    def __str__(self) -> str:
        return f"{self.n}"


class Statement(models.Model):
    """A portion of a product as it stood from version `since` until before version `until` (None: it stands).

    `content` is the statement but for its sources; `record_id` is the only record it rests on, None for several.
    The titles of the product and of its tear line are kept in the same way, in sections of their own.
    """

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    section = models.TextField()
    position = models.FloatField()
    key = models.TextField()
    since = models.IntegerField(default=1)
    until = models.IntegerField(null=True)
    content = models.JSONField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["product", "key"], condition=models.Q(until=None), name="disseminate_one_that_stands"
            ),
        )

    def __str__(self) -> str:
        return self.key


class StatementSource(models.Model):
    """What a statement rests on. The row goes when its record is purged; the statement then says so."""

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField()
    position = models.IntegerField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pk}"


class Review(models.Model):
    """A person's verdict on one revision."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    kind = models.TextField()
    by_id = models.BigIntegerField()
    revision = models.IntegerField()
    approved = models.BooleanField()
    because = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Comment(models.Model):
    """What a reader says of one statement at one version; settled by who answered it."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    key = models.TextField()
    revision = models.IntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    words = models.TextField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class Lowering(models.Model):
    """A decision that one statement, in these very words, may be marked below its sources."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    key = models.TextField()
    revision = models.IntegerField()
    from_marking = models.TextField()
    to_marking = models.TextField()
    because = models.TextField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class Request(models.Model):
    """The first of two people asks for a release; the second confirms the same effect before it lapses."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    product = models.ForeignKey(Product, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    groups = ArrayField(models.BigIntegerField())
    effect = models.JSONField()  # who gets what, as the first person saw it
    because = models.TextField()
    by_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.TextField(default="")  # confirmed, declined, changed, lapsed
    answered_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class Counter(models.Model):
    """The last number given in a year; its row is locked while the next is taken."""

    year = models.IntegerField(primary_key=True)
    last = models.IntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Release(models.Model):
    """A product or its tear line for one group, or an assessment for named recipients; kept as it went."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    product_id = models.BigIntegerField(null=True)
    number = models.TextField(unique=True)
    title = models.TextField()
    marking = models.TextField()
    group_id = models.BigIntegerField(null=True)
    part = models.TextField(default="full")  # full, tear
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    fragment = models.TextField()
    document = models.TextField()
    pdf = models.BinaryField()
    recalled_at = models.DateTimeField(null=True)
    recalled_because = models.TextField(default="")
    # a purge took a record that the product cited: title and bytes are gone, the row says that there was a release
    erased_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.number


class Delivery(models.Model):
    """One person's copy of a release."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    delivered_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "person_id"], name="disseminate_one_copy_each"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Feedback(models.Model):
    """The two answers of one recipient."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="+")
    label_id = models.IntegerField()
    person_id = models.BigIntegerField()
    useful = models.TextField()  # yes, partly, no
    used = models.TextField()  # briefed, acted, passed on, nothing
    words = models.TextField(default="")
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["release", "person_id"], name="disseminate_one_answer_each"),)

    def __str__(self) -> str:
        return self.useful


class Imminent(models.Model):
    """One person alone released an assessment in imminent danger; another confirms or recalls within 24 hours."""

    release = models.OneToOneField(Release, models.CASCADE, related_name="+", primary_key=True)
    label_id = models.IntegerField()
    assessment = models.UUIDField()
    danger = models.TextField()
    reason = models.TextField()
    phoned_who = models.TextField()
    phoned_agency = models.TextField()
    phoned_at = models.DateTimeField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")

    def __str__(self) -> str:
        return f"{self.pk}"


class Export(models.Model):
    """Many records asked for as a file; a second person approves, it is made then, and taken once."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()
    what = models.TextField()  # workspace
    asked = models.TextField()  # the address that shows the same
    because = models.TextField()
    purpose = models.TextField()
    case_ref = models.TextField()
    by_id = models.BigIntegerField()
    affiliation_id = models.BigIntegerField()
    second_id = models.BigIntegerField()
    public_records = ArrayField(models.UUIDField())
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answer = models.TextField(default="")  # approved, refused
    answered_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=b"")  # the file, between its making and its taking
    key_id = models.BigIntegerField(null=True)
    name = models.TextField(default="")
    content_type = models.TextField(default="")
    expires_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)  # a purge took one of its records

    def __str__(self) -> str:
        return f"{self.pk}"


class ExportRecord(models.Model):
    """A record that an export was asked for with."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField()
    label_id = models.IntegerField()


class Answer(models.Model):
    """What somebody was told on a request of the request desk or on an RFI: to whom, for which purpose, when.

    A request has one, an RFI one for each part that it was answered in.

    The words lie sealed under a key of their own; a purge of a record told of takes both, and so does their day.
    `told` is how many records it told of: whoever does not see every one of them is not shown the words.
    """

    public_id = models.UUIDField(unique=True, default=uuid4)
    label_id = models.IntegerField()  # join of the request's label and those of the records told of
    request = models.UUIDField()  # of the request or of the RFI
    asked_as = models.TextField(default="request", db_default="request")  # request, rfi
    outcome = models.TextField()  # found, nothing, owner
    purpose = models.TextField()
    marking = models.TextField()
    key_id = models.BigIntegerField(null=True)
    sealed = models.BinaryField()
    told = models.IntegerField()
    person_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    by_id = models.BigIntegerField()
    at = models.DateTimeField()
    purge_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(asked_as="request"), name="disseminate_answer_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class AnswerRecord(models.Model):
    """A record that an answer told of. `base_label_id` is that of the request."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="+")
    record_id = models.BigIntegerField(db_index=True)
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.pk}"
