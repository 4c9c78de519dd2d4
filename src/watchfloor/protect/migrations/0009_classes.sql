-- What a legal class stands on, kept beside the record: its predicate, each change of class, the subject that
-- identifying information serves, and the flags of a court. 28 CFR 23.20(a)-(d), (n); 63 FR 71752.
create sequence protect_predicate_id;
call wall.protect('protect_predicate', '{record_id}', '{statement}');
revoke update on protect_predicate from watchfloor_app;
grant update (approved_by, approved_at) on protect_predicate to watchfloor_app;
create index protect_predicate_record on protect_predicate (record_id);
alter table protect_predicate
  add constraint protect_predicate_stated check (offence <> '' and lawful and length(statement) > 28),
  add constraint protect_predicate_seconded check (approved_by is null or (political and approved_by <> by_id));

alter table protect_classchange add column done_xid xid8;
call wall.protect('protect_classchange', '{record_id}', '{because}');
revoke update on protect_classchange from watchfloor_app;
grant update (answered_by, answered_at, answer) on protect_classchange to watchfloor_app;
create index protect_classchange_record on protect_classchange (record_id);
create unique index protect_classchange_one_waits on protect_classchange (record_id) where answer = '';
alter table protect_classchange
  add constraint protect_classchange_answer check (answer in ('', 'done', 'declined', 'withdrawn')),
  add constraint protect_classchange_second check (answer <> 'done' or second = '' or answered_by <> asked_by),
  add constraint protect_classchange_explained check (length(because) > 28);

call wall.protect('protect_identifies', '{record_id,subject_id}');
revoke update on protect_identifies from watchfloor_app;
create index protect_identifies_subject on protect_identifies (subject_id);

call wall.protect('protect_courtorder', '{record_id}', '{authority}');
revoke update on protect_courtorder from watchfloor_app;
create index protect_courtorder_record on protect_courtorder (record_id);
alter table protect_courtorder add constraint protect_courtorder_kind check (kind in ('sealed', 'expunged'));

-- Who changes, approves or flags is the very person whose audience stands, and he may read the record.
create function protect_ones_own() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare who bigint := (to_jsonb(new) ->> tg_argv[0])::bigint;
begin
  if who is not null and (who is distinct from wall.person() or not core_may_read(new.record_id)) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function protect_ones_own() from public;
create trigger protect_classchange_asked before insert on protect_classchange
  for each row execute function protect_ones_own('asked_by');
create trigger protect_predicate_approved before update of approved_by on protect_predicate
  for each row execute function protect_ones_own('approved_by');
create trigger protect_courtorder_own before insert on protect_courtorder
  for each row execute function protect_ones_own('by_id');

-- A change that is done is done in the transaction that says so, once.
create function protect_classchange_answered() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.answer <> '' then
    raise exception 'it was answered' using errcode = 'insufficient_privilege';
  end if;
  if new.answer <> '' and (new.answered_by is distinct from wall.person() or not core_may_read(new.record_id)) then
    raise exception 'no such record' using errcode = 'insufficient_privilege';
  end if;
  new.done_xid := case when new.answer = 'done' then pg_current_xact_id() end;
  return new;
end $$;
revoke all on function protect_classchange_answered() from public;
create trigger protect_classchange_answered before insert or update of answer, answered_by, answered_at on protect_classchange
  for each row execute function protect_classchange_answered();

-- The application moves a record to another class only by such an act.
create function core_record_class_by_act() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if session_user = 'watchfloor_app' and not exists (
      select 1 from protect_classchange c where c.record_id = new.id and c.was = old.legal_class
        and c.becomes = new.legal_class and c.answer = 'done' and c.done_xid = pg_current_xact_id()) then
    raise exception 'a class changes only by an act that is recorded' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function core_record_class_by_act() from public;
create trigger core_record_class_by_act before update of legal_class on core_record
  for each row when (old.legal_class is distinct from new.legal_class) execute function core_record_class_by_act();

-- THE demand, for form, import, another center and restored copy alike; null where the record may stand as it is.
create function protect_lacks(of_record bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
  select case
    when r.legal_class = 'criminal_intelligence' and not exists (
      select 1 from protect_predicate p where p.id = r.predicate_id and p.record_id = r.id
        and (not p.political or p.approved_by is not null)) then 'predicate'
    when r.legal_class = 'identifying_only' and not exists (
      select 1 from protect_identifies i join core_record s on s.id = i.subject_id
        where i.record_id = r.id and s.legal_class = 'criminal_intelligence' and s.hidden_at is null) then 'subject'
    end
  from core_record r where r.id = of_record and r.hidden_at is null $$;
create function core_record_may_stand() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare what text := protect_lacks(new.id);
begin
  if what is not null then
    raise exception 'a record of this class needs its %', what using errcode = 'check_violation';
  end if;
  return null;
end $$;
-- at commit, when the record, its predicate and its subject all stand
create constraint trigger core_record_may_stand after insert or update of legal_class, predicate_id on core_record
  deferrable initially deferred for each row
  when (new.legal_class in ('criminal_intelligence', 'identifying_only')) execute function core_record_may_stand();

-- What no road may bring in and a restored copy may still hold: ids and what they lack, for `check` and for restore.
create function protect_unlawful() returns table (record_id bigint, public_id uuid, lacks text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.public_id, protect_lacks(r.id) from core_record r
    where r.legal_class in ('criminal_intelligence', 'identifying_only') and protect_lacks(r.id) is not null $$;
revoke all on function protect_lacks(bigint), core_record_may_stand(), protect_unlawful() from public;

-- Identifying information goes with the last subject that it serves: its last day is over, and the schedule ends it.
create function protect_goes_with_subject() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update core_record r set review_on = least(r.review_on, current_date - 1), purge_on = current_date - 1
    where r.id = old.record_id and r.legal_class = 'identifying_only' and r.hidden_at is null
      and not exists (select 1 from protect_identifies i join core_record s on s.id = i.subject_id
        where i.record_id = r.id and s.hidden_at is null and s.legal_class = 'criminal_intelligence');
  return old;
end $$;
revoke all on function protect_goes_with_subject() from public;
create trigger protect_goes_with_subject after delete on protect_identifies
  for each row execute function protect_goes_with_subject();

-- Ids ahead of the rows: the record names its predicate when it is opened.
create function protect_predicate_ids(n int) returns bigint[]
language sql volatile security definer set search_path = public, pg_temp as $$
  select array_agg(nextval('protect_predicate_id')) from generate_series(1, least(n, 5000)) $$;
revoke all on function protect_predicate_ids(int) from public;
grant execute on function protect_predicate_ids(int) to watchfloor_app;
