"""A purge finds what is derived from a record, of every version, without reading all of it."""

from django.db import migrations

SQL = """
create index disseminate_comment_record on disseminate_comment (record_id);
create index disseminate_product_threat on disseminate_product (threat_id);
create index disseminate_statement_record on disseminate_statement (record_id);
create index disseminate_statementsource_record on disseminate_statementsource (record_id);
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0003_erased")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
