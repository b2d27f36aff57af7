"""The guided tour: what the panel offers is done, and one comes back to the page."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.sandbox.trials import tours
from tests.web.sandbox.trying import Trier

STORY = "one-catalogue"


def test_a_tour_is_begun_left_and_gone_on_with(app: FastAPI) -> None:
    trier = Trier(app)
    for what, name in (("begin", STORY), ("tick", "twice"), ("leave", STORY), ("resume", STORY)):
        reply = trier.post("/guide", what=what, name=name, here="l/products")
        assert (reply.status_code, reply.headers["location"]) == (303, f"{trier.base}/l/products")
    with trier.books.session(write=False) as session:
        tour = tours.current(session)
        assert tour is not None
        assert (tour.scenario, tour.ticked) == (STORY, ["twice"])
    elsewhere = trier.post("/guide", what="leave", name=STORY, here="https://example.org/")
    assert elsewhere.headers["location"] == f"{trier.base}/"


def test_what_it_does_not_know_is_told(app: FastAPI) -> None:
    trier = Trier(app)
    assert trier.post("/guide", what="begin", name="nothing").status_code == 404
    assert trier.post("/guide", what="begin", name="<b>").status_code == 422
    assert trier.post("/guide", what="dance", name=STORY).status_code == 422
