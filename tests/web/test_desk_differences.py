"""The page of differing views: every answer with its roles, its effect and who decides, and the agenda."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.language import LANGUAGES
from advisor.questionnaire.merging import CONSULTANT, WEIGHTED
from advisor.recommendation.content import Content
from advisor.workspace.desk import voices
from tests.web import at_case
from tests.web.officework import SECRET, Office
from tests.web.walking import DISTRIBUTOR
from web import desk
from web.desk_differences import MEETINGS, DifferencesPage, GapRow, differences_page
from web.render import to_html


@pytest.fixture
def office(app: FastAPI) -> Office:
    return Office.open(app, "Ada")


def shown(office: Office, number: int, language: str = "en", minutes: int = 30) -> DifferencesPage:
    with at_case.worked(office, number, language) as work:
        return differences_page(work, office.content, minutes)


@pytest.fixture
def differing(office: Office) -> int:
    number = at_case.differing(office)
    office.conclude(number)
    return number


def row(page: DifferencesPage, question: str) -> GapRow:
    return next(row for row in page.rows if row.question == question)


def test_before_a_result_alone_and_when_all_agree(office: Office) -> None:
    number = office.case(office.folder(), DISTRIBUTOR)
    assert (shown(office, number).state, shown(office, number).rows) == ("none", ())
    office.conclude(number)
    assert (shown(office, number).state, shown(office, number).consensus) == ("alone", None)
    office.ask(number, {"channels": ["email"]})
    office.conclude(number)
    assert (shown(office, number).state, shown(office, number).consensus) == ("apart", None)
    office.ask(number, {"employees": DISTRIBUTOR["employees"]}, "Mia", "management")
    office.conclude(number)
    page = shown(office, number)
    assert (page.state, page.consensus, page.rows) == ("agree", 1.0, ())
    assert page.speakers == (("Management", 1), ("Sales", 1), ("Consultant", 1))


def test_what_moves_the_advice_most_comes_first(office: Office, differing: int) -> None:
    page = shown(office, differing)
    assert page.state == "differ"
    assert page.consensus is not None
    assert 0 < page.consensus < 1
    shifts = [one.shift for one in page.rows]
    assert shifts == sorted(shifts, reverse=True)
    assert shifts[0] > 0
    assert all(0 <= one.consensus < 1 for one in page.rows)


def test_each_answer_names_roles_and_never_persons(office: Office, differing: int) -> None:
    strain = row(shown(office, differing), "main_strain")
    assert {view.roles for view in strain.views} == {"Consultant", "Sales, Sales"}
    assert {view.answer for view in strain.views} == {
        "Winning enough new customers",
        "Coordinating work between departments",
    }
    text = to_html(shown(office, differing))
    for name in ("Olga", "Piet", "Finn", "Mia", SECRET, "FORBIDDEN"):
        assert name not in text


def test_who_decides_follows_the_rule_of_the_case(office: Office, differing: int, content: Content) -> None:
    budget = row(shown(office, differing), "budget")
    assert (budget.by_rule, budget.decides, budget.named) == ("finance", "finance", "")
    assert budget.counts == "EUR 20,000"
    for role, decides, counts in (
        (CONSULTANT, CONSULTANT, "EUR 60,000"),
        (WEIGHTED, "", ""),
        ("hr", "", ""),
    ):
        with at_case.worked(office, differing, write=True) as work:
            voices.decide(work.record, content.questionnaire, {"budget": role}, desk.now())
        found = row(shown(office, differing), "budget")
        assert (found.named, found.decides, found.counts) == (role, decides, counts)


def test_owners_who_differ_among_themselves_leave_it_open(office: Office) -> None:
    number = office.case(office.folder(), DISTRIBUTOR)
    office.ask(number, {"lead_followup": 1}, "Olga", "sales")
    office.ask(number, {"lead_followup": 5}, "Piet", "sales")
    office.conclude(number)
    found = row(shown(office, number), "lead_followup")
    assert (found.decides, found.counts) == ("sales", "")
    assert len(found.views) == 3


def test_answers_with_an_order_are_drawn_words_are_not(office: Office, differing: int) -> None:
    page = shown(office, differing)
    for question in ("employees", "budget", "sales_driven", "erp_state"):
        assert "<svg" in row(page, question).stands, question
    for question in ("main_strain", "missing_data"):
        assert not row(page, question).stands, question
    moving = [one for one in page.rows if one.effect]
    assert moving
    assert all(one.shift > 0 for one in moving)


def test_numbers_stand_by_their_ratio(office: Office) -> None:
    """Twice apart is nearer than ten times; ten times apart are the two ends."""
    number = office.case(office.folder(), DISTRIBUTOR | {"budget": {"amount": 10000, "currency": "EUR"}})
    office.ask(number, {"budget": {"amount": 100000, "currency": "EUR"}}, "Finn", "finance")
    office.conclude(number)
    svg = row(shown(office, number), "budget").stands
    assert 'cx="9.0"' in svg
    assert 'cx="331.0"' in svg


def test_the_agenda_fits_the_meeting(office: Office, differing: int) -> None:
    pages = [shown(office, differing, minutes=minutes) for minutes in MEETINGS]
    for page in pages:
        assert page.spent == sum(item.minutes for item in page.items) <= page.minutes
        talked = [item.row.question for item in page.items]
        rest = [one.question for one in (*page.later, *page.idle)]
        assert sorted(talked + rest) == sorted(one.question for one in page.rows)
    assert len(pages[0].items) <= len(pages[-1].items)


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(office: Office, differing: int, language: str) -> None:
    page = shown(office, differing, language)
    text = to_html(page)
    assert f'lang="{language}"' in text
    assert all(one.ask in text for one in page.rows)
    assert 'id="agenda"' in text
    assert ('direction="rtl"' in text) == (language == "fa")


def test_a_question_that_is_no_more_is_left_away(office: Office, differing: int) -> None:
    with at_case.worked(office, differing, write=True) as work:
        work.record.gaps = [{**gap, "question": f"old_{gap['question']}"} for gap in work.record.gaps]
    page = shown(office, differing)
    assert (page.state, page.rows) == ("agree", ())
