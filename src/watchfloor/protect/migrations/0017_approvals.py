"""Which policy was loaded and who approved it, from the ledger: rule ids and persons' ids, nothing of any record."""

from django.db import migrations

SQL = """
create index core_fact_policy on core_fact (seq) where kind in ('protect.policy.approved', 'protect.policy.loaded');
create function protect_policy_approvals() returns table (actor bigint, rules text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select f.actor, f.rules from core_fact f where f.kind = 'protect.policy.approved' and f.actor > 0 order by f.seq $$;
create function protect_policy_loaded() returns table (rules text[])
language sql stable security definer set search_path = public, pg_temp as $$
  select f.rules from core_fact f where f.kind = 'protect.policy.loaded' order by f.seq $$;
revoke all on function protect_policy_approvals(), protect_policy_loaded() from public;
grant execute on function protect_policy_approvals(), protect_policy_loaded() to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0016_guarded")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
