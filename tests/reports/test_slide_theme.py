"""Master and layouts: three of them with real titles, in our fonts and colour, mirrored for Persian."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.enum.text import PP_ALIGN
from pptx.presentation import Presentation as Package
from pptx.util import Inches

from advisor.reports import slide_theme
from advisor.reports.office import script
from advisor.reports.slide_text import Box
from advisor.reports.slide_theme import LAYOUTS, WIDTH, Theme
from tests.reports.offices import A, names, part, raw

P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"


def opened(language: str = "en", colour: str = "8A1F4F") -> tuple[bytes, Package]:
    data = slide_theme.saved(slide_theme.empty(Theme(script(language), colour)))
    return data, Presentation(io.BytesIO(data))


def test_slides_are_wide() -> None:
    _, package = opened()
    assert package.slide_width and package.slide_height
    assert package.slide_width / package.slide_height == pytest.approx(16 / 9, rel=1e-3)


def test_every_layout_has_a_title_that_outlines_know() -> None:
    _, package = opened()
    assert [layout.name for layout in package.slide_layouts] == list(LAYOUTS)
    for layout in package.slide_layouts:
        kinds = [str(one.placeholder_format.type) for one in layout.placeholders]
        assert sum("TITLE" in kind and "SUBTITLE" not in kind for kind in kinds) == 1


def test_lists_have_two_places() -> None:
    _, package = opened()
    layout = next(one for one in package.slide_layouts if one.name == slide_theme.LISTS)
    assert [one.placeholder_format.idx for one in layout.placeholders] == [0, 1, 2, 11, 12]


def test_every_slide_but_the_cover_is_numbered() -> None:
    _, package = opened()
    for layout in package.slide_layouts:
        numbered = any(one.placeholder_format.idx == 12 for one in layout.placeholders)
        assert numbered == (layout.name != slide_theme.COVER)


def test_ids_of_shapes_are_never_the_same() -> None:
    _, package = opened()
    for owner in (package.slide_master, *package.slide_layouts):
        found = [shape.shape_id for shape in owner.shapes]
        assert found
        assert len(found) == len(set(found))


@pytest.mark.parametrize("language", ["en", "zh", "fa"])
def test_fonts_of_every_script_are_in_the_theme(language: str) -> None:
    data, _ = opened(language)
    theme = part(data, "ppt/theme/theme1.xml")
    for kind in ("majorFont", "minorFont"):
        fonts = next(theme.iter(f"{A}{kind}"))
        assert [one.get("typeface") for one in fonts] == ["Calibri", "Microsoft YaHei", "Tahoma"]
    assert next(next(theme.iter(f"{A}accent1")).iter(f"{A}srgbClr")).get("val") == "8A1F4F"


def test_what_is_typed_later_takes_size_fonts_and_direction_too() -> None:
    for language, direction in (("en", "0"), ("fa", "1")):
        root = part(opened(language)[0], "ppt/slideMasters/slideMaster1.xml")
        styles = next(one for one in root.iter() if one.tag.endswith("}txStyles"))
        levels = list(styles.iter(f"{A}lvl1pPr"))
        assert {one.get("rtl") for one in levels} == {direction}
        assert {one.get("sz") for one in styles.iter(f"{A}defRPr")} == {"1600"}
        assert {one.get("typeface") for one in styles.iter(f"{A}cs")} == {"+mj-cs", "+mn-cs"}


@pytest.mark.parametrize(("language", "outer"), [("en", "RIGHT"), ("fa", "LEFT")])
def test_numbers_of_slides_stand_at_the_outer_side(language: str, outer: str) -> None:
    _, package = opened(language)
    layout = next(one for one in package.slide_layouts if one.name == slide_theme.PLAIN)
    number = next(one for one in layout.placeholders if one.name == "Number")
    assert number.text_frame.paragraphs[0].alignment == getattr(PP_ALIGN, outer)


def test_lines_and_the_panel_are_parts_of_the_layouts() -> None:
    _, package = opened()
    drawn = {layout.name: [one for one in layout.shapes if not one.is_placeholder] for layout in package.slide_layouts}
    assert {name: len(shapes) for name, shapes in drawn.items()} == dict(zip(LAYOUTS, (1, 2, 2), strict=True))
    assert len(package.slides) == 0
    panel = drawn[slide_theme.COVER][0]
    assert (panel.width, panel.left) == (package.slide_width, 0)
    names_ = [shape.name for shape in package.slide_layouts[0].shapes]
    assert names_[0] == panel.name  # behind the words


def test_a_rectangle_is_plain() -> None:
    _, package = opened()
    theme = Theme(script("fa"), "8A1F4F")
    slide = package.slides.add_slide(package.slide_layouts[2])
    made = slide_theme.rectangle(slide, theme, Box(1, 2, 3, 1), "112233")
    assert str(made.fill.fore_color.rgb) == "112233"
    assert made.left == Inches(WIDTH - 4)
    assert made._element.find(f"{P}style") is None


def test_places_are_mirrored_in_persian_only() -> None:
    box = Box(1, 0, 2, 1)
    assert Theme(script("en"), "8A1F4F").place(box) == box
    assert Theme(script("fa"), "8A1F4F").place(box).x == pytest.approx(WIDTH - 3)
    sides = {}
    for language in ("en", "fa"):
        found = {one.placeholder_format.idx: one.left for one in opened(language)[1].slide_layouts[1].placeholders}
        sides[language] = (found[1], found[2])
    assert sides["en"][0] < sides["en"][1]
    assert sides["fa"][0] > sides["fa"][1]
    assert opened("fa")[1].element.get("rtl") == "1"


def test_everything_stands_on_the_slide() -> None:
    for language in ("en", "fa"):
        _, package = opened(language)
        for owner in (package.slide_master, *package.slide_layouts):
            for shape in owner.shapes:
                assert shape.left >= 0
                assert shape.left + shape.width <= package.slide_width
                assert shape.top + shape.height <= package.slide_height


def test_white_words_can_be_read_on_any_panel() -> None:
    data, _ = opened(colour="FFEE00")
    cover = raw(data, "ppt/slideLayouts/slideLayout1.xml").decode()
    assert "FFEE00" not in cover
    assert Theme(script("en"), "FFEE00").accent in cover


def test_nothing_of_the_sample_is_left() -> None:
    data, _ = opened()
    assert [name for name in names(data) if "thumbnail" in name or "printer" in name] == []
    assert [name for name in names(data) if name.startswith("ppt/slides/")] == []
