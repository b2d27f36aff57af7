"""Figures on other companies: the nearest one is shown with its region, size and year, and no forbidden one is kept."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from itertools import product

import pytest
from pydantic import ValidationError

from advisor.language import country_codes
from advisor.questionnaire.flow import replay
from advisor.recommendation.market.peers import Adoption, Peer, Share, load_adoption, peers, word_keys
from tests.recommendation.samples import ROOT, Folders, random_answers, real

SYSTEMS = ("erp", "crm", "any", "cloud", "erp_cloud", "crm_cloud")
SIZES = ("micro", "small", "medium", "large")
COUNTRIES = ("DE", "PL", "FR", "ES", "FI", "BG", "IT", "NL", "BR", "US", "UA", "RU", "CN", "IR", "NO")


def adoption() -> Adoption:
    found, problems = load_adoption(ROOT / "rules")
    assert problems == []
    assert found is not None
    return found


@pytest.fixture(scope="module")
def figures() -> Adoption:
    return adoption()


def one(figures: Adoption, system: str, **facts: str) -> Peer | None:
    found = peers(figures, facts, [system])
    assert len(found) <= 1
    return found[0] if found else None


def companies() -> Iterator[dict[str, str | None]]:
    for country, size in product((*COUNTRIES, None), (*SIZES, None)):
        yield {"country": country, "size_class": size}


@pytest.mark.parametrize(
    ("country", "size", "system", "expected"),
    [
        ("DE", "small", "erp", (37.5, "DE", "small", 2025, True)),  # country and size
        ("DE", "medium", "crm", (43.5, "DE", "medium", 2025, True)),
        ("DE", "large", "erp", (43.5, "DE", "all", 2025, False)),  # the country, all sizes
        ("FR", "small", "erp", (52.8, "FR", "sme", 2025, False)),  # the country, a wider class
        ("PL", "small", "erp", (41.1, "EU27", "small", 2025, True)),  # the group and size
        ("PL", "large", "erp", (80.0, "EU27", "large", 2019, True)),
        ("FI", "small", "cloud", (78.3, "FI", "all", 2023, False)),
        ("PL", "large", "crm", (28.5, "EU27", "all", 2025, False)),  # the group, all sizes
        ("BR", "medium", "erp", (57.0, "BR", "medium", 2019, True)),  # the country, though long ago
        ("BR", "medium", "crm", (43.8, "EU27", "medium", 2025, False)),  # the nearest there is
        ("UA", "medium", "erp", (69.9, "EU27", "medium", 2025, False)),
        ("ES", "micro", "erp", (9.7, "ES", "micro", 2021, True)),
        (
            "DE",
            "micro",
            "erp",
            (9.7, "ES", "micro", 2021, False),
        ),  # figures of larger firms say nothing of a micro firm
        ("NL", "small", "any", (70.0, "NL", "all", 2025, False)),  # the newer of two
    ],
)
def test_the_nearest_figure(
    figures: Adoption, country: str, size: str, system: str, expected: tuple[float, str, str, int, bool]
) -> None:
    peer = one(figures, system, country=country, size_class=size)
    assert peer is not None
    assert (peer.value, peer.region, peer.size, peer.year, peer.exact) == expected


@pytest.mark.parametrize(("size", "system"), [("micro", "crm"), ("micro", "cloud"), ("large", "any")])
def test_where_nothing_is_known_nothing_is_said(figures: Adoption, size: str, system: str) -> None:
    assert one(figures, system, country="DE", size_class=size) is None


def test_without_a_country_only_the_union_is_named_and_never_as_the_company_s_own(figures: Adoption) -> None:
    for size in (*SIZES, None):
        for peer in peers(figures, {"country": None, "size_class": size}, SYSTEMS):
            assert peer.region == figures.fallback
            assert not peer.exact
    assert one(figures, "erp", size_class="micro") is None


def test_without_a_size_only_all_sizes_are_named(figures: Adoption) -> None:
    for country in COUNTRIES:
        for peer in peers(figures, {"country": country, "size_class": None}, SYSTEMS):
            assert peer.size == "all"
            assert not peer.exact


def test_every_figure_shown_is_one_of_the_file_and_is_named_truly(figures: Adoption) -> None:
    kept = {(s.system, s.region, s.size, s.year): s for s in figures.shares}
    seen = 0
    for facts in companies():
        for peer in peers(figures, facts, SYSTEMS):
            seen += 1
            share = kept[peer.system, peer.region, peer.size, peer.year]
            assert (peer.value, peer.source, peer.quality, peer.note) == (
                share.value,
                share.source,
                share.quality,
                share.note,
            )
            assert peer.old == (peer.year < figures.current_from)
            holds = {peer.region} | set(figures.groups.get(peer.region, ()))
            assert peer.exact == (facts["country"] in holds and facts["size_class"] == peer.size)
            if facts["size_class"] is not None:
                assert peer.size in figures.covers[facts["size_class"]]
    assert seen > 150


def test_a_newer_figure_of_the_same_cell_always_wins(figures: Adoption) -> None:
    newest: dict[tuple[str, str, str], int] = {}
    for share in figures.shares:
        cell = (share.system, share.region, share.size)
        newest[cell] = max(newest.get(cell, 0), share.year)
    for facts in companies():
        for peer in peers(figures, facts, SYSTEMS):
            assert peer.year == newest[peer.system, peer.region, peer.size]


def test_systems_come_in_the_order_they_are_asked_for(figures: Adoption) -> None:
    facts = {"country": "DE", "size_class": "small"}
    forward = peers(figures, facts, SYSTEMS)
    backward = peers(figures, facts, tuple(reversed(SYSTEMS)))
    assert [peer.system for peer in forward] == list(SYSTEMS)
    assert forward == tuple(reversed(backward))
    assert peers(figures, facts, []) == ()
    assert peers(figures, facts, ["scm"]) == ()


@pytest.mark.parametrize("seed", range(30))
def test_any_company_can_be_compared(figures: Adoption, seed: int) -> None:
    content = real()
    facts = replay(content.questionnaire, content.vocabulary, content.rates, random_answers(seed)).facts
    for peer in peers(figures, facts, SYSTEMS):
        assert 0 < peer.value <= 100


def test_an_old_figure_is_marked(figures: Adoption) -> None:
    old = one(figures, "erp", country="PL", size_class="large")
    new = one(figures, "erp", country="PL", size_class="small")
    assert old is not None
    assert new is not None
    assert (old.old, new.old) == (True, False)


def test_what_may_not_be_used_is_not_there(figures: Adoption) -> None:
    """CRM before 2023 had another definition; levels without a method and vendors' figures are no statistics."""
    assert min(share.year for share in figures.shares if share.system == "crm") == 2023
    assert {share.quality for share in figures.shares} == {"official", "relay"}
    assert 91 not in {share.value for share in figures.shares}
    assert not any(share.region in {"RU", "UA", "CN", "IR"} for share in figures.shares)


