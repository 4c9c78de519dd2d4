"""What intake set aside goes on its purge day, by the schedule and with a certificate, as records do."""

from pathlib import Path

import django.contrib.postgres.fields
from django.db import migrations, models

SQL = Path(__file__).with_name("0021_aside_expires.sql")
Array = django.contrib.postgres.fields.ArrayField


class Migration(migrations.Migration):
    dependencies = [("protect", "0020_quarantine_found_by_record")]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField("purge", "asides", Array(models.BigIntegerField(), default=list)),
                migrations.AddField("purge", "public_asides", Array(models.UUIDField(), default=list)),
            ],
        )
    ]
