"""What a change of questions or rules does to past cases: which would be advised otherwise, and by which rows.

Every case is ranked twice, with the present content and with the changed one, so that what is told apart is the change
alone, whatever content a stored result once came from. A stored case keeps its voices and weights in both; the option
and the modules that people chose for it are not the rules', so they neither make a flip nor hide one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from pydantic import ValidationError
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from advisor.db import open_database
from advisor.errors import BadInput
from advisor.questionnaire.schema import Answer
from advisor.recommendation import drift as differences
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.drift import Drift, Ignored, drift, rows_of, usable
from advisor.recommendation.load import check_content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.ranking import SAMPLES, SEED, compare
from advisor.recommendation.ranking import Case as Ranked
from advisor.recommendation.replay import concluded as concluded_again
from advisor.recommendation.tailoring import Tailoring, fitting
from advisor.recommendation.verdict import fired
from advisor.settings import Settings
from advisor.source import read
from advisor.workspace.cases import concluded, latest_of_each
from advisor.workspace.edits import Edits, Undo, advised_by, edits, fitted
from advisor.workspace.tables import StoredRecommendation

DONE, FLIPPED = 0, 1
NAMED = 2  # problems of a content that are said in full
# Edited rows that are taken back to find those that decide.
SINGLES = 12
SUFFIXES = frozenset({".yaml", ".yml", ".json"})
EVERY = 10  # cases between two words of progress
Seen = Callable[[int, int], None]


@dataclass(frozen=True)
class Case:
    """One case by its name: its raw answers, None when they cannot be read, and the result that was stored for it."""

    name: str
    answers: Mapping[str, Any] | None
    stored: Recommendation | None = None

    @property
    def tailoring(self) -> Tailoring | None:
        """What people put beside the rules for it."""
        return self.stored.tailoring if self.stored else None

    @property
    def draws(self) -> tuple[int, int]:
        """How it is sampled: the number of draws and the seed."""
        return (self.stored.robustness.samples, self.stored.seed) if self.stored else (SAMPLES, SEED)

    @property
    def advised(self) -> tuple[str, str] | None:
        """The path and deployment that the rules gave in the stored result."""
        return (self.stored.path, self.stored.deployment) if self.stored else None

    def conclude(self, content: Content, answers: Mapping[str, Answer]) -> Recommendation:
        """The whole advice of a content, with what it takes of the tailoring."""
        return concluded_again(content, self.stored, answers) if self.stored else advise(content, answers)


@dataclass(frozen=True)
class CaseDrift:
    """One case by its name, and what the change does to it."""

    case: str
    drift: Drift


@dataclass(frozen=True)
class Impact:
    """What a change does to `cases`: those it flips, and how many it moves without a flip. `outdated` is the number of
    stored results that the present content already sees otherwise; `unreadable` are stored results of another form."""

    before: str
    after: str
    edits: Edits
    cases: int
    flips: tuple[CaseDrift, ...]
    moved: int
    outdated: int
    unreadable: tuple[str, ...]

    @property
    def code(self) -> int:
        """The exit code: 0 nothing flips, 1 something does."""
        return FLIPPED if self.flips else DONE

    def plain(self) -> dict[str, Any]:
        """As JSON values."""
        return asdict(self)


class Meter:
    """Says on a terminal how many cases are done; elsewhere it says nothing."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.shown = stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        if self.shown and (done % EVERY == 0 or done == total):
            self.stream.write(f"\r{done} of {total} cases" + ("\n" if done == total else ""))
            self.stream.flush()


def measure(settings: Settings, against: Path, folder: Path | None, seen: Seen) -> Impact:
    """The impact of the content in `against` on all stored cases and on the answer files in `folder`.

    `seen` is told how many cases are done, and of how many. Raises BadInput for content or files that cannot be used
    and Unavailable when the database cannot be reached. A database that is not there yet has no cases and is not made.
    """
    before = _loaded("The present content", settings.questionnaires, settings.rules)
    after = _loaded(f"The content in {against}", *content_folders(settings, against))
    given = _given(folder, before, after) if folder is not None else []
    with _stored(settings.database_url) as (total, stored):
        return _Tally(before, after).over(chain(given, stored), len(given) + total, seen)


