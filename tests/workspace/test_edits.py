"""Edits between two contents are found, and can be taken back one by one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from advisor.money import Rates
from advisor.recommendation.drift import usable
from advisor.recommendation.ranking import compare
from advisor.recommendation.tailoring import Tailoring
from advisor.workspace.edits import Undo, advised_by, edits, fitted
from tests.recommendation.samples import MAKER, Folders, real

PUSH = (
    '  - {id: customer.push, when: {country: "DE"}, then: {customer: "60"}, sources: [own-judgement], '
    "reason: customer.large}\n"
)
PRODUCER: dict[str, Any] = MAKER | {"sales_driven": "1", "lead_followup": "1", "customer_data": "one_system"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.copied(tmp_path)


def pushed(folders: Folders, *rows: str) -> None:
    """Add rows, by default one, that speak heavily for the customer side."""
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n" + "".join(rows or (PUSH,)))
    folders.edit("needs_customer.yaml", "inputs: [", "inputs: [country, ")


def test_nothing_was_edited() -> None:
    found = edits(real(), real())
    assert (found.rows, found.criteria, found.parts) == ((), (), ())


def test_taking_rows_back_gives_the_former_advice(folders: Folders) -> None:
    pushed(folders)
    after = folders.content()
    undo = Undo(real(), after)
    restored = undo.without(("customer.push",))
    assert restored is not None
    assert undo.without(("customer.push",)) is restored
    assert "customer.push" not in {row.id for row in restored.tables["needs-customer"].rows}
    assert "customer.push" in {row.id for row in after.tables["needs-customer"].rows}, "the contents stay as they are"
    answers = usable(after, PRODUCER)[0]
    cases = [compare(content, answers, 1, 5) for content in (real(), restored)]
    assert cases[0].advised == cases[1].advised
    assert cases[0].values == pytest.approx(cases[1].values)


def test_a_row_that_was_removed_comes_back_in_its_place(folders: Folders) -> None:
    pushed(folders)
    before = folders.content()
    restored = Undo(before, real()).without(("customer.push",))
    assert restored is not None
    rows = [row.id for row in restored.tables["needs-customer"].spec.rows]
    assert rows == [row.id for row in before.tables["needs-customer"].spec.rows]
    answers = usable(before, PRODUCER)[0]
    assert compare(restored, answers, 1, 5).values == pytest.approx(compare(before, answers, 1, 5).values)


def test_rows_that_describe_the_chosen_option_decide_nothing() -> None:
    homes = Undo(real(), real()).homes
    tables = real().tables
    assert {tables[table].spec.stage for table in homes.values()} == {"before"}
    assert {row.id for row in tables["needs-customer"].rows} <= set(homes)


def test_edited_rows(folders: Folders) -> None:
    pushed(folders)
    before = folders.content()
    assert (edits(real(), before).added, edits(real(), before).removed) == (("customer.push",), ())
    assert (edits(before, real()).added, edits(before, real()).removed) == ((), ("customer.push",))
    for old, new in (('customer: "60"', 'customer: "61"'), ('country: "DE"', 'country: "DE, FR"')):
        folders.edit("needs_customer.yaml", old, new)
        found = edits(before, folders.content())
        assert (found.added, found.removed, found.changed) == ((), (), ("customer.push",))


def test_sources_dates_and_lines_are_no_edit(folders: Folders) -> None:
    pushed(folders)
    before = folders.content()
    folders.edit("needs_customer.yaml", "sources: [own-judgement]", "sources: [own-judgement, mft-53]")
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n\n")
    found = edits(before, folders.content())
    assert found.rows == ()
    assert found.parts == ("other values",), "the version tells that something was touched"


def test_other_parts_are_named() -> None:
    facts = dict(list(real().vocabulary.facts.items())[:-1])
    changed = replace(
        real(),
        vocabulary=replace(real().vocabulary, facts=facts),
        rates=Rates({**real().rates.per_euro, "USD": Decimal(9)}),
        modules=dict(list(real().modules.items())[:-1]),
        questionnaire=replace(real().questionnaire, questions=real().questionnaire.questions[:-1]),
    )
    assert edits(real(), changed).parts == ("questions", "facts", "exchange rates", "modules")


def test_figures_of_the_criteria() -> None:
    scheme = real().scheme
    first = scheme.criteria[0]
    criteria = (replace(first, weight=first.weight + 1), *scheme.criteria[1:])
    changed = replace(real(), scheme=replace(scheme, balance=scheme.balance + 0.1, criteria=criteria))
    found = edits(real(), changed)
    assert {(f.group, f.id, f.before, f.after) for f in found.criteria} == {
        ("criteria", "balance", scheme.balance, scheme.balance + 0.1),
        ("criteria", f"{first.id}.weight", first.weight, first.weight + 1),
    }
    assert found.parts == ()


def test_changed_bounds_of_a_table_are_named() -> None:
    table = real().tables["needs-customer"]
    outputs = {key: replace(output, max=99.0) for key, output in table.spec.outputs.items()}
    bounded = replace(table, spec=replace(table.spec, outputs=outputs))
    assert edits(real(), replace(real(), tables={**real().tables, table.id: bounded})).parts == ("policies of tables",)


def test_an_old_row_that_reads_a_lost_fact_cannot_come_back() -> None:
    """Then the changed content is never tried without it."""
    row = next(row for row in real().tables["needs-customer"].rows if row.when)
    facts = {key: fact for key, fact in real().vocabulary.facts.items() if key not in row.when}
    undo = Undo(real(), replace(real(), vocabulary=replace(real().vocabulary, facts=facts)))
    assert undo.without((row.id,)) is None
    assert undo.deciding((row.id,), {}, 5, ("crm", "saas")) == ()


def test_a_row_of_a_lost_table_cannot_come_back() -> None:
    row = real().tables["needs-customer"].rows[0]
    tables = {key: table for key, table in real().tables.items() if key != "needs-customer"}
    assert Undo(real(), replace(real(), tables=tables)).without((row.id,)) is None


def test_rows_decide_alone_before_they_decide_in_pairs(folders: Folders) -> None:
    pushed(
        folders, PUSH, PUSH.replace("customer.push", "customer.shove").replace("DE", "DE, FR").replace('"60"', '"1"')
    )
    after = folders.content()
    answers = usable(after, PRODUCER)[0]
    former = advised_by(compare(real(), answers, 1, 5))
    assert advised_by(compare(after, answers, 1, 5)) != former
    undo = Undo(real(), after)
    assert undo.deciding(("customer.shove", "customer.push"), answers, 5, former) == ("customer.push",)
    assert undo.deciding(("customer.shove",), answers, 5, former) == ()
    assert undo.deciding((), answers, 5, former) == ()


def leaning(criterion: str) -> Tailoring:
    """Nearly all weight on one criterion."""
    others = [c.id for c in real().scheme.criteria if c.id != criterion]
    return Tailoring(weights={criterion: 0.9, **dict.fromkeys(others, 0.1 / len(others))})


@pytest.mark.parametrize("none", [None, Tailoring(), Tailoring(voices={"it": 2})])
def test_a_case_without_voices_or_weights_has_the_content_itself(none: Tailoring | None) -> None:
    assert fitted(real(), none) is real()


def test_a_content_takes_what_it_knows_of_a_tailoring() -> None:
    """A question or a criterion that is gone is left out; proportions of the other weights stay."""
    own = leaning("operations").model_copy(update={"spread": {"long_gone": (("yes", 1),)}})
    assert fitted(real(), own).questionnaire == real().questionnaire
    scheme = replace(real().scheme, criteria=real().scheme.criteria[:-1])
    shares = {c.id: c.weight for c in fitted(replace(real(), scheme=scheme), own).scheme.criteria}
    assert shares["operations"] / sum(shares.values()) == pytest.approx(0.9 / (1 - 0.1 / 8))


def test_rows_decide_under_the_weights_of_the_case(folders: Folders) -> None:
    """Taking the row back restores an advice only under the weights by which it was given."""
    pushed(folders, PUSH.replace('"60"', '"90"'))
    undo, own = Undo(real(), folders.content()), leaning("customer")
    answers = usable(undo.after, PRODUCER)[0]
    former, now = (advised_by(compare(fitted(c, own), answers, 1, 5)) for c in (undo.before, undo.after))
    assert former != now
    assert former != advised_by(compare(undo.before, answers, 1, 5))
    assert undo.deciding(("customer.push",), answers, 5, former, own) == ("customer.push",)
    assert undo.deciding(("customer.push",), answers, 5, former) == ()
