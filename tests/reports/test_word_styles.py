"""The look of Word documents: styles in the names of Word, for every script, and none that nothing uses."""

from __future__ import annotations

from functools import cache

import docx
import pytest
from docx.document import Document as Package
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from advisor.language import LANGUAGES
from advisor.reports import word_styles
from advisor.reports.office import MUTED, script
from advisor.reports.word_styles import FORMS, TONES, Look


@cache
def dressed(language: str = "en", colour: str = "8A1F4F") -> tuple[Package, dict[str, str]]:
    package = docx.Document()
    return package, word_styles.dress(package, Look(script(language), colour))


def value(name: str, tag: str, language: str = "en", of: str = "val") -> str | None:
    """An attribute of the first element of this name in a style."""
    found = next(dressed(language)[0].styles[name].element.iter(qn(f"w:{tag}")), None)
    return None if found is None else found.get(qn(f"w:{of}"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_styles_of_the_printer_are_there_and_no_others(language: str) -> None:
    package, ids = dressed(language)
    tables = {word_styles.TABLE, word_styles.LAYOUT, word_styles.TILES}
    letters = {"Quiet", "Hyperlink", "Source Number", "Default Paragraph Font"}
    assert ids.keys() == {form.name for form in FORMS} | tables | letters | {"Normal Table", "No List"}
    assert set(TONES.values()) <= ids.keys()
    assert len(set(ids.values())) == len(ids)
    for style in package.styles:
        base = style.element.find(qn("w:basedOn"))
        assert base is None or base.get(qn("w:val")) in ids.values()


def test_styles_of_word_keep_their_names_and_ours_say_that_they_are_ours() -> None:
    package, _ = dressed()
    known = {name for name in (form.name for form in FORMS) if package.styles[name].builtin}
    assert known == {
        "Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "TOC Heading", "toc 1", "Caption",
        "List Bullet", "List Number", "Header", "Footer",
    }  # fmt: skip
    assert not package.styles["Answer"].builtin
    assert not package.styles["Caption"].hidden


def test_headings_form_an_outline_and_stay_with_what_follows() -> None:
    package, _ = dressed()
    for level in (1, 2, 3):
        assert value(f"Heading {level}", "outlineLvl") == str(level - 1)
        assert package.styles[f"Heading {level}"].paragraph_format.keep_with_next
    assert package.styles["Caption"].paragraph_format.keep_with_next
    assert not package.styles["Normal"].paragraph_format.keep_with_next


def test_lists_stay_lists() -> None:
    for name in ("List Bullet", "List Number"):
        assert value(name, "numId") is not None
    assert dressed()[0].styles["List Dense"].base_style.name == "List Bullet"


def test_the_colour_of_the_organisation_is_that_of_headings() -> None:
    assert value("Heading 1", "color") == value("Title", "color") == "8A1F4F"
    assert value("Heading 3", "color") != "8A1F4F"
    assert value("Quiet", "color") == MUTED


def test_a_colour_too_light_for_words_is_darkened_there_and_kept_for_lines() -> None:
    package, _ = dressed(colour="FFEE00")
    head = package.styles["Heading 1"]
    assert str(head.font.color.rgb) == Look(script("en"), "FFEE00").accent != "FFEE00"
    above = next(package.styles[word_styles.TILES].element.iter(qn("w:top")))
    assert above.get(qn("w:color")) == "FFEE00"


def test_fonts_are_never_those_of_the_sample() -> None:
    for style in dressed()[0].styles:
        assert next(style.element.iter(qn("w:rFonts")), None) is None


def test_only_persian_paragraphs_run_from_the_right() -> None:
    assert next(dressed("fa")[0].styles["Normal"].element.iter(qn("w:bidi")), None) is not None
    assert next(dressed("ru")[0].styles["Normal"].element.iter(qn("w:bidi")), None) is None


def test_everything_builds_on_the_style_that_turns() -> None:
    for form in FORMS:
        style = dressed("fa")[0].styles[form.name]
        while style.base_style is not None:
            style = style.base_style
        assert style.name == "Normal"


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("fa", "right")])
def test_the_line_of_a_tone_stands_where_the_line_of_text_begins(language: str, side: str) -> None:
    border = next(dressed(language)[0].styles["Note Careful"].element.iter(qn("w:pBdr")))
    assert [one.tag for one in border] == [qn(f"w:{side}")]


def test_persian_letters_are_as_large_to_the_eye_as_latin_ones() -> None:
    for language, smaller in (("en", False), ("fa", True)):
        usual, complex_ = value("Heading 1", "sz", language), value("Heading 1", "szCs", language)
        assert (int(complex_ or 0) < int(usual or 0)) == smaller


def test_an_annex_is_set_smaller_and_nothing_too_small() -> None:
    sizes = {form.name: form.size for form in FORMS if form.name != "Space"}
    assert sizes["Table Dense"] < sizes["Table Text"] < sizes["Normal"]
    assert sizes["List Dense"] < sizes["List Bullet"]
    assert min(sizes.values()) >= 8


def test_numbers_of_pages_stand_at_the_margin() -> None:
    package, _ = dressed()
    for name in ("Header", "Footer", "toc 1"):
        (stop,) = package.styles[name].paragraph_format.tab_stops
        assert stop.position == pytest.approx(word_styles.TEXT_WIDTH, abs=1000)


def test_numbers_of_sources_are_raised() -> None:
    style = dressed()[0].styles["Source Number"]
    assert style.type == WD_STYLE_TYPE.CHARACTER
    assert style.font.superscript
