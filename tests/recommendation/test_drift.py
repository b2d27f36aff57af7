"""What changed between two results: the rows, their effect on the lead, and those that decide."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest

from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.drift import (
    SHOWN,
    Drift,
    Moved,
    RowChange,
    ValueChange,
    drift,
    lines,
    moved,
    rows_of,
    under_today,
    usable,
)
from advisor.recommendation.model import Budget, Recommendation
from advisor.recommendation.ranking import SEED, compare
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, Folders, random_answers, typed

# A rule that makes customers count for everyone in Germany, and one that rules out the ERP paths of a maker.
PUSH = (
    '  - {id: customer.push, when: {country: "DE"}, then: {customer: "60"}, sources: [own-judgement], '
    "reason: customer.large}\n"
)
BAN = (
    '  - {id: exclude.ban, when: {industry: "manufacturing"}, then: {path: PATH, deployment: any}, '
    "sources: [own-judgement], reason: exclude.no_it}\n"
)
PRODUCER: dict[str, Any] = MAKER | {"sales_driven": "1", "lead_followup": "1", "customer_data": "one_system"}


def pushed(folders: Folders) -> Content:
    """The content with a heavy row for the customer side."""
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n" + PUSH)
    folders.edit("needs_customer.yaml", "inputs: [", "inputs: [country, ")
    return folders.content()


def banning(folders: Folders, *paths: str) -> Content:
    """The content with knock-outs of paths for makers."""
    folders.edit("exclude.yaml", "inputs: [", "inputs: [industry, ")
    for path in paths:
        row = BAN.replace("exclude.ban", f"exclude.ban_{path.replace('-', '_')}").replace("PATH", path)
        folders.edit("exclude.yaml", "rows:\n", "rows:\n" + row)
    return folders.content()


def between(before: Content, after: Content, raw: dict[str, Any] = PRODUCER) -> Drift:
    """The drift of one company from one content to another."""
    was, now = (advise(content, typed(raw), SAMPLES) for content in (before, after))
    return drift(was, now, rows_of(before), rows_of(after), after.scheme)


def same_rules(content: Content, was: Recommendation, now: Recommendation) -> Drift:
    return drift(was, now, rows_of(content), rows_of(content), content.scheme)


def row(found: Drift, name: str) -> RowChange:
    return next(change for change in found.rows if change.row == name)


@pytest.mark.parametrize("raw", [MAKER, SELLER, SETTLED, {}])
def test_nothing_changes_under_the_same_content(content: Content, raw: dict[str, Any]) -> None:
    found = between(content, content, raw)
    assert not found.flips
    assert not found.moved
    assert (found.rows, found.deciding, found.scores, found.weights, found.values) == ((), (), (), (), ())
    assert found.lead_before == found.lead_after
    assert next(lines(found)).startswith("The advice stays: ")


@pytest.mark.parametrize("seed", range(3))
def test_nothing_changes_for_any_company_either(content: Content, seed: int) -> None:
    it = advise(content, random_answers(seed), SAMPLES)
    assert not under_today(content, it, content).moved
    found = under_today(content, it)
    assert (found.rows, found.before) == ((), found.after), "samples and seed are those of the result"


def test_a_new_row_that_flips_the_advice_decides(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    assert found.flips
    assert found.before.path != found.after.path
    assert found.deciding == ("customer.push",)
    change = found.rows[0]
    assert (change.row, change.table, change.kind) == ("customer.push", "needs-customer", "fires")
    assert (dict(change.before), dict(change.after)) == ({}, {"customer": 60.0})
    assert change.effect is not None
    assert change.effect < 0
    (customer,) = [move for move in found.scores if (move.group, move.id) == ("needs", "customer")]
    assert customer.after - customer.before == pytest.approx(60, abs=1)


def test_leads_are_over_the_new_advice(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    assert found.rival == f"{found.after.path}/{found.after.deployment}"
    assert found.lead_before is not None
    assert found.lead_after is not None
    assert found.lead_before >= 0 >= found.lead_after
    effect = sum(change.effect or 0.0 for change in found.rows)
    assert found.lead_after - found.lead_before == pytest.approx(effect, abs=3.0), "what is unknown adds a little"


def test_the_way_back_takes_the_row_away(content: Content, folders: Folders) -> None:
    there, back = between(content, pushed(folders)), between(folders.content(), content)
    change = row(back, "customer.push")
    assert change.kind == "silent"
    assert (dict(change.before), dict(change.after)) == ({"customer": 60.0}, {})
    assert back.deciding == ("customer.push",)
    assert (back.before.path, back.after.path) == (there.after.path, there.before.path)
    assert back.lead_before == -there.lead_after  # type: ignore[operator]


def test_changed_points_of_a_row(content: Content, folders: Folders) -> None:
    pushed(folders)
    folders.edit("needs_customer.yaml", '{customer: "60"}', '{customer: "2"}')
    before = folders.content()
    folders.edit("needs_customer.yaml", '{customer: "2"}, sources: [own', '{customer: "3"}, sources: [own')
    found = between(before, folders.content())
    (change,) = found.rows
    assert (change.row, change.kind) == ("customer.push", "changed")
    assert (dict(change.before), dict(change.after)) == ({"customer": 2.0}, {"customer": 3.0})
    assert change.since == rows_of(before)["customer.push"].since
    assert found.moved
    assert not found.flips
    assert found.deciding == ()


def test_a_weight_row_has_an_effect_and_moves_weights(content: Content, folders: Folders) -> None:
    new = PUSH.replace("customer.push", "weigh.push").replace("country", "main_goal").replace('"DE"', '"cost"')
    new = new.replace('"60"', '"14"')
    folders.edit("weigh.yaml", "rows:\n", "rows:\n" + new)
    found = between(content, folders.content(), PRODUCER)
    change = row(found, "weigh.push")
    assert change.effect not in (None, 0.0)
    assert {move.id for move in found.weights} == {c.id for c in content.scheme.criteria}, "all are normalised anew"
    assert all(move.group == "weights" for move in found.weights)


def test_a_knock_out_of_the_advice_decides(content: Content, folders: Folders) -> None:
    before = advise(content, typed(MAKER), SAMPLES)
    found = between(content, banning(folders, before.path), MAKER)
    assert found.flips
    (decider,) = found.deciding
    assert decider.startswith("exclude.ban_")
    assert found.rows[0].row == decider, "what rules out stands before all points"
    assert (found.rows[0].bars, found.rows[0].effect) == ("former", None)
    assert found.lead_after is None
    assert {f"{before.path}/{d}" for d in content.scheme.deployments} - {*found.excluded} == set()


def test_lifting_a_knock_out_lets_the_rival_in(content: Content, folders: Folders) -> None:
    path = advise(content, typed(MAKER), SAMPLES).path
    found = between(banning(folders, path), content, MAKER)
    assert found.after.path == path
    assert found.rows[0].bars == "rival"
    assert found.deciding == (found.rows[0].row,)
    assert found.lead_before is None
    assert f"{path}/saas" in found.admitted


def test_two_rows_decide_together(content: Content, folders: Folders) -> None:
    """Each row alone is enough to flip the advice, so that only both taken back restore it."""
    whole = between(content, pushed(folders))
    assert whole.lead_before is not None
    assert whole.rows[0].effect is not None
    enough = round(whole.lead_before / -whole.rows[0].effect * 60 * 1.2) + 1
    text = folders.file("needs_customer.yaml").read_text(encoding="utf-8")
    one = PUSH.replace('"60"', f'"{enough}"')
    two = one.replace("customer.push", "customer.shove").replace('country: "DE"', 'industry: "manufacturing"')
    folders.file("needs_customer.yaml").write_text(text.replace(PUSH, one + two), encoding="utf-8")
    found = between(content, folders.content())
    assert found.flips
    assert set(found.deciding) == {"customer.push", "customer.shove"}


def test_rows_are_ordered_by_their_effect(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    weights = [abs(change.effect or 0.0) for change in found.rows]
    assert weights == sorted(weights, reverse=True)


def test_what_hangs_on_the_path_has_no_effect(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    described = [change for change in found.rows if change.table.startswith(("modules", "risks"))]
    assert described
    assert {change.effect for change in described} == {0.0}
    text = "\n".join(lines(found))
    assert not [change.row for change in described if f"{change.row} " in text]


def test_modules_that_come_and_go(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    modules = next(value for value in found.values if value.where == "modules")
    assert "crm-contacts" in modules.after
    assert not {*modules.before} & {*modules.after}
    assert "that are new: crm-activities" in "\n".join(lines(found))


def test_an_old_result_remembers_its_own_rows(content: Content, folders: Folders) -> None:
    """Without the former content the points of a row that is gone are read from the reasons of the result."""
    stored = advise(pushed(folders), typed(PRODUCER), SAMPLES)
    found = under_today(content, stored)
    change = row(found, "customer.push")
    assert (change.kind, dict(change.before), change.since) == ("silent", {"customer": 60.0}, "")
    assert found.deciding == ("customer.push",)
    assert under_today(content, stored, folders.content()).deciding == ("customer.push",)


def test_a_row_of_which_nothing_is_known_has_no_effect_to_name(content: Content, folders: Folders) -> None:
    """A row too small for a reason leaves no trace of its points."""
    new = PUSH.replace('"60"', '"0"')
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n" + new)
    folders.edit("needs_customer.yaml", "inputs: [", "inputs: [country, ")
    stored = advise(folders.content(), typed(PRODUCER), SAMPLES)
    change = row(under_today(content, stored), "customer.push")
    assert (change.effect, dict(change.before)) == (None, {})
    assert "customer.push no longer fires (nothing to nothing): effect not known" in "\n".join(
        lines(under_today(content, stored))
    )


def test_a_remembered_row_that_gives_other_points_today(content: Content) -> None:
    it = advise(content, typed(PRODUCER), SAMPLES)
    reason = it.reasons[0]
    other = tuple(
        r.model_copy(update={"points": r.points + 1}) if (r.row, r.moves) == (reason.row, reason.moves) else r
        for r in it.reasons
    )
    found = under_today(content, it.model_copy(update={"reasons": other}))
    (change,) = found.rows
    assert (change.row, change.kind) == (reason.row, "changed")
    assert change.before[reason.moves] == reason.points + 1
    assert change.effect is not None
    assert change.effect * reason.effect < 0, "the row gave more once"


def test_answers_that_no_longer_count_are_named(content: Content) -> None:
    raw = {"employees": 60, "mood": "good", "industry": "alchemy", "sites": 2}
    answers, ignored = usable(content, raw)
    assert answers == {"employees": 60, "sites": 2}
    assert [(i.question, i.why) for i in ignored] == [("mood", "gone"), ("industry", "refused")]
    assert "not one of the choices" in ignored[1].message


def test_answers_that_are_not_asked_are_named_once(content: Content) -> None:
    """A question that did not apply before either is no difference."""
    hidden = next(q for q in content.questionnaire.questions if q.id not in usable_ids(content))
    value = "unknown"
    assert [i.why for i in usable(content, {hidden.id: value})[1]] == ["not-asked"]
    assert usable(content, {hidden.id: value}, content)[1] == ()


def usable_ids(content: Content) -> set[str]:
    """Questions that apply when nothing is known."""
    raw = {q.id: "unknown" for q in content.questionnaire.questions}
    return set(raw) - {i.question for i in usable(content, raw)[1]}


def test_a_question_that_is_gone_is_told_by_the_time_machine(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    found = under_today(content, it.model_copy(update={"answers": {**it.answers, "mood": "good"}}))
    assert [(i.question, i.why) for i in found.ignored] == [("mood", "gone")]
    assert found.moved
    assert "  answer mood: gone. There is no such question." in list(lines(found))


def test_questions_that_are_open_now(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    fewer = {key: value for key, value in it.answers.items() if key != "budget"}
    found = under_today(content, it.model_copy(update={"answers": fewer}))
    assert "budget" in found.opened
    assert any(line.startswith("Open now: ") for line in lines(found))


def dearer(it: Recommendation, year: int) -> Recommendation:
    """The same result after all its prices rose and were dated anew."""
    assert it.budget.estimate is not None
    plain = it.budget.estimate.model_dump(mode="json")
    total = plain["total"] | {"likely": plain["total"]["likely"] + 1000}
    options = [o | {"total": o["total"] | {"high": o["total"]["high"] + 1000}} for o in plain["options"]]
    changed = plain | {"total": total, "options": options, "as_of": year}
    estimate = type(it.budget.estimate).model_validate(changed)
    return it.model_copy(update={"budget": it.budget.model_copy(update={"estimate": estimate})})


def test_values_are_compared_with_their_dates(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    found = same_rules(content, it, dearer(it, 2031))
    assert it.budget.estimate is not None
    likely, made = it.budget.estimate.total.likely, str(it.budget.estimate.as_of)
    by_place = {value.where: value for value in found.values}
    assert by_place["estimate.total.likely"] == ValueChange(
        "estimate.total.likely", likely, likely + 1000, made, "2031"
    )
    assert by_place["estimate.options.crm/saas.total.high"].dated_after == "2031"
    assert len(by_place) == 1 + len(it.budget.estimate.options)
    text = "\n".join(lines(dataclasses.replace(found, values=found.values[-1:])))
    assert f"estimate.total.likely: was {likely} ({made}), is {likely + 1000} (2031)" in text


def test_with_another_advice_only_what_is_comparable_is_compared(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    other = dearer(it, 2031).model_copy(update={"path": "crm" if it.path != "crm" else "erp"})
    places = {value.where for value in same_rules(content, it, other).values}
    assert "estimate.options.crm/saas.total.high" in places
    assert "estimate.total.likely" not in places


def test_prices_of_a_product_are_compared_by_its_id(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    product = next(p for p in it.products if p.price is not None)
    assert product.price is not None
    dear = product.model_copy(
        update={"price": product.price.model_copy(update={"lowest": "99999", "as_of": "2031-01"})}
    )
    rest = tuple(p for p in it.products if p.id != product.id)
    found = same_rules(content, it, it.model_copy(update={"products": (*rest, dear)}))
    value = next(value for value in found.values if value.where == f"products.{product.id}.price.lowest")
    assert value.after == "99999"
    assert (value.dated_before, value.dated_after) == (product.price.as_of, "2031-01")


def test_a_part_that_the_older_result_lacks_is_no_difference(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    bare = it.model_copy(update={"budget": Budget(stated=None, assessed=False), "peers": (), "market": None})
    assert same_rules(content, bare, it).values == ()
    assert under_today(content, bare).values == ()


def test_a_figure_that_one_side_lacks_counts_as_zero() -> None:
    assert list(moved("weights", {"a": 0.5, "b": 0.5}, {"a": 0.5, "c": 0.5})) == [
        Moved("weights", "b", 0.5, 0.0),
        Moved("weights", "c", 0.0, 0.5),
    ]


def test_when_all_other_paths_are_ruled_out_there_is_no_rival(content: Content, folders: Folders) -> None:
    paths = [path for path in content.scheme.paths if content.scheme.phases[path]]
    barred = banning(folders, *paths)
    found = between(barred, barred, MAKER)
    assert (found.after.path, found.rival) == ("not-yet", "")
    assert not [line for line in lines(found) if line.startswith("Lead")]


def test_a_less_certain_advice_is_said(content: Content) -> None:
    it = advise(content, typed(MAKER), SAMPLES)
    other = "too-close" if it.verdict_status == "clear" else "clear"
    doubted = it.model_copy(update={"verdict_status": other})
    found = same_rules(content, doubted, it)
    assert found.moved
    assert not found.flips
    assert f"It was {other} and is {it.verdict_status}." in list(lines(found))


def test_long_lists_are_cut(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders), {"country": "DE"})
    changes = tuple(dataclasses.replace(row(found, "customer.push"), row=f"customer.r{i}") for i in range(SHOWN + 5))
    text = list(lines(dataclasses.replace(found, rows=changes)))
    assert "  and 5 more" in text


def test_a_flip_that_no_row_explains_says_so(content: Content, folders: Folders) -> None:
    """Only figures of the criteria changed."""
    folders.edit("criteria.yaml", f'balance: "{content.scheme.balance:g}"', 'balance: "0.9"')
    changed = folders.content()
    companies = (random_answers(seed) for seed in range(200))
    answers = next(a for a in companies if ranked_first(content, a) != ranked_first(changed, a))
    was, now = (advise(side, answers, SAMPLES, SEED) for side in (content, changed))
    found = drift(was, now, rows_of(content), rows_of(changed), changed.scheme)
    assert found.flips
    assert found.deciding == ()
    assert "No one or two rows decide it." in list(lines(found))


def ranked_first(content: Content, answers: dict[str, Answer]) -> int:
    return compare(content, answers, SAMPLES, SEED).advised


def test_a_drift_is_frozen_and_can_be_written_as_json(content: Content, folders: Folders) -> None:
    found = between(content, pushed(folders))
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.rival = ""  # type: ignore[misc]
    assert json.loads(json.dumps(dataclasses.asdict(found)))["deciding"] == ["customer.push"]
