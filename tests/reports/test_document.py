"""The neutral tree: plain frozen values that compare by what they say."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from advisor.reports.colours import readable
from advisor.reports.document import (
    Beside,
    Brand,
    Bullets,
    Cover,
    Document,
    Figure,
    Heading,
    Paragraph,
    Table,
    Text,
    Tiles,
)
from tests.reports.papers import DAY, RICH, flat, full

KINDS = (Heading, Paragraph, Bullets, Table, Figure, Tiles, Beside)


def test_nobody_changes_a_block() -> None:
    with pytest.raises(FrozenInstanceError):
        Heading(1, "A").words = "B"  # type: ignore[misc]


def test_equal_words_are_equal_blocks() -> None:
    assert Paragraph((Text("A"),)) == Paragraph((Text("A"),))
    assert Paragraph((Text("A"),)) != Paragraph((Text("A", strong=True),))


def test_the_brand_of_nobody_is_ours_and_can_be_read() -> None:
    cover = Cover("", "", DAY)
    assert cover.brand == Brand()
    assert cover.brand.logo == b""
    assert readable(cover.brand.colour) == cover.brand.colour


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_report_uses_every_kind_of_block(kind: type) -> None:
    assert any(isinstance(block, kind) for block in flat(full(RICH).blocks))


def test_what_a_printer_may_leave_out_has_a_default() -> None:
    optional = {"aligns", "strong", "shares", "dense"}
    assert {f.name for f in fields(Table)} == optional | {"caption", "header", "rows"}
    assert Bullets(()).columns == 1
    assert not Text("A").quiet
    assert not Paragraph(()).close


def test_a_document_without_sources_has_no_notes() -> None:
    made = Document("en", "T", "K", "", "today", "2026-11-22", Brand(), ())
    assert (made.notes, made.contents, made.words) == ((), False, {})
