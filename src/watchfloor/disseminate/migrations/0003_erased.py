"""What rests on a purged record is emptied: statements in every version, and the bytes of releases that cited it."""

from django.db import migrations, models

SQL = """
-- Words beside a statement that another source carries too may still be the purged record's own: all of them go, and
-- with them the kept bytes of every release of a product that ever cited it. The rows stay and say so.
create or replace function disseminate_forget(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); citing bigint[]; about bigint[]; at_once bigint[]; n bigint;
begin
  select coalesce(array_agg(id), '{}') into about from disseminate_product where threat_id = any(p.records);
  select coalesce(array_agg(distinct t.product_id), '{}') || about into citing from disseminate_statement t
    where t.record_id = any(p.records) or t.id in (
      select s.statement_id from disseminate_statementsource s where s.record_id = any(p.records));
  select coalesce(array_agg(i.release_id), '{}') into at_once from disseminate_imminent i
    join analyze_assessment a on a.public_id = i.assessment where a.record_id = any(p.records);
  update disseminate_imminent set danger = '', reason = '' where release_id = any(at_once);
  update disseminate_product set threat_id = 0, title = '', tear_title = '' where id = any(about);
  with named as materialized (
    select t.id, t.product_id, t.key from disseminate_statement t
    where t.product_id = any(about) or t.record_id = any(p.records) or t.id in (
      select s.statement_id from disseminate_statementsource s where s.record_id = any(p.records))),
  silent as (
    delete from disseminate_comment c using named g where g.product_id = c.product_id and g.key = c.key returning 1),
  lowered as (
    update disseminate_lowering l set because = '' from named g where g.product_id = l.product_id and g.key = l.key
    returning 1),
  asked as (
    update disseminate_request set because = '' where product_id = any(citing) returning 1),
  reviewed as (update disseminate_review set because = '' where product_id = any(citing) returning 1),
  emptied as (
    update disseminate_statement t set record_id = null,
      content = t.content || jsonb_build_object('text', '', 'label', '',
        'sources_kept', 1 + coalesce((t.content->>'sources_kept')::int, 0))
    from named g where g.id = t.id returning 1),
  withheld as (
    update disseminate_release set fragment = '', document = '', pdf = '', title = '', erased_at = coalesce(erased_at, now())
    where product_id = any(citing) or id = any(at_once) returning id),
  answered as (update disseminate_feedback set words = '' where release_id in (select id from withheld) returning 1)
  select (select count(*) from silent) + (select count(*) from emptied) + (select count(*) from withheld) into n;
  return n;
end $$;

create or replace function disseminate_recipients_of(records bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select d.person_id from disseminate_delivery d join disseminate_release r on r.id = d.release_id
  where r.product_id in (
      select t.product_id from disseminate_statement t where t.record_id = any(records) or t.id in (
        select s.statement_id from disseminate_statementsource s where s.record_id = any(records))
      union select id from disseminate_product where threat_id = any(records))
    or r.id in (select i.release_id from disseminate_imminent i
      join analyze_assessment a on a.public_id = i.assessment where a.record_id = any(records))
  group by 1 $$;

-- Releases that a purge emptied and nobody recalled yet, and whom to ask: who released it and who wrote it. For services
-- alone; ids and numbers, no word.
create function disseminate_erased() returns table (
  release uuid, number text, label_id int, product uuid, persons bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
  select r.public_id, r.number, r.label_id, p.public_id, array(select distinct unnest(r.by_id || coalesce(p.authors, '{}')))
  from disseminate_release r left join disseminate_product p on p.id = r.product_id
  where r.erased_at is not null and r.recalled_at is null and wall.person() < 0 $$;
revoke all on function disseminate_erased() from public;
grant execute on function disseminate_erased() to watchfloor_app;
create index disseminate_release_erased on disseminate_release (erased_at) where erased_at is not null and recalled_at is null;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0002_wall"), ("protect", "0005_true_purge"), ("analyze", "0002_wall")]

    operations = [
        migrations.AddField("release", "erased_at", models.DateTimeField(null=True)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
