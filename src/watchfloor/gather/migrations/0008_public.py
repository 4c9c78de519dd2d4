"""The public's door: a drop box and mailboxes in a schema of their own, and what of them lies beside the records."""

from uuid import uuid4

from django.db import migrations, models

# the service of gather that opens the drop box (protect/data/services.json: gather.public)
OPENER = -46

SQL = f"""
-- the public's role may name nothing in the schemas of the desk: there everything asks for a right that it has not
revoke usage on schema public from public;
grant usage on schema public to watchfloor_app, watchfloor_sealer, watchfloor_auditor;
create schema dropbox;
grant usage on schema dropbox to watchfloor_public, watchfloor_app;

-- One row a receipt code. token is a digest of what Argon2id derives from the code; reader_key is what letters are
-- sealed to. The moments are those from which a state is SHOWN, the same delay whatever was decided.
create table dropbox.mailbox (
  token bytea primary key check (octet_length(token) = 32),
  first_id uuid not null unique,
  reader_key bytea not null check (octet_length(reader_key) = 32),
  received_at timestamptz not null default clock_timestamp(),
  read_shown_at timestamptz, closed_shown_at timestamptz);
create table dropbox.letter (
  id uuid primary key,
  token bytea not null references dropbox.mailbox on delete cascade,
  whose text not null check (whose in ('you', 'center')),
  at timestamptz not null default clock_timestamp(),
  sealed bytea not null check (octet_length(sealed) between 48 and 200000));
create index dropbox_letter_token on dropbox.letter (token, at);
create table dropbox.drop (
  id uuid primary key,
  kind text not null check (kind in ('report', 'letter')),
  token bytea not null check (octet_length(token) = 32),
  reader_key bytea, copy bytea,
  sealed bytea not null check (octet_length(sealed) between 48 and 33554432),
  at timestamptz not null default clock_timestamp(),
  failed_at timestamptz);
alter table dropbox.drop alter column sealed set statistics 0, alter column sealed set storage external;
alter table dropbox.letter alter column sealed set statistics 0, alter column sealed set storage external;
create index dropbox_drop_at on dropbox.drop (at) where failed_at is null;
revoke all on dropbox.mailbox, dropbox.letter, dropbox.drop from public;
-- all that the public's role may do to a table
grant insert (id, kind, token, reader_key, copy, sealed) on dropbox.drop to watchfloor_public;

-- What is dropped makes its mailbox, or its letter there, in the same transaction. An id is taken once for ever: a form
-- that is posted twice is one report.
create function dropbox.arrive() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.kind = 'report' then
    insert into dropbox.mailbox (token, first_id, reader_key) values (new.token, new.id, new.reader_key);
  elsif exists (select 1 from dropbox.mailbox m where m.token = new.token)
      and (select count(*) from dropbox.letter l where l.token = new.token and l.whose = 'you') < 100 then
    insert into dropbox.letter (id, token, whose, sealed) values (new.id, new.token, 'you', new.copy);
  else
    raise exception 'no such mailbox' using errcode = 'no_data_found';
  end if;
  new.reader_key := null;
  new.copy := null;
  return new;
end $$;
revoke all on function dropbox.arrive() from public;
create trigger dropbox_arrive before insert on dropbox.drop for each row execute function dropbox.arrive();

-- The one function of the public's role: the mailbox of a token, and of no other. Moments stay inside.
create function dropbox.mailbox_of(of_token bytea)
returns table (state text, first_id uuid, received_at timestamptz, id uuid, whose text, at timestamptz, sealed bytea)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when m.closed_shown_at <= now() then 'closed' when m.read_shown_at <= now() then 'read' else 'received' end,
    m.first_id, m.received_at, l.id, l.whose, l.at, l.sealed
  from dropbox.mailbox m left join dropbox.letter l on l.token = m.token where m.token = of_token order by l.at $$;
revoke all on function dropbox.mailbox_of(bytea) from public;
grant execute on function dropbox.mailbox_of(bytea) to watchfloor_public;

-- For the one service that opens the box, and for nobody else of the application
create function dropbox.is_opener() returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(wall.person() = {OPENER}, false) $$;
create function dropbox.waiting(most int)
returns table (id uuid, kind text, token bytea, reader_key bytea, sealed bytea, at timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select d.id, d.kind, d.token, m.reader_key, d.sealed, d.at from dropbox.drop d join dropbox.mailbox m on m.token = d.token
  where dropbox.is_opener() and d.failed_at is null order by d.at, d.id limit most $$;
create function dropbox.oldest() returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select min(at) from dropbox.drop where dropbox.is_opener() and failed_at is null $$;
create function dropbox.taken(of_drop uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from dropbox.drop where id = of_drop and dropbox.is_opener();
  return found;
end $$;
create function dropbox.failed(of_drop uuid) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update dropbox.drop set failed_at = clock_timestamp() where id = of_drop and failed_at is null and dropbox.is_opener();
  return found;
end $$;
create function dropbox.progress(of_token bytea, read_at timestamptz, closed_at timestamptz) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update dropbox.mailbox set read_shown_at = coalesce(read_shown_at, read_at), closed_shown_at = coalesce(closed_shown_at, closed_at)
  where token = of_token and dropbox.is_opener() $$;
create function dropbox.sweep(before timestamptz) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare n bigint;
begin
  delete from dropbox.drop where failed_at < before and dropbox.is_opener();
  delete from dropbox.mailbox m where m.closed_shown_at < before and dropbox.is_opener()
    and not exists (select 1 from public.gather_mailbox g where g.token = m.token);
  get diagnostics n = row_count;
  return n;
end $$;
-- A letter of the center: the service's, or of a person who may read the record that the mailbox belongs to
create function dropbox.write(of_token bytea, letter uuid, box bytea) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not dropbox.is_opener() and not exists (
      select 1 from public.gather_mailbox m where m.token = of_token and public.core_may_read(m.record_id)) then
    return false;
  end if;
  insert into dropbox.letter (id, token, whose, sealed) select letter, of_token, 'center', box
    where exists (select 1 from dropbox.mailbox b where b.token = of_token);
  return found;
end $$;
-- What belongs to a record goes with it: its mailbox is closed, with the delay of every other, and its letters are gone
create function dropbox.record_gone() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from dropbox.letter where token = old.token;
  update dropbox.mailbox set closed_shown_at = least(closed_shown_at, date_trunc('day', now() at time zone 'UTC') at time zone 'UTC'
    + interval '8 days') where token = old.token;
  return old;
end $$;
revoke all on all functions in schema dropbox from public;
grant execute on function dropbox.waiting(int), dropbox.oldest(), dropbox.taken(uuid), dropbox.failed(uuid),
  dropbox.progress(bytea, timestamptz, timestamptz), dropbox.sweep(timestamptz), dropbox.write(bytea, uuid, bytea) to watchfloor_app;

call wall.protect('gather_mailbox', '{{record_id}}');
revoke update on gather_mailbox from watchfloor_app;
grant update (read_at, closed_at, asked_by) on gather_mailbox to watchfloor_app;
create trigger gather_mailbox_gone after delete on gather_mailbox for each row execute function dropbox.record_gone();
call wall.protect('gather_letter', '{{record_id}}', '{{sealed}}');
revoke update on gather_letter from watchfloor_app;
create index gather_letter_record on gather_letter (record_id, at);
call wall.protect('gather_attachment', '{{record_id}}', '{{sealed,name}}');
revoke update on gather_attachment from watchfloor_app;
create index gather_attachment_record on gather_attachment (record_id);
alter table gather_attachment alter column sealed set storage external;
"""


class Migration(migrations.Migration):
    dependencies = [("gather", "0007_after"), ("core", "0001_ground")]
    operations = [
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                ("token", models.BinaryField(primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("public_record", models.UUIDField(db_index=True)),
                ("label_id", models.IntegerField()),
                ("reader_key", models.BinaryField()),
                ("read_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("asked_by", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("public_id", models.UUIDField(primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("by_id", models.BigIntegerField(null=True)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("public_id", models.UUIDField(default=uuid4, primary_key=True, serialize=False)),
                ("record_id", models.BigIntegerField()),
                ("label_id", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("kind", models.TextField()),
                ("size", models.BigIntegerField()),
                ("name", models.BinaryField()),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
