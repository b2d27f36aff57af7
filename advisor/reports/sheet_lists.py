"""The parts of a result that are lists: modules, risks, answers and sources, each as a table that can be filtered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from advisor import language as wording
from advisor.language import Words
from advisor.recommendation.telling.lines import AnswerLine, ModuleLine, Story
from advisor.recommendation.telling.words import Reference
from advisor.reports.sheet_parts import Page

Rows = Sequence[Sequence[str | int]]


def modules_page(page: Page, story: Story, words: Words) -> None:
    heads = [
        words("Phase"),
        words("Module"),
        words("System"),
        words("Priority"),
        words("What does it do?"),
        words("Why"),
    ]
    rows = [_module(module, phase.number, words) for phase in story.phases for module in phase.modules]
    rows += [_module(module, words("Already in place"), words) for module in story.in_place]
    rows += [_module(module, words("Left out"), words) for module in story.left_out]
    _table(page, words("Which modules, in which order?"), heads, rows)


def _module(module: ModuleLine, phase: str | int, words: Words) -> list[str | int]:
    """A module with its reasons; first what people changed, and what the rules have instead."""
    why = "\n".join(module.reasons)
    if module.override is not None:
        ruled = module.override.ruled_name or words("not named")
        changed = words("By the rules: {priority}.").format(priority=ruled)
        why = "\n".join(part for part in (module.override.reason, changed, why) if part)
    return [phase, module.name, module.system_name, module.priority_name, module.purpose, why]


def risks_page(page: Page, story: Story, words: Words) -> None:
    heads = [
        words("How grave"),
        words("Risk"),
        words("What it says"),
        words("What helps"),
        words("Why in your company"),
    ]
    rows = [[r.severity_name, r.name, r.what, r.counter, "\n".join(r.reasons)] for r in story.risks]
    _table(page, words("What can go wrong?"), heads, rows)


def answers_page(page: Page, story: Story, words: Words) -> None:
    heads = [words("Topic"), words("Question"), words("What was said"), words("Counts")]
    said = {True: words("yes"), False: words("no")}
    rows = [[a.short, a.ask, _answer(a, story.language), said[a.counted]] for a in story.answers]
    _table(page, words("Your answers"), heads, rows)


def _answer(line: AnswerLine, language: str) -> str:
    """The answer; of differing ones each with its share of weight."""
    shares = [f"{d.answer} ({wording.percent(d.share, language)})" for d in line.differing]
    return "\n".join(shares) or line.answer


def sources_page(page: Page, story: Story, words: Words) -> None:
    heads = [
        words("Source"),
        words("Who publishes it"),
        words("Date"),
        words("What it says"),
        words("Interest"),
        words("Address"),
        words("Id"),
    ]
    rows = [
        [s.title, s.publisher, wording.part_of_date(s.date, story.language), s.says, s.interest, s.url, s.id]
        for s in references(story)
    ]
    _table(page, words("What does it rest on?"), heads, rows)


def references(story: Story) -> list[Reference]:
    """Every source that the result names, once, in the order in which it is first named."""
    return list({reference.id: reference for reference in _references(story)}.values())


def _references(node: Any) -> Iterator[Reference]:
    if isinstance(node, Reference):
        yield node
    elif is_dataclass(node) and not isinstance(node, type):
        for part in fields(node):
            yield from _references(getattr(node, part.name))
    elif isinstance(node, list | tuple):
        for part in node:
            yield from _references(part)


def _table(page: Page, title: str, heads: Sequence[str], rows: Rows) -> None:
    """A title and a table below it, with the header repeated in print and a filter for each column."""
    row = page.sentence(0, title, "title")
    top = page.header(row + 1, heads)
    page.sheet.freeze_panes(top, 1)
    page.sheet.repeat_rows(top - 1)
    for place, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            page.put(top + place, column, cell, "text" if isinstance(cell, str) else "whole text middle")
        page.sized(top + place, {column: str(cell) for column, cell in enumerate(cells)})
    if rows:
        page.sheet.autofilter(top - 1, 0, top + len(rows) - 1, len(heads) - 1)
