"""Weights in three ways, of several roles as one, and overrides with a reason: what is kept, and what is refused."""

from __future__ import annotations

import itertools
from datetime import timedelta
from math import inf, isclose, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.errors import BadInput, Gone
from advisor.questionnaire.merging import Merged
from advisor.recommendation.tailoring import checked
from advisor.workspace.desk import adjusting
from advisor.workspace.desk.adjusting import MOST_POINTS, WHOLE, Method
from advisor.workspace.desk.tables import DeskCaseRecord, FolderRecord
from tests.recommendation.samples import real
from tests.workspace.desk.offices import NOW

SCHEME = real().scheme
NAMES = [criterion.id for criterion in SCHEME.criteria]
ALIKE = dict.fromkeys(NAMES, 10.0)
# Each criterion compared with the next one: enough to link all.
CHAIN = {f"{first}|{second}": 1.0 for first, second in itertools.pairwise(NAMES)}
LATER = NOW + timedelta(hours=1)
REASON = "The owner sells the company within a year."
NOTHING = Merged({}, {}, (), {}, {})


def record() -> DeskCaseRecord:
    """A case that no database knows."""
    folder = FolderRecord(client="Example Works", trashed=None)
    made = DeskCaseRecord(title="CRM or ERP", folder=folder, rule={}, weighting={}, overrides={}, gaps=[])
    made.changed, made.issued, made.trashed = NOW, None, None
    return made


def closed() -> DeskCaseRecord:
    made = record()
    made.issued = NOW
    return made


def test_points_count_by_their_proportion() -> None:
    once = adjusting.shares_of(SCHEME, "direct", ALIKE)
    assert once == adjusting.shares_of(SCHEME, "direct", dict.fromkeys(NAMES, 100.0))
    assert list(once) == NAMES
    assert all(isclose(share, 1 / len(NAMES)) for share in once.values())
    double = adjusting.shares_of(SCHEME, "direct", ALIKE | {NAMES[2]: 20.0})
    assert isclose(double[NAMES[2]], 2 * double[NAMES[0]])


def test_ranks_come_to_the_centroid_and_equal_ranks_to_equal_shares() -> None:
    """The first of nine has (1 + 1/2 + ... + 1/9) / 9 of the weight, the last 1/81."""
    shares = adjusting.shares_of(SCHEME, "ranking", {name: place for place, name in enumerate(NAMES, 1)})
    assert isclose(shares[NAMES[0]], sum(1 / k for k in range(1, 10)) / 9)
    assert isclose(shares[NAMES[-1]], 1 / 81)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)
    tied = adjusting.shares_of(SCHEME, "ranking", dict.fromkeys(NAMES, 1.0))
    assert all(isclose(share, 1 / 9) for share in tied.values())


def test_comparisons_of_pairs_give_back_the_weights_they_were_made_from() -> None:
    wanted = {name: 2.0**-place for place, name in enumerate(NAMES)}
    chain = {key: wanted[key.partition("|")[0]] / wanted[key.partition("|")[2]] for key in CHAIN}
    found = adjusting.shares_of(SCHEME, "pairwise", chain)
    assert all(isclose(found[name], wanted[name] / sum(wanted.values()), rel_tol=1e-6) for name in NAMES)
    assert adjusting.judged(SCHEME, chain).missing == 36 - 8


def test_contradicting_comparisons_are_taken_and_told() -> None:
    first, second, third = NAMES[:3]
    said = CHAIN | {f"{first}|{second}": 9.0, f"{second}|{third}": 9.0, f"{first}|{third}": 1 / 9}
    found = adjusting.judged(SCHEME, said)
    assert found.ratio > 0.1
    assert found.worst is not None
    assert {found.worst.first, found.worst.second} <= {first, second, third}
    assert found.worst.ratio < found.ratio


@given(st.lists(st.integers(0, MOST_POINTS), min_size=len(NAMES), max_size=len(NAMES)).filter(any))
def test_shares_are_one_together_and_in_the_order_of_the_points(points: list[int]) -> None:
    shares = adjusting.shares_of(SCHEME, "direct", {n: float(p) for n, p in zip(NAMES, points, strict=True)})
    assert isclose(sum(shares.values()), 1.0)
    assert sorted(NAMES, key=lambda n: points[NAMES.index(n)]) == sorted(NAMES, key=shares.__getitem__)


