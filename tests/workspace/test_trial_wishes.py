"""What a stored result asks of a sandbox."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

from advisor.recommendation.model import Recommendation
from advisor.workspace.trial_wishes import of_result


def stored(facts: dict[str, Any], **phases: int) -> Recommendation:
    """The parts of a result that are read."""
    modules = tuple(SimpleNamespace(id=name.replace("_", "-"), phase=phase) for name, phase in phases.items())
    return cast(Recommendation, SimpleNamespace(facts=facts, modules=modules))


def test_the_first_phase_in_a_company_alike() -> None:
    facts = {"industry": "distribution", "sellers": 4, "stock_trouble": 5}
    wish = of_result(stored(facts, erp_gl=1, int_crm_erp=1, crm_leads=2), "fa", 7, "Acme")
    assert (wish.industry, wish.language, wish.case) == ("distributor", "fa", 7)
    assert wish.modules == ("erp-master-data", "erp-finance", "erp-gl")
    assert wish.advised == {"erp-gl": 1, "int-crm-erp": 1, "crm-leads": 2}
    assert (wish.fitting.company, wish.fitting.sellers, wish.fitting.pains) == ("Acme", 4, ("stock_trouble",))


def test_nothing_advised_shows_everything() -> None:
    assert of_result(stored({}), "en").modules == ()
