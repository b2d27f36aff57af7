"""Scripts: steps in a data file, played through the verbs. The history of an industry and the steps of a scenario.

A step is one of
  {at: D-45}                                  the clock goes on to that day
  {do: sale.create, with: {...}, as: so1}     a verb; `by` names the role (default manager); `refused` the code with
                                              which it must be refused; `expect` what must be true afterwards
  {look: p/cash, key: look}                   a page to look at, in a scenario
  {repeat: 20, steps: [...]}                  the steps again and again; `{n}` in a text is the number of the round
  {weeks: 13, first: D-91, steps: [...]}      the same, each round a week later; W+2 is a day of that week
`since` and `until` leave a step out of the rounds before and after; `in: [crm, apart]` is played in these shapes only,
and a step whose module is off is left out. Values:
  "@name"           the id of what a step called so, or of what has that code: for a verb of the customer side the
                    contact, item or segment, for any other the party, product, account, place or centre
  "@name.shipment"  the id of the newest shipment (receipt, invoice, bill) of that order, quote of that deal, ...;
                    "@deal.sale" is the order that the bridge made of it, "@deal.sale.shipment" the shipment of that
  "D+5", "W+5"      a day counted from the day of the trial, or from the first of the week
  "@next-year"      the year after "@this-year", in which the clock stands
  "~key"            a text of the words file;  "{n-4}" the number of the round less four
  [@pick, [a, b]]   one of them;  [@between, 2, 9] a whole number; both from the generator that the `seed` starts
"""

from __future__ import annotations

import datetime
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor import language as wording
from advisor.errors import AdvisorError, ContentBroken, Problem
from advisor.sandbox import days
from advisor.sandbox.bridge import delivery, outbox
from advisor.sandbox.bridge.tables import Link
from advisor.sandbox.core import clock
from advisor.sandbox.core.actors import Actor
from advisor.sandbox.core.refusals import ModuleOff
from advisor.sandbox.core.states import MODELS, need_module
from advisor.sandbox.core.tables import Party, Product
from advisor.sandbox.crm.tables import Contact, Item, Segment
from advisor.sandbox.ledger.tables import Account, CostCentre
from advisor.sandbox.plan.tables import WorkCentre
from advisor.sandbox.stock.tables import Location
from advisor.sandbox.verbs import run, verbs

Step = Mapping[str, Any]
_DAY = re.compile(r"([DW])([+-]\d+)?")
_YEARS = {"@this-year": 0, "@next-year": 1}
_ROUND = re.compile(r"\{n([+-]\d+)?\}")
_CODED: dict[bool, tuple[type[Any], ...]] = {  # on the customer side, and elsewhere
    True: (Contact, Item, Segment),
    False: (Product, Party, Account, Location, CostCentre, WorkCentre),
}


