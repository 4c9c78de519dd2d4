"""What people follow, and what came of it: each his own alone, under the wall of what it is about as well."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_subscription', '{}');
grant update (ended_at) on plan_subscription to watchfloor_app;
call wall.protect('plan_followed', '{record_id}', '{because}', 'base_label_id');
-- whose it is: the person himself, and the services that match and tell
create policy app_whose on plan_subscription as restrictive for select to watchfloor_app
  using (person_id = (select wall.person()) or (select wall.person()) < 0);
create policy app_own on plan_subscription as restrictive for update to watchfloor_app
  using (person_id = (select wall.person())) with check (person_id = (select wall.person()));
create policy app_maker on plan_subscription as restrictive for insert to watchfloor_app
  with check (person_id = (select wall.person()));
create policy app_whose on plan_followed as restrictive for select to watchfloor_app
  using (person_id = (select wall.person()) or (select wall.person()) < 0);
create policy app_maker on plan_followed as restrictive for insert to watchfloor_app
  with check ((select wall.person()) < 0);
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0012_tasks"), ("core", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Followed",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("because", models.TextField()),
                ("weight", models.FloatField()),
                ("told_at", models.DateTimeField()),
                ("alone", models.BooleanField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["record_id"], name="plan_followed_record"),
                    models.Index(fields=["person_id", "-told_at"], name="plan_followed_newest"),
                ],
                "constraints": [models.UniqueConstraint(fields=("person_id", "record_id"), name="plan_followed_once")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("person_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("need_id", models.BigIntegerField(null=True)),
                ("sector", models.TextField(default="")),
                ("area_id", models.BigIntegerField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person_id"], name="plan_subscription_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("area_id", None), ("need_id__isnull", False), ("sector", "")),
                            models.Q(("area_id", None), ("need_id", None), models.Q(("sector", ""), _negated=True)),
                            models.Q(("area_id__isnull", False), ("need_id", None), ("sector", "")),
                            _connector="OR",
                        ),
                        name="plan_subscription_of_one",
                    )
                ],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
