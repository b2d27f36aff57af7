"""The words of one language, and the check that none is missing in any.

Inside, a reason is a key; text appears only when a page or report is rendered. Texts are three trees, of questions,
of rules and of sources, and a word is found by its path of keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from advisor.errors import ContentBroken, Problem
from advisor.language import LANGUAGES
from advisor.source import Document, read

Key = tuple[str, ...]
Wanted = tuple[frozenset[Key], ...]
# The one word that is a list of sentences.
_LISTS = frozenset({("not_assessed",)})


@dataclass(frozen=True, eq=False)
class Texts:
    """All words in one language."""

    language: str
    asking: dict[str, Any]
    advising: dict[str, Any]
    citing: dict[str, Any]

    def ask(self, *key: str) -> str:
        """A word of the questionnaire; KeyError when there is none, which the content check rules out."""
        return _find(self.asking, key)

    def say(self, *key: str) -> str:
        """A word of the rules; KeyError when there is none, which the content check rules out."""
        return _find(self.advising, key)

    def cite(self, *key: str) -> str:
        """A word of the sources; KeyError when there is none, which the content check rules out."""
        return _find(self.citing, key)

    def items(self, key: str) -> tuple[str, ...]:
        """A list of sentences of the rules."""
        return tuple(self.advising[key])


def _find(tree: dict[str, Any], key: Key) -> str:
    found: Any = tree
    for part in key:
        found = found[part]
    if not isinstance(found, str):
        raise KeyError(".".join(key))
    return found


class Library(Mapping[str, Texts]):
    """The words of all languages that have files. English is there; another one is read when it is first asked for, and
    raises ContentBroken when words are missing. `wanted` are the words that each file must have."""

    def __init__(self, questions: Path, rules: Path, english: Texts) -> None:
        self.folders = questions, rules
        self.wanted: Wanted | None = None
        self.found = {"en": english}
        self.languages = [
            language
            for language in LANGUAGES
            if language == "en" or any(path.exists() for path in _paths(questions, rules, language))
        ]

    def __getitem__(self, language: str) -> Texts:
        if language not in self.languages:
            raise KeyError(language)
        if language not in self.found:
            docs = documents(*self.folders, language)
            texts, faults = texts_of(docs, language), problems(docs, self.wanted)
            if texts is None or faults:
                raise ContentBroken(tuple(faults))
            self.found[language] = texts
        return self.found[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self.languages)

    def __len__(self) -> int:
        return len(self.languages)


def _paths(questions: Path, rules: Path, language: str) -> dict[Path, str]:
    """The files of a language, each with the name by which problems call it."""
    text, sources = f"text.{language}.yaml", f"text.sources.{language}.yaml"
    return {questions / text: f"{questions.name}/{text}", rules / text: text, rules / sources: sources}


def documents(questions: Path, rules: Path, language: str) -> list[Document]:
    """The files of a language: words of the questions, of the rules, and of the sources."""
    return [read(path, name) for path, name in _paths(questions, rules, language).items()]


def texts_of(docs: Sequence[Document], language: str) -> Texts | None:
    """The words of three files; None when one of them has none."""
    if not all(isinstance(doc.data, dict) for doc in docs):
        return None
    return Texts(language, *(doc.data for doc in docs))


def problems(docs: Sequence[Document], wanted: Wanted | None) -> list[Problem]:
    """Problems of the files of a language: unreadable ones, and where it is known what is `wanted`, words that are
    missing, empty, or belong to nothing."""
    found: list[Problem] = []
    for place, doc in enumerate(docs):
        found += doc.problems
        if not isinstance(doc.data, dict):
            if not doc.problems:
                found.append(Problem(doc.name, 1, "missing-field", "The file has no words.", "Add them."))
        elif wanted is not None:
            found += check(doc, wanted[place])
    return found


def check(doc: Document, wanted: frozenset[Key]) -> list[Problem]:
    """Problems of one text file: words that are missing, empty, or belong to nothing."""
    found: list[Problem] = []
    for key in sorted(wanted):
        node: Any = doc.data
        for part in key:
            node = node.get(part) if isinstance(node, dict) else None
        if not node or not (_sentences(node) if key in _LISTS else isinstance(node, str)):
            message = f"There are no words for “{'.'.join(key)}”."
            found.append(Problem(doc.name, doc.line(key), "missing-word", message, "Add them."))
    for key in dict.fromkeys(_entry(key, wanted) for key, _ in leaves(doc.data)):
        if key not in wanted:
            message = f"The words “{'.'.join(key)}” belong to nothing."
            found.append(Problem(doc.name, doc.line(key), "unused-word", message, "Remove them."))
    return found


def _entry(key: Key, wanted: frozenset[Key]) -> Key:
    """The key of the word that a leaf belongs to: of a sentence of a list, that of the list."""
    entry = key
    while entry and entry not in wanted and entry[-1].isdecimal():
        entry = entry[:-1]
    return entry if entry in wanted else key


def _sentences(node: Any) -> bool:
    return isinstance(node, list) and all(isinstance(sentence, str) for sentence in node)


def leaves(node: Any, path: Key = ()) -> Iterator[tuple[Key, Any]]:
    """All texts of a tree with their keys; a sentence of a list has its place as the last part of its key."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from leaves(value, (*path, str(place)))
    else:
        yield path, node
