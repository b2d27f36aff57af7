"""A stored result is proven by concluding again; a changed one is refused, a changed rule is named."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from advisor.errors import BadInput
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation, canonical, digest
from advisor.recommendation.replay import replay, stored
from advisor.recommendation.telling.story import WORDED, with_words
from tests.recommendation.samples import MAKER, SAMPLES, SELLER, SETTLED, Folders, typed


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
