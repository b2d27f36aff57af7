"""Many companies at once: `advisor portfolio INPUT.csv|.parquet OUTPUT.parquet|.csv`.

The input is read in chunks, each chunk is turned into columns of facts and ranked by `advisor.recommendation.bulk`, and
the results go to a file beside the output that takes its name once everything is written. Rows with an answer that
cannot be used are left out and listed, with every reason, in a file beside it.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TextIO

import numpy as np
import polars as pl
from numpy.typing import NDArray
from polars.io.plugins import register_io_source

from advisor.errors import BadInput
from advisor.portfolio.columns import Reader
from advisor.portfolio.files import ID, NO_REFUSALS, RESULTS, ROW, Chunk, Input, opened
from advisor.questionnaire.readings import Floats
from advisor.recommendation.bulk import Places, Ranked, rank
from advisor.recommendation.content import Content
from advisor.recommendation.load import load_content
from advisor.recommendation.ranking import DIGITS, SEED
from advisor.recommendation.verdict import CAPACITY, NEEDS
from advisor.settings import Settings

DONE, NO = 0, 1
SHOWN = 6  # digits of values and leads
REJECTED = ".rejected.csv"
MAX_SEED = 2**32 - 1
BAR = 24  # characters
Report = Callable[[int, int], None]  # rows done, rows in all (about, while a CSV file is being read)


@dataclass(frozen=True)
class PortfolioOptions:
    """`extra` copies unknown columns to the output; `workers` is how many chunks are worked on at once."""

    seed: int = SEED
    extra: bool = False
    workers: int = 0

    @property
    def threads(self) -> int:
        return self.workers or len(os.sched_getaffinity(0))


DEFAULTS = PortfolioOptions()


@dataclass(frozen=True)
class Summary:
    """How many rows were read, written and rejected, in how many seconds, and where the rejected ones are listed."""

    read: int
    written: int
    rejected: int
    seconds: float
    rejects: Path | None


@dataclass(frozen=True)
class _Done:
    """A chunk worked out: its results, its refusals (row, id, field, reason), the rows it had, those of them that are
    not empty, and the share of the file that is done with it."""

    results: pl.DataFrame
    refused: pl.DataFrame
    rows: int
    companies: int
    share: float


def run(
    content: Content, source: Path, target: Path, options: PortfolioOptions = DEFAULTS, report: Report | None = None
) -> Summary:
    """Rank every company of `source` into `target`; raises `BadInput` for what cannot be read or written."""
    rejects = target.with_suffix(REJECTED)
    _check_places(source, target, rejects)
    start = time.monotonic()
    with ExitStack() as stack:
        given = stack.enter_context(opened(content, source, options.extra))
        work = _Work(content, given, options.seed)
        output = stack.enter_context(_Output(target, rejects))
        steps = _pipeline(given, work.done, options.threads)
        try:
            output.write(work.schema, steps, report or _silent)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise BadInput(f"{target} cannot be written: {_why(error)}.") from error
        output.keep()
        return Summary(
            read=output.read,
            written=output.written,
            rejected=output.read - output.written,
            seconds=time.monotonic() - start,
            rejects=rejects if output.rejecting else None,
        )


def _silent(_done: int, _total: int) -> None:
    """Reports nothing."""


def _check_places(source: Path, target: Path, rejects: Path) -> None:
    if target.suffix not in (".parquet", ".csv"):
        raise BadInput(f"The name of the output must end in .parquet or .csv, but it is {target}.")
    if not target.parent.is_dir():
        raise BadInput(f"There is no folder {target.parent} to write into.")
    for place in (target, rejects):
        if place.is_dir():
            raise BadInput(f"{place} is a folder. Name a file to write to.")
        if place.resolve() == source.resolve() or (place.exists() and source.exists() and place.samefile(source)):
            raise BadInput(f"{place} is the input. Name another file to write to.")


def _why(error: Exception) -> str:
    """The reason that an operating system or polars gives, on one line and without a full stop."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()).rstrip(".")


