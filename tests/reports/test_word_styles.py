"""The look of Word documents: complete, in the names of Word, with fonts for every script, and closer where short."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from advisor.language import LANGUAGES
from advisor.reports import word_styles
from advisor.reports.office import script
from advisor.reports.word_styles import Look
from tests.reports.offices import W


def look(language: str = "en", *, compact: bool = False) -> Look:
    return Look(script(language), "8A1F4F", compact)


def parsed(language: str = "en", *, compact: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(word_styles.styles(look(language, compact=compact)))


def by_id(root: ElementTree.Element) -> dict[str, ElementTree.Element]:
    found = {style.get(f"{W}styleId") or "": style for style in root.iter(f"{W}style")}
    assert len(found) == len(list(root.iter(f"{W}style"))), "an id stands twice"
    return found


def value(style: ElementTree.Element, tag: str, of: str = "val") -> str | None:
    found = next(style.iter(f"{W}{tag}"), None)
    return None if found is None else found.get(f"{W}{of}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_styles_that_others_build_on_are_there(language: str) -> None:
    found = by_id(parsed(language))
    for style in found.values():
        for tag in ("basedOn", "next"):
            assert value(style, tag) is None or value(style, tag) in found
    assert set(word_styles.TONES.values()) <= found.keys()
    assert {word_styles.TABLE, word_styles.BARE, word_styles.TILES} <= found.keys()


def test_styles_of_word_keep_their_names_and_ours_say_that_they_are_ours() -> None:
    found = by_id(parsed())
    assert {one for one, style in found.items() if style.get(f"{W}customStyle") == "1"} == word_styles.OWN
    names = {one: value(style, "name") for one, style in found.items()}
    assert names["Heading1"] == "heading 1"
    assert names["ListBullet"] == "List Bullet"
    assert names["Caption"] == "caption"
    assert names["TOC2"] == "toc 2"
    assert names["FootnoteText"] == "footnote text"


def test_headings_form_an_outline_and_stay_with_what_follows() -> None:
    found = by_id(parsed())
    for level in (1, 2, 3):
        heading = found[f"Heading{level}"]
        assert value(heading, "outlineLvl") == str(level - 1)
        assert next(heading.iter(f"{W}keepNext"), None) is not None
    assert next(found["Caption"].iter(f"{W}keepNext"), None) is not None


def test_the_colour_of_the_organisation_is_that_of_headings() -> None:
    found = by_id(parsed())
    assert value(found["Heading1"], "color") == value(found["Title"], "color") == "8A1F4F"


def test_a_colour_too_light_for_words_is_darkened_there_and_kept_for_lines() -> None:
    root = ElementTree.fromstring(word_styles.styles(Look(script("en"), "FFEE00")))
    found = by_id(root)
    assert value(found["Heading1"], "color") not in (None, "FFEE00")
    assert value(found[word_styles.TILES], "top", "color") == "FFEE00"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_has_its_font(language: str) -> None:
    fonts = next(parsed(language).iter(f"{W}rFonts"))
    assert {key.removeprefix(W): font for key, font in fonts.attrib.items()} == {
        "ascii": "Calibri",
        "hAnsi": "Calibri",
        "cs": "Tahoma",
        "eastAsia": "Microsoft YaHei",
    }
    assert b"Vazirmatn" in word_styles.fonts(script(language)).encode()


@pytest.mark.parametrize(("language", "tag"), [("ru", "ru-RU"), ("uk", "uk-UA"), ("zh", "en-GB"), ("fa", "en-GB")])
def test_words_are_tagged_with_their_language(language: str, tag: str) -> None:
    found = next(parsed(language).iter(f"{W}lang"))
    assert (found.get(f"{W}val"), found.get(f"{W}bidi"), found.get(f"{W}eastAsia")) == (tag, "fa-IR", "zh-CN")


def test_only_persian_paragraphs_run_from_the_right() -> None:
    assert next(by_id(parsed("fa"))["Normal"].iter(f"{W}bidi"), None) is not None
    assert next(by_id(parsed("ru"))["Normal"].iter(f"{W}bidi"), None) is None


@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("fa", "right")])
def test_the_line_of_a_tone_stands_where_the_line_of_text_begins(language: str, side: str) -> None:
    border = next(by_id(parsed(language))["NoteCareful"].iter(f"{W}pBdr"))
    assert [one.tag.removeprefix(W) for one in border] == [side]


def test_short_documents_are_set_closer_and_never_too_small() -> None:
    usual, close = by_id(parsed()), by_id(parsed(compact=True))
    assert int(value(close["Heading1"], "sz") or 0) < int(value(usual["Heading1"], "sz") or 0)
    assert int(value(close["Heading2"], "spacing", "before") or 0) < int(
        value(usual["Heading2"], "spacing", "before") or 0
    )
    sizes = [int(one.get(f"{W}val") or 0) for style in close.values() for one in style.iter(f"{W}sz")]
    assert min(sizes) == 16


def test_persian_letters_are_as_large_to_the_eye_as_latin_ones() -> None:
    for language, smaller in (("en", False), ("fa", True)):
        style = by_id(parsed(language))["Heading1"]
        assert (int(value(style, "szCs") or 0) < int(value(style, "sz") or 0)) == smaller


def test_each_list_of_numbers_begins_at_one() -> None:
    root = ElementTree.fromstring(word_styles.numbering(3))
    numbers = [one.get(f"{W}numId") for one in root.iter(f"{W}num")]
    assert numbers == ["1", "2", "3", "4", "5"]
    assert [one.get(f"{W}val") for one in root.iter(f"{W}startOverride")] == ["1"] * 3


def test_lists_of_the_styles_are_in_the_numbering() -> None:
    found, root = by_id(parsed()), ElementTree.fromstring(word_styles.numbering(0))
    numbers = {one.get(f"{W}numId") for one in root.iter(f"{W}num")}
    assert {value(found["ListBullet"], "numId"), value(found["ListNumber"], "numId")} == numbers


def test_settings_fill_fields_and_stand_in_the_order_of_the_schema() -> None:
    root = ElementTree.fromstring(word_styles.settings(script("ru")))
    assert [one.tag.removeprefix(W) for one in root] == [
        "zoom", "defaultTabStop", "updateFields", "footnotePr", "endnotePr", "compat", "themeFontLang", "decimalSymbol",
    ]  # fmt: skip
    assert value(root, "decimalSymbol") == ","
    modes = {one.get(f"{W}name"): one.get(f"{W}val") for one in root.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"
