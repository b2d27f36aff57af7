"""Options, levels, and shares by path and by deployment."""

from __future__ import annotations

import numpy as np
import pytest

from advisor.scoring.model import NO_DEPLOYMENT, NOT_YET, Criterion, Option, Scheme

CRITERION = Criterion("it", "bear", "it", 10.0, 0.0, {"crm": 0.2, "erp": 0.9}, {"on-premise": 0.35}, ())


def test_an_option_is_named_by_path_and_deployment() -> None:
    assert Option("crm", "saas").id == "crm/saas"
    assert Option(NOT_YET, NO_DEPLOYMENT).id == "not-yet"


@pytest.mark.parametrize(
    ("path", "deployment", "level"),
    [
        ("crm", "on-premise", 0.55),
        ("crm", "saas", 0.2),
        ("erp", "on-premise", 1.0),
        ("not-yet", "none", 0.0),
        ("not-yet", "on-premise", 0.35),
    ],
)
def test_levels_add_up_and_are_cut_at_one(path: str, deployment: str, level: float) -> None:
    assert CRITERION.level(Option(path, deployment)) == pytest.approx(level)


def test_real_options_are_paths_with_deployments(real: Scheme) -> None:
    assert len(real.options) == 16
    assert len({o.id for o in real.options}) == 16
    assert [o.id for o in real.options[:3]] == ["crm/saas", "crm/hybrid", "crm/on-premise"]
    assert real.options[-1] == Option(NOT_YET, NO_DEPLOYMENT)
    assert real.paths == ("crm", "erp", "both", "phased-crm-first", "phased-erp-first", "not-yet")


def test_systems_of_a_path(real: Scheme) -> None:
    assert real.systems("crm") == {"crm"}
    assert real.systems("both") == real.systems("phased-erp-first") == {"crm", "erp"}
    assert real.systems(NOT_YET) == frozenset()


def test_levels_table(real: Scheme) -> None:
    assert real.levels.shape == (16, len(real.criteria))
    assert ((real.levels >= 0) & (real.levels <= 1)).all()
    place = [c.id for c in real.criteria].index("affordability")
    criterion = real.criteria[place]
    assert real.levels[2, place] == criterion.path["crm"] + criterion.deployment["on-premise"]
    assert real.levels[-1, place] == criterion.path[NOT_YET]


def test_base_weights_are_the_stated_points(real: Scheme) -> None:
    assert real.base_weights.tolist() == [c.weight for c in real.criteria]


def test_shares_by_path_and_by_deployment(real: Scheme) -> None:
    shares = np.arange(16) / 120
    by_path = real.share_by("path", shares)
    assert list(by_path) == list(real.paths)
    assert by_path["erp"] == pytest.approx((3 + 4 + 5) / 120)
    assert by_path[NOT_YET] == pytest.approx(15 / 120)
    by_deployment = real.share_by("deployment", shares)
    assert list(by_deployment) == ["saas", "hybrid", "on-premise", "none"]
    assert by_deployment["saas"] == pytest.approx((0 + 3 + 6 + 9 + 12) / 120)
    assert sum(by_path.values()) == pytest.approx(1.0) == pytest.approx(sum(by_deployment.values()))


def test_every_option_needs_a_share(real: Scheme) -> None:
    with pytest.raises(ValueError, match="shorter"):
        real.share_by("path", np.ones(15))
