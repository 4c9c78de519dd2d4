"""Both walls and the pure rule say the same about every person and every record; no SQL lifts them."""

from datetime import timedelta
from functools import cache
from itertools import count
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from makers import incoming_of, stamp_of, tip

from watchfloor.core.actions.records import open_records
from watchfloor.core.gate.session import reading, set_audience
from watchfloor.core.queries import records as core
from watchfloor.people.actions import directory
from watchfloor.people.rules.standing import Standing
from watchfloor.protect.actions.admit import admit
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_read, may_state
from watchfloor.protect.rules.labels import Atom

POLICY = load()
CLASSES = sorted(set(POLICY.classes) - {"criminal_intelligence"})  # that one needs a predicate to be kept at all
TABLES = ("core_record", "core_version", "core_piece")
READERS = sorted(role for role, rights in POLICY.roles.items() if "record.read" in rights)
NUMBER = count(1)

atoms = st.builds(
    Atom,
    owner_id=st.integers(0, 2),  # which of the three agencies; made an id in the test
    legal_class=st.sampled_from([*CLASSES, "criminal_intelligence", "no_such_class"]),
    level=st.sampled_from(["U", "LES", "CUI", "?"]),
    share=st.sampled_from(["center", "center", "partners", "partners", "closed", "named", "group:1", "group:x", "all"]),
    tlp=st.sampled_from(["", "", "GREEN", "AMBER+STRICT", "RED"]),
    federal_only=st.booleans(),
    restricted=st.sampled_from([False, False, False, True]),
)
labels = st.lists(
    st.one_of(atoms, atoms, atoms, st.sampled_from(["o=1;c=tip_lead", "nonsense", ""])), min_size=1, max_size=3
)
days = st.sampled_from([-400, -1, 0, 1, 400])
people = st.fixed_dictionaries(
    {
        "agency": st.integers(0, 2),
        "role": st.sampled_from([*READERS, *READERS, *sorted(POLICY.roles)]),
        "level": st.sampled_from(["CUI", "LES", "U", "?"]),
        "training": st.dictionaries(st.sampled_from(["pcrcl", "28cfr23"]), days),
        "purpose": st.sampled_from(["threat-assessment", *sorted(set(POLICY.purposes) - {"break-glass"})]),
        "case": st.sampled_from(["26-0141 NFC", "26-0141 NFC", "  "]),
        "granted": st.sets(st.integers(0, 3)),
    }
)
worlds = st.tuples(st.lists(labels, min_size=2, max_size=4), st.lists(people, min_size=2, max_size=4))


