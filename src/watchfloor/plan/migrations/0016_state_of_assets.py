"""What assets a reader may see and when one last changed is told by an index alone."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("plan", "0015_by_hand")]

    operations = [
        AddIndexConcurrently(
            model_name="asset", index=models.Index(fields=["label_id", "changed_at"], name="plan_asset_state")
        )
    ]
