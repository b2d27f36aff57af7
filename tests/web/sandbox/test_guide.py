"""The guided tour beside the pages: chosen, followed, ticked, left; and what it saves."""

from __future__ import annotations

from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.sandbox.core import clock
from advisor.sandbox.trials.scenarios import scenarios
from advisor.sandbox.verbs import Change, verbs
from tests.web.sandbox.trying import Trier
from web.sandbox import registry
from web.sandbox.guide import SPECIAL

STORY = "one-catalogue"


def furnish(session: Session) -> None:
    clock.trial(session).settings = {"volume": {"orders": 120}, "pains": ["data_quality"]}


def test_a_tour_is_followed(app: FastAPI) -> None:
    trier = Trier(app, furnish)
    page = trier.get("/p/tours").text
    assert page.index("What you said hurts") < page.index("One item, one number") < page.index("All others")
    assert "58 hours a month with 120 orders" in page
    begun = trier.post("/guide", what="begin", name=STORY, here="p/tours")
    assert begun.status_code == 303
    page = trier.get("/l/products").text
    assert "0 of 3 done" in page
    assert f"{trier.base}/new/product.create" in page
    assert "Act as Purchasing" in page
    trier.post("/do/product.create", code="edging", name="Edging", key="g1.a")
    assert "1 of 3 done" in trier.get("/l/products").text
    trier.post("/guide", what="tick", name="twice")
    trier.post("/do/product.change", product="1", price="3", key="g1.b")
    page = trier.get("/l/products").text
    assert "That was all of it." in page
    assert "Begin the next tour" in page
    trier.post("/guide", what="begin", name="delivery-tracked")
    trier.post("/guide", what="tick", name="order")
    page = trier.get("/l/products").text
    way = f'btn-primary" href="{trier.base}/l/deliveries"'
    assert way in page  # no delivery of one's own to write on
    assert way not in trier.get("/l/deliveries").text
    trier.post("/guide", what="leave", name=STORY)
    assert "guide-fold" not in trier.get("/l/products").text
    assert "1 tour done" in trier.get("/p/tours").text


def test_every_scene_leads_to_a_page_that_there_is() -> None:
    """Pages that are looked at, forms, and lists of what a transition is about."""
    pages = {f"p/{name}" for name in registry.SPECIALS} | {f"l/{name}" for name in registry.SCREENS}
    assert set(SPECIAL.values()) <= pages
    for scenario in scenarios().values():
        for scene in scenario.scenes:
            assert not scene.look or scene.look.partition("?")[0] in pages, (scenario.id, scene.look)
            for verb in scene.verbs:
                assert not isinstance(verbs()[verb], Change) or registry.list_of(verbs()[verb].kind), verb
