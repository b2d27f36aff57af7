"""Typed values out of a content file, with what is wrong collected and none of it raised."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from advisor.cells import CellError
from advisor.errors import Problem
from advisor.rules.schema import Code
from advisor.source import Document, Path_

T = TypeVar("T")

_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,4})?")  # few enough digits for sums of many rows in one word


class Reader:
    """Reads typed values out of a document and collects what is wrong with it.

    A value that is None is absent; `mapping` has reported that, so the other readers return an empty value for it.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems = list(document.problems)

    def find(self, code: Code, at: Path_, message: str, fix: str) -> None:
        self.problems.append(Problem(self.document.name, self.document.line(at), code, message, fix))

    def mapping(self, data: Any, at: Path_, required: Iterable[str] = (), optional: Iterable[str] | None = ()) -> Any:
        """`data` as a mapping with the required keys and no others (any others when `optional` is None)."""
        if data is None:
            return {}
        if not isinstance(data, dict):
            self.find("bad-value", at, f"{_name(at)} must be a mapping.", "Write `key: value` pairs.")
            return {}
        for key in required:
            if key not in data:
                self.find("missing-field", at, f"{_name(at)} has no “{key}”.", f"Add `{key}:`.")
        if optional is not None:
            for key in data.keys() - {*required, *optional}:
                known = ", ".join([*required, *optional])
                self.find("unknown-field", (*at, key), f"{_name(at)} cannot have “{key}”.", f"Use one of: {known}.")
        return data

    def items(self, data: Any, at: Path_) -> list[Any]:
        if data is None:
            return []
        if not isinstance(data, list):
            self.find("bad-value", at, f"{_name(at)} must be a list.", "Write one `- item` a line, or `[a, b]`.")
            return []
        return data

    def words(self, data: Any, at: Path_) -> tuple[str, ...]:
        return tuple(self.text(word, (*at, i)) for i, word in enumerate(self.items(data, at)))

    def text(self, data: Any, at: Path_, like: re.Pattern[str] | None = None, example: str = "a word") -> str:
        if data is None:
            return ""
        if not isinstance(data, str) or not data or (like is not None and not like.fullmatch(data)):
            self.find("bad-value", at, f"{_name(at)} is “{data}”, not {example}.", f"Write {example}.")
            return ""
        return data

    def number(self, data: Any, at: Path_) -> float:
        return float(self.text(data, at, _NUMBER, "a number such as 12 or 2.5") or 0)

    def attempt(self, code: Code, at: Path_, read: Callable[[], T], otherwise: T) -> T:
        """What `read` returns; when it raises CellError that is a problem of `code`, and `otherwise` is returned."""
        try:
            return read()
        except CellError as error:
            self.find(code, at, error.message, "Write a value of the fact, or a cell over its values.")
            return otherwise

    def choice(self, data: Any, at: Path_, words: Iterable[str], code: Code) -> str:
        """`data` when it is one of `words`."""
        if data is not None and data not in words:
            self.find(code, at, f"{_name(at)} is “{data}”.", f"Use one of: {', '.join(words)}.")
        return str(data)


def _name(at: Path_) -> str:
    return f"“{'.'.join(str(part) for part in at)}”" if at else "The file"