@pytest.mark.parametrize(
    ("method", "given", "field"),
    [
        ("direct", {}, NAMES[0]),
        ("direct", ALIKE | {NAMES[3]: -1}, NAMES[3]),
        ("direct", ALIKE | {NAMES[3]: MOST_POINTS + 1}, NAMES[3]),
        ("direct", ALIKE | {NAMES[3]: nan}, NAMES[3]),
        ("direct", ALIKE | {NAMES[3]: inf}, NAMES[3]),
        ("direct", dict.fromkeys(NAMES, 0), NAMES[0]),
        ("ranking", dict.fromkeys(NAMES, 0), NAMES[0]),
        ("ranking", dict.fromkeys(NAMES, 1) | {NAMES[5]: len(NAMES) + 1}, NAMES[5]),
        ("ranking", dict.fromkeys(NAMES[1:], 1), NAMES[0]),
        ("pairwise", CHAIN | {f"{NAMES[0]}|{NAMES[2]}": 9.5}, f"{NAMES[0]}|{NAMES[2]}"),
        ("pairwise", CHAIN | {f"{NAMES[0]}|{NAMES[2]}": 0.1}, f"{NAMES[0]}|{NAMES[2]}"),
        ("pairwise", CHAIN | {f"{NAMES[0]}|{NAMES[2]}": nan}, f"{NAMES[0]}|{NAMES[2]}"),
        ("pairwise", CHAIN | {f"{NAMES[0]}|beauty": 2}, f"{NAMES[0]}|beauty"),
        ("pairwise", CHAIN | {f"{NAMES[1]}|{NAMES[0]}": 1}, NAMES[1]),
        ("pairwise", {f"{NAMES[0]}|{NAMES[1]}": 1}, NAMES[2]),
    ],
)
def test_what_cannot_be_weights_is_refused_and_nothing_changes(
    method: Method, given: dict[str, float], field: str
) -> None:
    case = record()
    with pytest.raises(BadInput) as refused:
        adjusting.set_weights(case, SCHEME, WHOLE, method, given, LATER)
    assert refused.value.field == field or field in str(refused.value), refused.value
    assert (case.weighting, case.changed) == ({}, NOW)


def test_weights_are_kept_as_they_were_given() -> None:
    case = record()
    adjusting.set_weights(case, SCHEME, "sales", "direct", ALIKE, LATER)
    kept = case.weighting["sets"]["sales"]
    assert (kept["method"], kept["given"]) == ("direct", ALIKE)
    assert case.changed == LATER
    adjusting.set_weights(case, SCHEME, "sales", "pairwise", CHAIN, LATER)
    assert case.weighting["sets"]["sales"]["method"] == "pairwise", "one person has one weighting"


@pytest.mark.parametrize("who", ["", "beauty", "case "])
def test_weights_belong_to_the_case_or_a_role(who: str) -> None:
    with pytest.raises(BadInput, match="whose"):
        adjusting.set_weights(record(), SCHEME, who, "direct", ALIKE, LATER)


def test_several_are_joined_by_their_geometric_mean() -> None:
    case = record()
    assert adjusting.weights_of(case, SCHEME) == {}
    adjusting.set_weights(case, SCHEME, "sales", "direct", ALIKE | {NAMES[0]: 80}, NOW)
    alone = adjusting.weights_of(case, SCHEME)
    assert isclose(alone[NAMES[0]], 0.5)
    adjusting.set_weights(case, SCHEME, "finance", "direct", ALIKE, NOW)
    both = adjusting.weights_of(case, SCHEME)
    assert isclose(both[NAMES[0]] / both[NAMES[1]], 8**0.5)
    adjusting.weigh_roles(case, {"sales": 3, "finance": 1}, "", NOW)
    assert isclose(adjusting.weights_of(case, SCHEME)[NAMES[0]] / adjusting.weights_of(case, SCHEME)[NAMES[1]], 8**0.75)
    adjusting.weigh_roles(case, {"finance": 0}, "", NOW)
    assert adjusting.said_by(case) == {"sales": 3, "finance": 0}
    assert all(isclose(share, alone[name]) for name, share in adjusting.weights_of(case, SCHEME).items())
    adjusting.weigh_roles(case, {"sales": 0}, "", NOW)
    assert adjusting.weights_of(case, SCHEME) == {}, "nobody counts"


def test_a_criterion_without_points_keeps_a_say_that_the_advice_takes() -> None:
    case = record()
    adjusting.set_weights(case, SCHEME, WHOLE, "direct", dict.fromkeys(NAMES, 0) | {NAMES[0]: 100}, NOW)
    found = adjusting.tailoring(real(), case, NOTHING)
    assert checked(real(), found) == found
    assert 0 < found.weights[NAMES[1]] < 0.01


def test_weights_are_taken_back() -> None:
    case = record()
    adjusting.set_weights(case, SCHEME, "sales", "direct", ALIKE, NOW)
    adjusting.drop_weights(case, "it", LATER)
    assert "sales" in case.weighting["sets"]
    adjusting.drop_weights(case, "sales", LATER)
    assert adjusting.weights_of(case, SCHEME) == {}


def test_weights_of_other_criteria_do_not_count_and_are_told() -> None:
    case = record()
    adjusting.set_weights(case, SCHEME, "sales", "direct", ALIKE, NOW)
    adjusting.set_weights(case, SCHEME, "it", "direct", ALIKE | {NAMES[0]: 50}, NOW)
    del case.weighting["sets"]["sales"]["shares"][NAMES[0]]
    assert adjusting.outdated(case, SCHEME) == ("sales",)
    assert list(adjusting.usable(case, SCHEME)) == ["it"]
    shares = adjusting.weights_of(case, SCHEME)
    assert isclose(shares[NAMES[0]] / shares[NAMES[1]], 5)


