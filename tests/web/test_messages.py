"""The catalogues of pages and errors: nothing is missing, nothing is left over, and each text is a translation."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from advisor.language import LANGUAGES
from advisor.recommendation.translation import Glossary, load_glossary
from web.render import LOCALE, translations

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = [language for language in LANGUAGES if language != "en"]
FORMS = {"ru": 3, "uk": 3, "zh": 1, "fa": 1}
Id = str | tuple[str, str]


@cache
def glossary() -> Glossary:
    return load_glossary(ROOT / "questionnaires" / "glossary.yaml")[0]


@cache
def wanted() -> frozenset[Id]:
    """Every sentence that pages and errors can show, found as `make messages` finds them."""
    (marks,) = re.findall(r"^MARKS := (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    keywords: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
    for mark in marks.split():
        name, _, place = mark.partition(":")
        keywords[name] = (int(place),) if place else None
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=lambda name: Path(name).name[0] != ".")
    return frozenset(message for _, _, message, _, _ in found if message)


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def test_sentences_are_found_in_templates_errors_and_code() -> None:
    assert len(wanted()) > 500
    assert {
        "Continue",
        "Give one single value.",
        "The database is busy. Nothing was saved; wait a moment and send it again.",
    } <= wanted()


@pytest.mark.parametrize("language", SPOKEN)
def test_a_catalogue_has_every_sentence_and_no_other(language: str) -> None:
    there = {message.id if isinstance(message.id, str) else tuple(message.id) for message in messages(language)}
    assert sorted(map(str, wanted() - there)) == []
    assert sorted(map(str, there - wanted())) == []


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence_is_a_translation(language: str) -> None:
    assert catalogue(language).num_plurals == FORMS[language]
    faults = []
    for message in messages(language):
        assert not message.fuzzy, message.id
        assert bool(message.pluralizable) is isinstance(message.string, tuple), message.id
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(texts) == (FORMS[language] if message.pluralizable else 1), message.id
        english = message.id[-1] if message.pluralizable else message.id
        for text in texts:
            assert str(text).strip(), message.id
            faults += [f"{english}: {text}: {fault}" for fault in glossary().faults(str(english), str(text), language)]
    assert faults == []


@pytest.mark.parametrize("language", SPOKEN)
def test_spaces_at_the_ends_are_kept(language: str) -> None:
    """What is joined to other words in a page must not lose its space."""
    for message in messages(language):
        for text in message.string if isinstance(message.string, tuple) else (message.string,):
            english = str(message.id[0] if message.pluralizable else message.id)
            assert (str(text)[:1] == " ", str(text)[-1:] == " ") == (english[:1] == " ", english[-1:] == " "), english


@pytest.mark.parametrize(
    ("language", "n", "place"),
    [("ru", 1, 0), ("ru", 2, 1), ("ru", 5, 2), ("ru", 21, 0), ("uk", 11, 2), ("uk", 22, 1), ("zh", 1, 0), ("fa", 2, 0)],
)
def test_plural_forms_are_those_of_the_language(language: str, n: int, place: int) -> None:
    message = next(message for message in messages(language) if message.pluralizable)
    assert translations(language).ngettext(*message.id, n) == message.string[place]
