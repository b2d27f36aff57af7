"""Whole presentations: complete and legible in every language, for every path, with hostile names, and elsewhere."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.slide import Slide

from advisor.language import LANGUAGES
from advisor.reports import slides
from advisor.reports.office import script
from advisor.reports.slide_text import Line, height
from tests.recommendation.advices import advice, before
from tests.recommendation.samples import real
from tests.reports.conftest import Office
from tests.reports.offices import HOSTILE, A, brand, cover, dated, deck, names, raw
from web.render import translations

# Several phases, too close to call, nothing to buy, one system, right-to-left at home; and how many slides each has.
CASES = {
    "russian-car-dealers": 10,
    "all-unknown": 10,
    "micro-no-need": 8,
    "distributor-many-warehouses": 10,
    "iranian-online-retailer": 10,
}
EMU = 914400
BY_CASE = pytest.mark.parametrize("name", CASES)
BY_LANGUAGE = pytest.mark.parametrize("language", LANGUAGES)


def opened(data: bytes) -> list[Slide]:
    return list(Presentation(io.BytesIO(data)).slides)


def rendered(language: str = "en", **changes: Any) -> bytes:
    words = translations(language).gettext
    return slides.render(real(), advice("distributor-many-warehouses"), language, words, cover(**changes))


def shapes(slide: Slide) -> Iterator[Any]:
    """All shapes, those in groups too."""
    for shape in slide.shapes:
        yield shape
        yield from getattr(shape, "shapes", ())


def needed(shape: Any, language: str) -> float:
    """Inches that the words of a shape need in height."""
    lines = []
    for paragraph in shape.text_frame.paragraphs:
        size = paragraph.runs[0].font.size.pt if paragraph.runs else 0
        mark = paragraph._p.find(f"{A}pPr/{A}buChar")
        space = paragraph._p.find(f"{A}pPr/{A}spcBef/{A}spcPts")
        gap = int(space.get("val")) / 100 / size if size else 0
        lines.append(Line(paragraph.text, size or 1, bullet="" if mark is None else mark.get("char"), gap=gap))
    return height(lines, shape.width / EMU, script(language))


@BY_CASE
@BY_LANGUAGE
def test_every_result_has_its_slides(name: str, language: str) -> None:
    found = opened(deck(name, language))
    assert len(found) == CASES[name]
    titles = [slide.shapes.title.text_frame.text for slide in found if slide.shapes.title is not None]
    assert len(titles) == len(found) == len(set(titles))
    assert all(len(title) > 5 for title in titles)


@BY_CASE
@BY_LANGUAGE
def test_words_fit_their_boxes(name: str, language: str) -> None:
    for slide in opened(deck(name, language)):
        for shape in shapes(slide):
            if shape.has_text_frame and shape.text_frame.text.strip() and shape.name not in ("Number", "Month"):
                tight = 0.08  # inches by which the last line may stand out: space below its letters
                assert needed(shape, language) <= shape.height / EMU + tight, (shape.name, shape.text_frame.text)


@BY_CASE
@BY_LANGUAGE
def test_everything_stands_on_the_slide(name: str, language: str) -> None:
    package = Presentation(io.BytesIO(deck(name, language)))
    assert package.slide_width and package.slide_height
    for slide in package.slides:
        for shape in shapes(slide):
            assert shape.left >= 0, shape.name
            assert shape.left + shape.width <= package.slide_width + 1, shape.name
            assert shape.top >= 0, shape.name
            assert shape.top + shape.height <= package.slide_height + 1, shape.name


@BY_LANGUAGE
def test_charts_tables_and_pictures_are_described(language: str) -> None:
    count = 0
    for slide in opened(deck("russian-car-dealers", language)):
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table or shape.shape_type in (6, 13):  # groups and pictures
                assert next(shape._element.iter("{*}cNvPr")).get("descr")
                count += 1
    assert count >= 5 + 1 + 1 + 10


@BY_LANGUAGE
def test_no_place_is_left_empty(language: str) -> None:
    for slide in opened(deck("all-unknown", language)):
        for shape in slide.placeholders:
            assert shape.text_frame.text.strip(), shape.name


@BY_LANGUAGE
def test_the_speaker_has_notes(language: str) -> None:
    for slide in opened(deck("russian-car-dealers", language)):
        assert slide.has_notes_slide
        frame = slide.notes_slide.notes_text_frame
        assert frame is not None
        assert len(frame.text) > 30


def test_notes_name_their_sources() -> None:
    words = translations("en").gettext
    frames = [slide.notes_slide.notes_text_frame for slide in opened(deck("russian-car-dealers"))]
    told = [frame.text for frame in frames if frame is not None]
    assert sum(words("Sources:") in text for text in told) >= 4
    assert advice("russian-car-dealers").hash in told[0]


@pytest.mark.parametrize(("language", "direction"), [("en", "0"), ("zh", "0"), ("fa", "1")])
def test_paragraphs_run_where_the_language_runs(language: str, direction: str) -> None:
    for slide in opened(deck("russian-car-dealers", language)):
        for paragraph in slide._element.iter(f"{A}p"):
            properties = paragraph.find(f"{A}pPr")
            if paragraph.find(f"{A}r") is not None:
                assert properties.get("rtl") == direction


@BY_LANGUAGE
def test_equal_results_give_equal_bytes(language: str) -> None:
    first = rendered(language)
    assert rendered(language) == first
    assert {day for day, _ in dated(first)} == {(2026, 11, 20, 0, 0, 0)}
    for name in names(first):
        if name.endswith(".xlsx"):
            book = raw(first, name)
            assert {day for day, _ in dated(book)} == {(2026, 11, 20, 0, 0, 0)}
            assert b"2026-11-20T00:00:00Z" in raw(book, "docProps/core.xml")


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_hostile_names_are_words_and_fit(words: str, language: str) -> None:
    firm = brand(name=words, disclaimer=words)
    found = opened(rendered(language, client=words, title=words, brand=firm))
    assert len(found) == CASES["distributor-many-warehouses"]
    for slide in (found[0], found[1]):
        for shape in shapes(slide):
            if shape.has_text_frame and shape.name != "Number":
                assert needed(shape, language) <= shape.height / EMU + 0.08, shape.name


def test_a_result_from_before_there_were_estimates_has_fewer_slides() -> None:
    words = translations("en").gettext
    stored = before(advice("distributor-many-warehouses"))
    found = opened(slides.render(real(), stored, "en", words, cover()))
    assert len(found) == 8
    titles = [slide.shapes.title.text_frame.text for slide in found if slide.shapes.title is not None]
    assert not any("month" in title for title in titles)


@BY_LANGUAGE
def test_properties_of_the_file(language: str) -> None:
    found = Presentation(io.BytesIO(deck("micro-no-need", language))).core_properties
    assert found.author == found.last_modified_by == "North & Partners"
    assert found.subject == "Müller & Söhne"
    assert found.language.startswith(language)
    assert found.created == found.modified
    assert found.created is not None
    assert found.created.date().isoformat() == "2026-11-20"


def test_ids_of_shapes_are_never_the_same_on_a_slide() -> None:
    for slide in opened(deck("russian-car-dealers")):
        found = [shape.shape_id for shape in shapes(slide)]
        assert len(found) == len(set(found))


def test_another_program_opens_them(office: Office, tmp_path: Path) -> None:
    """Each slide becomes a page in LibreOffice."""
    files = {f"{name}_{language}": deck(name, language) for name, language in zip(CASES, LANGUAGES, strict=True)}
    files["hostile"] = rendered(client=HOSTILE[3], title=HOSTILE[0], brand=brand(name=HOSTILE[1]))
    paths = []
    for name, data in files.items():
        paths.append(tmp_path / f"{name}.pptx")
        paths[-1].write_bytes(data)
    for made, data in zip(office.all(paths, "pdf"), files.values(), strict=True):
        pages = len(re.findall(rb"/Type\s*/Page\b", made.read_bytes()))
        assert pages == len(opened(data)), made.name
