"""What someone who is asked for a view is told before the first question."""

from __future__ import annotations

from dataclasses import replace

from fastapi import FastAPI

from tests.web import desking
from web.deps import Case, Opener
from web.voice_pages import handing_in, minutes_for, welcome


def opened(app: FastAPI, link: str) -> Opener:
    return Opener(app.state.database, app.state.content, link.split("/")[1])


def secret(link: str) -> str:
    return link.rpartition("/")[2]


def test_the_welcome_counts_what_the_role_is_asked(app: FastAPI) -> None:
    ada = desking.enter(app)
    link = desking.ask(ada, desking.case(ada), "Li", "finance", language="en")
    with opened(app, link).case(secret(link)) as case:
        page = welcome(case)
        assert page.questions == len(case.progress.asked) > 3
        track = app.state.content.questionnaire.tracks["full"]
        assert page.minutes == minutes_for(page.questions, track) < track.minutes
        assert [minutes_for(n, track) for n in (0, track.most)] == [1, track.minutes]
        assert (page.name, page.client, page.closed) == ("Li", "Example Works", False)
        assert page.asker.startswith("Office ")
        assert page.begin == f"{link}/q/{case.progress.next_page}"
    assert ada.client.get(page.begin, follow_redirects=False).status_code == 200  # and not back to the welcome


def test_what_is_handed_in_is_remembered(app: FastAPI) -> None:
    ada = desking.enter(app)
    link = desking.ask(ada, desking.case(ada))
    ada.client.post(f"{link}/hand-in", data={"comment": "A word", "quotable": "yes"})
    with opened(app, link).case(secret(link)) as case:
        found = handing_in(case)
        assert found is not None
        assert (found.comment, found.private, found.handed, found.own) == ("A word", False, True, False)


def test_a_case_that_stands_alone_has_nobody_to_hand_in_to(app: FastAPI) -> None:
    ada = desking.enter(app)
    alone = ada.client.post("/api/v1/cases", json={}).json()["id"]
    with Opener(app.state.database, app.state.content, "en").case(alone) as case:
        assert isinstance(case, Case)
        assert handing_in(case) is None
        assert handing_in(replace(case, voice=None)) is None
