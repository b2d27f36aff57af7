"""Scripts: steps in a data file, played through the verbs. The history of an industry and the steps of a scenario.

A step is one of
  {at: D-45}                                  the clock goes on to that day
  {do: sale.create, with: {...}, as: so1}     a verb; `by` names the role (default manager); `refused` the code with which
                                              it must be refused; `expect` what must be true afterwards
  {repeat: 20, steps: [...]}                  the steps again and again; `{n}` in a text is the number of the round
Values: "@name" is the id of what a step called so, or of the party, product, account, place or cost centre of that code;
"D+5" a day counted from the day of the trial; "~key" a text of the words file; [@pick, [a, b, c]] one of them and
[@between, 2, 9] a whole number, both from the generator that the script's `seed` starts.
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.errors import AdvisorError, ContentBroken, Problem
from advisor.sandbox import days
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.states import MODELS
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.ledger.tables import Account, CostCentre
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.verbs import run

Step = Mapping[str, Any]
_DAY = re.compile(r"D([+-]\d+)?")
_CODED = (Product, Party, Account, Location, CostCentre)


@dataclass
class Player:
    """Plays steps in one session: what the steps named, the words, the day that D means, and the generator."""

    session: Session
    words: Mapping[str, str]
    day: datetime.date
    seed: int = 1
    named: dict[str, tuple[str, int]] = field(default_factory=dict)
    pace: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - variety, not secrets
        self._codes: dict[str, int] = {}

    def play(self, steps: Sequence[Step], round_number: int = 0) -> None:
        """Raises ContentBroken for a step that went otherwise than it says."""
        for number, step in enumerate(steps, 1):
            if "at" in step:
                days.reach(self.session, self.value(step["at"], round_number))
            elif "repeat" in step:
                for turn in range(1, step["repeat"] + 1):
                    self.play(step["steps"], turn)
            else:
                self._do(step, number, round_number)
            self.pace()

    def _do(self, step: Step, number: int, turn: int) -> None:
        entered = self.value(step.get("with", {}), turn)
        by = Actor(step.get("name", ""), step.get("by", "manager"))
        try:
            with self.session.begin_nested():
                answer = run(self.session, step["do"], entered, by)
        except AdvisorError as error:
            if step.get("refused") != error.code:
                raise _broken(number, step, error.message) from error
            answer = {}
        else:
            if "refused" in step:
                raise _broken(number, step, f"it was not refused with {step['refused']}")
        if "as" in step and answer:
            self.named[step["as"].format(n=turn)] = (answer["kind"], answer["id"])
        for expected in step.get("expect", ()):
            self._expect(number, step, expected, turn)

    def _expect(self, number: int, step: Step, expected: Step, turn: int) -> None:
        """{see: name.field, equals: value} or {count: kind, where: {column: value}, equals: number}."""
        wanted = self.value(expected["equals"], turn)
        found = self._see(expected["see"]) if "see" in expected else self._count(expected, turn)
        if found != wanted:
            raise _broken(number, step, f"{expected.get('see') or expected['count']} is {found}, not {wanted}")

    def _see(self, path: str) -> Any:
        name, *fields = path.split(".")
        kind, id_ = self.named[name]
        found: Any = self.session.get_one(MODELS[kind], id_, populate_existing=True)
        for part in fields:
            found = found[int(part)] if part.isdigit() else getattr(found, part)
        return found

    def _count(self, expected: Step, turn: int) -> int:
        model = MODELS[expected["count"]]
        where = self.value(expected.get("where", {}), turn)
        conditions = [getattr(model, column) == value for column, value in where.items()]
        return self.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0

    def value(self, raw: Any, turn: int = 0) -> Any:
        """What a value of the script means."""
        if isinstance(raw, Mapping):
            return {key: self.value(one, turn) for key, one in raw.items()}
        if isinstance(raw, list):
            return self._drawn(raw, turn)
        if not isinstance(raw, str):
            return raw
        text = raw.replace("{n}", str(turn))
        if text.startswith("@"):
            return self._id(text[1:])
        if text.startswith("~"):
            return self.words[text[1:]].replace("{n}", str(turn))
        if match := _DAY.fullmatch(text):
            return self.day + datetime.timedelta(days=int(match[1] or 0))
        return text

    def _drawn(self, raw: list[Any], turn: int) -> Any:
        if raw and raw[0] == "@pick":
            return self.value(self.random.choice(raw[1]), turn)
        if raw and raw[0] == "@between":
            return self.random.randint(raw[1], raw[2])
        return [self.value(one, turn) for one in raw]

    def _id(self, name: str) -> int:
        if name in self.named:
            return self.named[name][1]
        if not self._codes.get(name):
            self._codes = dict(self._coded())
        return self._codes[name]

    def _coded(self) -> Iterator[tuple[str, int]]:
        for model in _CODED:
            for row in self.session.execute(select(model.code, model.id)):
                yield row[0], row[1]


def _broken(number: int, step: Step, why: str) -> ContentBroken:
    problem = Problem("script", number, "step", f"Step {number} ({step['do']}): {why}", "Correct the step.")
    return ContentBroken((problem,))
