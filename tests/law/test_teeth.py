"""Rules taken out one by one: the test of each fails, so the tests above can be believed"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import ModuleType, SimpleNamespace

import pytest
import test_28cfr23 as rule
import test_28cfr23_submission as submission
import test_beside_the_rule as beside
import test_retention as retention
from django.db import IntegrityError, connections

from watchfloor.people.rules.standing import Standing
from watchfloor.plan.rules import rfi_guards
from watchfloor.protect.actions import admit
from watchfloor.protect.actions import classes as changing
from watchfloor.protect.actions import flags as flagging
from watchfloor.protect.rules import access, predicate

Without = Callable[[pytest.MonkeyPatch], AbstractContextManager[None]]


def patched(module: ModuleType | type, name: str, value: object) -> Without:
    """The rule answers as if it were not there; what was decided under it is not remembered."""

    @contextmanager
    def out(patch: pytest.MonkeyPatch) -> Iterator[None]:
        admit._decided.clear()
        with patch.context() as inner:
            inner.setattr(module, name, value)
            yield
        admit._decided.clear()

    return out


def dropped(table: str, constraint: str) -> Without:
    """The database without one of its constraints, which comes back for new rows."""

    @contextmanager
    def out(patch: pytest.MonkeyPatch) -> Iterator[None]:
        del patch
        with connections["owner"].cursor() as cursor:
            cursor.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", [constraint])
            said = cursor.fetchone()[0].removesuffix(" NOT VALID")
            cursor.execute(f"alter table {table} drop constraint {constraint}")
        try:
            yield
        finally:
            with connections["owner"].cursor() as cursor:
                cursor.execute(f"alter table {table} add constraint {constraint} {said} not valid")

    return out


def nothing(*args: object, **named: object) -> Iterator[object]:
    """A rule that says nothing."""
    del args, named
    return iter(())


NEED = access.may_need


def stated(*, purpose: str, case_ref: str, policy: object) -> object:
    """The need to know as if a case had been stated."""
    return NEED(purpose=purpose, case_ref=case_ref.strip() or "26-0141 NFC", policy=policy)


TAKEN = {
    "(a) facts and relevance": (submission.test_28cfr23_20a_the_predicate_has_facts_and_relevance,
                                patched(predicate, "_facts", nothing)),
    "(b) the second approver": (
        submission.test_28cfr23_20b_protected_activity_needs_relation_and_a_second_approver,
        patched(changing, "needs_second", lambda said: False)),
    "(c) training": (submission.test_28cfr23_20c_suspicion_is_found_by_a_trained_person,
                     patched(predicate, "_who", nothing)),
    "(c) a definable activity": (submission.test_28cfr23_20c_the_activity_is_definable,
                                 patched(predicate, "_offence", nothing)),
    "(d) lawfully obtained": (submission.test_28cfr23_20d_it_is_attested_how_it_was_obtained,
                              patched(predicate, "_lawful", nothing)),
    "(e) need to know": (rule.test_28cfr23_20e_need_to_know_is_stated, patched(access, "may_need", stated)),
    "(e) who is asked about": (rule.test_28cfr23_20e_nobody_is_asked_about_without_case_facts_and_a_second_person,
                               patched(rfi_guards, "is_part23", lambda about, policy: False)),
    "(f)(1) agreements": (rule.test_28cfr23_20f1_only_agencies_that_agreed_receive,
                          patched(Standing, "agreed", lambda self, on: True)),
    "(g) confidence and sensitivity": (submission.test_28cfr23_20g_sensitivity_and_confidence_are_labeled,
                                       patched(predicate, "_worth", nothing)),
    "(h) five years": (rule.test_28cfr23_20h_validated_within_five_years,
                       dropped("core_record", "core_record_five_years")),
    "(h) correction notice": (beside.test_28cfr23_20h_recipients_are_told_of_a_correction,
                              patched(flagging, "recipients_of", lambda **named: [])),
    "(n) supporting file": (submission.test_28cfr23_20n_supporting_files_are_named_and_sampled,
                            patched(predicate, "_facts", nothing)),
    "tips' two years": (retention.test_tips_are_never_kept_beyond_two_years,
                        dropped("core_record", "core_record_tip_two_years")),
    "identifying information": (beside.test_ncii_is_no_basis_for_suspicion_and_says_so,
                                patched(changing, "named_in", lambda text, *, by: [])),
}  # fmt: skip


@pytest.mark.parametrize("line", sorted(TAKEN))
def test_without_its_rule_the_test_of_a_line_fails(
    cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    """The test of each line passes as the house stands, and fails without its one rule, if need be at the database."""
    test, without = TAKEN[line]
    test(cast)
    with without(monkeypatch), pytest.raises((AssertionError, pytest.fail.Exception, IntegrityError)):
        test(cast)
    assert len(TAKEN) >= 5
