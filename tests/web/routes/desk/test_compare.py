"""The page that puts cases side by side."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.recommendation.samples import MAKER, SELLER
from tests.web import caseload, desking
from tests.web.desking import Member
from tests.web.walking import Page


@pytest.fixture(scope="module")
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture(scope="module")
def numbers(app: FastAPI, ada: Member) -> list[int]:
    within = caseload.folder(app, ada, "<b>Bold</b> & Co")
    made = [caseload.case(app, ada, within, raw, title) for raw, title in ((MAKER, "Maker"), (SELLER, "Seller"))]
    caseload.ask(app, ada, made[0], {"sales_driven": 2})
    for number in made:
        caseload.conclude(app, ada, number)
    return [*made, caseload.case(app, ada, within, {"employees": "7"}, "Not yet")]


def text(ada: Member, query: str, status: int = 200, language: str = "en") -> str:
    reply = ada.get(f"/{language}/desk/compare{query}")
    assert reply.status_code == status, reply.text
    return reply.text


def test_only_what_differs_is_shown_unless_all_is_asked_for(ada: Member, numbers: list[int]) -> None:
    query = f"?case={numbers[0]}&case={numbers[1]}"
    short, long = text(ada, query), text(ada, f"{query}&show=all")
    assert len(long) > len(short)
    rows = short.count("<tr") - short.count('class="group"') - 1
    assert short.count('<tr class="differs">') + short.count("Nothing differs here.") == rows
    assert f'href="/en/desk/compare?case={numbers[0]}&amp;case={numbers[1]}&amp;show=all"' in short
    assert "Show only what differs" in long


@pytest.mark.parametrize("language", ["en", "fa"])
def test_the_page_is_whole(ada: Member, numbers: list[int], language: str) -> None:
    found = text(ada, "?" + "&".join(f"case={number}" for number in numbers), language=language)
    page = Page(found)
    assert (page.mistakes, page.open) == ([], [])
    assert len(page.ids) == len(set(page.ids))
    assert "<b>Bold</b>" not in found and "&lt;b&gt;Bold" in found


def test_a_case_without_a_result_is_told(ada: Member, numbers: list[int]) -> None:
    assert "No result yet" in text(ada, f"?case={numbers[0]}&case={numbers[2]}")
    assert "No result yet" not in text(ada, f"?case={numbers[0]}&case={numbers[1]}")


def test_a_changed_case_is_told(app: FastAPI, ada: Member) -> None:
    within = caseload.folder(app, ada)
    one = caseload.case(app, ada, within, SELLER)
    caseload.conclude(app, ada, one)
    query = f"?case={one}&case={one}&case={caseload.case(app, ada, within)}"
    assert "Changed since its result" not in text(ada, query)
    caseload.ask(app, ada, one, {"employees": 9})
    assert "Changed since its result" in text(ada, query)


@pytest.mark.parametrize("query", ["", "?case=", "?case=x&case=", "?case=0x1"])
def test_without_cases_they_are_chosen(ada: Member, numbers: list[int], query: str) -> None:
    found = text(ada, query)
    assert "Choose cases" in found and "<table" not in found
    assert found.count('name="case"') == 4 and found.count(f'<option value="{numbers[0]}">') == 4


def test_what_is_compared_stands_in_the_choice(ada: Member, numbers: list[int]) -> None:
    page = Page(text(ada, f"?case={numbers[1]}&case={numbers[0]}"))
    assert page.fields["case"] == [str(numbers[1]), str(numbers[0])]


def test_a_desk_without_two_cases_says_so(app: FastAPI) -> None:
    assert "There are not two cases" in text(desking.enter(app), "")


def test_too_many_and_unknown_cases(app: FastAPI, ada: Member, numbers: list[int]) -> None:
    assert "at most 4" in text(ada, "?" + "&".join(f"case={n}" for n in range(1, 6)), 422)
    assert text(ada, f"?case={numbers[0]}&case=999999", 404)
    other = desking.enter(app)
    assert text(other, f"?case={numbers[0]}&case={numbers[1]}", 404), "cases of another organisation do not exist"


def test_no_private_comment_is_on_the_page(app: FastAPI, ada: Member, numbers: list[int]) -> None:
    query = "?show=all&" + "&".join(f"case={number}" for number in numbers)
    viewer = desking.enter(app, "viewer", ada)
    for member in (ada, viewer):
        found = text(member, query)
        assert caseload.FORBIDDEN not in found and "Olga" not in found
