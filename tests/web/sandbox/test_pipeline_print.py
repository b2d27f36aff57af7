"""A quote as a printed document."""

from __future__ import annotations

from fastapi import FastAPI

from advisor.reports.document import Paragraph, Table
from advisor.sandbox.crm.pipeline_tables import Quote
from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier
from web.sandbox.pipeline_print import quote_document
from web.sandbox.visit import Visit


def test_what_a_printed_quote_says(app: FastAPI) -> None:
    there = Trier(app, furnish)
    with there.books.session(write=False) as session:
        visit = Visit(session, there.secret, "en")
        found, cut = (quote_document(visit, session.get_one(Quote, number)) for number in (1, 2))
    assert (found.title, found.client, found.brand.name, found.day) == (
        "Quote QU-0001", "North Trading", "Example Works", "2026-03-02",
    )  # fmt: skip
    texts = [run.words for one in found.blocks if isinstance(one, Paragraph) for run in one.runs]
    assert texts == ["North Trading", "Dear Ms North,", "as agreed.", "This quote holds until 1 April 2026."]

    def rows(table: object) -> list[list[str]]:
        assert isinstance(table, Table)
        return [["".join(run.words for run in cell) for cell in row] for row in table.rows]

    (table,) = (one for one in found.blocks if isinstance(one, Table))
    assert rows(table) == [
        ["Hose", "120.5", "9.50", "1,144.75"],
        ["Net", "", "", "1,144.75"],
        ["Tax, 20%", "", "", "228.95"],
        ["Total", "", "", "1,373.70"],
    ]
    (table,) = (one for one in cut.blocks if isinstance(one, Table))
    assert rows(table) == [["Pump", "1", "1,250.00", "20%", "1,000.00"], ["Total", "", "", "", "1,000.00"]]
