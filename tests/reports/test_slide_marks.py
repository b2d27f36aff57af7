"""What the library lacks on slides: direction, bullets, described shapes, and shapes that move to layouts and back."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE
from pptx.presentation import Presentation as Package
from pptx.slide import Slide
from pptx.util import Inches

from advisor.reports import slide_marks
from tests.reports.offices import A, names, part

BOX = (Inches(1), Inches(1), Inches(3), Inches(2))
PLAIN = 5  # the layout of the sample with a title alone


def begun() -> tuple[Package, Slide]:
    package = Presentation()
    return package, package.slides.add_slide(package.slide_layouts[PLAIN])


def saved(package: Package) -> bytes:
    out = io.BytesIO()
    package.save(out)
    return out.getvalue()


@pytest.mark.parametrize(("mirrored", "direction"), [(False, "0"), (True, "1")])
def test_marks_of_lists_hang_before_their_words(mirrored: bool, direction: str) -> None:
    _, slide = begun()
    frame = slide.shapes.add_textbox(*BOX).text_frame
    first, second = frame.paragraphs[0], frame.add_paragraph()
    slide_marks.lead(first, "•", 14, mirrored=mirrored)
    slide_marks.lead(second, "", 14, mirrored=mirrored)
    one, two = (paragraph._p.pPr for paragraph in (first, second))
    assert int(one.get("marL")) == -int(one.get("indent")) == round(slide_marks.INDENT * 914400)
    assert [child.tag.removeprefix(A) for child in one] == ["buFont", "buChar"]
    assert (two.get("marL"), [child.tag.removeprefix(A) for child in two]) == ("0", ["buNone"])
    assert one.get("rtl") == two.get("rtl") == direction


def test_marks_stand_behind_spaces_as_the_schema_asks() -> None:
    _, slide = begun()
    paragraph = slide.shapes.add_textbox(*BOX).text_frame.paragraphs[0]
    paragraph.space_before = Inches(0.1)
    slide_marks.lead(paragraph, "•", 14, mirrored=False)
    assert [child.tag.removeprefix(A) for child in paragraph._p.pPr] == ["spcBef", "buFont", "buChar"]


def test_what_is_typed_later_has_size_and_direction() -> None:
    package, _ = begun()
    slide_marks.typed_later(package.slide_master.element, 16, mirrored=True)
    root = part(saved(package), "ppt/slideMasters/slideMaster1.xml")
    levels = [one for one in root.iter() if one.tag.startswith(f"{A}lvl")]
    assert {(one.get("rtl"), one.get("algn")) for one in levels} == {("1", "r")}
    assert {one.get("sz") for one in root.iter(f"{A}defRPr")} == {"1600"}


def test_presentations_and_tables_run_from_the_right() -> None:
    package, slide = begun()
    table = slide.shapes.add_table(2, 2, *BOX).table
    slide_marks.columns_from_the_right(table)
    slide_marks.from_the_right(package)
    data = saved(package)
    assert part(data, "ppt/presentation.xml").get("rtl") == "1"
    assert next(part(data, "ppt/slides/slide1.xml").iter(f"{A}tblPr")).get("rtl") == "1"


def test_shapes_are_described_dropped_and_made_plain() -> None:
    _, slide = begun()
    kept = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *BOX)
    slide_marks.describe(kept, 'a "b" <c>')
    slide_marks.plain(kept)
    assert next(kept._element.iter("{*}cNvPr")).get("descr") == 'a "b" <c>'
    assert kept._element.find("{*}style") is None
    slide_marks.drop(slide.shapes.title)
    assert [shape.shape_id for shape in slide.shapes] == [kept.shape_id]


def test_shapes_move_behind_the_places_of_a_layout() -> None:
    package, slide = begun()
    layout = slide.slide_layout
    before = [shape.name for shape in layout.shapes]
    made = [slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *BOX) for _ in range(2)]
    slide_marks.to_layout(made, layout)
    assert [shape.name for shape in layout.shapes] == [*(shape.name for shape in made), *before]
    ids = [shape.shape_id for shape in layout.shapes]
    assert len(ids) == len(set(ids))
    assert len(list(slide.shapes)) == 1
    assert len(package.slides) == 1


def test_numbers_of_slides_come_from_the_layout_with_their_field() -> None:
    _, slide = begun()
    number = list(slide.slide_layout.placeholders)[-1]
    slide_marks.from_layout(number, slide)
    copy = list(slide.placeholders)[-1]
    assert copy.placeholder_format.type == number.placeholder_format.type
    assert next(copy._element.iter(f"{A}fld")).get("type") == "slidenum"
    ids = [shape.shape_id for shape in slide.shapes]
    assert len(ids) == len(set(ids))


def test_a_slide_is_taken_away_with_its_part() -> None:
    package, slide = begun()
    other = package.slides.add_slide(package.slide_layouts[PLAIN])
    slide_marks.remove_slide(package, slide)
    assert [one.slide_id for one in package.slides] == [other.slide_id]
    assert len([name for name in names(saved(package)) if name.startswith("ppt/slides/slide")]) == 1
