"""Every kind of document that can be made of a stored result, by one function."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from advisor.language import Words
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.reports.document import Cover

# What can be made of a result, by the ending of their names and their media types, in the order of a list.
_OFFICE = "application/vnd.openxmlformats-officedocument."
_WORD = ("docx", f"{_OFFICE}wordprocessingml.document")
_PDF = ("pdf", "application/pdf")
KINDS = {
    "board": _PDF,
    "full": _PDF,
    "word": _WORD,
    "slides": ("pptx", f"{_OFFICE}presentationml.presentation"),
    "workbook": ("xlsx", f"{_OFFICE}spreadsheetml.sheet"),
    "rfp": _PDF,
    "rfp-word": _WORD,
    "data": ("json", "application/json"),
}
MEDIA_TYPES = tuple(dict.fromkeys(media for _, media in KINDS.values()))


@dataclass(frozen=True)
class Printed:
    """What reports are made of: the content, the stored result, its language and words, and the cover."""

    content: Content
    stored: Recommendation
    language: str
    words: Words
    cover: Cover


def render(kind: str, it: Printed) -> bytes:
    """One report as bytes, the same for the same values. The printers are loaded when they are first needed, because
    most processes never print."""
    return _PRINTERS[kind](it)


def _board(it: Printed) -> bytes:
    from advisor.reports import board, pdf

    return pdf.render(board.board(it.content, it.stored, it.language, it.words, it.cover))


def _full(it: Printed) -> bytes:
    from advisor.reports import compose, pdf

    return pdf.render(compose.compose(it.content, it.stored, it.language, it.words, it.cover))


def _word(it: Printed) -> bytes:
    from advisor.reports import compose, word

    return word.render(compose.compose(it.content, it.stored, it.language, it.words, it.cover))


def _slides(it: Printed) -> bytes:
    from advisor.reports import slides

    return slides.render(it.content, it.stored, it.language, it.words, it.cover)


def _workbook(it: Printed) -> bytes:
    from advisor.reports import sheet

    return sheet.render(it.content, it.stored, it.language, it.words, it.cover)


def _rfp(it: Printed) -> bytes:
    from advisor.reports import pdf, rfp

    return pdf.render(rfp.compose(it.content, it.stored, it.language, it.words, it.cover))


def _rfp_word(it: Printed) -> bytes:
    from advisor.reports import rfp, word

    return word.render(rfp.compose(it.content, it.stored, it.language, it.words, it.cover))


def _data(it: Printed) -> bytes:
    return (json.dumps(it.stored.plain(), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


_PRINTERS: dict[str, Callable[[Printed], bytes]] = {
    "board": _board,
    "full": _full,
    "word": _word,
    "slides": _slides,
    "workbook": _workbook,
    "rfp": _rfp,
    "rfp-word": _rfp_word,
    "data": _data,
}
