"""Client folders: made, renamed, found, put away, thrown away and brought back; nothing is deleted by accident."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web import desking
from tests.web.desking import Member


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


def test_a_desk_without_clients_says_what_comes_first(ada: Member) -> None:
    page = ada.get("/en/desk")
    assert page.status_code == 200
    assert "Make the first one below" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.headers["x-robots-tag"]


def test_a_folder_is_made_renamed_and_listed(ada: Member) -> None:
    number = desking.folder(ada, "  Example   Works ")
    assert "Example Works" in ada.get("/en/desk").text
    assert ada.post(f"/en/desk/clients/{number}", client="Better Works", about="").status_code == 303
    listed = ada.get("/en/desk").text
    assert "Better Works" in listed
    assert "Example Works" not in listed


@pytest.mark.parametrize("name", ["", "   ", "x" * 201])
def test_a_name_that_cannot_be_used_is_said_beside_its_field(name: str, ada: Member) -> None:
    page = ada.post("/en/desk/clients", client=name)
    assert page.status_code == 422
    assert 'id="client-error"' in page.text
    assert name.strip() in page.text
    number = desking.folder(ada)
    refused = ada.post(f"/en/desk/clients/{number}", client=name)
    assert refused.status_code == 422
    assert 'id="client-error"' in refused.text
    assert "Example Works" in ada.get(f"/en/desk/clients/{number}").text
    case = ada.post(f"/en/desk/clients/{number}/cases", title=name)
    assert case.status_code == 422
    assert 'id="title-error"' in case.text


def test_names_are_never_markup(ada: Member) -> None:
    number = desking.folder(ada, "<script>alert(1)</script>")
    desking.case(ada, number, "<img src=x onerror=alert(1)>")
    for path in ("/en/desk", f"/en/desk/clients/{number}", "/en/desk?q=img", "/en/desk/trash"):
        text = ada.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_what_is_thrown_away_comes_back(ada: Member) -> None:
    number = desking.folder(ada)
    gone = ada.post(f"/en/desk/clients/{number}/move", shelf="trash")
    assert gone.headers["location"] == f"/en/desk?thrown=client-{number}"
    page = ada.get(gone.headers["location"]).text
    assert "Undo" in page
    assert f"/en/desk/clients/{number}/move" in page
    assert "Example Works" in ada.get("/en/desk/trash").text
    assert ada.post(f"/en/desk/clients/{number}/move", shelf="open").status_code == 303
    assert "Example Works" in ada.get("/en/desk").text
    assert "Example Works" not in ada.get("/en/desk/trash").text


def test_archived_folders_keep_their_cases_and_take_them_along(ada: Member) -> None:
    number = desking.folder(ada)
    desking.case(ada, number)
    ada.post(f"/en/desk/clients/{number}/move", shelf="archived")
    assert "CRM or ERP" not in ada.get("/en/desk?q=CRM").text
    assert "CRM or ERP" in ada.get("/en/desk?q=CRM&shelf=archived").text
    assert "CRM or ERP" in ada.get(f"/en/desk/clients/{number}").text


def test_only_what_lies_in_the_trash_is_deleted_for_good(ada: Member) -> None:
    number = desking.folder(ada)
    case = desking.case(ada, number)
    link = desking.answer(ada, case)
    assert ada.post(f"/en/desk/clients/{number}/delete").status_code == 422
    ada.post(f"/en/desk/clients/{number}/move", shelf="trash")
    assert ada.post(f"/en/desk/clients/{number}/delete").status_code == 303
    assert ada.get(f"/en/desk/clients/{number}").status_code == 404
    assert ada.get(f"/en/desk/cases/{case}").status_code == 404
    assert ada.get(link).status_code == 404, "links to answers end with them"


def test_cases_are_found_by_words_tag_and_state(ada: Member) -> None:
    number = desking.folder(ada, "Northern Lights")
    desking.case(ada, number, "Warehouse question")
    other = desking.case(ada, number, "Sales question")
    desking.answer(ada, other)
    found = ada.get("/en/desk?q=northern%20question").text
    assert "Warehouse question" in found
    assert "Sales question" in found
    assert "Sales question" not in ada.get("/en/desk?state=draft").text
    assert "Warehouse question" not in ada.get("/en/desk?state=ready").text
    assert "Warehouse question" in ada.get("/en/desk?tag=pumps").text
    assert "No case fits" in ada.get("/en/desk?tag=nothing").text
    assert "No case fits" in ada.get("/en/desk?q=x&state=nonsense&shelf=nonsense").text


@pytest.mark.parametrize(
    "address", ["thrown=case-0", "thrown=client-999999999999", "thrown=king-1", "thrown=case", "thrown=", "shelf=%00"]
)
def test_a_forged_address_is_no_error(address: str, ada: Member) -> None:
    reply = ada.get(f"/en/desk?{address}")
    assert reply.status_code in (200, 404)
    assert "Undo" not in reply.text


@pytest.mark.parametrize("number", ["0", "-1", "abc", "99999999999999999999", "2147483647"])
def test_numbers_that_are_none_lead_nowhere(number: str, ada: Member) -> None:
    for path in (f"/en/desk/clients/{number}", f"/en/desk/cases/{number}", f"/en/desk/cases/{number}/voices"):
        assert ada.get(path).status_code == 404


def test_an_unknown_shelf_is_refused(ada: Member) -> None:
    number = desking.folder(ada)
    assert ada.post(f"/en/desk/clients/{number}/move", shelf="attic").status_code == 422
    assert "Example Works" in ada.get("/en/desk").text
