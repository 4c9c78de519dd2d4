"""Corrections by hand that no file overwrites, outlines of events, and old values beside new ones at an import."""

from django.db import migrations, models

FUNCTIONS = """
grant update (name, kind, sectors, lon, lat, state, county, owner_name, criticality, criticality_because,
  criticality_source, details, findings, changed_at, corrected_at) on plan_asset to watchfloor_app;
grant update (name, kind, ours, agencies, outlines, west, south, east, north, findings, changed_at, corrected_at)
  on plan_area to watchfloor_app;

-- As plan_compare, with state "corrected" for what a person corrected, and with old values: of places, which are public,
-- and of rows under the very label that this file brings. Who brings in a file of that marking may see what came by one;
-- what stands under another label stays unsaid.
create function plan_standing(of_kind text, of_owner bigint, of_label int, of_mapping text, rows jsonb)
returns table (code text, state text, fields text[], was jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with found as (select * from plan_compare(of_kind, of_owner, of_mapping, rows)),
  changed as (select f.code from found f where f.state = 'changed'),
  old as (
    select a.code, to_jsonb(a) as o, a.label_id as label, a.corrected_at as at from plan_asset a join changed using (code)
      where of_kind = 'asset' and a.owner_id = of_owner and a.mapping = of_mapping
    union all select a.code, to_jsonb(a), a.label_id, a.corrected_at from plan_area a join changed using (code)
      where of_kind = 'area' and a.owner_id = of_owner and a.mapping = of_mapping
    union all select p.code, to_jsonb(p), of_label, null from plan_place p join changed using (code)
      join jsonb_array_elements(rows) r on r->>'code' = p.code and r->>'kind' = p.kind
      where of_kind = 'place' and p.mapping = of_mapping)
  select distinct on (f.code) f.code, case when old.at is null then f.state else 'corrected' end, f.fields,
    case when old.label = of_label then
      (select jsonb_object_agg(k, old.o->k) from unnest(f.fields) as k) end
  from found f left join old on old.code = f.code order by f.code $$;
revoke all on function plan_standing(text, bigint, int, text, jsonb) from public;
grant execute on function plan_standing(text, bigint, int, text, jsonb) to watchfloor_app;

create or replace function plan_forget_events(due_on date) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update plan_specialevent set name = '', venue = '', protectees = '[]', staffing = '[]', attendance = null, lon = null,
    lat = null, radius_m = 0, outlines = '[]', state = 'purged'
    where wall.person() < 0 and purge_on < due_on and state <> 'purged' returning public_id $$;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0014_collected_by_record")]

    operations = [
        migrations.AddField("asset", "corrected_at", models.DateTimeField(null=True)),
        migrations.AddField("area", "corrected_at", models.DateTimeField(null=True)),
        migrations.AddField("specialevent", "outlines", models.JSONField(default=list, db_default=[])),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
    ]
