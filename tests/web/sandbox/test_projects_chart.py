"""What a project brings and costs, as bars."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.sandbox.people.tables import Project
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.projects_chart import WIDTH, Chart, chart


def drawn(there: Trier, project: int) -> Chart:
    with visit(there) as seen:
        return chart(seen, seen.session.get_one(Project, project))


def test_bars_are_in_proportion(app: FastAPI) -> None:
    found = drawn(looked_at(app), 1)
    assert found.revenue.width == WIDTH
    assert [round(piece.width) for piece in found.cost] == [236, 0, 4]
    assert found.cost[2].x == pytest.approx(found.cost[0].width)
    assert found.planned == pytest.approx(400000 / 593750 * WIDTH)


def test_the_sentence_says_what_is_left(app: FastAPI) -> None:
    assert drawn(looked_at(app), 1).finding == "So far it brings EUR 2,363.70 more than it costs"
    assert drawn(looked_at(app), 2).finding == "So far it costs EUR 720.00 more than it brings"


def test_amounts_stand_beside_the_bars(app: FastAPI) -> None:
    found = drawn(looked_at(app), 1)
    assert [piece.amount.text for piece in found.cost] == ["3,509.50", "0.00", "64.30"]
    assert (found.total.text, found.margin.text, found.unbilled.text) == ("3,573.80", "2,363.70", "475.00")
    assert [(one.who.text, one.hours.text, one.cost.text) for one in found.people] == [
        ("Ada Lund", "38.5", "2,117.50"),
        ("Bo Marsh", "29", "1,392.00"),
    ]


def test_a_project_without_anything_says_so(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with trier.books.session(write=False) as session:
        customer = session.get_one(Project, 1).party_id
    trier.do("project.create", name="Quay", party=str(customer), last="2026-05-01")
    found = drawn(trier, 3)
    assert found.finding == "Nothing was invoiced or spent yet"
    assert (found.revenue.width, found.planned, found.people) == (0, 0, ())
    trier.page("/d/project/3")
