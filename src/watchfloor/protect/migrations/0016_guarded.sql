-- What text guards found, by rule; walled as the record is and forgotten with it. A service alone raises one.
call wall.protect('protect_guarded', '{record_id}');
revoke update on protect_guarded from watchfloor_app;
grant update (looked_at, looked_by, verdict) on protect_guarded to watchfloor_app;
create unique index protect_guarded_once on protect_guarded (record_id, n);
create index protect_guarded_waiting on protect_guarded (raised_at) where looked_at is null;
create trigger protect_guarded_by_service before insert on protect_guarded for each row execute function protect_flag_by_service();
