"""What is to be done: tasks, and the runs of playbooks that open them."""

from uuid import uuid4

from django.db import models


class PlaybookRun(models.Model):
    """A playbook at work on one thing; one run a playbook and trigger. Holds no word of what it is about.

    `label_id` joins `base_label_id` (the center's own, or who decides on spills) with that of the record it is about.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    playbook = models.TextField()
    # what makes the run one: a follower that runs twice opens it once
    once_key = models.TextField(unique=True)
    about = models.UUIDField(null=True)
    path = models.TextField(default="")
    opened_by = models.BigIntegerField()
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended = models.TextField(default="")  # done, expired, called-off, cancelled

    class Meta:
        indexes = (
            models.Index(fields=["opened_at"], condition=models.Q(ended_at__isnull=True), name="plan_run_open"),
            models.Index(fields=["about"], name="plan_run_about"),
            models.Index(fields=["record_id"], name="plan_run_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)


class Task(models.Model):
    """One thing to do, with its clock. Past `purge_on` its words go; a purge of its record takes the row.

    `run` and `step` name the playbook's step that it came from. `asked_at`: its reason has ended, and whoever has it is
    asked whether it still stands.
    """

    public_id = models.UUIDField(primary_key=True, default=uuid4)
    owner_id = models.BigIntegerField()
    label_id = models.IntegerField()
    base_label_id = models.IntegerField()
    record_id = models.BigIntegerField(null=True)
    run = models.UUIDField(null=True)
    playbook = models.TextField(default="")
    step = models.TextField(default="")
    title = models.TextField()
    done_means = models.TextField(default="")
    path = models.TextField(default="")
    role = models.TextField(default="")
    level = models.TextField(default="none")  # none, late, hot
    due_at = models.DateTimeField()
    made_by = models.BigIntegerField()
    made_at = models.DateTimeField()
    state = models.TextField(default="open")  # open, claimed, done, cancelled
    held_by = models.BigIntegerField(null=True)
    held_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.DateTimeField(null=True)
    purge_on = models.DateField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["run", "step"], condition=models.Q(run__isnull=False), name="plan_task_one_a_step"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="claimed", held_by=None), name="plan_task_claimed_by_somebody"
            ),
        )
        indexes = (
            models.Index(
                fields=["due_at"], condition=models.Q(state__in=["open", "claimed"]), name="plan_task_waiting"
            ),
            models.Index(fields=["settled_at"], name="plan_task_settled"),
            models.Index(fields=["record_id"], name="plan_task_record"),
        )

    def __str__(self) -> str:
        return str(self.public_id)
