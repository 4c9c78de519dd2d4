"""What an inspector who reads no record may see of samples: ids, classes and days, for the right that asks; and notices only where they say something."""

from django.db import migrations

SQL = """
-- of holds of the kind audit-sample: whoever oversees takes the id to the agency that holds the supporting file
create function protect_samples(how_many int) returns table (hold uuid, public_id uuid, legal_class text, owner_id bigint,
  placed_at timestamptz, until_on date, lifted_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.public_id, r.public_id, r.legal_class, r.owner_id, h.placed_at, h.until_on, h.lifted_at
  from protect_hold h join core_record r on r.id = h.record_id and r.hidden_at is null
  where h.kind = 'audit-sample' order by h.placed_at desc, h.id desc limit how_many $$;
-- standing holds by kind, without an id
create function protect_hold_counts() returns table (kind text, standing bigint, next_end date)
language sql stable security definer set search_path = public, pg_temp as $$
  select kind, count(*), min(until_on) from protect_hold where lifted_at is null and until_on >= current_date group by 1 order by 1 $$;
-- A notice so many days before means nothing where the whole time is not longer than that.
drop function protect_days(date, date);
create function protect_days(from_day date, until_day date, stage int) returns table (owner_id bigint, what text, on_day date, n bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select owner_id, 'review', review_on, count(*) from core_record
    where hidden_at is null and review_on between from_day and until_day and review_on < purge_on
      and review_on - (opened_at at time zone 'UTC')::date > stage group by 1, 3
  union all
  select owner_id, 'purge', purge_on, count(*) from core_record
    where hidden_at is null and purge_on between from_day and until_day
      and purge_on - (opened_at at time zone 'UTC')::date > stage group by 1, 3 $$;
revoke all on function protect_days(date, date, int) from public;
grant execute on function protect_days(date, date, int) to watchfloor_app;
revoke all on function protect_samples(int), protect_hold_counts() from public;
grant execute on function protect_samples(int), protect_hold_counts() to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("protect", "0007_policyversion")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
