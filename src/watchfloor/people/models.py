"""The directory: who there is, for whom, with which training and agreements. Holds no record and no id of one."""

from uuid import uuid4

from django.db import models


class Agency(models.Model):
    """A center, an agency, a partner or a source of information."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    code = models.TextField(unique=True)  # short name used on command lines: NFC, wright-sheriff
    name = models.TextField()
    kind = models.TextField()  # center, police, sheriff, fire, health, private, federal, state, other
    is_center = models.BooleanField(default=False)
    ori = models.TextField(default="")
    state = models.TextField(default="")
    county = models.TextField(default="")
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    def __str__(self) -> str:
        return self.code


class Person(models.Model):
    """A person of the directory. Ids travel; the name is shown only where a page needs it."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    login = models.TextField(unique=True)
    name = models.TextField()
    email = models.TextField(default="")
    phone = models.TextField(default="")
    os_account = models.TextField(default="")
    left_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.login


class Affiliation(models.Model):
    """A person works for one agency in one role under one release level; one at a time."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    role = models.TextField()
    release_level = models.TextField(default="U")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(until__isnull=True), name="people_one_affiliation_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pk}"


class Training(models.Model):
    """A course taken; it opens what needs it until valid_until."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    course = models.TextField()  # 28cfr23, sar-analyst, pcrcl
    taken_on = models.DateField()
    valid_until = models.DateField()

    def __str__(self) -> str:
        return self.course


class Agreement(models.Model):
    """A written agreement of an agency to handle what it receives by our rules (28 CFR 23.20(f)(1))."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    reference = models.TextField()
    agreed_on = models.DateField()
    valid_until = models.DateField()

    def __str__(self) -> str:
        return self.reference


class Grace(models.Model):
    """A dated stay of the training and agreement rules, so that day one does not lock everybody out."""

    because = models.TextField()
    until = models.DateField()
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"until {self.until}"


class Group(models.Model):
    """A named sharing set: the agencies that products are released to together."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    code = models.TextField(unique=True)
    name = models.TextField()
    release_level = models.TextField(default="U")

    def __str__(self) -> str:
        return self.code


class GroupMember(models.Model):
    """An agency is in a group; its people with an affiliation in force are reached through it."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["group", "agency"], name="people_once_in_a_group"),)

    def __str__(self) -> str:
        return f"{self.pk}"


class Passphrase(models.Model):
    """How a person signs in; a hash, and the failures since the last success."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    hashed = models.TextField()
    failures = models.SmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"


class OneTimeLink(models.Model):
    """A link that lets its bearer set a passphrase once; only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    token_hash = models.BinaryField(unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class ApiToken(models.Model):
    """A machine's key to act for a person with one fixed purpose; only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.TextField()
    token_hash = models.BinaryField(unique=True)
    purpose = models.TextField()
    case_ref = models.TextField(default="")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Setting(models.Model):
    """How a person's desk looks and which keys it hears; rules/settings.py says what may stand here."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    theme = models.TextField(default="")
    size = models.TextField(default="")
    room = models.TextField(default="")
    keys = models.TextField(default="")
    remap = models.JSONField(default=dict)
    sound = models.BooleanField(default=False)
    mail = models.BooleanField(default=True)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk}"


class Factor(models.Model):
    """A second factor of a person: an authenticator app. Its secret is sealed; the key lies beside the database."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    name = models.TextField()
    sealed = models.BinaryField()  # emptied when it is removed
    last_step = models.BigIntegerField(default=0)  # the newest time step whose code was used; it never goes back
    added_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.public_id)


class FactorGuard(models.Model):
    """How often codes of a person failed since the last one that counted."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="+", primary_key=True)
    failures = models.SmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.pk}"


class RecoveryCode(models.Model):
    """A code that stands for the second factor once; only its hash is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    code_hash = models.BinaryField()
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)  # used, or others were made, or the factor was let go

    def __str__(self) -> str:
        return f"{self.pk}"


class FactorReset(models.Model):
    """One person asks that the second factor of another is let go; a third one answers within a day."""

    public_id = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    asked_by = models.BigIntegerField()
    asked_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")

    def __str__(self) -> str:
        return str(self.public_id)
