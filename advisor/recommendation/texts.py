"""The words of one language, and the check that none is missing in any.

Inside, a reason is a key; text appears only when a page or report is rendered. Texts are two trees, one beside the
questionnaire and one beside the rules, and a word is found by its path of keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from advisor.errors import Problem
from advisor.source import Document

Key = tuple[str, ...]
# The one word that is a list of sentences.
_LISTS = frozenset({("not_assessed",)})


@dataclass(frozen=True, eq=False)
class Texts:
    """All words in one language."""

    language: str
    asking: dict[str, Any]
    advising: dict[str, Any]

    def ask(self, *key: str) -> str:
        """A word of the questionnaire; KeyError when there is none, which the content check rules out."""
        return _find(self.asking, key)

    def say(self, *key: str) -> str:
        """A word of the rules; KeyError when there is none, which the content check rules out."""
        return _find(self.advising, key)

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


def check(doc: Document, wanted: Iterable[Key]) -> list[Problem]:
    """Problems of one text file: words that are missing, empty, or belong to nothing."""
    problems: list[Problem] = []
    keys = set(wanted)
    for key in sorted(keys):
        node: Any = doc.data
        for part in key:
            node = node.get(part) if isinstance(node, dict) else None
        if not node or not (_sentences(node) if key in _LISTS else isinstance(node, str)):
            problems.append(
                Problem(
                    doc.name, doc.line(key), "missing-word", f"There are no words for “{'.'.join(key)}”.", "Add them."
                )
            )
    unused = [key for key in _leaves(doc.data, ()) if key not in keys]
    return problems + [
        Problem(doc.name, doc.line(k), "unused-word", f"The words “{'.'.join(k)}” belong to nothing.", "Remove them.")
        for k in unused
    ]


def _sentences(node: Any) -> bool:
    return isinstance(node, list) and all(isinstance(sentence, str) for sentence in node)


def _leaves(node: Any, path: Key) -> Iterator[Key]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    else:
        yield path
