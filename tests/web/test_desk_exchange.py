"""What a preview tells of a file that is to come in."""

from __future__ import annotations

from advisor.workspace.desk.intake import Clients, read
from advisor.workspace.desk.unpacking import unpack
from tests.recommendation.samples import real
from tests.workspace.desk.test_unpacking import sound
from web.desk_exchange import MOST_SHOWN, archive_preview, table_preview

BANK = real().questionnaire


def test_a_table_is_told_in_numbers_and_lines() -> None:
    plan = read(BANK, b"client,employees,colour\nA,many,red\nB,5,blue\n,6,\n")
    seen = table_preview(7, "cases.csv", plan, Clients(("A",), ("B",)), "fa")
    assert (seen.file, seen.name, seen.cases, seen.fault_count) == (7, "cases.csv", 2, 2)
    assert (seen.fresh, seen.there, seen.ignored, seen.lines) == (("A",), ("B",), ("colour",), True)
    assert [(row.place, row.client, row.answers) for row in seen.entries] == [(2, "A", 0), (3, "B", 1)]
    assert [(row.place, row.column, row.value, row.whole) for row in seen.faults] == [
        (2, "employees", "many", False),
        (4, "client", "", True),
    ]
    assert "many" in seen.faults[0].why and not seen.faults[0].why.isascii(), "in the reader's language"


def test_long_lists_are_cut_and_counted_whole() -> None:
    lines = "".join(f"Client {n},x,y\n" for n in range(MOST_SHOWN + 5))
    plan = read(BANK, f"client,employees,it_staff\n{lines}".encode())
    seen = table_preview(1, "x", plan, Clients((), ()), "en")
    assert (len(seen.entries), len(seen.faults)) == (MOST_SHOWN, MOST_SHOWN)
    assert (seen.cases, seen.fault_count) == (MOST_SHOWN + 5, 2 * (MOST_SHOWN + 5))


def test_an_archive_is_told_case_by_case() -> None:
    seen = archive_preview(7, "a.zip", unpack(sound()), ())
    assert (seen.client, seen.made, seen.private_comments, seen.known) == (
        "پارس پمپ و Söhne",
        "2026-12-01",
        False,
        False,
    )
    first, second = seen.cases
    assert (first.title, first.voices, first.results, first.remarks, first.reports, first.issued) == (
        "CRM or ERP", 3, 2, 2, 2, True,
    )  # fmt: skip
    assert (second.title, second.voices, second.results, second.issued) == ("Second look", 0, 0, False)
