"""Every mutant of every rule, against the cases."""

from __future__ import annotations

import pytest

from regolex.checks.case_files import rule_files
from regolex.checks.mutation import ACCEPTED, Jury, accepted, score
from regolex.engine.engine import Engine
from tests.conftest import ROOT

WORKS = sorted({rule.rpartition("/")[0] for rule in rule_files(ROOT / "tests/cases")})


@pytest.mark.parametrize("work", WORKS)
def test_every_mutant_of_the_instrument_is_caught_or_accepted(engine: Engine, work: str) -> None:
    rules = [rule for rule in engine.knowledge.rules.values() if rule.work == work]
    result = score(Jury(engine, ROOT / "tests/cases"), rules)
    known = accepted(ROOT / ACCEPTED)
    caught, total = result.caught.get(work, 0), result.total.get(work, 0)
    print(f"{caught} of {total} caught  {work}")
    assert total
    strangers = [survivor for survivor in result.survivors if survivor not in known]
    assert 100 * (caught + len(result.survivors) - len(strangers)) >= 95 * total, strangers
    vain = {s for s in known if s.rule.startswith(f"{work}/")} - set(result.survivors)
    assert not vain, "accepted, and caught after all"
