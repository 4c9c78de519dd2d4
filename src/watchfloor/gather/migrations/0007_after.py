"""What follows a determination: the no of part 2, packages, sendings and answers, referrals, feedback.

And the demand of the database, the same for page, API, import and restored copy: nothing is an ISE-SAR without a
two-part review that says yes, and no behavior of group 2 stands in one without articulable facts (ISE-FS-200, Part B).
"""

from uuid import uuid4

from django.db import migrations, models

REVIEW = """
grant update (answer, answered_by, answered_at) on gather_nexus to watchfloor_app;
-- the floor under the policy's own number; the codes are those of group 2, a test holds them against behaviors.json
alter table gather_nexus
  add constraint gather_nexus_facts check (coalesce(facts_chars, 0) >= 20 or outcome <> '' or not behaviors ?| array[
    'ELICIT', 'TESTSEC', 'RECRUT', 'PHOTO', 'SURVL', 'MATRLS', 'EXPERT', 'WPNS', 'SECTOR']) not valid,
  add constraint gather_nexus_named check (outcome <> '' or behaviors <> '[]'::jsonb) not valid,
  add constraint gather_nexus_answer check (answer in ('', 'confirmed', 'declined', 'withdrawn')),
  add constraint gather_nexus_second check (answer not in ('confirmed', 'declined') or answered_by is not null);
create unique index gather_nexus_one_waits on gather_nexus (record_id) where outcome <> '' and answer = '';
-- What was judged of a report is for the center alone: the agency that reported, which reads its own report, hears one
-- word (gather_outcome) and nothing of names, of part 2 or of what the FBI answered.
create function gather_of_center() returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select wall.person() < 0 or exists (
    select 1 from people_affiliation a join people_agency g on g.id = a.agency_id
      where a.person_id = wall.person() and a.until is null and g.is_center) $$;
revoke all on function gather_of_center() from public;
grant execute on function gather_of_center() to watchfloor_app, watchfloor_auditor;
create policy of_the_center on gather_nexus as restrictive for select to watchfloor_app
  using ((select gather_of_center()));
create policy of_the_center on gather_vetting as restrictive for select to watchfloor_app
  using ((select gather_of_center()));

create or replace function protect_lacks(of_record bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when r.legal_class = 'criminal_intelligence' and not exists (
      select 1 from protect_predicate p where p.id = r.predicate_id and p.record_id = r.id
        and (not p.political or p.approved_by is not null)) then 'predicate'
    when r.legal_class = 'identifying_only' and not exists (
      select 1 from protect_identifies i join core_record s on s.id = i.subject_id
        where i.record_id = r.id and s.legal_class = 'criminal_intelligence' and s.hidden_at is null) then 'subject'
    when r.legal_class = 'ise_sar' and not exists (
      select 1 from gather_nexus n where n.record_id = r.id and n.outcome = '' and n.behaviors <> '[]'::jsonb
        and (coalesce(n.facts_chars, 0) >= 20 or not n.behaviors ?| array[
          'ELICIT', 'TESTSEC', 'RECRUT', 'PHOTO', 'SURVL', 'MATRLS', 'EXPERT', 'WPNS', 'SECTOR'])) then 'review'
    end
  from core_record r where r.id = of_record and r.hidden_at is null $$;
create constraint trigger core_record_reviewed after insert or update of legal_class on core_record
  deferrable initially deferred for each row
  when (new.legal_class = 'ise_sar') execute function core_record_may_stand();
create or replace function protect_unlawful() returns table (record_id bigint, public_id uuid, lacks text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.public_id, protect_lacks(r.id) from core_record r
    where r.legal_class in ('criminal_intelligence', 'identifying_only', 'ise_sar') and protect_lacks(r.id) is not null $$;
"""
TABLES = """
call wall.protect('gather_package', '{record_id}', '{content}');
call wall.protect('gather_submission', '{record_id}', '{number}');
call wall.protect('gather_answer', '{record_id}', '{words}');
call wall.protect('gather_sent', '{}', '{number}');
call wall.protect('gather_referral', '{record_id}', '{why}');
call wall.protect('gather_outcome', '{record_id}', '{}');
revoke update on gather_package, gather_submission, gather_answer, gather_sent, gather_referral, gather_outcome
  from watchfloor_app;
grant update (state) on gather_submission to watchfloor_app;
grant update (over_on) on gather_sent to watchfloor_app;
grant update (word, "on") on gather_outcome to watchfloor_app;
alter table gather_package alter column content set storage external;
alter table gather_package add constraint gather_package_form check (form in ('summary', 'details'));
alter table gather_submission add constraint gather_submission_state check (state in (
  'sent', 'accepted', 'returned', 'nexus', 'inconclusive', 'no_nexus', 'referred', 'purged'));
alter table gather_outcome add constraint gather_outcome_word check (word in ('used', 'referred', 'closed'));
create index gather_package_record on gather_package (record_id);
create index gather_submission_record on gather_submission (record_id);
create unique index gather_submission_stands on gather_submission (record_id) where state not in ('returned', 'purged');
create index gather_answer_record on gather_answer (record_id);
create index gather_referral_record on gather_referral (record_id);
do $$
declare one text;
begin
  foreach one in array array['gather_package', 'gather_submission', 'gather_answer', 'gather_referral'] loop
    execute format('create policy of_the_center on %I as restrictive for select to watchfloor_app
      using ((select gather_of_center()))', one);
  end loop;
end $$;
"""
RECORD = [("record_id", models.BigIntegerField()), ("label_id", models.IntegerField())]
BY = [("by_id", models.BigIntegerField()), ("at", models.DateTimeField())]


def _id() -> tuple[str, models.UUIDField]:
    return "public_id", models.UUIDField(default=uuid4, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("gather", "0006_unstated_goes"), ("protect", "0021_aside_expires")]
    operations = [
        migrations.AddField("Nexus", "outcome", models.TextField(default="")),
        migrations.AddField("Nexus", "facts_chars", models.IntegerField(null=True)),
        migrations.AddField("Nexus", "answer", models.TextField(default="")),
        migrations.AddField("Nexus", "answered_by", models.BigIntegerField(null=True)),
        migrations.AddField("Nexus", "answered_at", models.DateTimeField(null=True)),
        migrations.RunSQL(REVIEW, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Package",
            fields=[
                _id(), *RECORD, ("form", models.TextField()), ("version", models.SmallIntegerField()),
                ("content", models.BinaryField()), ("digest", models.BinaryField()), *BY,
            ],
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                _id(), *RECORD, ("package", models.UUIDField()), ("system", models.TextField()),
                ("adapter", models.TextField()), ("number", models.TextField()), ("state", models.TextField()),
                ("sent_at", models.DateTimeField()), *BY,
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                _id(), ("submission", models.UUIDField()), *RECORD, ("answer", models.TextField()),
                ("words", models.BinaryField()), ("on", models.DateField()), *BY,
            ],
        ),
        migrations.CreateModel(
            name="Sent",
            fields=[
                ("public_id", models.UUIDField(primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()), ("system", models.TextField()), ("number", models.TextField()),
                ("sent_on", models.DateField()), ("over_on", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[_id(), *RECORD, ("agency_id", models.BigIntegerField()), ("why", models.BinaryField()), *BY],
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("label_id", models.IntegerField()), ("word", models.TextField()), ("on", models.DateField()),
            ],
        ),
        migrations.RunSQL(TABLES, migrations.RunSQL.noop),
    ]  # fmt: skip
