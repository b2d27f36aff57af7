"""Every text says in each language what it says in English, as far as a machine can tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.language import LANGUAGES
from advisor.recommendation import texts
from advisor.recommendation.texts import leaves
from advisor.recommendation.translation import Glossary, check_translation, load_glossary
from tests.recommendation.samples import ROOT

SPOKEN = [language for language in LANGUAGES if language != "en"]
QUESTIONS, RULES = ROOT / "questionnaires" / "selection", ROOT / "rules"


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    found, problems = load_glossary(ROOT / "questionnaires" / "glossary.yaml")
    assert problems == []
    return found


@pytest.mark.parametrize("language", SPOKEN)
def test_all_texts_are_translations(language: str, glossary: Glossary) -> None:
    english = texts.documents(QUESTIONS, RULES, "en")
    there = texts.documents(QUESTIONS, RULES, language)
    for doc, original in zip(there, english, strict=True):
        assert [str(p) for p in check_translation(doc, original, language, glossary)] == []
        assert [key for key, _ in leaves(doc.data)] == [key for key, _ in leaves(original.data)], "the same order"


def test_a_concept_has_one_term_in_every_language(glossary: Glossary) -> None:
    assert len(glossary.concepts) > 50
    for concept in glossary.concepts:
        assert set(concept.terms) == set(SPOKEN)
        assert all(concept.terms.values())
        for language in SPOKEN if concept.words else ():
            stems = concept.stems[language]
            assert any(stem.lower() in concept.terms[language].lower() for stem in stems), (concept.id, language)


@pytest.mark.parametrize(
    ("english", "text", "language", "says"),
    [
        ("Your path is {path}.", "Ваш путь: «{path}».", "ru", []),
        ("Your path is {path}.", "Ваш путь.", "ru", ["placeholders"]),
        ("Your path is {path}.", "Ваша дорога: {path}.", "ru", ["term for “path”"]),
        ("%(n)s answers", "%(n)s відповідей", "uk", []),
        ("%(n)s answers", "відповідей", "uk", ["placeholders"]),
        ("Continue", "Continue", "zh", ["not translated"]),
        ("CRM, ERP", "CRM、ERP", "zh", []),
        ("Both", "CRM + ERP", "zh", ["not translated"]),
        ("Continue", "Далее", "uk", []),
        ("Export", "Экспорт", "uk", ["letter “Э”"]),
        ("Go on", "ادامه بدهيد", "fa", ["letter “ي”"]),
        ("Nothing was lost.", "Ничего не потеряно, but you can go back now.", "ru", ["English"]),
        ("Points of law", "Правовые вопросы", "ru", []),
    ],
)
def test_what_a_machine_can_find(english: str, text: str, language: str, says: list[str], glossary: Glossary) -> None:
    found = list(glossary.faults(english, text, language))
    assert len(found) == len(says), found
    assert all(part in fault for part, fault in zip(says, found, strict=True))


def test_names_of_modules_may_use_the_words_of_the_documents(glossary: Glossary) -> None:
    assert list(glossary.faults("Social CRM of customers", "社交媒体", "zh", terms=False)) == []


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ('  path: {en: ["path"], ru: {term: "путь"}}', "has no “uk”"),
        (
            '  path: {en: ["path"], ru: {term: "путь"}, uk: {term: "шлях"}, zh: {term: "路径"}, fa: {term: "مسیر"}}',
            "stem",
        ),
        ("  path: words", "mapping"),
        ('  path: {en: [], ru: {}, uk: {term: "x"}, zh: {term: "x"}, fa: {term: "x"}}', "term"),
    ],
)
def test_a_damaged_glossary_is_told(damage: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(f"same: [CRM]\nconcepts:\n{damage}\n", encoding="utf-8")
    found, problems = load_glossary(file)
    assert any(says in problem.message for problem in problems), problems
    assert found.concepts == ()
