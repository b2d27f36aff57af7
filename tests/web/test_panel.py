"""What an address tries: read back as it was written, refused with a reason, and shown as a panel."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from fastapi import FastAPI
from starlette.datastructures import FormData

from advisor.questionnaire.answers import parse, plain
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.doubt.what_if import MOST_CHANGES, Outcome
from advisor.recommendation.model import Recommendation
from tests.recommendation.samples import random_answers
from tests.web.walking import DISTRIBUTOR, Walk
from web.deps import Case, Opener
from web.panel import MOST_WEIGHT, Tried, panel, query, read, side
from web.result_pages import Panel


def sent(address: str) -> FormData:
    return FormData(parse_qsl(address, keep_blank_values=True))


def tried(content: Content, address: str) -> Tried:
    return read(content, sent(address), "en")


@pytest.fixture(scope="module")
def stored(content: Content) -> Recommendation:
    answers = {key: parse(content.questionnaire.by_id[key], raw) for key, raw in DISTRIBUTOR.items()}
    return advise(content, answers, 512)


@pytest.fixture
def case(walk: Walk, app: FastAPI) -> Case:
    """An open case with the answers of a distributor; what the panel needs is read before the session ends."""
    walk.answer(DISTRIBUTOR)
    with Opener(app.state.database, app.state.content).case(walk.secret) as found:
        assert found.language == "en"
        return found


def shown(case: Case, stored: Recommendation, address: str) -> Panel:
    return panel(case, stored, tried(case.content, address))


@pytest.mark.parametrize("seed", range(6))
def test_an_address_is_read_back_to_the_answers_it_was_made_from(content: Content, seed: int) -> None:
    answers = random_answers(seed)
    found = tried(content, query({key: plain(answer) for key, answer in answers.items()}))
    assert found.answers == answers
    assert set(found.names) == set(answers)
    assert not found.fault
    assert not found.error


def test_names_keep_the_order_of_the_address_and_leave_one_by_one(content: Content) -> None:
    found = tried(content, "a.sites=3&w.speed=20&a.budget=60000&a.budget.currency=EUR&a.channels=email&a.channels=ads")
    assert found.names == ("sites", "w.speed", "budget", "channels")
    assert found.shares == {"speed": 0.2}
    assert {key for key, _ in found.without("budget")} == {"a.sites", "w.speed", "a.channels"}
    assert {key for key, _ in found.without("channels")} == {"a.sites", "w.speed", "a.budget", "a.budget.currency"}
    assert {key for key, _ in found.without("w.speed")} == {"a.sites", "a.budget", "a.budget.currency", "a.channels"}


@pytest.mark.parametrize(
    ("address", "asked", "typed", "fault"),
    [
        ("a.employees=a+few", "employees", ("a few",), "not a whole number"),
        ("a.employees=0", "employees", ("0",), "whole number from"),
        ("a.crm_state=magic", "crm_state", ("magic",), "not one of the choices"),
        ("a.budget=5&a.budget.currency=XYZ", "budget", ("5",), "Currencies"),
        ("a.channels=email&a.channels=unknown", "channels", ("email", "unknown"), "not both"),
        ("w.speed=much", "w.speed", ("much",), "not a whole number"),
        (f"w.speed={MOST_WEIGHT + 1}", "w.speed", (str(MOST_WEIGHT + 1),), "from 0 to 90"),
        ("w.speed=-1", "w.speed", ("-1",), "from 0 to 90"),
        ("ask=channels&shown=channels", "channels", (), "Give an answer"),
        ("ask=employees&shown=employees&a.employees=+", "employees", (" ",), "Give an answer"),
    ],
)
def test_what_cannot_be_used_is_asked_for_again_with_the_reason(
    content: Content, address: str, asked: str, typed: tuple[str, ...], fault: str
) -> None:
    found = tried(content, f"a.sites=2&{address}")
    assert found.asked == asked
    assert found.typed is not None
    assert found.typed.values == typed
    assert fault in found.fault
    assert found.names == ("sites",), "what could be used is kept"


@pytest.mark.parametrize("address", ["a.magic=1", "w.magic=3", "ask=magic", "ask=w.magic"])
def test_names_that_do_not_exist_are_named(content: Content, address: str) -> None:
    found = tried(content, address)
    assert re.search(r"There is no question or criterion “(w\.)?magic”\.", found.error)
    assert (found.asked, found.names) == ("", ())


def test_nothing_asked_for_is_an_empty_panel(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "")
    assert (found.field, found.weight, found.compared, found.collected) == (None, None, None, ())
    assert not found.takes
    assert not found.wrong
    assert not found.moved
    titles = [group.title for group in found.groups]
    assert titles[0] == "Your company"
    assert titles[-2:] == ["Still open", "Weights"]
    listed = [choice.id for group in found.groups for choice in group.choices]
    assert len(listed) == len(set(listed))
    assert set(DISTRIBUTOR) <= set(listed)
    assert {f"w.{c.id}" for c in case.content.scheme.criteria} <= set(listed)


def test_a_question_is_asked_with_its_present_answer(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "ask=budget&a.sites=4")
    assert found.field is not None
    assert found.field.text == "60000"
    assert [option.value for option in found.field.options if option.chosen] == ["EUR"]
    assert [choice.id for group in found.groups for choice in group.choices if choice.chosen] == ["budget"]
    again = shown(case, stored, "ask=budget&a.budget=90000&a.budget.currency=EUR&a.sites=4")
    assert again.field is not None
    assert again.field.text == "90000"
    assert again.hidden == (("a.sites", "4"),), "what is asked for is not sent twice"


def test_what_was_answered_is_not_asked_for_again(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "ask=sites&shown=sites&a.sites=4")
    assert found.field is None
    assert found.hidden == (("a.sites", "4"),)


def test_a_weight_is_asked_with_its_present_share(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "ask=w.speed")
    assert found.weight is not None
    assert found.weight.text == str(round(100 * stored.weights["speed"]))
    assert found.weight.name == case.texts.say("criteria", "speed", "name")


def test_the_difference_of_an_answer(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "a.erp_state=good&a.crm_state=good")
    assert found.compared is not None
    assert found.compared.before.path == case.texts.say("paths", stored.path, "name")
    assert found.compared.after.path == "Not yet"
    assert not found.compared.stays
    assert found.takes
    assert case.texts.say("reasons", "operations.good_erp") in found.compared.fires
    assert "Operations" in {name for name, *_ in found.compared.scores}
    assert [change.text for change in found.collected] == [
        "“ERP today”: “Yes, and it works well” instead of “Accounting software only”",
        "“CRM today”: “Yes, and it works well” instead of “No”",
    ]


def test_the_same_answers_make_no_difference(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "a.employees=48")
    assert found.compared is not None
    assert found.compared.before == found.compared.after
    assert (found.compared.scores, found.compared.fires, found.compared.silent) == ((), (), ())
    assert found.compared.stays


def test_undo_leads_to_the_address_without_one_change(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "a.sites=4&w.speed=20")
    addresses = [urlsplit(change.undo) for change in found.collected]
    assert [address.query for address in addresses] == ["w.speed=20", "a.sites=4"]
    assert all(address.path == found.action and address.fragment == "what-if" for address in addresses)
    (last,) = shown(case, stored, "a.sites=4").collected
    assert last.undo == f"{found.action}#what-if"


def test_weights_alone_cannot_be_taken_over(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "w.speed=40")
    assert found.compared is not None
    assert not found.takes
    assert [change.text for change in found.collected] == ["Weight of “Quick result”: 40 %"]


def test_weights_leave_something_for_the_others(case: Case, stored: Recommendation) -> None:
    found = shown(case, stored, "w.speed=50&w.growth=45")
    assert "add up to 95 %" in found.error
    assert found.compared is None
    assert len(found.collected) == 2
    assert shown(case, stored, "w.speed=50&w.growth=44").compared is not None


def address_of(count: int) -> str:
    raw: dict[str, Any] = {
        "sites": 2,
        "users": 9,
        "it_staff": 3,
        "inventory": "none",
        "production": "none",
        "employees": 50,
    }
    return query(dict(list(raw.items())[:count]))


def test_so_many_changes_and_no_more(case: Case, stored: Recommendation) -> None:
    most = shown(case, stored, address_of(MOST_CHANGES))
    assert most.full
    assert most.compared is not None
    over = shown(case, stored, address_of(MOST_CHANGES + 1))
    assert "You can try 5 changes at once. Undo one first." in over.error
    assert over.compared is None
    assert not over.takes
    assert len(over.collected) == MOST_CHANGES + 1, "nothing that was given is lost"


def test_a_newer_answer_is_said_to_have_moved_it(case: Case, stored: Recommendation) -> None:
    assert panel(case, stored.model_copy(update={"content_version": "old"}), tried(case.content, "")).moved
    assert panel(case, stored.model_copy(update={"answers": {}}), tried(case.content, "")).moved


def test_a_side_without_rival_or_hosting(content: Content) -> None:
    found = side(content, "en", Outcome("not-yet", "none", clear=True, share=1.0, rival="", lead=None, scores={}))
    assert (found.path, found.deployment, found.rival, found.lead) == ("Not yet", "", "", None)
