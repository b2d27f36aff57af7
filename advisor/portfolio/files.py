"""Files of many companies, read in chunks: which column is what, and the rows as texts or as Parquet has them.

A CSV file is cut at ends of rows into pieces of some megabytes, so that memory stays flat and a fault is found at its
line. A chunk is loaded by whoever works on it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, NamedTuple

import polars as pl

from advisor.cells import hint
from advisor.errors import BadInput
from advisor.questionnaire.answers import printable
from advisor.recommendation.content import Content

ROWS = 65_536  # of a Parquet file in one chunk
PIECE = 16 * 2**20  # bytes of a CSV file in one chunk
LONGEST_HEADER = 2**20  # bytes
LONGEST_ROW = 4 * PIECE  # bytes; more in one row means a quotation mark that is never closed
ID = "id"
ROW = ""  # the column of row numbers, counted from 1 in each chunk; no column of a file has this name
REST = "\x00"  # what stands behind the last column of the header
SEPARATORS = (",", ";", "\t")
# The columns of the results, behind the id or row number.
RESULTS = (
    "path", "deployment", "value", "second_path", "second_deployment", "lead", "need_customer", "need_operations",
    "need_integration", "capacity_budget", "capacity_it", "capacity_change", "content_version",
)  # fmt: skip


@dataclass(frozen=True)
class Layout:
    """What the columns are: `names` in the order of the file, and of these the questions, the columns that name the
    currency of an amount of money (by question), and those that are only copied."""

    names: tuple[str, ...]
    questions: tuple[str, ...]
    currencies: dict[str, str]
    copied: tuple[str, ...]

    @property
    def identified(self) -> bool:
        return ID in self.names


class Loaded(NamedTuple):
    """The rows of a chunk with their numbers in the column `ROW`; places and reasons of those that are no rows; and how
    many rows it had, empty ones included."""

    frame: pl.DataFrame
    refused: pl.DataFrame
    rows: int


class Chunk(NamedTuple):
    """A part of a file: how to load it, and the share of the file that ends with it."""

    load: Callable[[], Loaded]
    share: float


class Input(NamedTuple):
    layout: Layout
    schema: pl.Schema
    chunks: Callable[[], Iterator[Chunk]]


@contextmanager
def opened(content: Content, source: Path, extra: bool) -> Iterator[Input]:
    """The input, its header checked; raises `BadInput` for a file that cannot be used."""
    if source.suffix not in (".csv", ".parquet"):
        raise BadInput(f"The name of the input must end in .csv or .parquet, but it is {source}.")
    try:
        if source.suffix == ".parquet":
            yield _parquet(content, source, extra)
            return
        with source.open("rb") as file:
            yield _csv(content, file, source, extra)
    except OSError as error:
        if error.filename is None or Path(error.filename) != source:
            raise
        raise BadInput(f"Cannot read {source}: {error.strerror or error}.") from error


def layout(content: Content, names: Sequence[str], extra: bool) -> Layout:
    """What each column is; raises `BadInput` for a header that is not clear."""
    bank = content.questionnaire.by_id
    currencies = {
        q: f"{q}_currency" for q in bank if bank[q].type == "money" and q in names and f"{q}_currency" in names
    }
    known = {ID, *bank, *currencies.values()}
    for place, name in enumerate(names, start=1):
        shown = printable(name[:60])
        if not name:
            raise BadInput(f"Column {place} has no name.")
        if name in names[: place - 1]:
            raise BadInput(f"The column “{shown}” is there more than once.", field=shown)
        if name not in known and not extra:
            raise BadInput(
                f"There is no question for the column “{shown}”{hint(name, known)}. "
                "Correct its name, remove it, or copy such columns with --extra.",
                field=shown,
            )
        if name not in known and name in (*RESULTS, "row"):
            raise BadInput(f"The column “{shown}” has the name of a result. Give it another name.", field=shown)
    questions = tuple(name for name in names if name in bank)
    if not questions:
        raise BadInput("No column is named after a question. `advisor questions` lists them.")
    return Layout(tuple(names), questions, currencies, tuple(name for name in names if name not in known))


def _parquet(content: Content, source: Path, extra: bool) -> Input:
    try:
        with source.open("rb"):  # for the plain reason when it cannot be opened
            lazy = pl.scan_parquet(source, glob=False)
            schema = lazy.collect_schema()
            total = int(lazy.select(pl.len()).collect().item())
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{source} is not a Parquet file that can be read: {_first_line(error)}") from error
    columns = layout(content, schema.names(), extra)

    def load(start: int) -> Loaded:
        try:
            frame = lazy.slice(start, ROWS).collect()
        except pl.exceptions.PolarsError as error:
            raise BadInput(f"{source}, after row {start}, cannot be read: {_first_line(error)}") from error
        return Loaded(frame.with_row_index(ROW, offset=1), NO_REFUSALS, len(frame))

    def chunks() -> Iterator[Chunk]:
        for start in range(0, total, ROWS):
            yield Chunk(partial(load, start), min(1.0, (start + ROWS) / total))

    return Input(columns, schema, chunks)


NO_REFUSALS = pl.DataFrame(schema={"row": pl.UInt32, "field": pl.String, "reason": pl.String})


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return f"{lines[0].rstrip('.')}." if lines else "no reason is given."


def _csv(content: Content, file: IO[bytes], source: Path, extra: bool) -> Input:
    size = source.stat().st_size
    head, separator = _header(content, file, source)
    columns = layout(content, head, extra)
    after_header = file.tell()

    def chunks() -> Iterator[Chunk]:
        file.seek(after_header)
        line = 2
        for piece in _pieces(file, source, line):
            table = _Table(source, columns.names, separator, line)
            yield Chunk(partial(table.load, piece), min(1.0, file.tell() / max(size, 1)))
            line += piece.count(b"\n")

    return Input(columns, pl.Schema(dict.fromkeys(columns.names, pl.String())), chunks)


def _header(content: Content, file: IO[bytes], source: Path) -> tuple[list[str], str]:
    """The names of the columns and the separator: the one that gives most names of questions."""
    first = file.readline(LONGEST_HEADER)
    try:
        text = first.decode("utf-8-sig").strip("\r\n")
    except UnicodeDecodeError as error:
        raise BadInput(f"{source}, line 1, is not UTF-8. Save the file as CSV in UTF-8.") from error
    if not text.strip():
        raise BadInput(f"{source} does not begin with a line of column names.")
    found = {s: [name.strip() for name in next(csv.reader([text], delimiter=s))] for s in SEPARATORS}
    best = max(SEPARATORS, key=lambda s: sum(name in content.questionnaire.by_id for name in found[s]))
    return found[best], best


def _pieces(file: IO[bytes], source: Path, line: int) -> Iterator[bytes]:
    """The rows of the file in pieces that end where a row ends: at a line break outside of quotation marks."""
    rest = b""
    while data := file.read(PIECE):
        rest += data
        end = _end_of_rows(rest)
        if end:
            yield rest[:end]
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
        elif len(rest) > LONGEST_ROW:
            raise BadInput(f"{source}, line {line}: a row does not end. Is a quotation mark not closed?")
    if rest:
        yield rest


def _end_of_rows(data: bytes) -> int:
    """The place behind the last line break that has an even number of quotation marks before it; 0 if there is none."""
    end = data.rfind(b"\n") + 1
    marks = data.count(b'"', 0, end)
    while end and marks % 2:
        before = data.rfind(b"\n", 0, end - 1) + 1
        marks -= data.count(b'"', before, end)
        end = before
    return end


@dataclass(frozen=True)
class _Table:
    """How the rows of a piece of a CSV file are read; `line` is where it begins."""

    source: Path
    names: tuple[str, ...]
    separator: str
    line: int

    def load(self, piece: bytes) -> Loaded:
        frame = self._read(piece).with_row_index(ROW, offset=1)
        rows = len(frame)
        empty = pl.all_horizontal(pl.col(*self.names, REST).is_null())
        if frame.select(empty.any()).item():
            frame = frame.filter(~empty)
        longer = frame[REST].is_not_null().arg_true()
        refused = pl.DataFrame({"row": longer}).with_columns(
            field=pl.lit(""), reason=pl.lit("The row has more cells than the header.")
        )
        return Loaded(frame.drop(REST), refused.cast({"row": pl.UInt32}), rows)

    def _read(self, piece: bytes) -> pl.DataFrame:
        schema = dict.fromkeys((*self.names, REST), pl.String)
        plain = self.separator.join(map(str, range(len(schema)))).encode() + b"\n"
        try:
            frame = pl.read_csv(plain + piece, infer_schema=False, separator=self.separator, truncate_ragged_lines=True)
        except pl.exceptions.PolarsError:
            return pl.DataFrame(self._slowly(piece), schema=schema, orient="row")
        frame.columns = list(schema)
        return frame

    def _slowly(self, piece: bytes) -> Iterator[list[str | None]]:
        """The rows of a piece that polars refuses, read one by one as far as the line with the fault."""
        try:
            text = piece.decode()
        except UnicodeDecodeError as error:
            line = self.line + piece.count(b"\n", 0, error.start)
            raise BadInput(f"{self.source}, line {line}, is not UTF-8. Save the file as CSV in UTF-8.") from error
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator, strict=True)
        width = len(self.names) + 1
        try:
            for row in rows:
                yield [cell or None for cell in (*row, *[""] * width)[:width]]
        except csv.Error as error:
            raise BadInput(f"{self.source}, line {self.line + rows.line_num - 1}, is not CSV: {error}.") from error
