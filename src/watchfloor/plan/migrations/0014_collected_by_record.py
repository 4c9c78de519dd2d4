"""What was collected for an event is found by its record when that is forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plan", "0013_subscriptions")]
    operations = [
        migrations.AddIndex(
            model_name="collectedfor", index=models.Index(fields=["record_id"], name="plan_collected_record")
        )
    ]