def _pipeline(given: Input, done: Callable[[Chunk], _Done], threads: int) -> Iterator[_Done]:
    """The chunks worked out in order, a few at a time, so that memory stays flat."""
    with ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[_Done]] = deque()
        try:
            for chunk in given.chunks():
                waiting.append(pool.submit(done, chunk))
                if len(waiting) > threads:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


class _Work:
    """What is done with a chunk: read the answers, rank the companies, and lay out the results."""

    def __init__(self, content: Content, given: Input, seed: int) -> None:
        self.content, self.given, self.seed = content, given, seed
        by_id = content.questionnaire.by_id
        self.readers = {name: Reader(content, by_id[name]) for name in given.layout.questions}
        options = content.scheme.options
        self.paths = [option.path for option in options]
        self.deployments = [option.deployment for option in options]
        nothing = rank(content, {}, 1, seed)
        row = pl.DataFrame(schema={ROW: pl.UInt32, **given.schema}).clear(1)
        self.schema = self._results(row, nothing).schema

    def done(self, chunk: Chunk) -> _Done:
        loaded = chunk.load()
        frame = loaded.frame
        said, refused = self._read(frame)
        refused = pl.concat([loaded.refused, refused])
        listed = _listed(refused, frame)
        if len(refused):
            kept = np.ones(len(frame), dtype=np.bool_)
            kept[refused["row"].to_numpy()] = False
            said = {fact: column[kept] for fact, column in said.items()}
            frame = frame.filter(pl.Series(kept, dtype=pl.Boolean))
        results = pl.DataFrame(schema=self.schema)
        if len(frame):
            results = self._results(frame, rank(self.content, said, len(frame), self.seed))
        return _Done(results, listed, loaded.rows, len(loaded.frame), chunk.share)

    def _read(self, frame: pl.DataFrame) -> tuple[dict[str, Floats], pl.DataFrame]:
        """The facts of the answers, and the refusals by question."""
        said: dict[str, Floats] = {}
        refused = [NO_REFUSALS]
        for name, reader in self.readers.items():
            currency = self.given.layout.currencies.get(name)
            found = reader.read(frame[name], None if currency is None else frame[currency])
            said |= found.facts
            if len(found.refused):
                refused.append(found.refused.select("row", pl.lit(name).alias("field"), "reason"))
        return said, pl.concat(refused)

    def _results(self, frame: pl.DataFrame, ranked: Ranked) -> pl.DataFrame:
        first, second = ranked.advised, ranked.second
        alone = second == first
        value, next_value = ranked.of(first), ranked.of(second)
        lead = np.where(alone, np.nan, _shown(value - next_value))
        columns = [
            _named(self.paths, first),
            _named(self.deployments, first),
            pl.Series(_shown(value)),
            _named(self.paths, second, alone),
            _named(self.deployments, second, alone),
            pl.Series(lead).fill_nan(None),
            *(pl.Series(np.rint(ranked.scores[name]).astype(np.int8)) for name in (*NEEDS, *CAPACITY)),
        ]
        copied = self.given.layout.copied
        own = pl.col(ID) if self.given.layout.identified else pl.col(ROW).cast(pl.Int64).alias("row")
        version = pl.lit(self.content.version).alias(RESULTS[-1])
        named = [column.alias(name) for name, column in zip(RESULTS, columns, strict=False)]
        return frame.select(own).with_columns(*named, version).hstack(frame.select(copied))


def _named(names: Sequence[str], places: Places, none: NDArray[np.bool_] | None = None) -> pl.Series:
    """The name of each place in `names`; nothing where `none` says so."""
    kinds = sorted(set(names))
    codes = np.array([kinds.index(name) for name in names], dtype=np.uint8).take(places)
    column = pl.Series(codes).cat.to(pl.Enum(kinds))
    return column if none is None or not none.any() else column.set(pl.Series(none), None)


