"""Which followers have something to do, asked once for all: a quiet log costs one statement, not one audience each."""

from django.db import migrations

# Services alone (person below zero) are answered, with names of followers and nothing of a fact. Whoever is not waiting
# goes past what is not his; a bookmark that another worker moved meanwhile is left alone.
WAITING = """
create function core_waiting(of_names text[], of_kinds jsonb) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  upto bigint;
  one record;
  names text[] := '{}';
begin
  if coalesce(wall.person(), 0) >= 0 then
    return names;
  end if;
  insert into core_bookmark (name) select unnest(of_names) on conflict do nothing;
  select coalesce(max(pos) + 1, 0) into upto from core_leaf;
  for one in
    select b.name, b.pos, array(select jsonb_array_elements_text(of_kinds -> b.name)) as kinds
    from core_bookmark b where b.name = any(of_names) and b.pos < upto order by b.name
  loop
    if exists (
      select from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at
      where l.pos >= one.pos and l.pos < upto and (cardinality(one.kinds) = 0 or f.kind = any(one.kinds)))
    then
      names := names || one.name;
    else
      update core_bookmark set pos = upto, moved_at = clock_timestamp() where name = one.name and pos = one.pos;
    end if;
  end loop;
  return names;
end $$;
revoke all on function core_waiting(text[], jsonb) from public;
grant execute on function core_waiting(text[], jsonb) to watchfloor_app;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_ground")]
    operations = [migrations.RunSQL(WAITING, "drop function core_waiting(text[], jsonb)")]
