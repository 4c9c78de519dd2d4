-- What is said of a need changes by its columns; who owns it and its label stay.
grant update (title, phrases, sectors, outlines, starts_at, ends_at, level, code, parent_id, asked, source, priority, held_by,
  n, stated_by, approved_by, approved_at, reviewed_at, review_on, retired_by, retired_at) on plan_informationneed to watchfloor_app;

call wall.protect('plan_needdeed', '{}', '{why,before}');
call wall.protect('plan_pack', '{}', '{because}');
grant update (decided_by, decided_at, approved, because, removed_by, removed_at) on plan_pack to watchfloor_app;
call wall.protect('plan_tag', '{record_id}', '{}', 'base_label_id');
grant update (ended_at, ended_by) on plan_tag to watchfloor_app;
call wall.protect('plan_watchword', '{record_id}', '{phrase,about,because}', 'base_label_id');
grant update (state, decided_by, decided_at, because, expires_at, ended_by, ended_at) on plan_watchword to watchfloor_app;
call wall.protect('plan_wordhit', '{record_id}', '{because}', 'base_label_id');

-- a grant of the record (own submissions) opens what the center thinks of it to nobody who does not read that anyhow
create policy of_the_center on plan_tag as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when base_label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), base_label_id) else 0 end <> 0);
create policy of_the_center on plan_watchword as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), label_id) else 0 end <> 0);
create policy of_the_center on plan_wordhit as restrictive for select to watchfloor_app, watchfloor_auditor using (
  case when label_id < (select length(wall.bits())) then get_bit((select wall.bits()::varbit), label_id) else 0 end <> 0);

-- A word that is forgotten takes its hits along, and moves their label with its own.
alter table plan_wordhit add constraint plan_hit_of_word foreign key (word_id) references plan_watchword (public_id) on delete cascade;
create function plan_word_relabelled() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update plan_wordhit h set base_label_id = new.label_id, label_id = core_label_join(r.label_id, new.label_id)
    from core_record r where r.id = h.record_id and h.word_id = new.public_id;
  return null;
end $$;
revoke all on function plan_word_relabelled() from public;
create trigger plan_word_relabelled after update of label_id on plan_watchword
  for each row when (new.label_id <> old.label_id) execute function plan_word_relabelled();

-- No need is its own ancestor, whoever writes and however many at once: deeds on a tree take turns.
create function plan_need_tree() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare over bigint := new.parent_id; steps int := 0;
begin
  perform pg_advisory_xact_lock(hashtext('plan_informationneed'), new.owner_id::int);
  while over is not null loop
    steps := steps + 1;
    if over = new.id or steps > 64 then
      raise exception 'own ancestor' using errcode = 'check_violation';
    end if;
    select parent_id into over from plan_informationneed where id = over;
  end loop;
  return new;
end $$;
revoke all on function plan_need_tree() from public;
create trigger plan_need_tree before insert or update of parent_id on plan_informationneed
  for each row when (new.parent_id is not null) execute function plan_need_tree();

-- What was decided about a word stays decided; an approved one may be withdrawn, once.
create function plan_word_once() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if old.state <> 'proposed' and ((new.decided_by, new.decided_at, new.expires_at) is distinct from
      (old.decided_by, old.decided_at, old.expires_at) or (new.state <> old.state and not
      (old.state = 'approved' and new.state = 'withdrawn'))) then
    raise exception 'decided' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
revoke all on function plan_word_once() from public;
create trigger plan_word_once before update on plan_watchword for each row execute function plan_word_once();
