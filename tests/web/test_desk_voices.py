"""The page of voices: roles with what they are asked, languages, and rows."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI

from advisor.language import LANGUAGES
from advisor.questionnaire.merging import questions_for
from advisor.workspace.desk import voices
from tests.web import desking
from tests.web.test_desk import signed
from web import desk
from web.desk_voices import VoicesPage, voices_page


def page(app: FastAPI, language: str = "en") -> VoicesPage:
    ada = desking.enter(app)
    number = desking.case(ada)
    desking.ask(ada, number)
    with desk.opened(app.state.database, replace(signed(app, ada), language=language), number) as work:
        return voices_page(work, app.state.content)


def test_every_role_is_offered_with_the_number_of_its_questions(app: FastAPI) -> None:
    bank = app.state.content.questionnaire
    found = page(app)
    assert [role.id for role in found.roles] == list(voices.roles(bank))
    assert [role.questions for role in found.roles] == [len(questions_for(bank, r)) for r in voices.roles(bank)]
    assert tuple(found.languages) == LANGUAGES
    assert [voice.name for voice in found.voices] == ["Olga"]


def test_the_form_begins_in_the_language_of_the_desk(app: FastAPI) -> None:
    found = page(app, "uk")
    assert found.typed["language"] == "uk"
    assert found.roles[0].name != page(app).roles[0].name
