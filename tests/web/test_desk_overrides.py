"""The page of overrides: the rules' own beside what was chosen, the row that rules it out, and contradictions."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from advisor.errors import BadInput
from advisor.language import LANGUAGES
from advisor.recommendation.content import Content
from advisor.recommendation.model import ModuleAdvice, Recommendation
from advisor.workspace.desk import adjusting, casework
from tests.web import at_case
from tests.web.officework import SECRET, Office
from tests.web.walking import DISTRIBUTOR
from web import desk
from web.desk_overrides import OverridesPage, conflict, named, overrides_page, priority_names
from web.render import to_html

REASON = "The client merges with a distributor in spring."


@pytest.fixture
def office(app: FastAPI) -> Office:
    return Office.open(app, "Ada")


@pytest.fixture
def number(office: Office) -> int:
    """A case with a result, whose ERP works well already."""
    made = office.case(office.folder(), DISTRIBUTOR | {"erp_state": "good"})
    office.conclude(made)
    return made


def page(office: Office, number: int, language: str = "en") -> OverridesPage:
    with at_case.worked(office, number, language) as work:
        return overrides_page(work, office.content)


def choose(office: Office, number: int, path: str, deployment: str) -> None:
    with at_case.worked(office, number, write=True) as work:
        signed = ("Ada", desk.now())
        adjusting.override_option(work.record, office.content, (path, deployment), REASON, signed)


def module(office: Office, number: int, key: str, priority: str) -> None:
    with at_case.worked(office, number, write=True) as work:
        adjusting.override_module(work.record, office.content, (key, priority), REASON, ("Ada", desk.now()))


def test_nothing_is_overridden(office: Office, number: int) -> None:
    found = page(office, number)
    assert (found.rows, found.conflict) == ((), "")
    assert found.ruled
    assert sum(len(group.options) for group in found.options) == len(office.content.scheme.options)
    assert sum(len(group.modules) for group in found.modules) == len(office.content.modules)
    assert list(found.priorities) == ["must", "should", "later", "left-out"]


def test_the_verdict_stands_beside_what_was_chosen(office: Office, number: int) -> None:
    before = page(office, number).ruled
    choose(office, number, "not-yet", "none")
    (found,) = page(office, number).rows
    assert (found.module, found.ruled, found.reason, found.by) == ("", before, REASON, "Ada")
    assert found.chosen != before
    assert found.excluded == ""
    assert "UTC" in found.at
    office.conclude(number)
    assert page(office, number).ruled == before, "the advice of the rules is not falsified"


def test_an_option_that_the_facts_rule_out_says_which_row(office: Office, number: int) -> None:
    barred = {one.id for group in page(office, number).options for one in group.options if one.barred}
    assert "erp/saas" in barred
    choose(office, number, "erp", "saas")
    (found,) = page(office, number).rows
    assert found.excluded == "Your ERP already works well, and nothing is bought twice."
    assert found.excluded in to_html(page(office, number))


def test_a_module_stands_beside_what_the_rules_say_of_it(office: Office, number: int) -> None:
    named_by_rules = next(one for group in page(office, number).modules for one in group.modules if one.ruled)
    unnamed = next(one for group in page(office, number).modules for one in group.modules if not one.ruled)
    module(office, number, named_by_rules.id, "later")
    module(office, number, unnamed.id, "left-out")
    first, second = page(office, number).rows
    assert (first.name, first.ruled, first.chosen) == (named_by_rules.name, named_by_rules.ruled, "Later")
    assert (second.name, second.ruled, second.chosen) == (unnamed.name, "", "Left out")


def test_after_the_next_result_the_rules_still_say_what_they_said(office: Office) -> None:
    """Also of a module that was left out, and of one that was brought in."""
    number = office.case(office.folder(), DISTRIBUTOR)
    office.conclude(number)
    ruled = {one.id: one.ruled for group in page(office, number).modules for one in group.modules}
    gone = next(m.id for m in reversed(_modules(office, number)) if not m.needed_by and m.priority != "must")
    module(office, number, gone, "left-out")
    office.conclude(number)
    again = {one.id: one.ruled for group in page(office, number).modules for one in group.modules}
    assert again == ruled
    assert page(office, number).rows[0].ruled == ruled[gone]


def _modules(office: Office, number: int) -> tuple[ModuleAdvice, ...]:
    with at_case.worked(office, number) as work:
        body = casework.results(work.session, work.record)[0].body
    return Recommendation.model_validate_json(body).modules


def test_what_contradicts_itself_is_said_by_the_names_of_modules(office: Office) -> None:
    number = office.case(office.folder(), DISTRIBUTOR)
    office.conclude(number)
    assert page(office, number).conflict == ""
    needed = next(m for m in _modules(office, number) if m.needed_by)
    module(office, number, needed.id, "left-out")
    found = page(office, number).conflict
    texts = office.content.texts["en"]
    assert texts.say("modules", needed.id, "name") in found
    assert needed.id not in found
    assert found.replace("“", "") in to_html(page(office, number)).replace("“", "")


def test_without_answers_nothing_contradicts(office: Office) -> None:
    number = office.case(office.folder(), {})
    module(office, number, next(iter(office.content.modules)), "must")
    with at_case.worked(office, number) as work:
        assert conflict(work, office.content) == ""
    found = page(office, number)
    assert (found.ruled, len(found.rows), found.rows[0].ruled) == ("", 1, "")
    assert "There is no result yet." in to_html(found)


def test_names_take_the_place_of_ids_and_nothing_else(content: Content) -> None:
    values = {"module": "crm-leads", "other": "?", "most": 3}
    error = BadInput("“{module}” needs “{other}”, {most}.", field="m", values=values)
    found = named(error, content.texts["en"])
    assert found.values == {"module": content.texts["en"].say("modules", "crm-leads", "name"), "other": "?", "most": 3}
    assert (found.field, found.status) == ("m", 422)


def test_what_today_does_not_know_is_shown_by_its_id(office: Office, number: int) -> None:
    stamp = {"reason": REASON, "by": "Ada", "at": "2026-12-01T09:00:00+00:00"}
    with at_case.worked(office, number, write=True) as work:
        work.record.overrides = {"modules": {"old-module": {"priority": "someday", **stamp}}}
    (found,) = page(office, number).rows
    assert (found.name, found.chosen) == ("old-module", "someday")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_every_language(office: Office, language: str) -> None:
    number = at_case.differing(office)
    office.conclude(number)
    choose(office, number, "both", "hybrid")
    module(office, number, "crm-leads", "must")
    text = to_html(page(office, number, language))
    texts = office.content.texts[language]
    assert texts.say("modules", "crm-leads", "name") in text
    assert all(name in text for name in priority_names(texts).values())
    assert SECRET not in text
