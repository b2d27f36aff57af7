"""`advisor assess FILE --pdf OUT ...`: the documents of a recommendation, each written whole or not at all."""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from advisor.errors import BadInput

if TYPE_CHECKING:
    from advisor.recommendation.content import Content
    from advisor.recommendation.model import Recommendation

# The options, what each makes, and the ending that the file must have; `rfp` is made in two forms by its ending.
FORMS = {
    "pdf": {".pdf": "full"},
    "board": {".pdf": "board"},
    "docx": {".docx": "word"},
    "pptx": {".pptx": "slides"},
    "xlsx": {".xlsx": "workbook"},
    "rfp": {".pdf": "rfp", ".docx": "rfp-word"},
}
ABOUT = {
    "pdf": "the full report as PDF",
    "board": "the board summary as PDF",
    "docx": "the full report for Word",
    "pptx": "slides for PowerPoint",
    "xlsx": "the workbook for Excel",
    "rfp": "the pack for a request for proposals, .pdf or .docx",
}
LONGEST = 200


@dataclass(frozen=True)
class Paper:
    """One document that is wanted: its kind and where it goes."""

    kind: str
    target: Path


def add(parser: Any) -> None:
    """Add the options to the parser of `assess`."""
    for option, about in ABOUT.items():
        parser.add_argument(f"--{option}", metavar="OUT", help=about)
    parser.add_argument("--client", default="", help="whom the documents are for")
    parser.add_argument("--date", help="the day on the documents, such as 2026-12-31; today if not given")


def wanted(options: argparse.Namespace) -> tuple[Paper, ...]:
    """The documents that are asked for, looked through before anything is worked out; raises BadInput for a file that
    cannot be written."""
    papers = []
    for option, forms in FORMS.items():
        named = getattr(options, option)
        if named is None:
            continue
        target = Path(named)
        if target.suffix.lower() not in forms:
            raise BadInput(f"The name after --{option} must end in {' or '.join(forms)}, but it is {target}.")
        if target.is_dir() or not target.parent.is_dir():
            raise BadInput(f"{target} cannot be written: there is no such folder, or it is a folder itself.")
        papers.append(Paper(forms[target.suffix.lower()], target))
    if len({paper.target.resolve() for paper in papers}) < len(papers):
        raise BadInput("Two documents would go into the same file. Name a file for each.")
    return tuple(papers)


def day(text: str | None, today: date) -> date:
    """The day on the documents; raises BadInput."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise BadInput(f"“{text}” is not a date such as 2026-12-31.") from error


def write(
    papers: tuple[Paper, ...], content: Content, stored: Recommendation, language: str, client: str, on: date
) -> None:
    """Make every document, then write them; raises BadInput where one cannot be written."""
    from advisor.reports.document import Cover
    from advisor.reports.printers import Printed, render
    from web.render import translations

    cover = Cover(" ".join(client.split())[:LONGEST], "", on)
    printed = Printed(content, stored, language, translations(language).gettext, cover)
    for paper, body in [(paper, render(paper.kind, printed)) for paper in papers]:
        _write(paper.target, body)
        print(f"Written: {paper.target}")


def _write(target: Path, body: bytes) -> None:
    """Beside the target first, so that nothing half-written ever has its name."""
    try:
        with tempfile.NamedTemporaryFile(dir=target.parent, prefix=f".{target.name}.", delete=False) as made:
            made.write(body)
        Path(made.name).chmod(0o666 & ~_mask())
        Path(made.name).replace(target)
    except OSError as error:
        with suppress(OSError, UnboundLocalError):
            Path(made.name).unlink()
        raise BadInput(f"{target} cannot be written: {error.strerror}.") from error


def _mask() -> int:
    """What the process leaves out of the rights of a new file."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
