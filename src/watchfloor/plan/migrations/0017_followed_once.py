"""What a person follows he follows once, also where two windows ask at the same moment."""

from django.db import migrations, models

ONCE = """
update plan_subscription s set ended_at = now() where ended_at is null and exists (
  select 1 from plan_subscription o where o.ended_at is null and o.person_id = s.person_id and o.sector = s.sector
    and o.need_id is not distinct from s.need_id and o.area_id is not distinct from s.area_id
    and (o.begun_at, o.public_id) < (s.begun_at, s.public_id));
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0016_state_of_assets")]

    operations = [
        migrations.RunSQL(ONCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "subscription",
            models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("person_id", "need_id", "sector", "area_id"),
                name="plan_subscription_once",
                nulls_distinct=False,
            ),
        ),
    ]