@pytest.mark.parametrize(("says", "reason"), [({"sales": 10}, ""), ({"it": -1}, ""), ({"me": 1}, ""), ({}, "x" * 2001)])
def test_what_cannot_weigh_roles_is_refused(says: dict[str, int], reason: str) -> None:
    case = record()
    with pytest.raises(BadInput):
        adjusting.weigh_roles(case, says, reason, LATER)
    assert (case.weighting, case.changed) == ({}, NOW)


def test_the_verdict_is_overridden_with_a_reason() -> None:
    case = record()
    adjusting.override_option(case, real(), ("crm", "saas"), f" {REASON} ", ("Ada", LATER))
    kept = case.overrides["option"]
    assert (kept["path"], kept["deployment"], kept["reason"], kept["by"]) == ("crm", "saas", REASON, "Ada")
    assert kept["at"] == "2026-12-01T10:00:00+00:00"
    assert (case.changed, adjusting.overridden(case)) == (LATER, 1)


@pytest.mark.parametrize(
    ("option", "reason", "field"),
    [
        (("crm", "cellar"), REASON, "option"),
        (("", ""), REASON, "option"),
        (("crm", "saas"), "", "reason"),
        (("crm", "saas"), "because  ", "reason"),
        (("crm", "saas"), "x" * 2001, "reason"),
    ],
)
def test_an_override_needs_an_option_and_a_reason(option: tuple[str, str], reason: str, field: str) -> None:
    case = record()
    with pytest.raises(BadInput) as refused:
        adjusting.override_option(case, real(), option, reason, ("Ada", LATER))
    assert (refused.value.field, case.overrides, case.changed) == (field, {}, NOW)


def test_modules_are_overridden_and_taken_back() -> None:
    case, (one, other) = record(), list(real().modules)[:2]
    adjusting.override_module(case, real(), (one, "later"), REASON, ("Ada", LATER))
    adjusting.override_module(case, real(), (other, "left-out"), REASON, ("Ben", LATER))
    adjusting.override_option(case, real(), ("erp", "hybrid"), REASON, ("Ben", LATER))
    assert adjusting.overridden(case) == 3
    adjusting.take_back(case, one, LATER)
    assert list(case.overrides["modules"]) == [other]
    adjusting.take_back(case, "", LATER)
    assert "option" not in case.overrides
    adjusting.take_back(case, "", LATER)
    assert adjusting.overridden(case) == 1


@pytest.mark.parametrize(
    ("module", "reason", "field"),
    [
        (("moon", "later"), REASON, "module"),
        ((next(iter(real().modules)), "soon"), REASON, "priority"),
        ((next(iter(real().modules)), "later"), "no", "reason"),
    ],
)
def test_what_cannot_override_a_module_is_refused(module: tuple[str, str], reason: str, field: str) -> None:
    case = record()
    with pytest.raises(BadInput) as refused:
        adjusting.override_module(case, real(), module, reason, ("Ada", LATER))
    assert (refused.value.field, case.overrides) == (field, {})


def test_nothing_is_changed_after_the_result_was_issued() -> None:
    case = closed()
    for change in (
        lambda: adjusting.set_weights(case, SCHEME, WHOLE, "direct", ALIKE, LATER),
        lambda: adjusting.drop_weights(case, WHOLE, LATER),
        lambda: adjusting.weigh_roles(case, {}, "", LATER),
        lambda: adjusting.override_option(case, real(), ("crm", "saas"), REASON, ("Ada", LATER)),
        lambda: adjusting.override_module(case, real(), ("crm-contacts", "later"), REASON, ("Ada", LATER)),
        lambda: adjusting.take_back(case, "", LATER),
    ):
        with pytest.raises(Gone, match="issued"):
            change()
    assert (case.weighting, case.overrides, case.changed) == ({}, {}, NOW)


def test_a_tailoring_holds_what_was_chosen_and_no_names() -> None:
    case = record()
    assert adjusting.tailoring(real(), case, NOTHING).empty
    adjusting.set_weights(case, SCHEME, "sales", "direct", ALIKE, NOW)
    adjusting.weigh_roles(case, {}, "Speed is all.", NOW)
    adjusting.override_option(case, real(), ("crm", "saas"), REASON, ("Ada Berg", NOW))
    adjusting.override_module(case, real(), (next(iter(real().modules)), "later"), REASON, ("Ada Berg", NOW))
    found = adjusting.tailoring(real(), case, NOTHING)
    assert found.option is not None
    assert (found.option.path, found.weights_reason, len(found.modules)) == ("crm", "Speed is all.", 1)
    assert "Ada" not in found.model_dump_json()


def test_what_the_content_does_not_have_any_more_is_left_away() -> None:
    case = record()
    stamp = {"reason": REASON, "by": "Ada", "at": "2026-12-01T09:00:00+00:00"}
    case.overrides = {
        "option": {"path": "crm", "deployment": "moon", **stamp},
        "modules": {"gone": {"priority": "must", **stamp}},
    }
    assert adjusting.tailoring(real(), case, NOTHING).empty
