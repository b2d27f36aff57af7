"""Forms: what is stored is shown, what is shown is sent, what is sent is read, for every question of the bank."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.datastructures import FormData

from advisor.money import Money
from advisor.questionnaire.answers import UNKNOWN, parse
from advisor.questionnaire.schema import Answer, Question
from advisor.recommendation.content import Content
from web import forms
from web.forms import Typed


def samples(question: Question) -> list[Any]:
    """Raw answers that a question takes, "I don't know" among them."""
    if question.type in ("number", "scale"):
        return [question.low, question.high, UNKNOWN]
    if question.type == "money":
        return [{"amount": 50000, "currency": "UAH"}, {"amount": 0, "currency": "EUR"}, UNKNOWN]
    if question.type == "yesno":
        return [True, False, UNKNOWN]
    if question.type == "choices":
        return [["none"], list(question.choices[:2]), list(question.choices), UNKNOWN]
    return [question.choices[0], question.choices[-1], UNKNOWN]


def sent(question: Question, content: Content, typed: Typed) -> FormData:
    """What a browser sends of the field as it is shown."""
    field = forms.field(question, typed, content.texts["en"])
    items: list[tuple[str, str]] = [(field.name, field.text)] if field.control in ("number", "money") else []
    name = f"{field.name}.currency" if field.control == "money" else field.name
    items += [(name, option.value) for option in field.options if option.chosen]
    if field.unknown:
        items.append((field.name, UNKNOWN))
    return FormData(items)


def test_every_answer_survives_the_way_through_its_form(content: Content) -> None:
    kinds = set()
    for question in content.questionnaire.questions:
        for raw in samples(question):
            answer: Answer = parse(question, raw)
            form = sent(question, content, forms.stored(question, {question.id: answer}))
            posted = forms.read([question], form)
            assert posted.answers == {question.id: answer}, (question.id, raw)
            assert not posted.refused
            kinds.add(question.type)
    assert kinds == {"choice", "choices", "scale", "number", "money", "country", "yesno"}


def test_an_open_question_shows_nothing_and_sends_nothing(content: Content) -> None:
    for question in content.questionnaire.questions:
        form = sent(question, content, forms.stored(question, {}))
        posted = forms.read([question], form)
        assert posted.empty == {question.id}
        assert not posted.answers
        assert not posted.refused


def test_every_field_has_its_words_and_unknown(content: Content) -> None:
    texts = content.texts["en"]
    for question in content.questionnaire.questions:
        field = forms.field(question, Typed(), texts, "wrong")
        assert field.ask.endswith("?")
        assert field.help
        assert field.why
        assert field.who
        assert field.unknown_label == "I don't know"
        assert field.error == "wrong"
        assert bool(field.options) is (field.control != "number")
        assert bool(field.unit) is (question.type == "number")


@pytest.mark.parametrize(
    ("id_", "control", "some"),
    [
        ("industry", "radios", ("retail", "Retail, shops and online shops")),
        ("lead_followup", "radios", ("1", "1 – Never, every enquiry is followed up")),
        ("project_work", "radios", ("true", "Yes, projects are part of the business")),
        ("channels", "checks", ("none", "None of these")),
        ("employees", "number", None),
        ("budget", "money", ("UAH", "UAH – Ukrainian Hryvnia")),
        ("country", "country", ("UA", "Ukraine")),
    ],
)
def test_controls(content: Content, id_: str, control: str, some: tuple[str, str] | None) -> None:
    field = forms.field(content.questionnaire.by_id[id_], Typed(), content.texts["en"])
    assert field.control == control
    assert field.name == f"a.{id_}"
    assert some is None or some in [(option.value, option.label) for option in field.options]


def test_countries_are_sorted_by_name(content: Content) -> None:
    names = [o.label for o in forms.field(content.questionnaire.by_id["country"], Typed(), content.texts["en"]).options]
    assert len(names) > 200
    assert names == sorted(names, key=str.casefold)


@pytest.mark.parametrize(
    ("answers", "currency"),
    [({}, "EUR"), ({"country": "UA"}, "UAH"), ({"country": None}, "EUR"), ({"country": "AQ"}, "EUR")],
)
def test_the_usual_currency_is_that_of_the_country(content: Content, answers: dict[str, Answer], currency: str) -> None:
    budget = content.questionnaire.by_id["budget"]
    assert forms.stored(budget, answers).currency == currency
    assert forms.stored(budget, answers | {"budget": None}) == Typed((UNKNOWN,), currency)
    assert forms.stored(budget, answers | {"budget": Money(100, "USD")}) == Typed(("1",), "USD")


def test_what_was_typed_is_kept_exactly(content: Content) -> None:
    question = content.questionnaire.by_id["employees"]
    posted = forms.read([question], FormData([("a.employees", "  forty ")]))
    assert posted.typed["employees"] == Typed(("  forty ",))
    assert forms.field(question, posted.typed["employees"], content.texts["en"]).text == "  forty "
    assert posted.refused["employees"].field == "employees"
    assert "“forty” is not a whole number" in forms.sentence(posted.refused["employees"], "en")


@pytest.mark.parametrize("values", [["48", UNKNOWN], [UNKNOWN, UNKNOWN, "x"]])
def test_an_answer_and_unknown_together_are_refused(content: Content, values: list[str]) -> None:
    question = content.questionnaire.by_id["employees"]
    posted = forms.read([question], FormData([("a.employees", value) for value in values]))
    assert "not both" in str(posted.refused["employees"])


def test_two_values_for_one_choice_are_refused(content: Content) -> None:
    question = content.questionnaire.by_id["industry"]
    posted = forms.read([question], FormData([("a.industry", "retail"), ("a.industry", "logistics")]))
    assert set(posted.refused) == {"industry"}


@pytest.mark.parametrize("currency", ["", "XXX", "eur; drop"])
def test_money_needs_a_currency_that_is_known(content: Content, currency: str) -> None:
    question = content.questionnaire.by_id["budget"]
    posted = forms.read([question], FormData([("a.budget", "5"), ("a.budget.currency", currency)]))
    assert set(posted.refused) == {"budget"}
    assert posted.typed["budget"].values == ("5",)


def test_a_digest_names_stored_answers(content: Content) -> None:
    bank = content.questionnaire
    page = [q for q in bank.questions if q.page == "company"]
    base: dict[str, Answer] = {"employees": 48, "country": "DE"}
    name = forms.digest(page, base)
    assert len(name) == 16
    assert forms.digest(page, dict(reversed(base.items()))) == name
    assert forms.digest(page, base | {"main_goal": "cost"}) == name, "other pages do not matter"
    others = [base | {"employees": 49}, base | {"employees": None}, {"country": "DE"}, {}]
    assert len({name, *(forms.digest(page, other) for other in others)}) == 5