def test_both_walls_and_the_rule_agree_on_every_pair(cast: SimpleNamespace) -> None:
    """Whatever labels, people and grants there are, each wall alone shows what the rule or a grant opens, no more."""
    agencies = (cast.center, cast.wright, cast.far)
    with reading(cast.operator):
        group = directory.add_group(
            code="north", name="North", release_level="LES", agency_ids=[cast.wright], by=cast.operator
        )
    kept: dict[int, tuple[str, ...]] = {}

    @settings(max_examples=120, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(worlds)
    def agree(world: tuple[list[list[Atom | str]], list[dict[str, object]]]) -> None:
        printed = [tuple(_print(atom, agencies, group) for atom in label) for label in world[0]]
        opened = _open(cast, printed)
        kept.update(zip(opened, printed, strict=True))
        for drawn in world[1]:
            standing, audience = _enter(cast, drawn, agencies, opened, group)
            stated = may_state(standing, purpose=drawn["purpose"], case_ref=drawn["case"], policy=POLICY)
            granted = {opened[i] for i in drawn["granted"] if i < len(opened)} if stated else set()
            by_rule = {
                record for record, label in kept.items()
                if record in granted or _rule(label, standing, drawn["purpose"], drawn["case"], cast.now.date())
            }  # fmt: skip
            assert _first_wall(audience) == (by_rule, by_rule)
            assert _second_wall(audience) == [by_rule] * len(TABLES)

    agree()


def _print(atom: Atom | str, agencies: tuple[int, ...], group: int) -> str:
    if isinstance(atom, str):
        return atom
    share = f"group:{group}" if atom.share == "group:1" else atom.share
    return Atom(
        agencies[atom.owner_id], atom.legal_class, atom.level, share, atom.tlp, atom.federal_only, atom.restricted
    ).print()


def _open(cast: SimpleNamespace, printed: list[tuple[str, ...]]) -> list[int]:
    with reading(cast.operator):
        incoming = [incoming_of(tip(f"tip {next(NUMBER)}"), stamp_of(cast, label), cast.center) for label in printed]
        return [made.id for made in open_records(source=None, incoming=incoming, by=cast.operator, now=cast.now)]


def _enter(
    cast: SimpleNamespace, drawn: dict[str, object], agencies: tuple[int, ...], opened: list[int], group: int
) -> tuple[Standing, object]:
    """The person in the directory, and what the rule should make of him: worked out here, not read back."""
    agency, today = agencies[drawn["agency"]], cast.now.date()
    with reading(cast.operator):
        person = directory.add_person(
            login=f"p{next(NUMBER)}", name="Exercise Person", agency_id=agency, role=drawn["role"],
            release_level=drawn["level"], by=cast.operator, now=cast.now,
        )  # fmt: skip
        for course, ahead in drawn["training"].items():
            until = today + timedelta(days=ahead)
            directory.record_training(
                person_id=person, course=course, taken_on=min(today, until), valid_until=until, by=cast.operator
            )
    standing = Standing(
        person, 0, agency, {cast.center: "center", cast.wright: "sheriff", cast.far: "police"}[agency],
        agency == cast.center, drawn["role"], drawn["level"],
        tuple((course, today + timedelta(days=ahead)) for course, ahead in drawn["training"].items()),
        today + timedelta(days=365) if agency == cast.wright else None, None,
        (group,) if agency == cast.wright else (),
    )  # fmt: skip
    for index in drawn["granted"]:
        if index < len(opened):
            _give(cast, opened[index], person)
    affiliation = _affiliation(person)
    return standing, admit(
        person_id=person, affiliation_id=affiliation, purpose=drawn["purpose"], case_ref=drawn["case"], now=cast.now
    )


def _affiliation(person: int) -> int:
    from watchfloor.people import queries

    found = queries.person(person_id=person)
    assert found is not None
    return found.affiliation_id


def _give(cast: SimpleNamespace, record: int, person: int) -> None:
    """A grant as one makes it who may read the record; here the owner of the tables, to be free of any wall."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "insert into core_grant (record_id, person_id, label_id, because)"
            " select id, %s, label_id, 'named recipient' from core_record where id = %s",
            [person, record],
        )


@cache
def _rule(label: tuple[str, ...], standing: Standing, purpose: str, case_ref: str, on: object) -> bool:
    try:
        parsed = tuple(Atom.parse(text) for text in set(label))
    except ValueError:
        return False
    return bool(may_read(parsed, standing, purpose=purpose, case_ref=case_ref, policy=POLICY, on=on))


def _first_wall(audience: object) -> tuple[set[int], set[int]]:
    """What wall 1 lets through where nothing stands behind it: as the owner, whose policy shows every row."""
    from django.db import connections

    by_model = set(core.visible(audience=audience).using("owner").values_list("id", flat=True))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"select r.id from core_record r where {core.wall(audience, 'r')}")
        return by_model, {row[0] for row in cursor.fetchall()}


def _second_wall(audience: object) -> list[set[int]]:
    """What a bare SELECT of the application sees, table by table."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        set_audience(audience)
        return [_ids(cursor, table) for table in TABLES]


def _ids(cursor: object, table: str) -> set[int]:
    cursor.execute(f"select {'id' if table == 'core_record' else 'record_id'} from {table}")
    return {row[0] for row in cursor.fetchall()}
