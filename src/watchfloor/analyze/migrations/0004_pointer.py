"""Whom to call: a reader of one record learns that an agency holds something that bears on it, and nothing else."""

from django.db import migrations

# 28 CFR 23.20(g), FAQ on levels of sensitivity: "release agency name only" gives the agency on a hit and nothing more;
# a restricted record gives nothing. Weak and rejected links point nowhere.
POINTER = """
create function analyze_named_only(of_record bigint) returns table (owner_id bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct r.owner_id from analyze_link l
    join core_record r on r.id = case when l.a_id = of_record then l.b_id else l.a_id end
    join protect_predicate p on p.id = r.predicate_id and p.sensitivity = 'agency-only'
  where of_record in (l.a_id, l.b_id) and l.state not in ('withdrawn', 'different') and l.strength <> 'weak'
    and r.legal_class = 'criminal_intelligence' and r.hidden_at is null and core_may_read(of_record) $$;
revoke all on function analyze_named_only(bigint) from public;
grant execute on function analyze_named_only(bigint) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("analyze", "0003_found_by_record"), ("protect", "0009_classes")]
    operations = [migrations.RunSQL(POINTER, migrations.RunSQL.noop)]
