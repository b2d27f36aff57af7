"""The page of a case: what it gathers, and what it keeps from those who may only read."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from tests.web import desking
from tests.web.desking import Member
from tests.web.test_desk import signed
from web import desk
from web.desk_case import case_page, voice_rows
from web.desk_case_pages import CasePage, VoiceRow


@pytest.fixture
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


def page(app: FastAPI, who: Member, number: int) -> CasePage:
    with desk.opened(app.state.database, signed(app, who), number) as work:
        return case_page(work, app.state.content)


def voices(app: FastAPI, who: Member, number: int) -> tuple[VoiceRow, ...]:
    with desk.opened(app.state.database, signed(app, who), number) as work:
        return voice_rows(work, app.state.content)


def test_an_empty_case(app: FastAPI, ada: Member) -> None:
    found = page(app, ada, desking.case(ada))
    assert (found.verdict, found.results, found.voices, found.remarks) == ("", (), (), ())
    assert (found.gaps, found.weighted, found.overridden, found.consensus) == (0, False, 0, None)
    assert found.case.status.state == "draft"
    assert found.members == {ada.id: "Ada"}


def test_a_case_with_voices_and_a_result(app: FastAPI, ada: Member) -> None:
    number = desking.case(ada)
    desking.answer(ada, number)
    link = desking.ask(ada, number, "Olga", "sales")
    desking.give(ada, link, {"lead_followup": 1, "sellers": 30})
    ada.client.post(f"{link}/hand-in", data={})
    desking.concluded(ada, number)
    found = page(app, ada, number)
    assert found.verdict.endswith(".")
    assert 0 < found.sure <= 1
    assert found.consensus is not None
    assert 0 <= found.consensus < 1, "the two differ in how leads are followed up"
    assert found.gaps == 1
    (row,) = found.results
    assert not row.issued
    (voice,) = found.voices
    assert (voice.answered, voice.role, voice.role_name) == (2, "sales", "Sales")
    assert voice.asked > voice.answered


def test_private_comments_are_left_out_for_viewers(app: FastAPI, ada: Member) -> None:
    vera = desking.enter(app, "viewer", ada, "Vera")
    number = desking.case(ada)
    for name, quotable in (("Olga", {}), ("Boris", {"quotable": "yes"})):
        link = desking.ask(ada, number, name)
        ada.client.post(f"{link}/hand-in", data={"comment": f"by {name}", **quotable})
    assert [voice.comment for voice in voices(app, ada, number)] == ["by Olga", "by Boris"]
    assert [voice.comment for voice in voices(app, vera, number)] == ["", "by Boris"]
