"""Answers on requests: dissemination of their own, reached by a purge, told of by the log, forgotten past their day."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

SQL = """
call wall.protect('disseminate_answer', '{}', '{sealed}');
call wall.protect('disseminate_answerrecord', '{record_id}', '{}', 'base_label_id');
alter table disseminate_answer alter column sealed set storage external;
revoke update on disseminate_answer, disseminate_answerrecord from watchfloor_app;
grant usage on sequence disseminate_answer_id_seq, disseminate_answerrecord_id_seq to watchfloor_app;
-- a grant of the record (own submissions) tells nobody outside the center's watch who asked about it
create policy of_the_center on disseminate_answerrecord as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);

-- What was told is kept by who told it, to the recipient of a request that was settled in the same transaction.
create function disseminate_answer_by_me() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.by_id is distinct from wall.person() or not exists (
      select 1 from plan_request r where r.public_id = new.request and r.state = 'answered'
        and r.settled_by = new.by_id and r.recipient_id = new.person_id) then
    raise exception 'not yours' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function disseminate_answer_by_me() from public;
create trigger disseminate_answer_by_me before insert on disseminate_answer
  for each row execute function disseminate_answer_by_me();

-- A purge reaches every answer that told of one of its records: the words and the key that opens them.
create function disseminate_forget_answers(of_purge bigint) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with p as materialized (select (protect_open_purge(of_purge)).records as records),
  hit as (select a.id, a.key_id from disseminate_answer a where a.erased_at is null and a.id in (
    select t.answer_id from disseminate_answerrecord t, p where t.record_id = any(p.records))),
  gone as (update disseminate_answer a set sealed = '', key_id = null, erased_at = now() from hit where a.id = hit.id
    returning 1),
  keys as (delete from core_key where id in (select key_id from hit) returning 1)
  select count(*) from gone $$;

-- Past their day, for a service alone.
create function disseminate_forget_due_answers(due_on date) returns bigint
language sql security definer set search_path = public, pg_temp as $$
  with due as (select id, key_id from disseminate_answer
    where wall.person() < 0 and purge_on < due_on and erased_at is null),
  gone as (update disseminate_answer a set sealed = '', key_id = null, erased_at = now() from due where a.id = due.id
    returning 1),
  keys as (delete from core_key where id in (select key_id from due) returning 1)
  select count(*) from gone $$;
revoke all on function disseminate_forget_answers(bigint), disseminate_forget_due_answers(date) from public;
grant execute on function disseminate_forget_answers(bigint), disseminate_forget_due_answers(date) to watchfloor_app;

-- Who was told of a record on the phone gets its correction or purge notice like who holds a product that cites it.
create or replace function disseminate_recipients_of(records bigint[]) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
  select d.person_id from disseminate_delivery d join disseminate_release r on r.id = d.release_id
  where r.product_id in (
      select t.product_id from disseminate_statement t where t.record_id = any(records) or t.id in (
        select s.statement_id from disseminate_statementsource s where s.record_id = any(records))
      union select id from disseminate_product where threat_id = any(records))
    or r.id in (select i.release_id from disseminate_imminent i
      join analyze_assessment a on a.public_id = i.assessment where a.record_id = any(records))
  union
  select a.person_id from disseminate_answer a join disseminate_answerrecord t on t.answer_id = a.id
  where t.record_id = any(records) $$;

-- 28 CFR 23.20(g): who received, the date and the reason of each dissemination; no title, no word
create or replace function disseminate_log(since timestamptz) returns table (release uuid, number text, part text,
  reason text, by_id bigint, at timestamptz, group_id bigint, person_id bigint, agency_id bigint,
  delivered_at timestamptz, acknowledged_at timestamptz, recalled_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.public_id, r.number, r.part,
    case when r.group_id is null then 'imminent danger' else 'release to a group' end,
    r.by_id, r.at, r.group_id, d.person_id, d.agency_id, d.delivered_at, d.acknowledged_at, r.recalled_at
  from disseminate_release r left join disseminate_delivery d on d.release_id = r.id where r.at >= since
  union all
  select a.public_id, 'RQ-' || left(a.request::text, 8), 'answer: ' || a.outcome, 'request: ' || a.purpose,
    a.by_id, a.at, null, a.person_id, a.agency_id, a.at, null, null
  from disseminate_answer a where a.at >= since
  order by 6 desc, 1, 8 $$;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0008_search_export"), ("plan", "0007_requests"), ("protect", "0005_true_purge")]

    operations = [
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public_id", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("label_id", models.IntegerField()),
                ("request", models.UUIDField(unique=True)),
                ("outcome", models.TextField()),
                ("purpose", models.TextField()),
                ("marking", models.TextField()),
                ("key_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField()),
                ("told", models.IntegerField()),
                ("person_id", models.BigIntegerField()),
                ("agency_id", models.BigIntegerField()),
                ("by_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("purge_on", models.DateField()),
                ("erased_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="AnswerRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_id", models.BigIntegerField(db_index=True)),
                ("label_id", models.IntegerField()),
                ("base_label_id", models.IntegerField()),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="disseminate.answer"
                    ),
                ),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