def test_more_companies_use_a_system_the_larger_they_are(figures: Adoption) -> None:
    """A slip of the pen in a figure would most likely break this order."""
    by_cell = {(s.system, s.region, s.year, s.size): s.value for s in figures.shares}
    compared = 0
    for (system, region, year, size), value in by_cell.items():
        for smaller, larger in (("small", "medium"), ("medium", "large"), ("small", "all"), ("small", "sme")):
            if size == smaller and (system, region, year, larger) in by_cell:
                compared += 1
                assert value < by_cell[system, region, year, larger]
    assert compared > 15


def test_the_union_has_27_members_all_of_them_countries(figures: Adoption) -> None:
    assert len(figures.groups["EU27"]) == 27
    assert figures.groups["EU27"] <= set(country_codes())
    assert not {"GB", "NO", "CH", "UA"} & figures.groups["EU27"]


def test_shares_are_dated_and_to_be_reviewed(figures: Adoption) -> None:
    assert figures.as_of < figures.review_by
    assert max(share.year for share in figures.shares) <= figures.as_of.year
    assert figures.shares == tuple(sorted(figures.shares, key=lambda share: -share.year))


def test_words_are_wanted_for_all_that_can_be_shown(figures: Adoption) -> None:
    keys = list(word_keys(figures))
    assert len(keys) == len(set(keys))
    for share in figures.shares:
        assert {("peer_systems", share.system), ("peer_sizes", share.size), ("peer_quality", share.quality)} <= set(
            keys
        )
        if share.note:
            assert ("peer_notes", share.note) in keys
        assert share.region in country_codes() or ("peer_regions", share.region) in keys


def test_shapes_do_not_change() -> None:
    peer = Peer(
        system="erp",
        value=1.0,
        region="DE",
        size="all",
        year=2025,
        source="x",
        quality="relay",
        exact=False,
        old=False,
        note="",
    )
    with pytest.raises(ValidationError):
        peer.value = 2.0  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Peer.model_validate({**peer.model_dump(), "reason": "everyone has one"})
    assert Peer.model_validate_json(peer.model_dump_json()) == peer
    with pytest.raises(AttributeError):
        Share("erp", "DE", "all", 2025, 1.0, "x", "relay", "").year = 2026  # type: ignore[misc]


