from datetime import UTC, datetime
import pytest
from tests.journeys.conftest import *
from tests.web.sandbox.trying import open_trial
from tests.sandbox.insight.company import furnish
PAGES=["/","/p/alerts","/p/profit-and-loss","/p/profit-and-loss?view=months&on.from=2025-10-01","/p/balance-sheet","/p/cash?late=30","/p/aging?side=payable","/p/margins","/p/plans","/p/group","/p/compliance","/p/trail","/p/limits","/l/behind?part=total.income","/new/scenario.create","/new/company.create"]
@pytest.fixture(scope="module")
def trial(live_app):
    return open_trial(live_app, furnish)
@pytest.mark.parametrize("phone",[False,True])
def test_axe(visitor, trial, phone):
    tab = visitor.tab(*( (360,740) if phone else (1280,900)), color_scheme="dark" if phone else "light")
    bad={}
    for p in PAGES:
        tab.goto(f"/{'fa' if phone else 'en'}/t/{trial}{p}")
        tab.evaluate("document.querySelectorAll('main details').forEach(d=>d.open=true)")
        v=violations(tab); o=overflow(tab)
        if v or o: bad[p]=(v,o)
    assert not bad, bad
