"""RFIs are answered too, in parts; and the label of an answer follows the records that it told of."""

from django.db import migrations, models

SQL = """
-- What was told is kept by who told it, to the recipient of what was settled in the same transaction.
create or replace function disseminate_answer_by_me() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.by_id is distinct from wall.person() or not (
      (new.asked_as = 'request' and exists (select 1 from plan_request r where r.public_id = new.request
        and r.state = 'answered' and r.settled_by = new.by_id and r.recipient_id = new.person_id))
      or (new.asked_as = 'rfi' and exists (select 1 from plan_rfi r where r.public_id = new.request
        and r.direction = 'in' and r.state in ('partial', 'answered') and r.answered_by = new.by_id
        and r.recipient_id = new.person_id))) then
    raise exception 'not yours' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;

-- A record that is relabelled takes the answers along that told of it: never less than the strictest of them.
create function disseminate_answer_follows() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  whole int := new.base_label_id;
  one int;
begin
  for one in select t.label_id from disseminate_answerrecord t where t.answer_id = new.answer_id loop
    whole := core_label_join(whole, one);
  end loop;
  update disseminate_answer set label_id = whole where id = new.answer_id and label_id <> whole;
  return null;
end $$;
revoke all on function disseminate_answer_follows() from public;
create trigger disseminate_answer_follows after update of label_id on disseminate_answerrecord
  for each row execute function disseminate_answer_follows();

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
  select a.public_id, case a.asked_as when 'rfi' then 'RFI-' else 'RQ-' end || left(a.request::text, 8),
    'answer: ' || a.outcome, case a.asked_as when 'rfi' then 'RFI: ' else 'request: ' end || a.purpose,
    a.by_id, a.at, null, a.person_id, a.agency_id, a.at, null, null
  from disseminate_answer a where a.at >= since
  order by 6 desc, 1, 8 $$;
"""


class Migration(migrations.Migration):
    dependencies = [("disseminate", "0009_answers"), ("plan", "0010_rfis")]

    operations = [
        migrations.AlterField("answer", "request", models.UUIDField()),
        migrations.AddField("answer", "asked_as", models.TextField(default="request", db_default="request")),
        migrations.AddConstraint(
            "answer",
            models.UniqueConstraint(
                fields=["request"], condition=models.Q(asked_as="request"), name="disseminate_answer_once"
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
