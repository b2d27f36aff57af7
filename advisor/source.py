"""Reading YAML and JSON as text with line numbers.

Every scalar stays the text that was written: `no`, `1.10` and dates are never guessed into other types; the schema of
each file says what they mean. The reader works on parser events with a depth limit and refuses aliases, so that a
hostile file can neither exhaust memory nor the stack.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from advisor.errors import Problem

MAX_BYTES = 1_000_000
MAX_DEPTH = 16

Path_ = tuple[str | int, ...]


@dataclass(frozen=True)
class Document:
    """A parsed file: `data` holds only dict, list and str; `line(path)` tells where a value stands (1-based)."""

    name: str
    data: Any
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, path: Path_ = ()) -> int:
        """Line of the value at `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Builder:
    """Builds plain data from parser events, with the line of every value and without recursion."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self.stack: list[tuple[Any, Path_, str | None]] = []
        self.root: Any = None

    def problem(self, line: int, code: str, message: str, fix: str) -> None:
        self.problems.append(Problem(self.name, line, code, message, fix))

    def event(self, event: Any) -> bool:
        """Take one event; False when reading must stop."""
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.problem(line, "alias", "The file uses a YAML anchor or alias.", "Write the value out in full.")
            return False
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event.value, line)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if self.stack and isinstance(self.stack[-1][0], dict) and self.stack[-1][2] is None:
                self.problem(line, "key", "A key is itself a list or a mapping.", "Use a plain word as the key.")
                return False
            container: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = self._place(container, line)
            if len(self.stack) >= MAX_DEPTH:
                self.problem(line, "depth", f"The file is nested more than {MAX_DEPTH} levels deep.", "Flatten it.")
                return False
            self.stack.append((container, path, None))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.problem(
                line, "documents", "The file holds more than one document.", "Keep one, without `---` between."
            )
            return False
        return True

    def _scalar(self, value: str, line: int) -> None:
        if self.stack and isinstance(self.stack[-1][0], dict) and self.stack[-1][2] is None:
            container, path, _ = self.stack.pop()
            if value in container:
                self.problem(line, "duplicate-key", f"The key “{value}” is given twice.", "Keep one of the two.")
            self.stack.append((container, path, value))
            return
        self._place(value, line)

    def _place(self, value: Any, line: int) -> Path_:
        if not self.stack:
            self.root = value
            self.lines[()] = line
            return ()
        container, path, key = self.stack.pop()
        at: str | int
        if isinstance(container, dict):
            assert key is not None  # an event in a mapping without a key was taken as the key
            container[key] = value
            at = key
        else:
            container.append(value)
            at = len(container) - 1
        self.stack.append((container, path, None))
        self.lines[(*path, at)] = line
        return (*path, at)


def parse_yaml(text: str, name: str) -> Document:
    """Parse YAML `text`; problems are returned in the document, not raised."""
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if not builder.event(event):
                break
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or "it contains characters that are not allowed"
        builder.problem(line, "yaml", f"The file is not valid YAML: {what}.", "Correct the line; quote texts.")
    return Document(name, builder.root, builder.lines, tuple(builder.problems))


def parse_json(text: str, name: str) -> Document:
    """Parse JSON `text` with numbers kept as written; problems are returned in the document."""
    problems: list[Problem] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in items:
            if key in found:
                problems.append(
                    Problem(name, 1, "duplicate-key", f"The key “{key}” is given twice.", "Keep one of the two.")
                )
            found[key] = value
        return found

    try:
        data = _as_text(json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=str))
    except json.JSONDecodeError as error:
        problems.append(Problem(name, error.lineno, "json", f"The file is not valid JSON: {error.msg}.", "Correct it."))
        data = None
    except RecursionError:
        problems.append(Problem(name, 1, "depth", "The file is nested too deeply.", "Flatten it."))
        data = None
    return Document(name, data, {}, tuple(problems))


def _as_text(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _as_text(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_as_text(value) for value in data]
    if isinstance(data, bool):
        return "true" if data else "false"
    return "null" if data is None else data


def read(path: Path, name: str | None = None) -> Document:
    """Read a YAML or JSON file of at most `MAX_BYTES`; anything wrong with it is in the document's problems."""
    shown = name or path.name
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or "it cannot be read"
        return Document(
            shown, None, {}, (Problem(shown, 1, "unreadable", f"Cannot read {shown}: {why}.", "Check the path."),)
        )
    return parse(raw, shown)


def parse(raw: bytes, name: str) -> Document:
    """Parse the bytes of a YAML or JSON file, told apart by the first character."""
    if len(raw) > MAX_BYTES:
        problem = Problem(
            name, 1, "too-large", f"The file is larger than {MAX_BYTES // 1_000_000} MB.", "Send only the answers."
        )
        return Document(name, None, {}, (problem,))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problem = Problem(name, line, "encoding", "The file is not UTF-8 text.", "Save it as UTF-8.")
        return Document(name, None, {}, (problem,))
    if text.lstrip().startswith(("{", "[")):
        return parse_json(text, name)
    return parse_yaml(text, name)
