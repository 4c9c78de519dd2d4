"""Both walls around products. Recipients read releases and their own deliveries; drafts stay with who reads all sources."""

from django.db import migrations

WALL = """
call wall.protect('disseminate_product', '{}', '{title,sections}');
call wall.protect('disseminate_statement', '{}', '{content}');
call wall.protect('disseminate_statementsource', '{}', '{content}');
call wall.protect('disseminate_version', '{}');
call wall.protect('disseminate_comment', '{}', '{words}');
call wall.protect('disseminate_lowering', '{}', '{because}');
call wall.protect('disseminate_request', '{}', '{because,effect}');
-- a grant on a record opens no product that cites it: these are registered by hand
insert into wall.holding (table_name, record_columns, base_column) values
  ('disseminate_product', '{threat_id}', 'base_label_id'), ('disseminate_statement', '{record_id}', 'base_label_id'),
  ('disseminate_statementsource', '{record_id}', 'base_label_id'), ('disseminate_comment', '{record_id}', 'base_label_id');
call wall.protect('disseminate_review', '{}', '{because}');
call wall.protect('disseminate_release', '{}', '{title,fragment,document,pdf,recalled_because}');
call wall.protect('disseminate_delivery', '{}');
call wall.protect('disseminate_feedback', '{}', '{words}');
call wall.protect('disseminate_imminent', '{}', '{danger,reason,phoned_who}');
alter table disseminate_release alter column pdf set storage external, alter column document set storage external,
  alter column fragment set storage external;
alter table disseminate_statement alter column content set storage external;
create policy mine on disseminate_delivery for select to watchfloor_app using (person_id = (select wall.person()));
create policy mine_acknowledged on disseminate_delivery for update to watchfloor_app
  using (person_id = (select wall.person())) with check (person_id = (select wall.person()));
create policy mine on disseminate_feedback for select to watchfloor_app using (person_id = (select wall.person()));
create policy mine on disseminate_release for select to watchfloor_app using (id in (
  select d.release_id from disseminate_delivery d where d.person_id = (select wall.person())));
grant update (title, state, revision, authors, tear_title, tear_for) on disseminate_product to watchfloor_app;
grant update (until) on disseminate_statement to watchfloor_app;
grant update (settled_by, settled_at) on disseminate_comment to watchfloor_app;
grant update (answer, answered_at) on disseminate_request to watchfloor_app;
grant update (recalled_at, recalled_because) on disseminate_release to watchfloor_app;
grant update (acknowledged_at) on disseminate_delivery to watchfloor_app;
grant update (useful, used, words, at) on disseminate_feedback to watchfloor_app;
grant update (settled_by, settled_at, answer) on disseminate_imminent to watchfloor_app;
grant usage on sequence disseminate_product_id_seq, disseminate_statement_id_seq, disseminate_statementsource_id_seq,
  disseminate_release_id_seq, disseminate_delivery_id_seq, disseminate_version_id_seq, disseminate_comment_id_seq,
  disseminate_lowering_id_seq, disseminate_request_id_seq to watchfloor_app;
-- numbers of products: no id of a record, no content
grant select, insert, update on disseminate_counter to watchfloor_app;

create function disseminate_recipients_of(records bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct d.person_id from disseminate_statementsource s join disseminate_statement t on t.id = s.statement_id
  join disseminate_release r on r.product_id = t.product_id join disseminate_delivery d on d.release_id = r.id
  where s.record_id = any(records) $$;

-- Whether the session's own audience may read this product; for the definer functions below.
create function disseminate_may_read(of_product bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select 1 from disseminate_product p where p.id = of_product and
    case when p.label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), p.label_id) else 0 end <> 0) $$;

-- A draft that takes a stricter source is stricter from then on, with everything in it. What is released stays.
create function disseminate_relabel(of_product bigint, new_label int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare tab text;
begin
  if not disseminate_may_read(of_product) then raise exception 'no such product'; end if;
  foreach tab in array array['version', 'review', 'lowering', 'request'] loop
    execute format('update disseminate_%s set label_id = $1 where product_id = $2', tab) using new_label, of_product;
  end loop;
  update disseminate_comment set label_id = new_label, base_label_id = new_label where product_id = of_product;
  update disseminate_statementsource set label_id = new_label, base_label_id = new_label
    where statement_id in (select id from disseminate_statement where product_id = of_product);
  update disseminate_statement set label_id = new_label, base_label_id = new_label where product_id = of_product;
  update disseminate_product set label_id = new_label, base_label_id = new_label where id = of_product;
end $$;

-- Before the sources of a purged record go: words that rest on it alone go with it, in every version; of a draft's
-- older versions and comments all words that rest on it. The statement itself stays and says that a source is gone.
create function disseminate_forget(of_purge bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare p protect_purge := protect_open_purge(of_purge); n bigint;
begin
  update disseminate_product set threat_id = 0, title = '' where threat_id = any(p.records);
  with named as materialized (
    select t.id, t.product_id, t.key, t.until is null as stands,
      not exists (select 1 from disseminate_statementsource o where o.statement_id = t.id
        and o.record_id <> 0 and o.record_id <> all(p.records)) as alone
    from disseminate_statement t where t.record_id = any(p.records) or t.id in (
      select s.statement_id from disseminate_statementsource s where s.record_id = any(p.records))),
  silent as (
    delete from disseminate_comment c using named g where g.product_id = c.product_id and g.key = c.key returning 1),
  emptied as (
    update disseminate_statement t set record_id = null, content = case when g.alone or not g.stands
      then t.content || jsonb_build_object('text', '', 'label', '', 'sources_kept', 1) else t.content end
    from named g where g.id = t.id returning 1)
  select (select count(*) from silent) + (select count(*) from emptied) into n;
  return n;
end $$;
revoke all on function disseminate_recipients_of(bigint[]), disseminate_may_read(bigint),
  disseminate_relabel(bigint, int), disseminate_forget(bigint) from public;
grant execute on function disseminate_recipients_of(bigint[]), disseminate_relabel(bigint, int),
  disseminate_forget(bigint) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0001_initial"), ("core", "0001_ground"), ("protect", "0002_purge")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
