"""Both walls around assets, needs and what touches them; bringing in assets does not need the right to read them."""

from django.db import migrations

WALL = """
call wall.protect('plan_asset', '{}');
call wall.protect('plan_informationneed', '{}');
call wall.protect('plan_relevance', '{record_id}', '{because}', 'base_label_id');
grant update (superseded_at) on plan_relevance to watchfloor_app;
-- public reference data without records: no wall (the reason stands at the model)
grant select, insert, update on plan_place to watchfloor_app;
grant select on plan_place to watchfloor_auditor;

-- Rows of a reference file by their code within a center: new ones are added, changed ones updated, equal ones left.
-- The label of a row that stands is not changed here.
create function plan_keep_assets(of_owner bigint, of_label int, of_mapping text, rows jsonb, at timestamptz)
returns table (added bigint, changed bigint)
language sql security definer set search_path = public, pg_temp as $$
  with given as (
    select distinct on (code) * from jsonb_to_recordset(rows) as g(
      n int, public_id uuid, code text, name text, kind text, sectors jsonb, lon double precision, lat double precision,
      state text, county text, owner_name text, capacity double precision, unit text, also_named jsonb,
      criticality text, criticality_because text, findings jsonb)
    where wall.person() is not null order by code, n desc),
  kept as (
    insert into plan_asset as a (public_id, owner_id, label_id, mapping, code, name, kind, sectors, lon, lat, state, county,
      owner_name, capacity, unit, also_named, criticality, criticality_because, findings, changed_at)
    select public_id, of_owner, of_label, of_mapping, code, name, kind, sectors, lon, lat, state, county, owner_name,
      capacity, unit, also_named, criticality, criticality_because, findings, at from given
    on conflict (owner_id, mapping, code) do update set name = excluded.name, kind = excluded.kind,
      sectors = excluded.sectors, lon = excluded.lon, lat = excluded.lat, state = excluded.state, county = excluded.county,
      owner_name = excluded.owner_name, capacity = excluded.capacity, unit = excluded.unit,
      also_named = excluded.also_named, criticality = excluded.criticality,
      criticality_because = excluded.criticality_because, findings = excluded.findings, changed_at = excluded.changed_at
    where (a.name, a.kind, a.sectors, a.lon, a.lat, a.state, a.county, a.owner_name, a.capacity, a.unit, a.also_named,
      a.criticality, a.criticality_because, a.findings) is distinct from (excluded.name, excluded.kind, excluded.sectors,
      excluded.lon, excluded.lat, excluded.state, excluded.county, excluded.owner_name, excluded.capacity, excluded.unit,
      excluded.also_named, excluded.criticality, excluded.criticality_because, excluded.findings)
    returning a.xmax = 0 as new)
  select count(*) filter (where new), count(*) filter (where not new) from kept $$;
revoke all on function plan_keep_assets(bigint, int, text, jsonb, timestamptz) from public;
grant execute on function plan_keep_assets(bigint, int, text, jsonb, timestamptz) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
