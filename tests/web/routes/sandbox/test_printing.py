"""A quote as a file, in the reader's language, for whoever has the link."""

from __future__ import annotations

from fastapi import FastAPI

from tests.web.sandbox.pipelined import furnish
from tests.web.sandbox.trying import Trier


def test_a_quote_is_printed(app: FastAPI) -> None:
    there = Trier(app, furnish)
    for language in ("en", "fa"):
        there.language = language
        made = there.get("/quote/1.pdf")
        assert made.status_code == 200, made.text[:500]
        assert made.content.startswith(b"%PDF-")
        assert made.headers["content-type"] == "application/pdf"
    assert "QU-0001.pdf" in made.headers["content-disposition"]
    assert there.get("/quote/99.pdf").status_code == 404
    there.secret = "x" * 32
    assert there.get("/quote/1.pdf").status_code == 404
