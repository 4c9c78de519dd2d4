"""A purge reaches the containers that its records came in, and says until when backups may hold what it erased."""

import uuid
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).with_name("0005_true_purge.sql")


class Migration(migrations.Migration):
    dependencies = [("protect", "0004_retention"), ("core", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_on", models.DateField()),
            ],
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
