"""The benchmark of the customer side measures what it says, here with small numbers."""

from __future__ import annotations

import pytest

from advisor import bench_crm


def test_all_figures_are_positive(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"CONTACTS": 300, "DEALS": 60, "MESSAGES": 5, "ROUNDS": 1}.items():
        monkeypatch.setattr(bench_crm, name, value)
    monkeypatch.setattr(bench_crm, "MODULES", ("crm-contacts", "crm-forecasting"))
    found = bench_crm.crm()
    assert set(found) == {"trial_cold_seconds", "trial_cached_seconds", "messages_per_second", *bench_crm.PAGES}
    for name, figure in found.items():
        assert (figure["best_seconds"] if isinstance(figure, dict) else figure) > 0, name
    assert found["trial_cached_seconds"] < found["trial_cold_seconds"]
