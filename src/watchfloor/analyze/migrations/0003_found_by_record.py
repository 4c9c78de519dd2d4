"""A purge finds what is derived from a record, of every version, without reading all of it."""

from django.db import migrations, models

SQL = """
create index analyze_implication_record on analyze_implication (record_id);
create index analyze_reportimplication_record on analyze_reportimplication (record_id);
create index analyze_reportimplication_report on analyze_reportimplication (report_id);
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0002_wall")]

    operations = [
        migrations.RemoveIndex("mention", "analyze_mention_record"),
        migrations.AddIndex("mention", models.Index(fields=["record_id"], name="analyze_mention_record")),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
