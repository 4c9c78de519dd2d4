"""Our decisions beside those of Cedar, under a policy set that was written apart from our rules."""

import hashlib
import json
from importlib.resources import files
from pathlib import Path

import pytest

from watchfloor.bench import deciding
from watchfloor.bench.cases import make_cases
from watchfloor.protect.formats.policy import load
from watchfloor.protect.rules.access import may_read

# what Cedar answered to the first cases of seed 1, and under which policy set; the long test makes both anew
SAID = json.loads((Path(__file__).parent / "cedar_answers.json").read_text(encoding="utf-8"))
CASES = 4_000


def test_the_rule_decides_as_cedar_did() -> None:
    """Four thousand random cases, a sixth of them open: each is decided as the recorded answer of Cedar says."""
    policies = files("watchfloor.bench").joinpath("access.cedar").read_bytes()
    assert hashlib.sha256(policies).hexdigest() == SAID["policies"], "access.cedar changed: run the long test for more"
    ours = deciding.ruled(list(make_cases(CASES, 1)))
    assert "".join("01"[one] for one in ours) == f"{int(SAID['answers'], 16):0{CASES}b}"
    assert 400 < sum(ours) < CASES - 400


def test_every_rule_alone_closes_some_case() -> None:
    """Were one of the rules left out, a case would be decided otherwise: the comparison cannot pass by chance."""
    policy, alone = load(), set[str]()
    for one in make_cases(CASES, 1):
        said = may_read(one.label, one.standing, purpose=one.purpose, case_ref=one.case_ref, policy=policy, on=one.on)
        against = {reason.rule for reason in said.against}
        alone |= against if len(against) == 1 else set()
    # an unknown purpose is refused by access.need too
    assert alone >= {
        "access.case", "access.need", "access.role", "access.agreement", "access.group", "access.closed",
        "access.oversight", "access.named", "access.share", "access.training", "access.level", "access.restricted",
        "access.tlp", "access.federal", "access.chri", "access.break-glass", "access.label", "access.class",
    }  # fmt: skip


def test_a_page_decides_as_the_rule_does() -> None:
    """By labels remembered, by labels decided anew and by the rule: one answer for each of a reader's records."""
    records = deciding.records_of_one(1_000)
    reader = deciding.Reader(records)
    assert deciding.ruled(records) == reader.anew() == reader.remembered()
    assert 0 < sum(reader.anew()) < 1_000


@pytest.mark.long
def test_the_rule_decides_as_cedar_does() -> None:
    """Forty thousand cases put to Cedar itself (uv sync --group peers), the recorded ones among them."""
    pytest.importorskip("cedarpy", reason="the dependency group `peers` is not installed")
    from watchfloor.bench.cedar import Asked

    recorded = Asked(list(make_cases(CASES, 1))).answers()
    assert f"{int(''.join('01'[one] for one in recorded), 2):x}" == SAID["answers"]
    for seed in (2, 3):
        cases = list(make_cases(20_000, seed))
        assert deciding.ruled(cases) == Asked(cases).answers()
