"""Both walls around products. Recipients read releases and their own deliveries; drafts stay with who reads all sources."""

from django.db import migrations

WALL = """
call wall.protect('disseminate_product', '{}', '{title,sections}');
call wall.protect('disseminate_statement', '{}', '{content}');
call wall.protect('disseminate_statementsource', '{}', '{content}');
insert into wall.holding (table_name, record_columns) values ('disseminate_statementsource', '{record_id}');
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
grant update (title, state, revision, label_id, authors) on disseminate_product to watchfloor_app;
grant update (content, label_id) on disseminate_statement to watchfloor_app;
grant update (recalled_at, recalled_because) on disseminate_release to watchfloor_app;
grant update (acknowledged_at) on disseminate_delivery to watchfloor_app;
grant update (useful, used, words, at) on disseminate_feedback to watchfloor_app;
grant update (settled_by, settled_at, answer) on disseminate_imminent to watchfloor_app;
grant usage on sequence disseminate_product_id_seq, disseminate_statement_id_seq, disseminate_statementsource_id_seq,
  disseminate_release_id_seq, disseminate_delivery_id_seq to watchfloor_app;
-- numbers of products: no id of a record, no content
grant select, insert, update on disseminate_counter to watchfloor_app;

create function disseminate_recipients_of(records bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct d.person_id from disseminate_statementsource s join disseminate_statement t on t.id = s.statement_id
  join disseminate_release r on r.product_id = t.product_id join disseminate_delivery d on d.release_id = r.id
  where s.record_id = any(records) $$;
revoke all on function disseminate_recipients_of(bigint[]) from public;
grant execute on function disseminate_recipients_of(bigint[]) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0001_initial"), ("core", "0001_ground")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
