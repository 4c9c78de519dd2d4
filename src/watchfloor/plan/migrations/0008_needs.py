"""The tree of needs with its past, tags, watch words with their hits, and topic packs; each behind the wall."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0008_needs.sql")


class Migration(migrations.Migration):
    dependencies = [
        ("plan", "0007_requests"),
        ("core", "0001_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="NeedDeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("need", models.UUIDField()),
                ("label_id", models.IntegerField()),
                ("n", models.SmallIntegerField()),
                ("deed", models.TextField()),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("why", models.TextField(default="")),
                ("before", models.JSONField(default=dict)),
            ],
        ),
        migrations.CreateModel(
            name="Pack",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("name", models.TextField()),
                ("sha256", models.TextField()),
                ("taken_by", models.BigIntegerField()),
                ("taken_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("approved", models.BooleanField(null=True)),
                ("because", models.TextField(default="")),
                ("removed_by", models.BigIntegerField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("need_id", models.BigIntegerField()),
                ("kind", models.TextField()),
                ("thing_id", models.UUIDField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("answers", models.BooleanField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WatchWord",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("need_id", models.BigIntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("phrase", models.TextField()),
                ("about", models.TextField()),
                ("offence", models.TextField()),
                ("proposed_by", models.BigIntegerField()),
                ("proposed_at", models.DateTimeField()),
                ("renews", models.UUIDField(null=True)),
                ("state", models.TextField(default="proposed")),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("because", models.TextField(default="")),
                ("expires_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="WordHit",
            fields=[
                ("public_id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("word_id", models.UUIDField()),
                ("record_id", models.BigIntegerField()),
                ("version_n", models.SmallIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("because", models.TextField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name="informationneed",
            name="approved_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="approved_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="asked",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="code",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="held_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="level",
            field=models.TextField(db_default="sin"),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="n",
            field=models.SmallIntegerField(db_default=1),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="pack",
            field=models.TextField(db_default=""),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="parent_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="priority",
            field=models.TextField(db_default="medium"),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="retired_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="retired_by",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="review_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="reviewed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="source",
            field=models.TextField(db_default="local"),
        ),
        migrations.AddField(
            model_name="informationneed",
            name="stated_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="informationneed",
            index=models.Index(fields=["parent_id"], name="plan_need_parent"),
        ),
        migrations.AddConstraint(
            model_name="informationneed",
            constraint=models.UniqueConstraint(
                condition=models.Q(("retired_at", None), models.Q(("code", ""), _negated=True)),
                fields=("owner_id", "code"),
                name="plan_need_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ("sin", "pir", "eei", "indicator"))), name="plan_need_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="informationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_at", None), ("ends_at", None), ("ends_at__gt", models.F("starts_at")), _connector="OR"
                ),
                name="plan_need_ends_after_start",
            ),
        ),
        migrations.AddIndex(
            model_name="needdeed",
            index=models.Index(fields=["need", "-at"], name="plan_needdeed_need"),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("owner_id", "name"), name="plan_one_pack_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="pack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("taken_by")), _negated=True), _connector="OR"
                ),
                name="plan_pack_two_persons",
            ),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(fields=["record_id"], name="plan_tag_record"),
        ),
        migrations.AddIndex(
            model_name="tag",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["need_id"], name="plan_tag_need"),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("need_id", "thing_id"), name="plan_one_tag"
            ),
        ),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "record"), ("record_id__isnull", False)),
                    models.Q(models.Q(("kind", "record"), _negated=True), ("record_id", None)),
                    _connector="OR",
                ),
                name="plan_tag_names_its_record",
            ),
        ),
        migrations.AddIndex(
            model_name="watchword",
            index=models.Index(
                condition=models.Q(("state", "approved")), fields=["expires_at"], name="plan_word_expiry"
            ),
        ),
        migrations.AddIndex(
            model_name="watchword",
            index=models.Index(fields=["record_id"], name="plan_word_record"),
        ),
        migrations.AddConstraint(
            model_name="watchword",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "approved"), _negated=True),
                    models.Q(("decided_at__isnull", False), ("expires_at__isnull", False)),
                    _connector="OR",
                ),
                name="plan_word_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="watchword",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="plan_word_two_persons",
            ),
        ),
        migrations.AddIndex(
            model_name="wordhit",
            index=models.Index(fields=["record_id"], name="plan_hit_record"),
        ),
        migrations.AddConstraint(
            model_name="wordhit",
            constraint=models.UniqueConstraint(fields=("word_id", "record_id"), name="plan_one_hit"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