def _shown(values: Floats) -> Floats:
    """Values of nine digits rounded to six as Python rounds: halves by what the number really is."""
    shown = np.round(values, SHOWN)
    nano = np.rint(values * 10**DIGITS)
    for place in np.flatnonzero(nano % 10 ** (DIGITS - SHOWN) == 10 ** (DIGITS - SHOWN) / 2):
        shown[place] = round(float(values[place]), SHOWN)
    return shown


def _listed(refused: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Refusals with the number and the id of their rows, in the order of the rows."""
    place = refused["row"]
    ids = frame[ID].gather(place).cast(pl.String, strict=False) if ID in frame.columns else pl.lit("")
    numbers = frame[ROW].gather(place).cast(pl.Int64)
    return refused.select(numbers.alias("row"), ids.alias(ID), "field", "reason").sort("row", maintain_order=True)


class _Output:
    """The results and the list of rejected rows, under other names until both are whole."""

    def __init__(self, target: Path, rejects: Path) -> None:
        self.target, self.rejects = target, rejects
        self._part = target.with_name(f".{target.name}.{os.getpid()}.part")
        self._rejects_part = rejects.with_name(f".{rejects.name}.{os.getpid()}.part")
        self.read = self.written = 0
        self.rejecting = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for part in (self._part, self._rejects_part):
            part.unlink(missing_ok=True)

    def write(self, schema: pl.Schema, steps: Iterator[_Done], report: Report) -> None:
        """Write everything; errors of the operating system and of polars come as they are."""

        def frames(*_: object) -> Iterator[pl.DataFrame]:
            offset = 0
            for step in steps:
                self._reject(step.refused, offset)
                yield step.results if ID in schema else step.results.with_columns(pl.col("row") + offset)
                offset += step.rows
                self.read += step.companies
                self.written += len(step.results)
                report(offset, round(offset / step.share))

        lazy = register_io_source(frames, schema=schema)
        if self.target.suffix == ".csv":
            lazy.sink_csv(self._part)
        else:
            lazy.sink_parquet(self._part)

    def _reject(self, refused: pl.DataFrame, offset: int) -> None:
        if len(refused):
            with self._rejects_part.open("ab") as file:
                refused.with_columns(pl.col("row") + offset).write_csv(file, include_header=not self.rejecting)
            self.rejecting = True

    def keep(self) -> None:
        """Give the files their names; a list of rejected rows of an earlier run does not stay."""
        if self.rejecting:
            self._rejects_part.replace(self.rejects)
        else:
            self.rejects.unlink(missing_ok=True)
        self._part.replace(self.target)


class Progress:
    """One line that is written over: rows done of all, and rows a second; only on a terminal."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.start = time.monotonic()

    def __call__(self, done: int, total: int) -> None:
        filled = BAR * done // max(total, 1)
        rate = done / max(time.monotonic() - self.start, 1e-9)
        bar = "█" * filled + "░" * (BAR - filled)
        self.stream.write(f"\r{bar} {done:,} of {total:,} companies, {rate:,.0f} a second \x1b[K")
        self.stream.flush()

    def close(self) -> None:
        self.stream.write("\r\x1b[K")
        self.stream.flush()


def run_command(options: argparse.Namespace) -> int:
    """The command; exit code 1 when every row was rejected."""
    settings = Settings.from_environment()
    content = load_content(settings.questionnaires, settings.rules)
    progress = Progress(sys.stderr) if sys.stderr.isatty() and not options.quiet else None
    source, target = Path(options.input), Path(options.output)
    try:
        found = run(content, source, target, PortfolioOptions(options.seed, options.extra), progress)
    finally:
        if progress:
            progress.close()
    sys.stdout.write(f"Companies in {target}: {found.written:,}.\n")
    if found.rejects:
        sys.stdout.write(f"Rows that could not be used: {found.rejected:,}. {found.rejects} says why.\n")
    return NO if found.rejected and not found.written else DONE
