import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                ("year", models.IntegerField(primary_key=True, serialize=False)),
                ("last", models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("product_id", models.BigIntegerField(null=True)),
                ("number", models.TextField(unique=True)),
                ("title", models.TextField()),
                ("marking", models.TextField()),
                ("group_id", models.BigIntegerField(null=True)),
                ("part", models.TextField(default="full")),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("fragment", models.TextField()),
                ("document", models.TextField()),
                ("pdf", models.BinaryField()),
                ("recalled_at", models.DateTimeField(null=True)),
                ("recalled_because", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("title", models.TextField()),
                ("state", models.TextField(default="draft")),
                ("revision", models.IntegerField(default=1)),
                ("threat_id", models.BigIntegerField()),
                ("assessment", models.UUIDField()),
                ("authors", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("made_at", models.DateTimeField()),
                ("center", models.TextField()),
                ("contact", models.TextField()),
                ("exercise", models.BooleanField()),
                ("sections", models.JSONField()),
                ("tear_title", models.TextField(default="")),
                (
                    "tear_for",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), default=list, size=None),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Imminent",
            fields=[
                (
                    "release",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="disseminate.release",
                    ),
                ),
                ("label_id", models.IntegerField()),
                ("assessment", models.UUIDField()),
                ("danger", models.TextField()),
                ("reason", models.TextField()),
                ("phoned_who", models.TextField()),
                ("phoned_agency", models.TextField()),
                ("phoned_at", models.DateTimeField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(default="")),
            ],
        ),
        migrations.CreateModel(
            name="Lowering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("key", models.TextField()),
                ("revision", models.IntegerField()),
                ("from_marking", models.TextField()),
                ("to_marking", models.TextField()),
                ("because", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("key", models.TextField()),
                ("revision", models.IntegerField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("words", models.TextField()),
                ("settled_by", models.BigIntegerField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("groups", django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ("effect", models.JSONField()),
                ("because", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("second_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("lapses_at", models.DateTimeField()),
                ("answer", models.TextField(default="")),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("by_id", models.BigIntegerField()),
                ("revision", models.IntegerField()),
                ("approved", models.BooleanField()),
                ("because", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField(null=True)),
                ("section", models.TextField()),
                ("position", models.FloatField()),
                ("key", models.TextField()),
                ("since", models.IntegerField(default=1)),
                ("until", models.IntegerField(null=True)),
                ("content", models.JSONField()),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StatementSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("record_id", models.BigIntegerField()),
                ("position", models.IntegerField()),
                ("content", models.JSONField()),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.statement"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("n", models.IntegerField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("deed", models.TextField()),
                ("key", models.TextField(default="")),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.product"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("useful", models.TextField()),
                ("used", models.TextField()),
                ("words", models.TextField(default="")),
                ("at", models.DateTimeField()),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.release"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "person_id"), name="disseminate_one_answer_each")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label_id", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("delivered_at", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.release"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("release", "person_id"), name="disseminate_one_copy_each")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="statement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("product", "key"), name="disseminate_one_that_stands"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(fields=("product", "n"), name="disseminate_one_version_each"),
        ),
    ]
