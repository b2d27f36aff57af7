"""Cases side by side: what is compared, what differs, and what never appears."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from advisor.errors import BadInput
from advisor.recommendation.content import Content
from advisor.workspace.desk import adjusting, casework
from tests.recommendation.samples import MAKER, SELLER, SETTLED
from tests.web import caseload, desking
from tests.web.desking import Member
from web import desk, desk_compare
from web.desk_compare import Group, Side, groups


@pytest.fixture(scope="module")
def ada(app: FastAPI) -> Member:
    return desking.enter(app)


@pytest.fixture(scope="module")
def numbers(app: FastAPI, ada: Member) -> dict[str, int]:
    """A maker, the same with a small budget and overrides, a seller, and one without a result."""
    within = caseload.folder(app, ada)
    made = {
        "maker": caseload.case(app, ada, within, MAKER, "Maker"),
        "poor": caseload.case(app, ada, within, {**MAKER, "budget": "60000 EUR"}, "Small budget"),
        "seller": caseload.case(app, ada, within, SELLER, "Seller"),
        "open": caseload.case(app, ada, within, {"employees": "7"}, "Not yet"),
    }
    caseload.ask(app, ada, made["maker"], {"sales_driven": 2})
    with app.state.database.session() as session:
        record = casework.find(session, ada.organisation, made["poor"])
        signed = ("Ada", desk.now())
        adjusting.override_option(record, app.state.content, ("both", "saas"), "They want it all at once.", signed)
        adjusting.override_module(
            record, app.state.content, ("erp-quality", "left-out"), "They keep their own.", signed
        )
    for name in ("maker", "poor", "seller"):
        caseload.conclude(app, ada, made[name])
    return made


def sides(app: FastAPI, ada: Member, *wanted: int) -> list[Side]:
    with app.state.database.session(write=False) as session:
        found = [casework.find(session, ada.organisation, number) for number in wanted]
        return [desk_compare.side(session, app.state.content, record) for record in found]


def compared(app: FastAPI, ada: Member, *wanted: int, language: str = "en") -> dict[str, Group]:
    return {group.id: group for group in groups(app.state.content, sides(app, ada, *wanted), language)}


def cells(group: Group, name: str) -> tuple[str, ...]:
    return next(row.cells for row in (*group.rows, *group.items) if row.name == name)


@pytest.mark.parametrize("language", ["en", "fa", "zh"])
def test_every_line_has_a_cell_for_each_side(app: FastAPI, ada: Member, numbers: dict[str, int], language: str) -> None:
    found = compared(app, ada, *numbers.values(), language=language)
    assert list(found) == ["result", "first", "answers", "weights", "overrides", "modules", "reasons", "risks"]
    for group in found.values():
        assert group.name and group.differs
        for row in (*group.rows, *group.items):
            assert row.name and len(row.cells) == 4 and all(row.cells)


def test_results_say_what_was_decided(app: FastAPI, ada: Member, numbers: dict[str, int]) -> None:
    result = compared(app, ada, numbers["maker"], numbers["poor"], numbers["open"])["result"]
    path = cells(result, "Path")
    assert path[1] == "CRM and ERP together" or "both" in path[1].lower() or path[1] != path[0]
    assert path[2] == "–", "no result, nothing said"
    assert cells(result, "How sure")[0].endswith("of 100 readings")


def test_answers_weights_and_overrides_that_differ(app: FastAPI, ada: Member, numbers: dict[str, int]) -> None:
    found = compared(app, ada, numbers["maker"], numbers["poor"])
    differing = [row.name for row in found["answers"].rows if not row.same]
    assert len(differing) == 2, "the budget, and what a voice said"
    assert cells(found["overrides"], "Option that was chosen instead")[0] == "–"
    assert "They want it all at once." in cells(found["overrides"], "Option that was chosen instead")[1]
    left_out = [row.cells[1] for row in found["overrides"].rows if row.cells[1].startswith("Left out")]
    assert left_out == ["Left out – They keep their own."]
    shares = [row.cells[0] for row in found["weights"].rows]
    assert all(share.endswith("%") for share in shares)
    assert abs(sum(int(share.rstrip("%")) for share in shares) - 100) <= len(shares)


def test_a_case_without_a_result_shows_its_answers_as_they_are(
    app: FastAPI, ada: Member, numbers: dict[str, int]
) -> None:
    (one,) = sides(app, ada, numbers["open"])
    assert (one.told, one.answers, one.weights, one.overrides) == (None, {"employees": 7}, {}, {})
    found = compared(app, ada, numbers["open"], numbers["open"])
    assert list(found) == ["answers", "weights"], "two without a result have none to compare"
    assert not found["answers"].differs


def test_ticks_say_which_side_has_what(app: FastAPI, ada: Member, numbers: dict[str, int]) -> None:
    modules = compared(app, ada, numbers["maker"], numbers["seller"])["modules"]
    ticked = {row.cells for row in modules.items}
    assert ticked <= {("✓", "✓"), ("✓", "–"), ("–", "✓")}
    assert {("✓", "–"), ("–", "✓")} <= ticked


def test_a_company_that_buys_nothing_has_no_first_phase(app: FastAPI, ada: Member, numbers: dict[str, int]) -> None:
    settled = caseload.case(app, ada, caseload.folder(app, ada, "Settled"), SETTLED, "Settled")
    caseload.conclude(app, ada, settled)
    found = compared(app, ada, settled, numbers["maker"])
    assert cells(found["result"], "Where it runs")[0] == "–"
    assert {row.cells[0] for row in found["first"].items} == {"–"}


def test_an_answer_of_an_earlier_questionnaire_is_shown_as_it_was(content: Content, app: FastAPI, ada: Member) -> None:
    (one,) = sides(app, ada, caseload.case(app, ada, caseload.folder(app, ada, "Old"), {"employees": "7"}))
    old = Side(one.case, None, {"main_goal": "world peace"}, {"gone": 1.0}, {"modules": {"gone": {"priority": "must"}}})
    found = {group.id: group for group in groups(content, [old, one], "en")}
    assert ("world peace", "–") in {row.cells for row in found["answers"].rows}
    assert [row.name for row in found["overrides"].rows] == ["gone"]


def test_private_comments_and_names_are_no_part_of_it(app: FastAPI, ada: Member, numbers: dict[str, int]) -> None:
    text = str(sides(app, ada, *numbers.values())) + str(compared(app, ada, *numbers.values()))
    for hidden in (caseload.FORBIDDEN, "Olga"):
        assert hidden not in text


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        (["1", "2"], (1, 2)),
        (["2", "1", "2", ""], (2, 1)),
        (["x", "-1", "٣", "1e3", "99999999999"], ()),
        ([], ()),
        (["1", "2", "3", "4", "4"], (1, 2, 3, 4)),
    ],
)
def test_numbers_in_an_address(typed: list[str], found: tuple[int, ...]) -> None:
    assert desk_compare.wanted(typed) == found


def test_more_than_four_do_not_fit() -> None:
    with pytest.raises(BadInput, match="at most 4"):
        desk_compare.wanted([str(n) for n in range(5)])


def test_cases_are_offered_by_client_and_title(app: FastAPI) -> None:
    grace = desking.enter(app)
    for client, titles in (("b", ("z", "A")), ("A", ("m",))):
        within = caseload.folder(app, grace, client)
        for title in titles:
            caseload.case(app, grace, within, title=title)
    with app.state.database.session(write=False) as session:
        offered: Any = desk_compare.choices(session, grace.organisation)
    assert [(one.client, one.title) for one in offered] == [("A", "m"), ("b", "A"), ("b", "z")]
