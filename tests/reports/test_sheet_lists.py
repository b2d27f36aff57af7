"""Modules, risks, answers and sources as tables."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from advisor.language import LANGUAGES
from advisor.questionnaire.answers import parse_all
from advisor.recommendation.advise import advise
from advisor.recommendation.tailoring import ModuleChoice, Tailoring
from advisor.recommendation.telling.story import tell
from advisor.reports.sheet_lists import references
from tests.recommendation.advices import FEW
from tests.recommendation.samples import real
from tests.reports.workbooks import made, opened, rendered, result

NAME = "ukrainian-bakery"
PLACES = {"modules": 5, "risks": 6, "answers": 7, "sources": 8}


def page(key: str, data: bytes) -> Worksheet:
    return opened(data).worksheets[PLACES[key]]


def rows(sheet: Worksheet) -> list[list[str]]:
    return [[str(cell.value or "") for cell in line] for line in sheet.iter_rows(min_row=4)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_module_with_phase_priority_and_reasons(language: str) -> None:
    found = rows(page("modules", made(NAME, language)))
    story = tell(real(), result(NAME), language)
    modules = [(phase.number, module) for phase in story.phases for module in phase.modules]
    assert len(found) == len(modules) + len(story.in_place)
    for cells, (number, module) in zip(found, modules, strict=False):
        assert cells[:4] == [str(number), module.name, module.system_name, module.priority_name]
        assert cells[4] == module.purpose
        assert cells[5].split("\n") == list(module.reasons or ("",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_risk_with_what_helps(language: str) -> None:
    found = rows(page("risks", made(NAME, language)))
    risks = tell(real(), result(NAME), language).risks
    assert [cells[:4] for cells in found] == [[r.severity_name, r.name, r.what, r.counter] for r in risks]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer(language: str) -> None:
    found = rows(page("answers", made(NAME, language)))
    answers = tell(real(), result(NAME), language).answers
    assert [cells[:3] for cells in found] == [[a.short, a.ask, a.answer] for a in answers]
    assert len({cells[3] for cells in found}) in (1, 2)


def test_every_source_once() -> None:
    found = rows(page("sources", made(NAME)))
    story = tell(real(), result(NAME), "en")
    ids = [reference.id for reference in references(story)]
    assert [cells[6] for cells in found] == ids
    assert len(ids) == len(set(ids)) >= 40
    cited = {s.id for line in story.reasons for s in line.sources}
    cited |= {s.id for table in story.trace for line in table.lines for s in line.sources}
    assert cited <= set(ids)


def test_addresses_are_text() -> None:
    sheet = page("sources", made(NAME))
    assert any(cells[5].startswith("https://") for cells in rows(sheet))
    assert not [cell for line in sheet.iter_rows() for cell in line if cell.hyperlink]


@pytest.mark.parametrize("key", PLACES)
def test_tables_can_be_filtered_and_printed(key: str) -> None:
    sheet = page(key, made(NAME))
    assert sheet.auto_filter.ref.startswith("A3:")
    assert sheet.freeze_panes == "B4"
    assert sheet.print_title_rows == "$3:$3"
    assert all(sheet.cell(3, column).value for column in range(1, len(rows(sheet)[0]) + 1))


def test_what_people_changed_stands_beside_what_the_rules_have() -> None:
    stored = result(NAME)
    answers = parse_all(real().questionnaire, stored.answers)
    choices = {
        "erp-quality": ModuleChoice(priority="must", reason="+Audit in spring"),
        "erp-payroll": ModuleChoice(priority="left-out", reason="Done outside"),
    }
    changed = advise(real(), answers, FEW, tailoring=Tailoring(modules=choices))
    found = {cells[1]: cells for cells in rows(page("modules", rendered(changed)))}
    texts = real().texts["en"]
    quality = found[texts.say("modules", "erp-quality", "name")]
    assert quality[3] == texts.say("priorities", "must")
    assert quality[5].startswith("+Audit in spring\nBy the rules: Later.")
    assert found[texts.say("modules", "erp-payroll", "name")][0] == "Left out"


def test_answers_that_differ_are_shown_with_their_weight() -> None:
    stored = result(NAME)
    raw = {**stored.answers, "stock_trouble": "unknown"}
    spread = {"stock_trouble": ((2, 1), (5, 3))}
    answers = parse_all(real().questionnaire, raw)
    changed = advise(real(), answers, FEW, tailoring=Tailoring(spread=spread, voices={"finance": 1, "operations": 1}))
    short = real().texts["en"].ask("questions", "stock_trouble", "short")
    cells = next(c for c in rows(page("answers", rendered(changed))) if c[0] == short)
    assert "(25%)" in cells[2]
    assert "(75%)" in cells[2]
