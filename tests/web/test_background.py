"""What the application does in the background."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.language import LANGUAGES
from advisor.workspace.desk.made import KIND
from advisor.workspace.jobs import Jobs, Order
from tests.web import desking
from web import desk
from web.background import background, words_of


def test_words_come_from_the_catalogue_of_the_language() -> None:
    told = {language: words_of(language)("How sure") for language in LANGUAGES}
    assert told["en"] == "How sure"
    assert len(set(told.values())) == len(LANGUAGES)
    assert words_of("fa")("A sentence that nobody translated.") == "A sentence that nobody translated."


def test_the_application_knows_how_to_make_reports(app: FastAPI) -> None:
    jobs = background(app.state.database, app.state.settings, app.state.content)
    assert isinstance(jobs, Jobs) and isinstance(app.state.jobs, Jobs)
    member = desking.enter(app)
    with app.state.database.session() as session:
        job = jobs.submit(session, member.organisation, member.id, Order(KIND, "x", {}), desk.now())
        assert (job.state, job.kind) == ("waiting", "reports")
        session.rollback()
