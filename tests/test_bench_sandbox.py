"""The benchmark of the sandbox measures what it says, here with small numbers."""

from __future__ import annotations

import pytest

from advisor import bench_sandbox


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench_sandbox, "LINES", 1000)
    monkeypatch.setattr(bench_sandbox, "ITEMS", 500)


def test_requirements_are_planned() -> None:
    found = bench_sandbox._requirements()
    assert found["orders"] >= bench_sandbox.ITEMS
    assert found["best_seconds"] > 0


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_trial_balance_is_filled_and_read(kind: str, request: pytest.FixtureRequest) -> None:
    url = "" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    with bench_sandbox._books(url) as where:
        found = bench_sandbox._balance(*where)
        assert found["lines"] == 1000
        assert 0 < found["whole_months_seconds"] < 60


@pytest.mark.parametrize("flow", bench_sandbox.NAMED)
def test_a_flow_takes_few_statements(flow: str) -> None:
    with bench_sandbox._books("") as where:
        times, first, last = bench_sandbox._several(flow, *where, 2)
        assert len(times) == 2
        assert 0 < max(times) < last - first
        # SQLite gets the rows of a table one by one; PostgreSQL takes about a third less.
        assert bench_sandbox._statements(flow, *where) <= {"order_to_cash": 120, "procure_to_pay": 200}[flow]
        assert bench_sandbox._sound(*where)


def test_postgresql_is_measured_where_it_is_named() -> None:
    assert list(bench_sandbox._kinds("sqlite:///data/advisor.db")) == ["sqlite"]
    assert list(bench_sandbox._kinds("postgresql://host/name")) == ["sqlite", "postgresql"]
