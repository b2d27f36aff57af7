"""What the pages about a trial itself show: while it is made, its settings and phases, and its end."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import ClassVar

from web.pages import Page
from web.sandbox.pages import Labelled, SandboxPage


@dataclass(frozen=True)
class PreparingPage(Page):
    """While the company of a trial is made: how much of its history is played, and when the page looks again."""

    template: ClassVar[str] = "sandbox/preparing.html"
    percent: int
    seconds: int


@dataclass(frozen=True)
class ModuleRow:
    """A module: its name, what it is for, and a note, such as that it was not advised."""

    id: str
    name: str
    about: str
    note: str = ""


@dataclass(frozen=True)
class SettingsPage(SandboxPage):
    """`modules` are on, `following` come with the next phase, `peeked` are only looked at, `off` are the others.
    `until` is the day on which the trial is removed, `longer` whether it can be kept for two weeks more, `counted` how
    often things happen in a month as (name, title, number), `error` what was wrong with what was sent."""

    template = "sandbox/settings.html"
    link: str
    fields: tuple[Labelled, ...]
    modules: tuple[ModuleRow, ...]
    following: tuple[ModuleRow, ...]
    peeked: tuple[ModuleRow, ...]
    off: tuple[ModuleRow, ...]
    phase: int
    counted: tuple[tuple[str, str, int], ...]
    until: datetime.date | None = None
    longer: bool = False
    asked: str = ""  # reset or remove, when it waits to be confirmed
    error: str = ""


@dataclass(frozen=True)
class PhasePage(SandboxPage):
    """What came over when the phase began, as names with counts, and the modules it brought."""

    template = "sandbox/phase.html"
    phase: int
    came: tuple[tuple[str, int], ...]
    waiting: int


@dataclass(frozen=True)
class Pain:
    """A pain of the company, by the question that told of it, and whether the modules would solve it."""

    id: str
    name: str
    chosen: str = ""


@dataclass(frozen=True)
class EndPage(SandboxPage):
    """What people think of it. `answers` are the choices as (value, label); `said` when it was just kept, `error` what
    was wrong with what was sent."""

    template = "sandbox/end.html"
    pains: tuple[Pain, ...]
    answers: tuple[tuple[str, str], ...]
    text: str
    said: bool = False
    cased: bool = False  # whether a case shows the answer
    error: str = ""


@dataclass(frozen=True)
class ScriptItem:
    """What a vendor should show: a story in steps, and the modules that are seen in it."""

    title: str
    about: str
    steps: tuple[str, ...]
    modules: tuple[str, ...]


@dataclass(frozen=True)
class HandoverPage(SandboxPage):
    """The script for the demos of vendors, with numbers of the company; `rest` are modules without a story."""

    template = "sandbox/handover.html"
    numbers: tuple[tuple[str, int], ...]
    items: tuple[ScriptItem, ...]
    rest: tuple[ModuleRow, ...]
