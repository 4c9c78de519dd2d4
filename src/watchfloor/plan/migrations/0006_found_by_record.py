"""A purge finds what is derived from a record, of every version, without reading all of it."""

from django.db import migrations, models

SQL = "create index plan_readline_record on plan_readline (record_id)"


class Migration(migrations.Migration):
    dependencies = [("plan", "0005_searches")]

    operations = [
        migrations.RemoveIndex("relevance", "plan_relevance_record"),
        migrations.AddIndex("relevance", models.Index(fields=["record_id"], name="plan_relevance_record")),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
