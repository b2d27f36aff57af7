"""Raw input of every type, good and bad, and the way back to plain values."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import AdvisorError, BadInput
from advisor.money import Money
from advisor.questionnaire.answers import MAX_TEXT, Refused, Unusable, fact_value, parse, parse_all, plain
from advisor.questionnaire.schema import Answer, Question, Type

CURRENCIES = ("EUR", "IRR", "JPY", "UAH")


def question(kind: Type, choices: tuple[str, ...] = (), low: int = 0, high: int = 0) -> Question:
    return Question(
        id="asked",
        page="p",
        type=kind,
        fact="asked",
        who=(),
        nature="fact",
        choices=choices,
        low=low,
        high=high,
        when=None,
        otherwise=None,
        unknown=(),
        claims=(),
        required=False,
        line=1,
    )


CHOICE = question("choice", ("retail", "services", "no"))
CHOICES = question("choices", ("quotes", "returns", "payroll"))
SCALE = question("scale", low=1, high=5)
NUMBER = question("number", low=1, high=2_000_000)
MONEY = question("money", CURRENCIES, 0, 1_000_000_000)
COUNTRY = question("country", ("DE", "NO", "UA"))
YESNO = question("yesno")
EVERY = (CHOICE, CHOICES, SCALE, NUMBER, MONEY, COUNTRY, YESNO)

GOOD: list[tuple[Question, Any, Answer]] = [
    (CHOICE, "retail", "retail"),
    (CHOICE, "  services\n", "services"),
    (CHOICE, ["retail"], "retail"),
    (CHOICE, "no", "no"),
    (CHOICES, ["quotes", "returns"], frozenset({"quotes", "returns"})),
    (CHOICES, "quotes, returns", frozenset({"quotes", "returns"})),
    (CHOICES, "quotes", frozenset({"quotes"})),
    (CHOICES, ["quotes", "quotes", " quotes "], frozenset({"quotes"})),
    (CHOICES, ["none"], frozenset()),
    (CHOICES, "none", frozenset()),
    (SCALE, "4", 4),
    (SCALE, 5, 5),
    (SCALE, ["1"], 1),
    (SCALE, "۳", 3),
    (NUMBER, 25, 25),
    (NUMBER, 25.0, 25),
    (NUMBER, "25", 25),
    (NUMBER, " 1 200 ", 1200),
    (NUMBER, "1,200", 1200),
    (NUMBER, "1.200", 1200),
    (NUMBER, "1'200'000", 1_200_000),
    (NUMBER, "1\u00a0200\u202f000", 1_200_000),
    (NUMBER, "۱٬۲۰۰", 1200),
    (NUMBER, "١٢٠٠", 1200),
    (NUMBER, "２５", 25),
    (NUMBER, "+25", 25),
    (MONEY, "50000 EUR", Money(5_000_000, "EUR")),
    (MONEY, "50 000 eur", Money(5_000_000, "EUR")),
    (MONEY, ["50000 EUR"], Money(5_000_000, "EUR")),
    (MONEY, "۵۰٬۰۰۰ IRR", Money(50_000, "IRR")),
    (MONEY, {"amount": 700, "currency": "JPY"}, Money(700, "JPY")),
    (MONEY, {"amount": "1,000", "currency": " uah "}, Money(100_000, "UAH")),
    (MONEY, {"currency": "EUR", "amount": 0}, Money(0, "EUR")),
    (COUNTRY, "DE", "DE"),
    (COUNTRY, " no ", "NO"),
    (COUNTRY, ["ua"], "UA"),
    (YESNO, True, True),
    (YESNO, False, False),
    (YESNO, "true", True),
    (YESNO, "Yes", True),
    (YESNO, " no ", False),
    (YESNO, ["false"], False),
]

BAD: list[tuple[Question, Any, str]] = [
    (CHOICE, "wholesale", "“wholesale” is not one of the choices: retail, services, no."),
    (CHOICE, "Retail", "“Retail” is not one of the choices"),
    (CHOICE, False, "“false” is not one of the choices"),
    (CHOICE, 7, "“7” is not one of the choices"),
    (CHOICE, ["retail", "services"], "one single value"),
    (CHOICE, [["retail"]], "one single value"),
    (CHOICE, {"retail": True}, "one single value"),
    (CHOICE, b"retail", "one single value"),
    (CHOICES, ["quotes", "none"], "either “none of these” or the items"),
    (CHOICES, ["quotes", " none"], "either “none of these” or the items"),
    (CHOICES, [["none"], "quotes"], "either “none of these” or the items"),
    (CHOICES, ["quotes", "unknown"], "or “I don't know”, not both"),
    (CHOICES, "quotes, unknown", "or “I don't know”, not both"),
    (CHOICES, ["quotes", "wages"], "“wages” is not one of the choices: quotes, returns, payroll."),
    (CHOICES, ["wages", "bills"], "“bills” is not one of the choices"),
    (CHOICES, "quotes,,returns", "“” is not one of the choices"),
    (CHOICES, ["quotes", ["returns", "payroll"]], "one single value"),
    (CHOICES, ["quotes", None], "one single value"),
    (CHOICES, [True], "“true” is not one of the choices"),
    (CHOICES, {"quotes": True}, "one single value"),
    (CHOICES, ("quotes", "returns"), "one single value"),
    (SCALE, "0", "a whole number from 1 to 5"),
    (SCALE, 6, "a whole number from 1 to 5"),
    (SCALE, -1, "a whole number from 1 to 5"),
    (SCALE, "high", "“high” is not a whole number"),
    (SCALE, True, "“true” is not a whole number"),
    (SCALE, [1, 2], "one single value"),
    (NUMBER, "0", "a whole number from 1 to 2000000"),
    (NUMBER, "2 000 001", "a whole number from 1 to 2000000"),
    (NUMBER, "1.5", "“1.5” is not a whole number"),
    (NUMBER, 1.5, "is not a whole number"),
    (NUMBER, 1.234, "“1.234000” is not a whole number"),
    (NUMBER, float("nan"), "“nan” is not a whole number"),
    (NUMBER, float("inf"), "“inf” is not a whole number"),
    (NUMBER, "1e3", "“1e3” is not a whole number"),
    (NUMBER, "12,34", "“12,34” is not a whole number"),
    (NUMBER, "about 20", "“about 20” is not a whole number"),
    (NUMBER, "+-5", "“+-5” is not a whole number"),
    (NUMBER, "0x10", "“0x10” is not a whole number"),
    (NUMBER, 10**30, "is not a whole number"),
    (NUMBER, False, "“false” is not a whole number"),
    (MONEY, "50000", "an amount with its currency"),
    (MONEY, 50000, "an amount with its currency"),
    (MONEY, "50000 XXX", "Currencies: EUR, IRR, JPY, UAH."),
    (MONEY, "EUR", "is not a whole number"),
    (MONEY, "much EUR", "“much” is not a whole number"),
    (MONEY, "-1 EUR", "a whole number from 0 to 1000000000"),
    (MONEY, "10.5 EUR", "“10.5” is not a whole number"),
    (MONEY, {"amount": 5}, "an amount with its currency"),
    (MONEY, {"amount": 5, "currency": None}, "an amount with its currency"),
    (MONEY, {"amount": 5, "currency": ["EUR"]}, "an amount with its currency"),
    (MONEY, {"currency": "EUR"}, "“” is not a whole number"),
    (MONEY, {"amount": True, "currency": "EUR"}, "“true” is not a whole number"),
    (MONEY, {"amount": {"amount": 5}, "currency": "EUR"}, "one single value"),
    (MONEY, {"amount": 5, "currency": "EUR", "vat": 1}, "“vat” is not part of an amount"),
    (COUNTRY, "Germany", "“GERMANY” is not a country code"),
    (COUNTRY, "XX", "“XX” is not a country code"),
    (COUNTRY, False, "“FALSE” is not a country code"),
    (YESNO, "maybe", "Answer yes or no."),
    (YESNO, 1, "Answer yes or no."),
    (YESNO, ["yes", "no"], "one single value"),
]


def ids(cases: list[tuple[Question, Any, Any]]) -> list[str]:
    return [f"{asked.type}-{str(raw)[:30]!a}" for asked, raw, _ in cases]


@pytest.mark.parametrize(("asked", "raw", "answer"), GOOD, ids=ids(GOOD))
def test_good_input(asked: Question, raw: Any, answer: Answer) -> None:
    found = parse(asked, raw)
    assert found == answer
    assert type(found) is type(answer)


@pytest.mark.parametrize(("asked", "raw", "words"), BAD, ids=ids(BAD))
def test_bad_input_is_refused_with_a_reason(asked: Question, raw: Any, words: str) -> None:
    with pytest.raises(Refused) as caught:
        parse(asked, raw)
    assert words in caught.value.message
    assert caught.value.field == "asked"
    assert caught.value.status == 422


@pytest.mark.parametrize("asked", EVERY, ids=lambda q: q.type)
class TestEveryType:
    @pytest.mark.parametrize("raw", [None, "", "  \n", [], {}])
    def test_nothing_is_not_an_answer(self, asked: Question, raw: Any) -> None:
        with pytest.raises(Refused, match="Give an answer, or say that you don't know"):
            parse(asked, raw)

    @pytest.mark.parametrize("raw", ["unknown", " unknown ", ["unknown"]])
    def test_not_knowing_is_an_answer(self, asked: Question, raw: Any) -> None:
        assert parse(asked, raw) is None

    @pytest.mark.parametrize(
        "raw",
        [
            "x" * 1_000_000,
            "9" * 1_000_000,
            "9" * 5000 + " EUR",
            ["x" * 1_000_000],
            "1" + " " * 300 + "junk",
            "retail" + " " * 300 + "junk",
            "quotes," * 40 + "junk",
            {"x" * 1_000_000: 1, "amount": 1, "currency": "EUR"},
        ],
        ids=["letters", "digits", "money", "list", "number", "word", "items", "key"],
    )
    def test_huge_text_is_refused_and_not_repeated(self, asked: Question, raw: Any) -> None:
        with pytest.raises(Refused) as caught:
            parse(asked, raw)
        assert len(caught.value.message) < 2 * MAX_TEXT

    def test_deep_nesting_is_refused(self, asked: Question) -> None:
        raw: Any = "retail"
        for _ in range(500):
            raw = [raw]
        with pytest.raises(Refused, match=r"one single value|with its currency"):
            parse(asked, raw)


def test_a_refusal_can_be_said_in_another_language() -> None:
    with pytest.raises(Refused) as caught:
        parse(NUMBER, "0")
    refusal = caught.value
    assert refusal.template == "Give a whole number from {low} to {high}."
    assert refusal.values == {"low": 1, "high": 2_000_000}
    assert refusal.template.format(**refusal.values) == refusal.message == str(refusal)


def test_braces_in_an_answer_are_not_placeholders() -> None:
    with pytest.raises(Refused, match=r"“\{low\}”"):
        parse(CHOICE, "{low}")


ANSWERS: dict[str, tuple[Question, st.SearchStrategy[Any]]] = {
    "choice": (CHOICE, st.sampled_from(CHOICE.choices)),
    "choices": (CHOICES, st.frozensets(st.sampled_from(CHOICES.choices))),
    "scale": (SCALE, st.integers(SCALE.low, SCALE.high)),
    "number": (NUMBER, st.integers(NUMBER.low, NUMBER.high)),
    "money": (MONEY, st.builds(Money.of, st.integers(0, 10**9).map(Decimal), st.sampled_from(CURRENCIES))),
    "country": (COUNTRY, st.sampled_from(COUNTRY.choices)),
    "yesno": (YESNO, st.booleans()),
}


@settings(deadline=None)
@given(st.data())
def test_plain_values_are_read_back(data: st.DataObject) -> None:
    """Also through JSON, as stored cases and the API deliver them."""
    asked, strategy = ANSWERS[data.draw(st.sampled_from(sorted(ANSWERS)))]
    answer = data.draw(st.none() | strategy)
    assert parse(asked, plain(answer)) == answer
    assert parse(asked, json.loads(json.dumps(plain(answer)))) == answer


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.floats()
    | st.text(max_size=12)
    | st.just("unknown"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["amount", "currency", "x"]), inner),
    max_leaves=6,
)


@settings(deadline=None)
@given(st.sampled_from(EVERY), JSON)
def test_whatever_comes_is_parsed_or_refused(asked: Question, raw: Any) -> None:
    """And what is parsed is an answer that parses again to itself."""
    try:
        answer = parse(asked, raw)
    except Refused as refusal:
        assert refusal.message.endswith((".", "…"))
    else:
        assert parse(asked, plain(answer)) == answer


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (None, "unknown"),
        (frozenset(), ["none"]),
        (frozenset({"returns", "quotes"}), ["quotes", "returns"]),
        (Money(5_000_000, "EUR"), {"amount": 50_000, "currency": "EUR"}),
        (Money(700, "JPY"), {"amount": 700, "currency": "JPY"}),
        (True, True),
        (7, 7),
        ("retail", "retail"),
    ],
)
def test_plain(answer: Answer, value: Any) -> None:
    assert plain(answer) == value
    assert type(plain(answer)) is type(value)


class TestParseAll:
    def test_all_answers(self, small: Any) -> None:
        raw = {"trade": "retail", "pains": ["none"], "purse": "100 UAH", "mood": "unknown", "export": True}
        assert parse_all(small.questionnaire, raw) == {
            "trade": "retail",
            "pains": frozenset(),
            "purse": Money(10_000, "UAH"),
            "mood": None,
            "export": True,
        }

    def test_no_answers(self, small: Any) -> None:
        assert parse_all(small.questionnaire, {}) == {}

    def test_every_refusal_is_collected(self, small: Any) -> None:
        raw = {"trade": "mining", "mood": 3, "sellers": 4, "home": "XX", 7: "x"}
        with pytest.raises(Unusable) as caught:
            parse_all(small.questionnaire, raw)
        error = caught.value
        assert [r.field for r in error.refusals] == ["trade", "sellers", "home", "7"]
        assert error.field == "trade"
        assert all(r.message in error.message for r in error.refusals)
        assert "There is no question “sellers”. `advisor questions` lists them." in error.message

    def test_a_huge_name_is_not_repeated(self, small: Any) -> None:
        with pytest.raises(Unusable) as caught:
            parse_all(small.questionnaire, {"q" * 100_000: 1})
        assert len(caught.value.message) < 3 * MAX_TEXT
        assert caught.value.field == "q" * MAX_TEXT

    @pytest.mark.parametrize("raw", [None, [], "trade: retail", 5, [("trade", "retail")]])
    def test_answers_must_be_a_mapping(self, raw: Any, small: Any) -> None:
        with pytest.raises(BadInput) as caught:
            parse_all(small.questionnaire, raw)
        assert caught.value.field == "answers"
        assert isinstance(caught.value, AdvisorError)


def test_fact_values(small: Any) -> None:
    assert fact_value(Money(10_000_00, "UAH"), small.rates) == 200.0
    assert fact_value(4, small.rates) == 4.0
    assert type(fact_value(4, small.rates)) is float
    assert fact_value(True, small.rates) is True
    assert fact_value(frozenset({"quotes"}), small.rates) == frozenset({"quotes"})
    assert fact_value(None, small.rates) is None
    assert fact_value("retail", small.rates) == "retail"


def test_every_real_choice_parses(content: Any) -> None:
    for asked in content.questionnaire.questions:
        if asked.type == "choices":
            assert parse(asked, list(asked.choices)) == frozenset(asked.choices)
            assert parse(asked, ", ".join(asked.choices)) == frozenset(asked.choices)
        elif asked.type in ("choice", "country"):
            assert [parse(asked, word) for word in asked.choices] == list(asked.choices)
        elif asked.type in ("number", "scale"):
            assert parse(asked, str(asked.high)) == asked.high
            with pytest.raises(Refused):
                parse(replace(asked, high=asked.high - 1), asked.high)


def test_every_real_currency_parses(content: Any) -> None:
    budget = content.questionnaire.by_id["budget"]
    assert budget.choices == tuple(content.rates.per_euro)
    assert all(parse(budget, f"1000 {code}") == Money.of(Decimal(1000), code) for code in budget.choices)
