"""An earlier result under today's rules, in words."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.drift import Drift, Ignored, Moved, RowChange, ValueChange, under_today
from advisor.recommendation.model import Recommendation, TraceEntry
from tests.recommendation.samples import MAKER, SELLER, real, typed
from tests.web.walking import Page
from web.render import to_html
from web.result_pages import TodayPage
from web.today import MOST_ROWS, page


@cache
def result() -> Recommendation:
    return advise(real(), typed(MAKER), 512)


def told(found: Drift) -> TodayPage:
    return page(real(), found, "/c/s", "en")


def shown(found: Drift) -> str:
    text = to_html(told(found))
    assert Page(text).mistakes == []
    return text


def same() -> Drift:
    return under_today(real(), result())


def without(row: str) -> Drift:
    """Today against a result in which a row did not fire yet."""
    trace = tuple(TraceEntry(table=t.table, rows=tuple(r for r in t.rows if r != row)) for t in result().trace)
    return under_today(real(), result().model_copy(update={"trace": trace, "content_version": "older"}))


def test_the_same_content_moves_nothing() -> None:
    found = told(same())
    assert not found.flips
    assert (found.rows, found.moved, found.dropped) == ((), (), ())
    text = shown(same())
    assert "The same answers lead to the same advice today." in text
    assert "No rule that counts for you has changed." in text
    assert 'action="/c/s/finish"' in text


def test_a_row_that_is_new_is_told_with_its_effect_and_its_page(content: Content) -> None:
    row = next(r for t in result().trace if t.table == "needs-operations" for r in t.rows)
    found = told(without(row))
    (change,) = [r for r in found.rows if r.row == row]
    assert (change.kind, change.link) == ("fires", f"/rules/{row}")
    assert change.text == content.texts["en"].say("reasons", row)
    assert change.effect is not None
    text = shown(without(row))
    assert "counts now and did not" in text
    assert f'href="/rules/{row}"' in text


def test_another_advice_names_both_and_what_decides(content: Content) -> None:
    other = advise(content, typed(SELLER), 512)
    before = result().model_copy(update={"path": other.path, "deployment": other.deployment})
    found = under_today(content, before)
    assert found.flips
    assert "The same answers lead to another advice today." in shown(found)
    assert told(found).before.path == content.texts["en"].say("paths", other.path, "name")
    decided = told(replace(found, deciding=("operations.good_erp", "long.gone")))
    assert decided.deciding == (content.texts["en"].say("reasons", "operations.good_erp"), "long.gone")


def change(**parts: Any) -> RowChange:
    made: dict[str, Any] = {"row": "long.gone", "table": "x", "kind": "silent", "before": {}, "after": {}}
    return RowChange(**(made | {"effect": None, "bars": "", "since": ""} | parts))


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"effect": -2.5}, "−2.5"),
        ({"effect": None}, "effect on the lead not known"),
        ({"bars": "former", "kind": "fires"}, "rules out the earlier advice"),
        ({"bars": "rival"}, "ruled out what is advised now"),
        ({"kind": "changed", "effect": 1.0}, "counts differently"),
    ],
)
def test_what_happened_to_a_row(parts: dict[str, Any], words: str) -> None:
    text = shown(replace(same(), rows=(change(**parts),)))
    assert words in text
    assert "<code>long.gone</code>" in text
    assert 'href="/rules/long.gone"' not in text, "it has no page any more"


def test_rows_without_effect_are_left_out_and_the_rest_is_cut() -> None:
    rows = (change(effect=0.0), *(change(row=f"gone.r{i}", effect=float(i + 1)) for i in range(MOST_ROWS + 3)))
    found = told(replace(same(), rows=rows))
    assert [row.row for row in found.rows] == [f"gone.r{i}" for i in range(MOST_ROWS)]


def test_scores_weights_options_answers_and_lists_are_named(content: Content) -> None:
    module, risk = next(iter(content.modules)), result().risks[0].id
    found = replace(
        same(),
        scores=(Moved("needs", "customer", 40, 52),),
        weights=(Moved("weights", "speed", 0.05, 0.123),),
        excluded=("crm/saas",),
        admitted=("not-yet", "long/gone"),
        values=(
            ValueChange("modules", ["long-gone"], [module], "", ""),
            ValueChange("risks", [risk], [], "", ""),
            ValueChange("budget.stated", 1, 2, "", ""),
        ),
        ignored=(
            Ignored("long_gone", "gone", "."),
            Ignored("sites", "refused", "."),
            Ignored("users", "not-asked", "."),
        ),
        opened=("warehouses",),
    )
    it = told(found)
    say, ask = content.texts["en"].say, content.texts["en"].ask
    assert it.moved == (("Customer side", "40", "52"), ("Weight of “Quick result”, in percent", "5", "12.3"))
    assert it.excluded == ("CRM · Cloud service (SaaS)",)
    assert it.admitted == ("Not yet", "long/gone")
    assert it.dropped == ("long_gone", ask("questions", "sites", "short"))
    assert it.opened == (ask("questions", "warehouses", "short"),)
    assert it.values == (
        ("modules", "long-gone", say("modules", module, "name")),
        ("risks", say("risks", risk, "name"), ""),
    )
    text = shown(found)
    for words in (
        "Ruled out today",
        "No longer ruled out",
        "Answers that no longer count",
        "Questions that are open today",
    ):
        assert words in text
    assert "No rule that counts for you has changed." not in text
