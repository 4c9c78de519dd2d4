"""What we protect: areas, events, declared software, and what is said of an asset to fewer readers than the asset."""

import uuid

from django.db import migrations, models

WALL = """
call wall.protect('plan_area', '{}');
call wall.protect('plan_declaredsoftware', '{}');
grant update (reviewed_on, withdrawn_at, changed_at) on plan_declaredsoftware to watchfloor_app;
call wall.protect('plan_assetcontact', '{}', '{office,number,email}');
grant update (ended_at) on plan_assetcontact to watchfloor_app;
call wall.protect('plan_assetfinding', '{}', '{words,source}');
grant update (ended_at) on plan_assetfinding to watchfloor_app;
call wall.protect('plan_specialevent', '{}', '{name,venue}');
grant update (state, approved_by, approved_at, purge_on) on plan_specialevent to watchfloor_app;
call wall.protect('plan_collectedfor', '{record_id}', '{}', 'base_label_id');
-- a grant of the record opens to nobody which event it was collected for
create policy of_the_center on plan_collectedfor as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);

-- How the rows of a file stand to what was brought in before under the same center and mapping: new, changed (which
-- fields), unchanged, or other: the number stands for something of another name more than about 5 km away. No value
-- of a standing row leaves: who brings in need not be one who reads.
create function plan_compare(of_kind text, of_owner bigint, of_mapping text, rows jsonb)
returns table (code text, state text, fields text[])
language sql stable security definer set search_path = public, pg_temp as $$
  with given as (select r, r->>'code' as code from jsonb_array_elements(rows) as r where wall.person() is not null),
  old as (
    select g.code, to_jsonb(a) as o from given g join plan_asset a
      on of_kind = 'asset' and a.owner_id = of_owner and a.mapping = of_mapping and a.code = g.code
    union all select g.code, to_jsonb(a) from given g join plan_area a
      on of_kind = 'area' and a.owner_id = of_owner and a.mapping = of_mapping and a.code = g.code
    union all select g.code, to_jsonb(p) from given g join plan_place p
      on of_kind = 'place' and p.mapping = of_mapping and p.kind = g.r->>'kind' and p.code = g.code
    union all select g.code, to_jsonb(s) from given g join plan_declaredsoftware s
      on of_kind = 'software' and s.withdrawn_at is null and s.owner_id = (g.r->>'owner_id')::bigint
      and s.asset_code = g.r->>'asset_code' and s.vendor = g.r->>'vendor' and s.product = g.r->>'product'
      and s.versions = g.r->>'versions'),
  held as (
    select g.code, old.o, array(select k.key from jsonb_each(g.r) k
      where old.o ? k.key and k.key not in ('public_id', 'id', 'kind') and old.o->k.key is distinct from k.value
      order by 1) as fields,
      of_kind = 'asset' and old.o->>'name' is distinct from g.r->>'name'
        and (abs((old.o->>'lat')::float - (g.r->>'lat')::float) > 0.05
          or abs((old.o->>'lon')::float - (g.r->>'lon')::float) > 0.05) as other
    from given g left join old on old.code = g.code)
  select held.code, case when o is null then 'new' when coalesce(other, false) then 'other'
    when fields = '{}' then 'unchanged' else 'changed' end, fields from held $$;
revoke all on function plan_compare(text, bigint, text, jsonb) from public;
grant execute on function plan_compare(text, bigint, text, jsonb) to watchfloor_app;

create or replace function plan_keep_assets(of_owner bigint, of_label int, of_mapping text, rows jsonb, at timestamptz)
returns table (added bigint, changed bigint)
language sql security definer set search_path = public, pg_temp as $$
  with given as (
    select distinct on (code) * from jsonb_to_recordset(rows) as g(
      n int, public_id uuid, code text, name text, kind text, sectors jsonb, lon double precision, lat double precision,
      state text, county text, owner_name text, capacity double precision, unit text, also_named jsonb,
      criticality text, criticality_because text, criticality_source text, details jsonb, findings jsonb)
    where wall.person() is not null order by code, n desc),
  kept as (
    insert into plan_asset as a (public_id, owner_id, label_id, mapping, code, name, kind, sectors, lon, lat, state, county,
      owner_name, capacity, unit, also_named, criticality, criticality_because, criticality_source, details, findings,
      changed_at)
    select public_id, of_owner, of_label, of_mapping, code, name, kind, sectors, lon, lat, state, county, owner_name,
      capacity, unit, also_named, criticality, criticality_because, coalesce(criticality_source, ''),
      coalesce(details, '{}'), findings, at from given
    on conflict (owner_id, mapping, code) do update set name = excluded.name, kind = excluded.kind,
      sectors = excluded.sectors, lon = excluded.lon, lat = excluded.lat, state = excluded.state, county = excluded.county,
      owner_name = excluded.owner_name, capacity = excluded.capacity, unit = excluded.unit,
      also_named = excluded.also_named, criticality = excluded.criticality,
      criticality_because = excluded.criticality_because, criticality_source = excluded.criticality_source,
      details = excluded.details, findings = excluded.findings, changed_at = excluded.changed_at
    where (a.name, a.kind, a.sectors, a.lon, a.lat, a.state, a.county, a.owner_name, a.capacity, a.unit, a.also_named,
      a.criticality, a.criticality_because, a.criticality_source, a.details, a.findings) is distinct from (excluded.name,
      excluded.kind, excluded.sectors, excluded.lon, excluded.lat, excluded.state, excluded.county, excluded.owner_name,
      excluded.capacity, excluded.unit, excluded.also_named, excluded.criticality, excluded.criticality_because,
      excluded.criticality_source, excluded.details, excluded.findings)
    returning a.xmax = 0 as new)
  select count(*) filter (where new), count(*) filter (where not new) from kept $$;

create function plan_keep_areas(of_owner bigint, of_label int, of_mapping text, rows jsonb, at timestamptz)
returns table (added bigint, changed bigint)
language sql security definer set search_path = public, pg_temp as $$
  with given as (
    select distinct on (code) * from jsonb_to_recordset(rows) as g(
      n int, public_id uuid, code text, name text, kind text, ours boolean, agencies jsonb, outlines jsonb,
      west double precision, south double precision, east double precision, north double precision, findings jsonb)
    where wall.person() is not null order by code, n desc),
  kept as (
    insert into plan_area as a (public_id, owner_id, label_id, mapping, code, name, kind, ours, agencies, outlines, west,
      south, east, north, findings, changed_at)
    select public_id, of_owner, of_label, of_mapping, code, name, kind, ours, agencies, outlines, west, south, east, north,
      findings, at from given
    on conflict (owner_id, mapping, code) do update set name = excluded.name, kind = excluded.kind, ours = excluded.ours,
      agencies = excluded.agencies, outlines = excluded.outlines, west = excluded.west, south = excluded.south,
      east = excluded.east, north = excluded.north, findings = excluded.findings, changed_at = excluded.changed_at
    where (a.name, a.kind, a.ours, a.agencies, a.outlines, a.findings) is distinct from
      (excluded.name, excluded.kind, excluded.ours, excluded.agencies, excluded.outlines, excluded.findings)
    returning a.xmax = 0 as new)
  select count(*) filter (where new), count(*) filter (where not new) from kept $$;

create function plan_keep_software(rows jsonb, at timestamptz, by_person bigint)
returns table (added bigint, changed bigint)
language sql security definer set search_path = public, pg_temp as $$
  with given as (
    select distinct on (code) * from jsonb_to_recordset(rows) as g(
      n int, public_id uuid, code text, owner_id bigint, label_id int, asset_code text, vendor text, product text,
      versions text, supplier text, declared_by text, declared_on date, reviewed_on date)
    where wall.person() is not null order by code, n desc),
  kept as (
    insert into plan_declaredsoftware as a (public_id, owner_id, label_id, asset_code, vendor, product, versions, supplier,
      declared_by, declared_on, reviewed_on, kept_by, changed_at)
    select public_id, owner_id, label_id, asset_code, vendor, product, versions, supplier, declared_by, declared_on,
      reviewed_on, by_person, at from given
    on conflict (owner_id, asset_code, vendor, product, versions) where withdrawn_at is null do update set
      supplier = excluded.supplier, declared_by = excluded.declared_by, declared_on = excluded.declared_on,
      reviewed_on = excluded.reviewed_on, kept_by = excluded.kept_by, changed_at = excluded.changed_at
    where (a.supplier, a.declared_by, a.declared_on, a.reviewed_on) is distinct from
      (excluded.supplier, excluded.declared_by, excluded.declared_on, excluded.reviewed_on)
    returning a.xmax = 0 as new)
  select count(*) filter (where new), count(*) filter (where not new) from kept $$;
revoke all on function plan_keep_areas(bigint, int, text, jsonb, timestamptz), plan_keep_software(jsonb, timestamptz, bigint)
  from public;
grant execute on function plan_keep_areas(bigint, int, text, jsonb, timestamptz),
  plan_keep_software(jsonb, timestamptz, bigint) to watchfloor_app;

-- A record goes with the event that it was collected for: its last day is never later. Under the wall of who asks.
create function plan_end_with_event(of_record bigint, on_day date) returns void
language sql set search_path = public, pg_temp as $$
  update core_record set review_on = least(review_on, on_day), purge_on = least(purge_on, on_day) where id = of_record $$;
revoke all on function plan_end_with_event(bigint, date) from public;
grant execute on function plan_end_with_event(bigint, date) to watchfloor_app;

-- Past its day the words of an event go, for a service alone; the row says that there was one.
create function plan_forget_events(due_on date) returns setof uuid
language sql security definer set search_path = public, pg_temp as $$
  update plan_specialevent set name = '', venue = '', protectees = '[]', staffing = '[]', attendance = null, lon = null,
    lat = null, radius_m = 0, state = 'purged'
    where wall.person() < 0 and purge_on < due_on and state <> 'purged' returning public_id $$;
revoke all on function plan_forget_events(date) from public;
grant execute on function plan_forget_events(date) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("plan", "0008_needs"), ("core", "0001_ground")]

    operations = [
        migrations.AddField(
            model_name="asset",
            name="criticality_source",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="asset",
            name="details",
            field=models.JSONField(db_default={}, default=dict),
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("mapping", models.TextField()),
                ("code", models.TextField()),
                ("name", models.TextField()),
                ("kind", models.TextField()),
                ("ours", models.BooleanField(default=True)),
                ("agencies", models.JSONField(default=list)),
                ("outlines", models.JSONField(default=list)),
                ("west", models.FloatField()),
                ("south", models.FloatField()),
                ("east", models.FloatField()),
                ("north", models.FloatField()),
                ("findings", models.JSONField(default=list)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner_id", "mapping", "code"), name="plan_area_code")],
            },
        ),
        migrations.CreateModel(
            name="AssetContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asset_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("office", models.TextField()),
                ("number", models.TextField(default="")),
                ("email", models.TextField(default="")),
                ("stated_by", models.BigIntegerField()),
                ("stated_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["asset_id"], name="plan_contact_asset")],
            },
        ),
        migrations.CreateModel(
            name="AssetFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("asset_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("kind", models.TextField()),
                ("words", models.TextField()),
                ("source", models.TextField()),
                ("valid_until", models.DateField(null=True)),
                ("stated_by", models.BigIntegerField()),
                ("stated_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["asset_id"], name="plan_finding_asset")],
            },
        ),
        migrations.CreateModel(
            name="CollectedFor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("event_id", models.BigIntegerField()),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                ("about", models.TextField()),
                ("tagged_by", models.BigIntegerField()),
                ("tagged_at", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("event_id", "record_id"), name="plan_collected_once")],
            },
        ),
        migrations.CreateModel(
            name="DeclaredSoftware",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("asset_code", models.TextField(default="")),
                ("vendor", models.TextField()),
                ("product", models.TextField()),
                ("versions", models.TextField(default="")),
                ("supplier", models.TextField(default="")),
                ("declared_by", models.TextField(default="")),
                ("declared_on", models.DateField()),
                ("reviewed_on", models.DateField(null=True)),
                ("kept_by", models.BigIntegerField()),
                ("changed_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["vendor", "product"], name="plan_software_product")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("owner_id", "asset_code", "vendor", "product", "versions"),
                        name="plan_software_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SpecialEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("owner_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("name", models.TextField()),
                ("venue", models.TextField(default="")),
                ("rating", models.TextField(default="unrated")),
                ("assembly", models.BooleanField(default=False)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("lon", models.FloatField(null=True)),
                ("lat", models.FloatField(null=True)),
                ("radius_m", models.FloatField(default=0)),
                ("attendance", models.IntegerField(null=True)),
                ("protectees", models.JSONField(default=list)),
                ("staffing", models.JSONField(default=list)),
                ("purge_on", models.DateField()),
                ("state", models.TextField(default="planned")),
                ("stated_by", models.BigIntegerField()),
                ("stated_at", models.DateTimeField()),
                ("approved_by", models.BigIntegerField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["ends_at"], name="plan_event_end")],
            },
        ),
        migrations.RunSQL(WALL, migrations.RunSQL.noop),
    ]
