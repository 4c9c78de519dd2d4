"""A link says whether it joins a report of here with what came from outside, so that the newest of them are at hand."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("analyze", "0013_partykey")]

    operations = [
        migrations.AddField("link", "crosses", models.BooleanField(null=True)),
        AddIndexConcurrently(
            model_name="link",
            index=models.Index(
                fields=["-proposed_at"], condition=models.Q(("crosses", True)), name="analyze_link_crosses"
            ),
        ),
    ]
