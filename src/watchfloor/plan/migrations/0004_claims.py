"""Claims: who works on an item; one open claim a record. What was claimed stays as a row that says how it ended."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_claim', '{record_id}');
grant update (ended_at, ended_by, ended, ended_deed) on plan_claim to watchfloor_app;
-- who works on an item is the center's own affair: a grant of the record (own submissions) does not show it
create policy by_label on plan_claim as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), label_id) else 0 end <> 0);
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0003_watch")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("given_by", models.BigIntegerField()),
                ("deed", models.UUIDField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("ended", models.TextField(default="")),
                ("ended_deed", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("record_id",),
                        name="plan_one_open_claim",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["person_id"], condition=models.Q(("ended_at__isnull", True)), name="plan_claim_open"
                    ),
                    models.Index(fields=["deed"], name="plan_claim_deed"),
                    models.Index(
                        fields=["ended_deed"],
                        condition=models.Q(("ended_deed__isnull", False)),
                        name="plan_claim_ended",
                    ),
                    models.Index(fields=["record_id"], name="plan_claim_record"),
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
