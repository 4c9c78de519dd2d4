"""The mailbox of a report is found by its record when that is forgotten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("gather", "0013_alike")]
    operations = [
        migrations.AddIndex(
            model_name="mailbox", index=models.Index(fields=["record_id"], name="gather_mailbox_record")
        )
    ]
