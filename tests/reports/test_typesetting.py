"""The typesetter: our fonts only, warnings as errors, data that is never code, and bytes that depend on input alone."""

from __future__ import annotations

import io
from datetime import date

import pikepdf
import pytest

from advisor.language import LANGUAGES
from advisor.reports import typesetting
from advisor.reports.glyphs import FONTS
from advisor.reports.typesetting import NotPrintable, Setting, families

DAY = date(2026, 11, 22)
PLAIN = """#let d = json(bytes(sys.inputs.data))
#set document(title: "T")
#set text(font: d.families, lang: "en")
#d.words
"""


def setting(words: str = "Plain words", template: str = PLAIN, first: str = "Inter") -> Setting:
    return Setting(template, {"words": words, "families": [first]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_names_all_families_once(language: str) -> None:
    assert sorted(families(language)) == ["Inter", "Noto Sans SC", "Vazirmatn"]


def test_the_family_of_the_script_comes_first() -> None:
    assert [families(language)[0] for language in LANGUAGES] == ["Inter", "Inter", "Inter", "Noto Sans SC", "Vazirmatn"]


def test_same_input_gives_same_bytes() -> None:
    assert typesetting.pdf(setting(), DAY) == typesetting.pdf(setting(), DAY)
    assert typesetting.pdf(setting(), DAY) != typesetting.pdf(setting("Other words"), DAY)


def test_the_day_is_that_of_the_document() -> None:
    with pikepdf.open(io.BytesIO(typesetting.pdf(setting(), DAY))) as file:
        assert str(file.docinfo["/CreationDate"]).startswith("D:20261122000000")


def test_fonts_of_the_machine_are_not_used() -> None:
    with pytest.raises(NotPrintable, match="unknown font family"):
        typesetting.pdf(setting(first="DejaVu Sans"), DAY)


def test_embedded_fonts_are_ours() -> None:
    with pikepdf.open(io.BytesIO(typesetting.pdf(setting("Words and Слова"), DAY))) as file:
        names = {str(font.BaseFont) for font in file.pages[0].Resources.Font.values()}
    assert names
    assert all("Inter" in name for name in names)


def test_a_mistake_of_a_template_is_told() -> None:
    with pytest.raises(NotPrintable, match="unknown variable: nothing"):
        typesetting.pdf(setting(template="#nothing"), DAY)


@pytest.mark.parametrize("words", ['#read("LIST.md")', "#{1 + 1}", "$x^2$", "= Heading", "*bold* _it_ `code` <a> @b"])
def test_words_are_never_code(words: str) -> None:
    template = PLAIN.replace("#d.words", "#assert.eq(d.words, d.same)\n#d.words")
    data = {"words": words, "same": words, "families": ["Inter"]}
    assert typesetting.pdf(Setting(template, data), DAY).startswith(b"%PDF")


@pytest.mark.parametrize("path", ["/../../settings.py", "../../../pyproject.toml", "/etc/passwd"])
def test_nothing_outside_the_folder_of_fonts_can_be_read(path: str) -> None:
    with pytest.raises(NotPrintable):
        typesetting.pdf(setting(template=f'#read("{path}")'), DAY)


def test_a_picture_without_words_for_it_is_refused() -> None:
    svg = '<svg viewBox="0 0 1 1" xmlns="http://www.w3.org/2000/svg"></svg>'
    template = f'#set document(title: "T")\n#image(bytes(`{svg}`.text), format: "svg")'
    with pytest.raises(NotPrintable, match="alt text"):
        typesetting.pdf(Setting(template, {}), DAY)


def test_a_png_has_one_page() -> None:
    made = typesetting.png(Setting("#set page(width: 72pt, height: 36pt)\n", {}), 72)
    assert made.startswith(b"\x89PNG")
    with pytest.raises(NotPrintable, match="exactly one page"):
        typesetting.png(Setting("a #pagebreak() b", {}), 72)


def test_the_fonts_are_where_they_are_looked_for() -> None:
    assert len(list(FONTS.glob("*.ttf"))) == 8
