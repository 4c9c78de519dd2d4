"""The ground of the house: the wall, records and versions, facts and the sealed log."""

from pathlib import Path

from django.db import migrations

HERE = Path(__file__).parent


def sql(name: str) -> migrations.RunSQL:
    """One annotated file; written in SQL because policies, partitions and definer functions are SQL."""
    return migrations.RunSQL((HERE / name).read_text(encoding="utf-8"), migrations.RunSQL.noop)


class Migration(migrations.Migration):
    initial = True
    operations = [sql("0001_wall.sql"), sql("0001_records.sql"), sql("0001_facts.sql"), sql("0001_proofs.sql")]
