"""Master and layouts: three of them with real titles, in our fonts and colour, mirrored for Persian."""

from __future__ import annotations

import io

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Package

from advisor.reports import slide_theme
from advisor.reports.office import script
from advisor.reports.slide_text import Box
from advisor.reports.slide_theme import LAYOUTS, WIDTH, Theme
from tests.reports.offices import A, names, part, raw


def opened(language: str = "en", colour: str = "8A1F4F") -> tuple[bytes, Package]:
    data = slide_theme.saved(slide_theme.empty(Theme(script(language), colour)))
    return data, Presentation(io.BytesIO(data))


def test_slides_are_wide() -> None:
    _, package = opened()
    assert package.slide_width and package.slide_height
    assert package.slide_width / package.slide_height == pytest.approx(16 / 9, rel=1e-3)
    assert "type" not in package.element.sldSz.attrib


def test_every_layout_has_a_title_that_outlines_know() -> None:
    _, package = opened()
    assert [layout.name for layout in package.slide_layouts] == list(LAYOUTS.values())
    for layout in package.slide_layouts:
        kinds = [str(one.placeholder_format.type) for one in layout.placeholders]
        assert sum("TITLE" in kind and "SUBTITLE" not in kind for kind in kinds) == 1


def test_lists_have_two_places() -> None:
    _, package = opened()
    layout = next(one for one in package.slide_layouts if one.name == LAYOUTS[slide_theme.LISTS])
    assert [one.placeholder_format.idx for one in layout.placeholders] == [0, 1, 2, 11, 12]


def test_every_slide_but_the_cover_is_numbered() -> None:
    _, package = opened()
    for layout in package.slide_layouts:
        numbered = any(one.placeholder_format.idx == 12 for one in layout.placeholders)
        assert numbered == (layout.name != LAYOUTS[slide_theme.COVER])


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


def test_what_is_typed_later_takes_fonts_and_direction_too() -> None:
    for language, direction in (("en", "0"), ("fa", "1")):
        root = part(opened(language)[0], "ppt/slideMasters/slideMaster1.xml")
        levels = list(root.iter(f"{A}lvl1pPr"))
        assert {one.get("rtl") for one in levels} == {direction}
        assert {one.get("typeface") for one in root.iter(f"{A}cs")} == {"+mj-cs", "+mn-cs"}


def test_places_are_mirrored_in_persian_only() -> None:
    box = Box(1, 0, 2, 1)
    assert Theme(script("en"), "8A1F4F").place(box) == box
    assert Theme(script("fa"), "8A1F4F").place(box).x == pytest.approx(WIDTH - 3)
    left = [one.left for one in opened("en")[1].slide_layouts[1].placeholders][:3]
    right = [one.left for one in opened("fa")[1].slide_layouts[1].placeholders][:3]
    assert left[1] < left[2]
    assert right[1] > right[2]
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
    assert b"Click to edit" not in raw(data, "ppt/slideMasters/slideMaster1.xml")
