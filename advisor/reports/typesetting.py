"""The typesetter (Typst) with our own fonts and nothing else: what it makes depends on its input alone.

Texts reach the template as JSON data and are never read as its code. A warning of the typesetter, such as a font that
is not there, is an error here, since nobody would see it in the finished file.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

import typst

from advisor.errors import AdvisorError
from advisor.reports.glyphs import FONTS

# The families of each language, the first that has a letter gives it.
_OTHERS = ("Inter", "Vazirmatn", "Noto Sans SC")
_FIRST = {"fa": "Vazirmatn", "zh": "Noto Sans SC"}
PDF_STANDARDS: list[typst.PDFStandard] = ["ua-1"]


class NotPrintable(AdvisorError):
    """A document could not be set: something in it or in the installation is wrong."""

    status = 500
    code = "not-printable"


def families(language: str) -> tuple[str, ...]:
    """Names of fonts in the order in which a language looks for its letters."""
    first = _FIRST.get(language, "Inter")
    return (first, *(name for name in _OTHERS if name != first))


@dataclass(frozen=True)
class Setting:
    """A template of ours with the data that it reads."""

    template: str
    data: dict[str, Any]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


def pdf(setting: Setting, day: date) -> bytes:
    """Tagged PDF of standard PDF/UA-1, dated the day at midnight UTC. Raises NotPrintable."""
    stamp = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return _compiled(setting, "pdf", timestamp=stamp, pdf_standards=PDF_STANDARDS)


def png(setting: Setting, pixels_per_inch: float) -> bytes:
    """The only page of the setting as PNG. Raises NotPrintable."""
    return _compiled(setting, "png", ppi=pixels_per_inch)


def _compiled(setting: Setting, form: Literal["pdf", "png"], **options: Any) -> bytes:
    # The root is the folder of the fonts: a template can read nothing else, and ours reads nothing.
    compiler = typst.Compiler(
        setting.template.encode(),
        root=str(FONTS),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(setting.data, ensure_ascii=False)},
    )
    try:
        found, warnings = compiler.compile_with_warnings(format=form, **options)
    except typst.TypstError as error:
        raise _failure(error.message) from error
    if warnings:
        raise _failure("; ".join(warning.message for warning in warnings))
    made: bytes | None = _single(found)
    if made is None:
        raise _failure("it has not exactly one page")
    return made


def _single(found: bytes | Sequence[bytes] | None) -> bytes | None:
    return found if isinstance(found, bytes) else None


def _failure(reason: str) -> NotPrintable:
    return NotPrintable("The document could not be set: {reason}", values={"reason": reason})
