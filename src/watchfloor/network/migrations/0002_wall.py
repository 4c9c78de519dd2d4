"""Both walls around what is offered; its order, and what becomes of it when a record is hidden or offered anew."""

from django.db import migrations

WALL = """
call wall.protect('network_offer', '{record_id}', '{content,about}');
create index network_offer_record on network_offer (record_id);
-- an object of a page's length stays in its page, and none is packed: it is read far oftener than written
alter table network_offer set (toast_tuple_target = 8160);
alter table network_offer alter column content set storage external, alter column about set storage external;

-- the moment given last, in microseconds; one follower at a time moves it
create sequence network_added minvalue 1 start 1;
grant select, update on sequence network_added to watchfloor_app;

-- Which of a record's versions is its first and which its last, by what the versions say.
create function network_mark_ends(of_records bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  with many as (select record_id, min((version_at, n)) as first, max((version_at, n)) as last from network_offer
    where record_id = any(of_records) and wall.person() < 0 group by 1 having count(*) > 1)
  update network_offer o set first = (o.version_at, o.n) = m.first, last = (o.version_at, o.n) = m.last
  from many m where o.record_id = m.record_id $$;

-- A service that may read the records takes their places back, to offer them anew.
create function network_take_back(of_records bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from network_offer where record_id = any(of_records) and wall.person() < 0 and core_may_read(record_id) $$;
revoke all on function network_mark_ends(bigint[]), network_take_back(bigint[]) from public;
grant execute on function network_mark_ends(bigint[]), network_take_back(bigint[]) to watchfloor_app;

-- What a purge has hidden is offered to nobody from that very moment.
create function network_hidden() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from network_offer where record_id = new.id;
  return null;
end $$;
revoke all on function network_hidden() from public;
create trigger network_hidden after update of hidden_at on core_record for each row
  when (new.hidden_at is not null and old.hidden_at is null) execute function network_hidden();
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0001_initial"), ("core", "0001_ground"), ("protect", "0002_purge")]
    operations = [migrations.RunSQL(WALL, migrations.RunSQL.noop)]
