"""Comments, tasks and notifications on the desk."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from tests.web import desking
from tests.web.desking import Member


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


def remarks_of(member: Member, number: int) -> str:
    return str(member.get(f"/en/desk/cases/{number}").text)


def test_a_comment_is_told_to_colleagues_and_not_to_its_writer(app: FastAPI, ada: Member) -> None:
    cora, vera = desking.enter(app, "consultant", ada, "Cora"), desking.enter(app, "viewer", ada, "Vera")
    number = desking.case(ada)
    assert ada.post(f"/en/desk/cases/{number}/remarks", text="Look at the stock").status_code == 303
    assert "Look at the stock" in remarks_of(vera, number)
    assert "wrote a comment" in cora.get("/en/desk/news").text
    assert "wrote a comment" not in ada.get("/en/desk/news").text
    assert "wrote a comment" not in vera.get("/en/desk/news").text
    assert cora.post("/en/desk/news").status_code == 303
    assert "Mark all as read" not in cora.get("/en/desk/news").text


def test_a_task_is_done_and_opened_again(app: FastAPI, ada: Member) -> None:
    cora = desking.enter(app, "consultant", ada, "Cora")
    number = desking.case(ada)
    task = {"text": "Ask the bank", "task": "yes", "assigned": str(cora.id), "due": "2020-01-31"}
    assert ada.post(f"/en/desk/cases/{number}/remarks", **task).status_code == 303
    assert "overdue" in remarks_of(ada, number)
    assert "gave you a task" in cora.get("/en/desk/news").text
    found = re.search(r"/remarks/(\d+)/done", remarks_of(cora, number))
    assert found is not None
    cora.post(f"/en/desk/cases/{number}/remarks/{found[1]}/done", done="yes")
    assert "overdue" not in remarks_of(ada, number)
    assert "Open again" in remarks_of(ada, number)
    cora.post(f"/en/desk/cases/{number}/remarks/{found[1]}/done", done="no")
    assert "overdue" in remarks_of(ada, number)
    cora.post(f"/en/desk/cases/{number}/remarks/{found[1]}/delete")
    assert "Ask the bank" not in remarks_of(ada, number)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 4001}, "text"),
        ({"text": "Ask", "task": "yes", "due": "tomorrow"}, "due"),
        ({"text": "Ask", "task": "yes", "due": "2027-02-30"}, "due"),
        ({"text": "Ask", "task": "yes", "assigned": "999"}, "assigned"),
    ],
)
def test_what_cannot_be_written_is_said_and_kept_in_its_field(form: dict[str, str], field: str, ada: Member) -> None:
    number = desking.case(ada)
    reply = ada.post(f"/en/desk/cases/{number}/remarks", **form)
    assert reply.status_code == 422
    assert f'id="{field}-error"' in reply.text
    assert form["text"].strip() in reply.text
    assert "Nothing was written yet" in remarks_of(ada, number)


def test_a_task_for_a_member_of_another_organisation_is_refused(app: FastAPI, ada: Member) -> None:
    mallory = desking.enter(app, "owner", None, "Mallory")
    number = desking.case(ada)
    reply = ada.post(f"/en/desk/cases/{number}/remarks", text="Ask", task="yes", assigned=str(mallory.id))
    assert reply.status_code == 422
    assert "Something" not in mallory.get("/en/desk/news").text
    assert "Mallory" not in reply.text


def test_a_desk_without_news_says_what_will_stand_there(ada: Member) -> None:
    assert "Nothing happened yet" in ada.get("/en/desk/news").text
