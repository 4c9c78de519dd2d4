"""Risk ranges: repeatable, sourced, of things and places only."""

from dataclasses import replace
from random import Random
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchfloor.analyze.formats.tables import risk_table
from watchfloor.analyze.rules.risk import Pert, RiskInputs, Scope, assess, default_inputs

SITE = Scope("asset", "a1", "Prairie Creek substation")


def inputs(**changes: Pert) -> RiskInputs:
    """Inputs with plain figures."""
    plain = RiskInputs(
        SITE,
        "drone over the control house",
        Pert(0.1, 0.2, 0.5, "events a year", "two years of reports"),
        Pert(0.1, 0.3, 0.6, "chance", "site survey of 2025"),
        Pert(10_000, 100_000, 900_000, "US dollars an event", "repair bills"),
    )
    return replace(plain, **changes)


def test_the_same_seed_gives_the_same_range_and_keeps_its_inputs() -> None:
    """A range can be worked out again: inputs, seed, rounds and method lie in the result."""
    first, again, other = (assess(inputs(), seed=seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other
    assert first.inputs.threat.basis == "two years of reports"
    assert first.p5 < first.p25 < first.p50 < first.p75 < first.p95
    assert first.unit == "US dollars a year, expected"


def test_the_mean_is_the_product_of_the_means() -> None:
    """For independent inputs the expected loss is T x V x C of the PERT means (min + 4 mode + max) / 6."""
    expected = (0.1 + 0.8 + 0.5) / 6 * (0.1 + 1.2 + 0.6) / 6 * (10_000 + 400_000 + 900_000) / 6
    assert assess(inputs(), seed=1, rounds=40_000).mean == pytest.approx(expected, rel=0.02)


def test_two_thousand_rounds_take_under_fifty_milliseconds() -> None:
    """The first range is quick enough to be worked out while a page is asked for."""
    assess(inputs(), seed=1)
    took = []
    for seed in range(5):
        began = process_time()
        assess(inputs(), seed=seed)
        took.append(process_time() - began)
    assert min(took) < 0.05


@pytest.mark.parametrize("kind", ["person", "subject", "group", ""])
def test_a_person_has_no_risk_range(kind: str) -> None:
    """The type of the scope cannot be a person, at run time either."""
    with pytest.raises(ValueError, match="never of a person"):
        Scope(kind, "x", "x")  # type: ignore[arg-type] # the point of the test


@pytest.mark.parametrize("bad", [(3, 2, 1), (-1, 0, 1), (0, 0, float("inf")), (0, float("nan"), 1)])
def test_figures_out_of_order_are_refused(bad: tuple[float, float, float]) -> None:
    """A range that is no range is refused and says how to write one."""
    with pytest.raises(ValueError, match="least <= mode <= most"):
        Pert(*bad, "chance", "said")


def test_figures_without_a_source_are_refused() -> None:
    """Every input says where it comes from; a chance above 1 is no chance; rounds have bounds."""
    with pytest.raises(ValueError, match="basis"):
        Pert(0, 1, 2, "chance", " ")
    with pytest.raises(ValueError, match="at most 1"):
        inputs(vulnerability=Pert(0, 1, 2, "chance", "said"))
    with pytest.raises(ValueError, match="Rounds"):
        assess(inputs(), seed=1, rounds=1)


@given(st.floats(0, 100), st.floats(0, 100), st.floats(0, 100), st.integers())
def test_a_draw_stays_within_its_range(a: float, b: float, c: float, seed: int) -> None:
    """No value is drawn outside of least and most."""
    least, mode, most = sorted((a, b, c))
    drawn = Pert(least, mode, most, "x", "said").draw(Random(seed))
    assert least - 1e-9 <= drawn <= most + 1e-9


def test_default_inputs_say_that_we_declared_them() -> None:
    """First inputs carry their basis in each figure and in the note of the result."""
    result = assess(
        default_inputs(SITE, scenario="survey", asset_kind="electric", grades=("B2", "A1", "F6"), table=risk_table()),
        seed=3,
    )
    assert "declared by us, to be replaced by the center" in result.note
    assert "declared by us, to be replaced by the center" in result.inputs.consequence.basis
    assert "2 touching reports well founded" in result.inputs.threat.basis
    assert "1 touching reports not judged" in result.inputs.threat.basis


def test_reports_that_cannot_be_judged_widen_and_move_nothing_else() -> None:
    """F6 is not known: the most rises, the least and the most likely stay; a founded report moves the mode."""
    table = risk_table()

    def threat(*grades: str) -> Pert:
        return default_inputs(SITE, scenario="s", asset_kind="water", grades=grades, table=table).threat

    base, unknown, founded = threat(), threat("F6"), threat("B2")
    assert (unknown.least, unknown.mode) == (base.least, base.mode)
    assert unknown.most > base.most
    assert founded.mode > base.mode
    assert threat("") == threat("F6") == threat("??")
    assert threat(*["B2"] * 50).mode == threat(*["B2"] * table.most_counted).mode


def test_an_unknown_kind_of_asset_takes_the_declared_other() -> None:
    """A kind that the table does not know says that nothing is known of it."""
    found = default_inputs(SITE, scenario="s", asset_kind="lighthouse", grades=(), table=risk_table())
    assert "nothing is known of this kind" in found.threat.basis
    assert "no report touches it" in found.threat.basis
