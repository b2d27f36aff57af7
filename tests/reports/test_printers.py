"""Every kind of document by one function."""

from __future__ import annotations

import json
from datetime import date

import pytest

from advisor.reports.document import Cover
from advisor.reports.printers import KINDS, MEDIA_TYPES, Printed, render
from tests.recommendation.advices import advice
from tests.recommendation.samples import real

PRINTED = Printed(real(), advice("micro-no-need"), "en", str, Cover("Example Works", "", date(2026, 12, 1)))
BEGINS = {"pdf": b"%PDF", "docx": b"PK", "pptx": b"PK", "xlsx": b"PK", "json": b"{"}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_the_form_that_its_ending_promises(kind: str) -> None:
    assert render(kind, PRINTED).startswith(BEGINS[KINDS[kind][0]])


def test_data_are_the_stored_result() -> None:
    assert json.loads(render("data", PRINTED)) == PRINTED.stored.plain()


def test_media_types_are_those_of_the_kinds() -> None:
    assert set(MEDIA_TYPES) == {media for _, media in KINDS.values()}
    assert len(MEDIA_TYPES) == len(set(MEDIA_TYPES))
