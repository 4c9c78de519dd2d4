"""An estimated model says beside which shipped one it was made: another release compares otherwise."""

from django.db import migrations, models

GRANT = "grant update (beside) on analyze_estimate to watchfloor_app"


class Migration(migrations.Migration):
    dependencies = [("analyze", "0011_models")]
    operations = [
        migrations.AddField("estimate", "beside", models.TextField(db_default="", default="")),
        migrations.RunSQL(GRANT, migrations.RunSQL.noop),
    ]
