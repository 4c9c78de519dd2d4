"""Deleting happens only through functions that demand an open purge."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("0002_purge.sql")


class Migration(migrations.Migration):
    dependencies = [("protect", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop)]
