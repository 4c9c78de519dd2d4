"""A draft may begin with a selection that nobody assessed. At once: no row is written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0005_log")]

    operations = [migrations.AlterField("product", "assessment", models.UUIDField(null=True))]