FIRST = (
    '- {system: erp, region: EU27, size: small, year: "2025", value: "41.1", source: eurostat-iip-2025, quality: relay}'
)


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        (FIRST, FIRST.replace("erp", "scm"), "bad-value", "system"),
        (FIRST, FIRST.replace("EU27", "EU28"), "bad-value", "region"),
        (FIRST, FIRST.replace("EU27", "UK"), "bad-value", "region"),
        (FIRST, FIRST.replace("small", "tiny"), "bad-value", "size"),
        (FIRST, FIRST.replace("small", "[small]"), "bad-value", "size"),
        (FIRST, FIRST.replace("erp", "[erp]"), "bad-value", "system"),
        (FIRST, FIRST.replace("2025", "2018", 1), "bad-value", "older than"),
        (FIRST, FIRST.replace("2025", "25", 1), "bad-value", "no year"),
        (FIRST, FIRST.replace("2025", "2024.5", 1), "bad-value", "no year"),
        (FIRST, FIRST.replace("41.1", "141.1"), "bad-value", "no percentage"),
        (FIRST, FIRST.replace("41.1", "41 %"), "bad-value", "value"),
        (FIRST, FIRST.replace("relay", "low"), "bad-value", "quality"),
        (FIRST, FIRST.replace(", quality: relay", ""), "missing-field", "quality"),
        (FIRST, FIRST.replace("relay}", "relay, claim: x}"), "unknown-field", "claim"),
        (FIRST, f"{FIRST}\n  {FIRST}", "duplicate-row", "also stands"),
        (FIRST, FIRST.replace("eurostat-iip-2025", "eurostat-old"), "unknown-source", "eurostat-old"),
        ("fallback: EU27", "fallback: EU28", "bad-value", "fallback"),
        ("[country, own]", "[country, near]", "bad-value", "no step"),
        ("[country, own]", "[country]", "bad-value", "no step"),
        ("[AT, BE", "[XX, BE", "bad-value", "groups"),
        ('review_by: "2027-03-31"', 'review_by: "2027-02-30"', "bad-value", "calendar"),
        ('review_by: "2027-03-31"', 'review_by: "next year"', "bad-value", "date"),
        ('review_by: "2027-03-31"\n', "", "missing-field", "review_by"),
        ('current_from: "2023"', 'current_from: "recent"', "bad-value", "current_from"),
        ("records:", "figures:", "missing-field", "records"),
        ('crm: "2023", any', 'crm: "2026", any', "bad-value", "older than"),
    ],
)
def test_damage_is_named_with_its_line(folders: Folders, old: str, new: str, code: str, says: str) -> None:
    known = {share.source for share in adoption().shares}
    line = folders.edit("adoption.yaml", old, new)
    found, problems = load_adoption(folders.rules, known)
    assert found is None
    wanted = [p for p in problems if p.code == code and re.search(says, p.message)]
    assert wanted, problems
    assert all(p.file == "adoption.yaml" and p.fix for p in problems)
    if code not in {"missing-field", "unknown-field"} and new.startswith(("-", "[", "fallback", "review")):
        assert {p.line for p in wanted} & {line, line + 1}


@pytest.mark.parametrize(
    "damage", ["", "just words", "[a, b]", "records: [", "records: {a: b}", "records: [a]\ngroups: x"]
)
def test_a_file_that_says_something_else(folders: Folders, damage: str) -> None:
    folders.file("adoption.yaml").write_text(damage)
    found, problems = load_adoption(folders.rules)
    assert found is None
    assert problems
    assert {p.file for p in problems} == {"adoption.yaml"}


def test_a_file_that_is_missing(folders: Folders) -> None:
    folders.file("adoption.yaml").unlink()
    found, problems = load_adoption(folders.rules)
    assert found is None
    assert [p.code for p in problems] == ["unreadable"]


def test_the_order_of_the_search_is_data(folders: Folders) -> None:
    """An author who thinks size says more than country writes the group before the wider class."""
    folders.edit("adoption.yaml", "[country, wider], [group, own]", "[group, own], [country, wider]")
    found, problems = load_adoption(folders.rules)
    assert problems == []
    assert found is not None
    peer = one(found, "erp", country="DE", size_class="large")
    assert peer is not None
    assert (peer.region, peer.size, peer.year) == ("EU27", "large", 2019)


def test_dates_are_dates(figures: Adoption) -> None:
    assert isinstance(figures.review_by, datetime.date)
    assert figures.review_by > datetime.date(2026, 11, 22)