@dataclass
class Player:
    """Plays steps in one session: the words, the day that D means, what the steps named, who acts in which role, and
    the shape of the company (`modules.SHAPES`)."""

    session: Session
    words: Mapping[str, str]
    day: datetime.date
    seed: int = 1
    named: dict[str, tuple[str, int]] = field(default_factory=dict)
    actors: Mapping[str, str] = field(default_factory=dict)
    shape: str = "both"
    language: str = "en"  # whose digits the numbers in the words have
    key: str = ""  # begins the idempotency keys of what is asked; without it the requests are not kept

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - variety, not secrets
        self.week = self.day
        self._codes: dict[bool, dict[str, int]] = {True: {}, False: {}}
        self._asked = 0
        self._customers = False  # whether the step that is played is one of the customer side

    def play(self, steps: Sequence[Step], turn: int = 0) -> None:
        """Raises ContentBroken for a step that went otherwise than it says."""
        for number, step in enumerate(steps, 1):
            if self._left_out(step, turn):
                continue
            if "look" in step:
                continue
            if "at" in step:
                self._relay()
                days.reach(self.session, self.value(step["at"], turn))
                if self.key:
                    delivery.deliver(self.session)
            elif "steps" in step:
                self._rounds(step, turn)
            else:
                try:
                    self._do(step, number, turn)
                except (KeyError, AttributeError, IndexError) as error:
                    raise _broken(number, step, f"it names something that is not there: {error}") from error

    def _left_out(self, step: Step, turn: int) -> bool:
        in_turn = step.get("since", 0) <= turn <= step.get("until", turn)
        if not in_turn or self.shape not in step.get("in", (self.shape,)):
            return True
        verb = verbs().get(step.get("do", ""))
        if verb is None:
            return False
        try:
            need_module(self.session, verb.module)
        except ModuleOff:
            return True
        return False

    def _rounds(self, step: Step, turn: int) -> None:
        first = self.value(step["first"], turn) if "first" in step else self.day
        for place in range(step.get("repeat") or step["weeks"]):
            self.week = first + datetime.timedelta(days=7 * place)
            self.play(step["steps"], place + 1)
            if "weeks" in step:
                delivery.deliver(self.session)

    def _do(self, step: Step, number: int, turn: int) -> None:
        entered = self.entered(step, turn)
        role = step.get("by", "manager")
        by = Actor(self.actors.get(role, ""), role)
        # What a step did before it was refused is taken back; any other failure ends it all.
        part = self.session.begin_nested() if "refused" in step else nullcontext()
        try:
            with part:
                answer = run(self.session, step["do"], entered, by, self._key())
        except AdvisorError as error:
            if step.get("refused") != error.code:
                raise _broken(number, step, error.message) from error
            answer = {}
        else:
            if "refused" in step:
                raise _broken(number, step, f"it was not refused with {step['refused']}")
        if self.key:
            self._relay()
        if "as" in step and answer:
            self.named[_numbered(step["as"], turn)] = (answer["kind"], answer["id"])
        for expected in step.get("expect", ()):
            self._expect(number, step, expected, turn)

    def entered(self, step: Step, turn: int = 0) -> dict[str, Any]:
        """What the step enters, with the ids that its names mean."""
        verb = verbs().get(step["do"])
        self._customers = verb is not None and verb.module.startswith("crm-")
        found: dict[str, Any] = self.value(step.get("with", {}), turn)
        return found

    def _key(self) -> str:
        self._asked += 1
        return f"{self.key}.{self._asked}" if self.key else ""

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
        text = _numbered(raw, turn)
        if text in _YEARS:
            return clock.today(self.session).year + _YEARS[text]
        if text.startswith("@"):
            return self._id(text[1:])
        if text.startswith("~"):
            return _numbered(self.words[text[1:]], turn, self.language)
        if match := _DAY.fullmatch(text):
            return (self.day if match[1] == "D" else self.week) + datetime.timedelta(days=int(match[2] or 0))
        return text

    def _drawn(self, raw: list[Any], turn: int) -> Any:
        if raw and raw[0] == "@pick":
            return self.value(self.random.choice(raw[1]), turn)
        if raw and raw[0] == "@between":
            return self.random.randint(raw[1], raw[2])
        return [self.value(one, turn) for one in raw]

    def _relay(self) -> None:
        """Messages between the two sides are handed over at the end of a day, when a step asks for what they bring, and
        in a scenario after every step. What is free and owed is told in a scenario each time, else once a week."""
        if self.session.info.pop(outbox.WROTE, False):
            (delivery.deliver if self.key else delivery.carry)(self.session)

    def _id(self, name: str) -> int:
        found = self._known(name)
        if found is None:
            self._relay()
            found = self._known(name)
        if found is None:
            raise KeyError(name)
        return found

    def _known(self, name: str) -> int | None:
        if "." in name or name in self.named:
            found = follow(self.session, self.named, name)
            return None if found is None else found[1]
        codes = self._codes[self._customers]
        if name not in codes:
            codes.update(self._coded())
        return codes.get(name)

    def _coded(self) -> Iterator[tuple[str, int]]:
        for model in _CODED[self._customers]:
            for row in self.session.execute(select(model.code, model.id)):
                yield row[0], row[1]


def follow(session: Session, named: Mapping[str, tuple[str, int]], path: str) -> tuple[str, int] | None:
    """Kind and id of what a path such as deal.sale.shipment leads to; none when it is not there (yet)."""
    name, *parts = path.split(".")
    found = named.get(name)
    for part in parts:
        number = None if found is None else _newest(session, *found, part)
        found = None if number is None else (part, number)
    return found


def _newest(session: Session, kind: str, owner: int, part: str) -> int | None:
    """The newest document of the kind `part` that belongs to another one; none when there is none."""
    model = MODELS[part]
    if kind == "deal" and part == "sale":
        wanted = select(Link.erp_id).where(Link.kind == kind, Link.crm_id == owner)
    elif hasattr(model, "order_id"):
        wanted = select(model.id).where(model.order_id == owner, model.kind == part).order_by(model.id.desc())
    else:
        wanted = select(model.id).where(getattr(model, f"{kind}_id") == owner).order_by(model.id.desc())
    return session.scalars(wanted).first()


def _numbered(text: str, turn: int, language: str = "en") -> str:
    return _ROUND.sub(lambda match: wording.number(turn + int(match[1] or 0), language, "0"), text)


def _broken(number: int, step: Step, why: str) -> ContentBroken:
    said = f"Step {number} ({step.get('do', 'no verb')}): {why}"
    return ContentBroken((Problem("script", number, "step", said, "Correct the step."),))
