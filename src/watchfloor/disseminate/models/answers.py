"""Answers to requests for information, with the records they rest on."""

from uuid import uuid4

from django.db import models


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
