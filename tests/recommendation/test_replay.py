"""A stored result is proven by concluding again; a changed one is refused, a changed rule is named."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from advisor.errors import BadInput
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.drift import under_today
from advisor.recommendation.model import Recommendation, canonical, digest
from advisor.recommendation.replay import concluded, replay, stored
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Tailoring
from advisor.recommendation.telling.story import WORDED, with_words
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, Folders, random_answers, typed


def shown(content: Content, raw: dict[str, Any] = MAKER) -> dict[str, Any]:
    """What `assess --json` writes, read back."""
    found = with_words(content, advise(content, typed(raw), SAMPLES, 5))
    return dict(json.loads(json.dumps(found)))


def resealed(data: dict[str, Any]) -> dict[str, Any]:
    """The data with a hash that fits, as a forger would make it."""
    bare = json.loads(json.dumps(data))
    for section in WORDED:
        for entry in [bare[section]] if isinstance(bare[section], dict) else bare[section]:
            entry.pop("text", None)
    return data | {"hash": digest(bare)}


@pytest.mark.parametrize("raw", [MAKER, SELLER, SETTLED, {}])
def test_the_same_content_gives_the_same_result(content: Content, raw: dict[str, Any]) -> None:
    outcome = replay(content, stored(shown(content, raw)))
    assert (outcome.same, outcome.differences) == (True, ())


def test_words_are_no_part_of_the_result(content: Content) -> None:
    data = shown(content)
    data["reasons"][0]["text"] = "In other words."
    assert stored(data) == advise(content, typed(MAKER), SAMPLES, 5)
    assert canonical(stored(data).plain()) == canonical(advise(content, typed(MAKER), SAMPLES, 5).plain())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("answers", {"employees": 3}),
        ("path", "not-yet"),
        ("seed", 6),
        ("content_version", "2000-01-01+000000000000"),
        ("hash", "sha256:" + "0" * 64),
        ("hash", ""),
        ("asked", 99),
    ],
)
def test_a_changed_result_is_refused(content: Content, key: str, value: Any) -> None:
    with pytest.raises(BadInput, match="changed after it was made") as caught:
        stored(shown(content) | {key: value})
    assert caught.value.field == "hash"


@pytest.mark.parametrize("data", [None, [], "text", 5, {}, {"answers": {}}])
def test_something_else_is_no_recommendation(data: Any) -> None:
    with pytest.raises(BadInput, match="not a recommendation"):
        stored(data)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("options", "none"),
        ("reasons", [1]),
        ("reasons", None),
        ("against", [{"row": "x"}]),
        ("robustness", {"path": {}, "deployment": {}, "samples": 0}),
        ("robustness", {"path": {}, "deployment": {}, "samples": 10**12}),
        ("seed", -1),
        ("needs", {"customer": "high"}),
        ("surplus", True),
    ],
)
def test_a_result_that_cannot_be_read(content: Content, key: str, value: Any) -> None:
    with pytest.raises(BadInput, match="cannot be read") as caught:
        stored(shown(content) | {key: value})
    assert str(caught.value.field).startswith(key)


def test_a_field_that_is_missing(content: Content) -> None:
    with pytest.raises(BadInput, match="weights"):
        stored({key: value for key, value in shown(content).items() if key != "weights"})


def test_a_forged_result_is_found_out(content: Content) -> None:
    """The hash can be made to fit, but concluding again cannot."""
    outcome = replay(content, stored(resealed(shown(content) | {"path": "not-yet"})))
    assert not outcome.same
    assert [text for text in outcome.differences if text.startswith("path: was not-yet, is ")]
    assert not [text for text in outcome.differences if text.startswith("hash")]


def test_answers_that_the_questionnaire_no_longer_takes(content: Content) -> None:
    forged = stored(resealed(shown(content) | {"answers": {"employees": "a few", "mood": "good"}}))
    with pytest.raises(BadInput, match="mood") as caught:
        replay(content, forged)
    assert "employees" in caught.value.message


def test_a_changed_rule_is_named(content: Content, folders: Folders) -> None:
    text = folders.file("criteria.yaml").read_text(encoding="utf-8")
    changed = re.sub(r'(?m)^balance: "[\d.]+"', 'balance: "0.9"', text)
    assert changed != text
    folders.file("criteria.yaml").write_text(changed, encoding="utf-8")
    old = stored(shown(content))
    new = folders.content()
    outcome = replay(new, old)
    assert not outcome.same
    named = {text.split(":")[0]: text for text in outcome.differences}
    assert named["content_version"] == f"content_version: was {content.version}, is {new.version}."
    assert "options" in named
    assert set(named) <= set(Recommendation.model_fields)


def test_a_remark_in_the_rules_changes_the_version_only(content: Content, folders: Folders) -> None:
    folders.append("weigh.yaml", "# a remark\n")
    outcome = replay(folders.content(), stored(shown(content)))
    assert [text.split(":")[0] for text in outcome.differences] == ["content_version"]


def test_differences_in_mappings_name_what_changed(content: Content) -> None:
    data = shown(content)
    data["needs"] = data["needs"] | {"customer": 1}
    (difference,) = replay(content, stored(resealed(data))).differences
    now = advise(content, typed(MAKER), SAMPLES, 5).needs["customer"]
    assert difference == f"needs: customer was 1, is {now}."


def test_differences_in_lists_give_their_lengths(content: Content) -> None:
    data = shown(content)
    count = len(data["risks"])
    (difference,) = replay(content, stored(resealed(data | {"risks": []}))).differences
    assert difference == f"risks: differs (0 entries then, {count} now)."
    assert count > 0


def tailored_result(content: Content) -> Recommendation:
    """With all that can be chosen."""
    shares = {c.id: 0.6 if c.id == "customer" else 0.4 / (len(content.scheme.criteria) - 1) for c in criteria(content)}
    own = Tailoring(
        spread={"main_goal": (("cost", 400), ("revenue", 600))},
        weights=shares,
        option=OptionChoice(path="both", deployment="hybrid", reason="As agreed."),
        modules={"erp-multi-company": ModuleChoice(priority="must"), "crm-events": ModuleChoice(priority="left-out")},
        consensus=0.9,
        voices={"management": 1, "sales": 2},
    )
    return advise(content, typed(MAKER) | {"main_goal": None}, SAMPLES, 5, own)


def criteria(content: Content) -> Any:
    return content.scheme.criteria


def test_a_tailored_result_is_proven_with_its_tailoring(content: Content) -> None:
    it = tailored_result(content)
    read = stored(json.loads(json.dumps(with_words(content, it))))
    assert read == it
    outcome = replay(content, read)
    assert (outcome.same, outcome.differences) == (True, ())


def test_a_forged_tailoring_is_found_out(content: Content) -> None:
    data = json.loads(json.dumps(with_words(content, tailored_result(content))))
    data["tailoring"]["option"] = None
    with pytest.raises(BadInput, match="changed after it was made"):
        stored(data)
    outcome = replay(content, stored(resealed(data)))
    assert not outcome.same
    assert any(text.startswith("modules: ") for text in outcome.differences)


def test_a_part_that_only_one_side_has_is_a_difference(content: Content) -> None:
    """Modules that the rules advise and that are said to be left out, in a result that leaves none out."""
    it = advise(content, typed(MAKER), SAMPLES, 5)
    data = json.loads(json.dumps(with_words(content, it)))
    forged = stored(resealed(data | {"left_out": data["modules"][:1]}))
    assert replay(content, forged).differences == ("left_out: differs (1 entries then, 0 now).",)


def test_today_s_rules_see_the_same_voices_and_weights(content: Content) -> None:
    it = tailored_result(content)
    found = under_today(content, it, content)
    assert not found.moved
    assert (found.flips, found.rows, found.weights, found.values) == (False, (), (), ())
    assert concluded(content, it, typed(MAKER) | {"main_goal": None}) == it


def test_what_today_s_content_no_longer_takes_is_left_away(content: Content) -> None:
    """A module that is gone, one that another needs, and an option of a path that does not exist any more."""
    it = tailored_result(content)
    assert it.tailoring is not None
    choices = {"crm-moon": ModuleChoice(priority="must"), "crm-contacts": ModuleChoice(priority="left-out")}
    odd = it.tailoring.model_copy(
        update={"modules": choices, "option": OptionChoice(path="moon", deployment="saas", reason="")}
    )
    answers = typed(MAKER) | {"main_goal": None}
    today = concluded(content, it.model_copy(update={"tailoring": odd}), answers)
    assert today.tailoring == it.tailoring.model_copy(update={"modules": {}, "option": None})
    assert today.advised == it.advised
    assert today.decided == today.advised


def test_the_effect_of_a_rule_is_that_under_own_weights(content: Content, folders: Folders) -> None:
    """Where all is known the only row that changed explains the whole change of the lead, however small weights are."""
    tiny, large = 0.0002, {"customer", "operations", "integration"}
    rest = (1.0 - tiny * (len(content.scheme.criteria) - len(large))) / len(large)
    shares = {c.id: rest if c.id in large else tiny for c in content.scheme.criteria}
    answers = random_answers(5, silence=0.0) | typed({"country": "DE"})
    it = advise(content, answers, SAMPLES, 5, Tailoring(weights=shares))
    push = '  - {id: customer.push, when: {country: "DE"}, then: {customer: "-9"}, sources: [own-judgement], reason: X}'
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n" + push.replace("X", "customer.large") + "\n")
    folders.edit("needs_customer.yaml", "inputs: [", "inputs: [country, ")
    found = under_today(folders.content(), it, content)
    (row,) = found.rows
    assert row.row == "customer.push"
    assert row.effect is not None
    assert found.lead_before is not None
    assert found.lead_after is not None
    assert row.effect == pytest.approx(found.lead_after - found.lead_before, abs=0.011)
    assert row.effect != 0.0
    assert found.weights == ()
