"""The benchmark of documents makes each of them."""

from __future__ import annotations

import pytest

from advisor import bench_reports
from advisor.reports.printers import KINDS
from tests.recommendation.samples import MAKER, real, typed


def test_every_kind_is_made_and_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_reports, "ROUNDS", 1)
    monkeypatch.setattr(bench_reports, "LANGUAGES", ("en",))
    found = bench_reports.reports(real(), typed(MAKER))
    assert sorted(found) == sorted(f"{kind}_en" for kind in KINDS)
    for figures in found.values():
        assert figures["best_seconds"] > 0
        assert figures["bytes"] > 500
    assert found["board_en"]["bytes"] < found["full_en"]["bytes"]
    assert all(0 < figures["best_seconds"] <= figures["median_seconds"] for figures in found.values())
