"""The pack for vendors: neutral, about this company, without what would weaken it, in every language."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache

import pytest

from advisor.language import LANGUAGES
from advisor.language import date as day_in_words
from advisor.recommendation.model import Recommendation
from advisor.recommendation.telling.story import tell
from advisor.reports import pdf, rfp, word
from advisor.reports.document import Bullets, Cover, Document, Heading, Paragraph, Table
from advisor.reports.rfp_demos import bought, demos
from tests.recommendation.advices import advice, before, of_path
from tests.recommendation.samples import real, strings
from web.render import translations

COVER = Cover("Example & Sons", "", datetime.date(2026, 12, 1))
NAMES = (
    "russian-car-dealers",
    "iranian-online-retailer",
    "distributor-many-warehouses",
    "ukrainian-bakery",
    "mature-group-both",
    "defence-supplier",
    "private-schools",
)


@cache
def pack(name: str, language: str = "en") -> Document:
    return composed(advice(name), language)


def composed(result: Recommendation, language: str = "en") -> Document:
    return rfp.compose(real(), result, language, translations(language).gettext, COVER)


def headings(document: Document, level: int = 1) -> list[str]:
    return [block.words for block in document.blocks if isinstance(block, Heading) and block.level == level]


def tables(document: Document) -> dict[str, Table]:
    return {block.caption: block for block in document.blocks if isinstance(block, Table)}


def words_of(document: Document) -> str:
    return "\n".join(strings(document.blocks))


def requirements(document: Document) -> Iterator[tuple[str, str]]:
    """Name and priority of every requirement."""
    for row in tables(document)["What we ask for"].rows:
        yield row[1][0].words, row[2][0].words


@pytest.mark.parametrize("name", NAMES)
def test_current_state_comes_first_and_nothing_is_missing(name: str) -> None:
    assert headings(pack(name)) == [
        "Purpose and scope",
        "Where we are today",
        "Requirements",
        "Demonstrations",
        "How we judge",
        "Timetable",
        "Price",
        "Leaving and getting our data back",
        "What we do not ask",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_requirements_tell_products_apart(name: str) -> None:
    """No module that every product has, but for one that the company must have for a reason of its own."""
    content, result = real(), advice(name)
    asked_for = {name for name, _ in requirements(pack(name))}
    rows = {row.id: row for table in content.roles.modules for row in table.rows}
    texts = content.texts["en"]
    for module in result.modules:
        if texts.say("modules", module.id, "name") in asked_for:
            system = module.system
            meant = [p for p in content.figures.market.products if system == "shared" or p.system in (system, "both")]
            every = all(module.id in p.modules.values for p in meant)
            own = module.priority == "must" and any(rows[row].when for row in module.reasons if row in rows)
            assert own or not every
            assert module.phase <= 2
            assert module.priority != "later"
            assert not module.in_place


def test_what_every_crm_has_is_taken_for_granted() -> None:
    """A customer database is a must for every company, so nobody is asked for it."""
    assert "crm-contacts" in {m.id for m in advice("private-schools").modules if m.priority == "must"}
    assert real().texts["en"].say("modules", "crm-contacts", "name") not in {
        n for n, _ in requirements(pack("private-schools"))
    }


def test_a_must_of_its_own_stays_though_most_products_have_it() -> None:
    """Nearly every ERP counts stock, but this company keeps a large one that is often wrong."""
    content = real()
    module = next(
        m for m in tell(content, advice("ukrainian-bakery"), "en").phases[0].modules if m.id == "erp-inventory"
    )
    assert rfp.common(content.figures.market, module) >= rfp.COMMON
    assert rfp.tells_apart(content, advice("ukrainian-bakery"), module)
    assert (module.name, module.priority_name) in set(requirements(pack("ukrainian-bakery")))


def test_what_products_have_is_counted_by_system() -> None:
    market = real().figures.market
    modules = {m.id: m for p in tell(real(), advice("mature-group-both"), "en").phases for m in p.modules}
    for module in modules.values():
        assert 0.0 <= rfp.common(market, module) <= 1.0
    assert rfp.common(market, modules["erp-master-data"]) == 1.0


@pytest.mark.parametrize("name", NAMES)
def test_the_table_has_room_for_answers(name: str) -> None:
    table = tables(pack(name))["What we ask for"]
    assert table.header[-1] == "Your answer"
    assert all(len(row) == len(table.header) for row in table.rows)
    assert all(row[-1][0].words == "" for row in table.rows)
    assert all(row[3][0].words for row in table.rows)
    assert 5 <= len(table.rows) <= 40


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_reveals_what_can_be_spent(name: str, language: str) -> None:
    """Neither the amount nor the estimate nor any question about means and doubts."""
    result, said = advice(name), words_of(pack(name, language))
    digits = re.sub(r"\D", "", said.translate(str.maketrans("۰۱۲۳۴۵۶۷۸۹", "0123456789")))
    stated = result.answers.get("budget")
    if isinstance(stated, dict):
        assert str(stated["amount"]) not in digits
        assert stated["currency"] not in said
    estimate = result.budget.estimate
    assert estimate is not None
    assert str(estimate.total.likely) not in digits
    texts = real().texts[language]
    for question in ("budget", "change_readiness", "lockin_concern", "vendor_preference", "time_to_value"):
        assert texts.ask("questions", question, "short") not in [
            row[0][0].words for table in tables(pack(name, language)).values() for row in table.rows
        ]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_vendor_is_named(name: str, language: str) -> None:
    said = words_of(pack(name, language))
    products = real().figures.market.products
    named = {product.name for product in products} | {product.vendor for product in products}
    assert not [one for one in named if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", said)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_top_pains_have_a_script_in_every_language(name: str, language: str) -> None:
    content, result = real(), advice(name)
    story = tell(content, result, language)
    found = demos(content, result, story)
    assert len(found) >= 3
    document = pack(name, language)
    steps = [block for block in document.blocks if isinstance(block, Bullets) and block.numbered]
    assert len(steps) == len(found) + 1  # and the questions on leaving
    for demo, block in zip(found, steps, strict=False):
        assert block.items[0][0].words == demo.task
        assert len(block.items) >= 3
        assert any(demo.reason in run.words for b in document.blocks if isinstance(b, Paragraph) for run in b.runs)
    assert len(headings(document, 2)) == len(found) + 1  # and what hurts


def test_what_is_judged_in_a_demonstration_is_shown_there() -> None:
    """A requirement that names a demonstration is among the parts that it uses."""
    document = pack("ukrainian-bakery")
    story = tell(real(), advice("ukrainian-bakery"), "en")
    scripts = demos(real(), advice("ukrainian-bakery"), story)
    judged = {row[1][0].words: row[3][0].words for row in tables(document)["What we ask for"].rows}
    pointing = {name: how for name, how in judged.items() if how.startswith("Demonstration ")}
    assert pointing
    for name, how in pointing.items():
        assert name in {module.name for module in scripts[int(how.split()[-1]) - 1].modules}


@pytest.mark.parametrize("name", NAMES)
def test_evaluation_form_has_the_weights_of_the_result(name: str) -> None:
    table = tables(pack(name))["Evaluation form"]
    story = tell(real(), advice(name), "en")
    assert [row[0][0].words for row in table.rows] == [weight.name for weight in story.weights]
    assert abs(sum(int(row[2][0].words.rstrip("%")) for row in table.rows) - 100) <= 4
    assert all(row[1][0].words and not row[3][0].words and not row[4][0].words for row in table.rows)


def test_timetable_counts_from_the_day_of_the_cover() -> None:
    rows = tables(pack("ukrainian-bakery"))["Step and latest day"].rows
    days = [row[1][0].words for row in rows]
    assert days[0] == day_in_words(COVER.day, "en")
    assert days == [day_in_words(COVER.day + datetime.timedelta(days=d), "en") for d in rfp.TIMETABLE]
    assert "۱۴۰۵" in words_of(pack("ukrainian-bakery", "fa"))


def test_price_asks_for_the_years_of_the_estimate_and_for_leaving() -> None:
    result = advice("ukrainian-bakery")
    lines = [row[0][0].words for row in tables(pack("ukrainian-bakery"))["Your price"].rows]
    assert result.budget.estimate is not None
    assert f"Sum over {result.budget.estimate.assumptions.years} years, everything included" in lines
    assert any(line.startswith("Licence or rent for one user") for line in lines)
    assert any(line.startswith("Leaving") for line in lines)


def test_only_known_answers_describe_the_company() -> None:
    texts = real().texts["en"]
    document = pack("all-unknown")
    assert texts.asking["unknown"]["label"] not in words_of(document)
    assert "Your company" not in tables(document)
    answers = [t for t in tables(pack("ukrainian-bakery")).values() if t.header == ("Point", "Our answer")]
    answered = [row[1][0].words for table in answers for row in table.rows]
    assert "140" in answered
    assert len(answered) >= 12


def test_nothing_to_buy_asks_for_nothing() -> None:
    document = pack("micro-no-need")
    assert headings(document) == ["Purpose and scope"]
    assert not tables(document)
    assert not document.contents


@pytest.mark.parametrize("path", ["crm", "erp", "both", "phased-crm-first", "phased-erp-first", "not-yet"])
def test_every_path_makes_a_pack(path: str) -> None:
    result = advice("mature-group-both") if path == "both" else of_path(path)
    assert result.path == path
    document = composed(result)
    assert document.title
    assert bool(tables(document)) == bool(bought(tell(real(), result, "en")))


def test_results_from_before_there_were_costs_and_places_make_a_pack() -> None:
    document = composed(before(advice("ukrainian-bakery")))
    assert headings(document) == headings(pack("ukrainian-bakery"))


def test_same_result_gives_the_same_pack() -> None:
    assert composed(advice("ukrainian-bakery")) == pack("ukrainian-bakery")


@pytest.mark.parametrize("language", ["en", "fa"])
def test_it_can_be_printed(language: str) -> None:
    document = pack("ukrainian-bakery", language)
    assert pdf.render(document).startswith(b"%PDF-")
    assert word.render(document).startswith(b"PK")