@contextmanager
def kept(url: str) -> Iterator[Session | None]:
    """A session on the stored cases; None where there is no database or no table of results yet. None is made."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).is_file():
        yield None
        return
    with closing(open_database(url)) as database, database.session(write=False) as session:
        there = inspect(session.connection()).has_table(StoredRecommendation.__tablename__)
        yield session if there else None


@contextmanager
def _stored(url: str) -> Iterator[tuple[int, Iterator[Case]]]:
    """How many stored cases have a result, and these cases, read as they are needed."""
    with kept(url) as session:
        if session is None:
            yield 0, iter(())
        else:
            yield concluded(session), (_kept(*found) for found in latest_of_each(session))


def _kept(case: int, body: str) -> Case:
    name = f"stored case {case}"
    try:
        it = Recommendation.model_validate_json(body)
    except ValidationError:
        return Case(name, None)
    return Case(name, it.answers, it)


def content_folders(settings: Settings, against: Path) -> tuple[Path, Path]:
    """The folders of the changed questions and rules: both below `against`, one of them with the other as it is, or
    `against` as the rules themselves."""
    questionnaires, rules = against / "questionnaires", against / "rules"
    if (against / "facts.yaml").is_file():
        return settings.questionnaires, against
    if not questionnaires.is_dir() and not rules.is_dir():
        raise BadInput(
            f"There is neither {questionnaires} nor {rules}. Name the folder that holds the changed content.",
            field="against",
        )
    return (
        questionnaires if questionnaires.is_dir() else settings.questionnaires,
        rules if rules.is_dir() else settings.rules,
    )


def _loaded(what: str, questionnaires: Path, rules: Path) -> Content:
    content, problems = check_content(questionnaires, rules)
    found = sorted(set(problems))
    if content is None or found:
        more = f" And {len(found) - NAMED} more." if len(found) > NAMED else ""
        first = " ".join(f"{p.file}, line {p.line}: {p.message} {p.fix}" for p in found[:NAMED])
        raise BadInput(f"{what} cannot be used. {first}{more}", field="against", problems=tuple(found))
    return content


def _given(folder: Path, before: Content, after: Content) -> list[Case]:
    """The answer files of a folder. An answer that only one of the two contents takes is a finding; one that neither
    takes is a mistake of the file."""
    files = sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES and path.is_file())
    if not files:
        raise BadInput(f"There are no answer files (.yaml, .yml or .json) in {folder}.", field="cases")
    found = []
    for path in files:
        document = read(path)
        if document.problems:
            first = document.problems[0]
            raise BadInput(f"{first.file}, line {first.line}: {first.message} {first.fix}", field="cases")
        answers = document.data.get("answers") if isinstance(document.data, dict) else None
        if not isinstance(answers, dict):
            raise BadInput(f"{path.name} has no `answers` with one `question: value` a line.", field="cases")
        refused = [{i.question for i in usable(c, answers)[1] if i.why != "not-asked"} for c in (before, after)]
        if strange := sorted(refused[0] & refused[1]):
            line = document.line(("answers", strange[0]))
            raise BadInput(f"{path.name}, line {line}: “{strange[0]}” is no answer that can be used.", field="cases")
        found.append(Case(path.name, answers))
    return found


class _Tally:
    """Ranks case after case twice and counts; `before` and `after` are the two contents."""

    def __init__(self, before: Content, after: Content) -> None:
        self.before, self.after = before, after
        self.rows = rows_of(before), rows_of(after)
        self.edits = edits(before, after)
        self.undo = Undo(before, after)

    def over(self, cases: Iterable[Case], total: int, seen: Seen) -> Impact:
        """All cases, one by one."""
        flips: list[CaseDrift] = []
        unreadable: list[str] = []
        done = moved = outdated = 0
        for done, case in enumerate(cases, 1):
            if case.answers is None:
                unreadable.append(case.name)
            else:
                sides = self.sides(case, case.answers)
                if sides.flip:
                    flips.append(CaseDrift(case.name, self.drift(case, sides)))
                moved += not sides.flip and (bool(sides.lost) or sides.moved(case.tailoring))
                outdated += case.advised not in (None, advised_by(sides.was))
            seen(done, total)
        versions = self.before.version, self.after.version
        return Impact(*versions, self.edits, done, tuple(flips), moved, outdated, tuple(unreadable))

    def sides(self, case: Case, raw: Mapping[str, Any]) -> _Sides:
        """One case ranked by both contents; `lost` are answers that only the former content counts."""
        answers, ignored_before = usable(self.before, raw)
        kept, ignored = usable(self.after, raw, self.before)
        before_too = {(i.question, i.why) for i in ignored_before}
        return _Sides(
            answers=(answers, kept),
            lost=tuple(i for i in ignored if (i.question, i.why) not in before_too),
            was=compare(fitted(self.before, case.tailoring), answers, *case.draws),
            now=compare(fitted(self.after, case.tailoring), kept, *case.draws),
        )

    def drift(self, case: Case, sides: _Sides) -> Drift:
        """What the change does to a case that it flips; the whole advice is worked out for such cases only."""
        answers, kept = sides.answers
        was, now = case.conclude(self.before, answers), case.conclude(self.after, kept)
        found = drift(was, now, *self.rows, sides.now.content.scheme, sides.lost)
        likely = [c.row for c in found.rows if c.row in self.undo.homes and (c.bars or c.effect)]
        others = [row for row in self.edits.rows if row in self.undo.homes and row not in likely]
        rows = tuple(row for row in (*likely, *others) if row in self.edits.rows)
        _, seed = case.draws
        advised = advised_by(sides.was)
        return replace(found, deciding=self.undo.deciding(rows[:SINGLES], kept, seed, advised, case.tailoring))


@dataclass(frozen=True)
class _Sides:
    """One case under both contents."""

    answers: tuple[dict[str, Answer], dict[str, Answer]]
    lost: tuple[Ignored, ...]
    was: Ranked
    now: Ranked

    @property
    def flip(self) -> bool:
        return advised_by(self.was) != advised_by(self.now)

    def moved(self, tailoring: Tailoring | None) -> bool:
        """Whether the results differ although both advise the same."""
        return _marks(self.was, tailoring) != _marks(self.now, tailoring)


def _marks(it: Ranked, tailoring: Tailoring | None) -> tuple[Any, ...]:
    """All by which a result without a flip can differ: how clear it is, scores and weights as they are shown, what is
    ruled out, and the rows that fire with what they put out: those on modules and risks for the option that was chosen,
    if one was."""
    scheme = it.content.scheme
    path, _ = advised_by(it)
    chosen = fitting(it.content, tailoring).option if tailoring else None
    option = chosen or scheme.options[it.advised]
    facts = it.replayed.facts | {"chosen_path": option.path, "chosen_deployment": option.deployment}
    found = fired(it.content.tables.values(), facts)
    return (
        scheme.share_by("path", it.shares)[path] >= scheme.clear_from,
        {name: round(float(score.mean())) for name, score in it.verdict.scores.items()},
        [round(float(weight), 4) for weight in it.verdict.weights.mean(axis=0)],
        it.barred.tolist(),
        {row.id: dict(row.then) for rows in found.values() for row in rows},
    )


def lines(found: Impact) -> Iterator[str]:
    """An impact as plain text."""
    yield f"Content {found.before} against {found.after}."
    for title, rows in (
        ("added", found.edits.added),
        ("removed", found.edits.removed),
        ("changed", found.edits.changed),
    ):
        if rows:
            yield f"Rows {title} ({len(rows)}): {', '.join(rows)}."
    for figure in found.edits.criteria:
        yield f"Criteria: {figure.id} was {figure.before:g}, is {figure.after:g}."
    if found.edits.parts:
        yield f"Changed as well: {', '.join(found.edits.parts)}."
    yield f"Cases: {found.cases}. Flipped: {len(found.flips)}. Moved without a flip: {found.moved}."
    if found.outdated:
        yield f"Stored results that the present content already sees otherwise: {found.outdated}."
    if found.unreadable:
        yield f"Could not be read: {', '.join(found.unreadable)}."
    for flip in found.flips:
        yield ""
        yield flip.case
        yield from (f"  {line}" for line in differences.lines(flip.drift))
