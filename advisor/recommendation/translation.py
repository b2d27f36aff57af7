"""Whether a text says in one language what it says in English: translated, with the same placeholders and the one term
that the glossary has for each concept. This is what a machine can find; whether a sentence is good only a reader knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from advisor.errors import Problem
from advisor.language import LANGUAGES
from advisor.recommendation.texts import Key, leaves
from advisor.rules.reader import Reader
from advisor.source import Document, read

FILE = "glossary.yaml"
# The letters a language is written in, and letters of its neighbours that it does not have.
_OWN = {"ru": "[а-яё]", "uk": "[а-яґєії]", "zh": "[\u4e00-\u9fff]", "fa": "[\u0600-\u06ff]"}
_STRANGE = {"ru": "[ґєії]", "uk": "[ёъыэ]", "fa": "[\u064a\u0643]"}
_PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)[sd]")
_PROSE = re.compile(r"(?:\b[a-z]{2,}\b[ ,;]+){3}")
# Names of modules are those that the source documents use, whatever the glossary says.
_NAMES = "modules"


@dataclass(frozen=True)
class Concept:
    """A concept of the product: the English words for it (none: the word has other meanings too, so texts are not
    checked), phrases in which these words mean something else, and for each language the term that readers see and the
    beginnings of words of which one must occur."""

    id: str
    words: tuple[str, ...]
    unless: tuple[str, ...]
    terms: Mapping[str, str]
    stems: Mapping[str, tuple[str, ...]]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        either = "|".join(map(re.escape, self.words))
        flags = 0 if all(word.isupper() for word in self.words) else re.IGNORECASE
        return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])", flags)

    def missed(self, english: str, text: str, language: str) -> bool:
        """Whether the English text speaks of the concept and the other one does not."""
        english = _PLACEHOLDER.sub("", english)
        for phrase in self.unless:
            english = english.replace(phrase, "")
        if not self.words or not self.pattern.search(english):
            return False
        return not any(stem.lower() in text.lower() for stem in self.stems[language])


@dataclass(frozen=True)
class Glossary:
    """One term per concept, and names and abbreviations that are `same` in every language."""

    concepts: tuple[Concept, ...]
    same: tuple[str, ...]

    @cached_property
    def names(self) -> re.Pattern[str]:
        return re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in self.same) or "(?!)")

    def faults(self, english: str, text: str, language: str, *, terms: bool = True) -> Iterator[str]:
        """What is wrong with a text as the translation of an English one, a sentence each."""
        if sorted(_PLACEHOLDER.findall(english)) != sorted(_PLACEHOLDER.findall(text)):
            yield "It has other placeholders than the English text."
        bare = self.names.sub("", _PLACEHOLDER.sub("", english))
        if re.search("[a-z]{3}", bare) and not re.search(_OWN[language], text, re.IGNORECASE):
            yield "It is not translated."
        elif found := _PROSE.search(self.names.sub("", text)):
            yield f"A part of it is English: “{found[0].strip()}”."
        if language in _STRANGE and (strange := re.search(_STRANGE[language], text, re.IGNORECASE)):
            yield f"The letter “{strange[0]}” does not belong to this language."
        for concept in self.concepts if terms else ():
            if concept.missed(english, text, language):
                yield f"The term for “{concept.id}” is missing: “{concept.terms[language]}”."


def check_translation(doc: Document, english: Document, language: str, glossary: Glossary) -> list[Problem]:
    """Problems of a text file as the translation of the English one; keys that only one has are not looked at."""
    there: dict[Key, Any] = dict(leaves(english.data))
    return [
        Problem(doc.name, doc.line(key), "bad-translation", f"“{'.'.join(key)}”: {fault}", "Correct the text.")
        for key, text in leaves(doc.data)
        if isinstance(text, str) and isinstance(there.get(key), str)
        for fault in glossary.faults(there[key], text, language, terms=key[0] != _NAMES)
    ]


def load_glossary(path: Path) -> tuple[Glossary, list[Problem]]:
    """The glossary of a file and its problems; concepts with problems are left out."""
    reader = Reader(read(path))
    data = reader.mapping(reader.document.data, (), ("same", "concepts"))
    entries = reader.mapping(data.get("concepts"), ("concepts",), (), None)
    concepts = []
    for name, entry in entries.items():
        before = len(reader.problems)
        concept = _concept(reader, name, entry)
        if len(reader.problems) == before:
            concepts.append(concept)
    return Glossary(tuple(concepts), reader.words(data.get("same"), ("same",))), sorted(reader.problems)


def _concept(reader: Reader, name: str, data: Any) -> Concept:
    at = ("concepts", name)
    entry = reader.mapping(data, at, LANGUAGES, ("unless", "about"))
    spoken = [language for language in LANGUAGES if language != "en"]
    parts = {
        language: reader.mapping(entry.get(language), (*at, language), ("term",), ("stem",)) for language in spoken
    }
    words = reader.words(entry.get("en"), (*at, "en"))
    stems = {key: reader.words(part.get("stem"), (*at, key, "stem")) for key, part in parts.items()}
    for language in spoken if words else ():
        if not stems[language]:
            reader.find("missing-field", (*at, language), f"“{name}” has no `stem` in “{language}”.", "Write one.")
    terms = {key: reader.text(part.get("term"), (*at, key, "term")) for key, part in parts.items()}
    unless = reader.words(entry.get("unless"), (*at, "unless"))
    return Concept(name, words, unless, terms, stems)
