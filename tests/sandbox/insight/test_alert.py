"""An alert is the same on another day."""

from __future__ import annotations

from dataclasses import replace

from advisor.sandbox.insight.alert import Alert, Rule
from tests.sandbox.conftest import DAY

LATE = Alert("late_delivery", "warehouse", 2, "shipment", 7, 3, DAY, {"days": 1})


def test_the_same_alert_with_other_figures() -> None:
    assert replace(LATE, values={"days": 2}, weight=3).key == LATE.key


def test_other_documents_and_products_are_other_alerts() -> None:
    keys = {LATE.key, replace(LATE, document=8).key, replace(LATE, about=1).key, replace(LATE, party=4).key}
    assert len(keys) == 4


def test_a_rule_finds_on_a_day() -> None:
    rule = Rule("late_delivery", (), lambda session, day: [replace(LATE, on=day)])
    assert list(rule.find(None, DAY)) == [LATE]  # type: ignore[arg-type]
