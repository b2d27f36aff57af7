"""Which words a content needs: exactly those that the pages look up, each once."""

from __future__ import annotations

from advisor.recommendation.content import Content
from advisor.recommendation.texts import Texts
from advisor.recommendation.wanted import advising_keys, asking_keys
from advisor.scoring.model import BALANCE


def found(texts: Texts, key: tuple[str, ...], asking: bool) -> object:
    node: object = texts.asking if asking else texts.advising
    for part in key:
        assert isinstance(node, dict), key
        node = node[part]
    return node


def test_english_has_every_word(content: Content) -> None:
    english = content.texts["en"]
    assert all(found(english, key, asking=True) for key in asking_keys(content))
    assert all(found(english, key, asking=False) for key in advising_keys(content))


def test_questions_ask_for_words_by_their_type(content: Content) -> None:
    keys = set(asking_keys(content))
    for question in content.questionnaire.questions:
        mine = {key[2:] for key in keys if key[:2] == ("questions", question.id)}
        assert {("short",), ("ask",), ("help",), ("why",)} <= mine
        rest = mine - {("short",), ("ask",), ("help",), ("why",)}
        expected = {
            "scale": {("anchors", str(step)) for step in range(1, 6)},
            "number": {("unit",)},
            "yesno": {("options", "true"), ("options", "false")},
            "choice": {("options", value) for value in question.choices},
            "choices": {("options", value) for value in question.choices},
        }.get(question.type, set())
        assert rest == expected, question.id


def test_tracks_pages_and_roles_have_words(content: Content) -> None:
    keys = set(asking_keys(content))
    bank = content.questionnaire
    assert {("tracks", track, "name") for track in bank.tracks} <= keys
    assert {("pages", page, "title") for page in bank.pages} <= keys
    assert {key[1] for key in keys if key[0] == "roles"} == {role for q in bank.questions for role in q.who}
    assert {("title",), ("about",), ("unknown", "label"), ("unknown", "help")} <= keys


def test_derived_facts_have_words_and_asked_ones_do_not(content: Content) -> None:
    named = {key[1] for key in asking_keys(content) if key[0] == "facts"}
    assert named == {fact.id for fact in content.vocabulary.facts.values() if fact.derive is not None}
    assert named


def test_every_reason_is_wanted(content: Content) -> None:
    wanted = {key[1] for key in advising_keys(content) if key[0] == "reasons"}
    assert wanted == {row.reason for table in content.tables.values() for row in table.rows}


def test_every_thing_a_result_names_is_wanted(content: Content) -> None:
    keys = set(advising_keys(content))
    scheme = content.scheme
    assert {("criteria", criterion.id, "name") for criterion in scheme.criteria} <= keys
    assert ("criteria", BALANCE, "about") in keys
    for path in scheme.paths:
        assert {("paths", path, part) for part in ("name", "verdict", "about", "first")} <= keys
    assert {key[1] for key in keys if key[0] == "deployments"} == set(scheme.deployments)
    assert {key[1] for key in keys if key[0] == "modules"} == set(content.modules)
    assert {key[1] for key in keys if key[0] == "tables"} == set(content.tables)
    assert ("not_assessed",) in keys


def test_a_path_of_two_steps_has_its_own_gate(content: Content) -> None:
    gates = {key[1] for key in advising_keys(content) if key[0] == "gates"}
    stepwise = {path for path in content.scheme.paths if len(content.scheme.phases[path]) > 1}
    assert gates == {"general"} | stepwise
    assert stepwise


def test_shifts_of_weights_are_no_scores(content: Content) -> None:
    scores = {key[1] for key in advising_keys(content) if key[0] == "scores"}
    assert {"customer", "operations", "saas", "growth"} <= scores
    assert "affordability" not in scores
