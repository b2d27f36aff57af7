"""Files of many companies: headers, chunks, and one clear sentence with a line for everything that cannot be read."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import BadInput
from advisor.portfolio import files
from advisor.portfolio.files import ID, RESULTS, ROW, Layout, layout, opened
from tests.recommendation.samples import real

Write = Callable[[bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(data: bytes | str) -> Path:
        path = tmp_path / "in.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    return written


def read(path: Path, extra: bool = False) -> tuple[list[dict[str, Any]], list[tuple[Any, ...]], Layout]:
    """All rows with their numbers in the file, and the refusals as (row, reason)."""
    rows, refused, offset = [], [], 0
    with opened(real(), path, extra) as given:
        for chunk in given.chunks():
            loaded = chunk.load()
            numbered = loaded.frame.with_columns(pl.col(ROW).cast(pl.Int64) + offset)
            rows += numbered.to_dicts()
            refused += [(numbered[ROW][place], reason) for place, _, reason in loaded.refused.iter_rows()]
            offset += loaded.rows
            assert 0 < chunk.share <= 1
        return rows, refused, given.layout


def refusal(path: Path, extra: bool = False) -> str:
    with pytest.raises(BadInput) as caught:
        read(path, extra)
    assert "\n" not in caught.value.message
    return caught.value.message


class TestLayout:
    def test_what_each_column_is(self) -> None:
        found = layout(real(), ["id", "employees", "note", "budget", "budget_currency"], extra=True)
        assert found.questions == ("employees", "budget")
        assert found.currencies == {"budget": "budget_currency"}
        assert found.copied == ("note",)
        assert found.identified
        assert not layout(real(), ["employees"], extra=False).identified

    @pytest.mark.parametrize(
        ("names", "says"),
        [
            (["employes"], "“employes”; the nearest is “employees”"),
            (["employees", "zzz"], "no question for the column “zzz”. Correct"),
            (["employees", "budget_currency"], "“budget_currency”"),
            (["employees", "employees"], "“employees” is there more than once"),
            (["employees", ""], "Column 2 has no name"),
            (["id"], "No column is named after a question"),
        ],
    )
    def test_a_header_that_is_not_clear(self, names: list[str], says: str) -> None:
        with pytest.raises(BadInput, match=says):
            layout(real(), names, extra=False)

    @pytest.mark.parametrize("name", [*RESULTS, "row"])
    def test_a_copied_column_never_hides_a_result(self, name: str) -> None:
        with pytest.raises(BadInput, match="name of a result"):
            layout(real(), ["employees", name], extra=True)


class TestCsv:
    def test_cells_rows_and_their_numbers(self, write: Write) -> None:
        rows, refused, _ = read(write('id,employees,channels\na,5,"email, ads"\n\nb,,\n,7\n,,\n"c ""x""",8,none'))
        assert [tuple(row.values()) for row in rows] == [
            (1, "a", "5", "email, ads"), (3, "b", None, None), (4, None, "7", None), (6, 'c "x"', "8", "none"),
        ]  # fmt: skip
        assert refused == []

    @pytest.mark.parametrize("separator", [",", ";", "\t"])
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("mark", ["", "\ufeff"])
    def test_separators_line_ends_and_byte_order_marks(self, write: Write, separator: str, end: str, mark: str) -> None:
        text = mark + end.join([separator.join([" employees ", "industry"]), separator.join(["5", "retail"]), ""])
        assert read(write(text))[0] == [{ROW: 1, "employees": "5", "industry": "retail"}]

    def test_rows_that_are_too_long_are_refused_alone(self, write: Write) -> None:
        rows, refused, _ = read(write("employees,sites\n1,2\n1,2,3\n4,5,\n1,2,3,4\n"))
        assert len(rows) == 4
        assert refused == [
            (2, "The row has more cells than the header."),
            (4, "The row has more cells than the header."),
        ]

    def test_a_header_without_rows(self, write: Write) -> None:
        assert read(write("employees,sites\n"))[0] == []
        assert read(write("employees,sites"))[0] == []

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "does not begin with a line of column names"),
            (b"\nemployees\n5\n", "does not begin with a line of column names"),
            (b"employees,sites\n5,6\n7,\xff\n", "line 3, is not UTF-8"),
            (b"\xff\xfee\x00m\x00", "line 1, is not UTF-8"),
            (b'employees,sites\n5,6\n7,8\n"5" x,6\n', "line 4, is not CSV"),
            (b'employees,sites\n5,6\n7,"8\n9,10\n', "is not CSV: unexpected end of data"),
        ],
    )
    def test_what_cannot_be_read(self, write: Write, data: bytes, says: str) -> None:
        assert says in refusal(write(data))

    def test_a_mark_inside_a_cell_is_a_character(self, write: Write) -> None:
        rows, _, _ = read(write('id,employees\nthe "best",5\n5" pipes,6\n7" pipes,8\n'))
        assert [(row["id"], row["employees"]) for row in rows] == [
            ('the "best"', "5"),
            ('5" pipes', "6"),
            ('7" pipes', "8"),
        ]

    def test_lines_are_counted_over_pieces(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "PIECE", 64)
        body = b"".join(b"%d,7\n" % number for number in range(1000, 1100))
        path = write(b"employees,sites\n" + body + b"5,\xff\n" + body)
        assert "line 102, is not UTF-8" in refusal(path)

    def test_a_row_that_does_not_end(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "PIECE", 64)
        monkeypatch.setattr(files, "LONGEST_ROW", 256)
        assert "line 3: a row does not end" in refusal(write("employees,sites\n5,6\n7,8" + "x" * 500 + "\n"))

    @given(data=st.data())
    @settings(max_examples=60, deadline=None)
    def test_pieces_join(self, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
        """Wherever the file is cut, the cells are those that the standard library reads."""
        cell = st.text(alphabet='ab,"\n 5é', max_size=6)
        table = data.draw(st.lists(st.tuples(cell, cell, cell), max_size=12))
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])))
        writer.writerows([("id", "employees", "industry"), *table])
        path = tmp_path_factory.mktemp("pieces") / "in.csv"
        path.write_bytes(text.getvalue().encode())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(files, "PIECE", data.draw(st.integers(20, 60)))
            rows, refused, _ = read(path)
        wanted = [(n, *cells) for n, cells in enumerate(table, start=1)]
        found = {row[ROW]: tuple(row[name] or "" for name in ("id", "employees", "industry")) for row in rows}
        assert refused == []
        for number, *cells in wanted:
            assert found.get(number, ("", "", "")) == tuple(cells)


class TestParquet:
    def test_columns_keep_their_types(self, tmp_path: Path) -> None:
        path = tmp_path / "in.parquet"
        frame = pl.DataFrame({"id": [7, 8], "employees": [5, None], "channels": [["email"], None], "note": [1.5, 2.5]})
        frame.write_parquet(path)
        rows, refused, found = read(path, extra=True)
        assert rows == [{ROW: 1 + place, **row} for place, row in enumerate(frame.to_dicts())]
        assert refused == []
        assert (found.names[0], found.copied) == (ID, ("note",))
        assert "“note”" in refusal(path)

    def test_chunks_join(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(files, "ROWS", 7)
        path = tmp_path / "in.parquet"
        pl.DataFrame({"employees": range(1, 31)}).write_parquet(path, row_group_size=4)
        assert [(row[ROW], row["employees"]) for row in read(path)[0]] == [(n, n) for n in range(1, 31)]

    def test_no_rows(self, tmp_path: Path) -> None:
        path = tmp_path / "in.parquet"
        pl.DataFrame(schema={"employees": pl.Int64}).write_parquet(path)
        assert read(path)[0] == []

    @pytest.mark.parametrize("data", [b"", b"PAR1", b"employees\n5\n", b"PAR1" + b"\x00" * 100 + b"PAR1"])
    def test_what_is_no_parquet_file(self, tmp_path: Path, data: bytes) -> None:
        path = tmp_path / "in.parquet"
        path.write_bytes(data)
        assert "is not a Parquet file that can be read" in refusal(path)

    def test_a_file_with_a_hole(self, tmp_path: Path) -> None:
        path = tmp_path / "in.parquet"
        pl.DataFrame({"employees": [str(n) * 9 for n in range(5000)]}).write_parquet(path, compression="zstd")
        data = bytearray(path.read_bytes())
        data[100:3000] = b"\x00" * 2900
        path.write_bytes(bytes(data))
        assert "after row 0, cannot be read" in refusal(path)


@pytest.mark.parametrize("name", ["none.csv", "none.parquet"])
def test_a_missing_file(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path / name) == f"Cannot read {tmp_path / name}: No such file or directory."


@pytest.mark.parametrize("name", ["in.csv", "in.parquet"])
def test_a_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    assert "Is a directory" in refusal(tmp_path / name)


@pytest.mark.parametrize("name", ["in.xlsx", "in", "in.CSV"])
def test_other_kinds_of_file(tmp_path: Path, name: str) -> None:
    assert "must end in .csv or .parquet" in refusal(tmp_path / name)


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"", 0),
        (b"a,b", 0),
        (b"a\nb\n", 4),
        (b"a\nb", 2),
        (b'a\n"b\nc', 2),
        (b'a\n"b\nc"\nd', 8),
        (b'"a\nb\nc', 0),
        (b'a,"x ""y"" z"\nb', 14),
        (b'a,"x\n""\n"\n"b\nc\n', 10),
    ],
)
def test_where_rows_end(data: bytes, end: int) -> None:
    assert files._end_of_rows(data) == end


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_the_share_that_is_done_grows_to_the_whole(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PIECE", 40)
    monkeypatch.setattr(files, "ROWS", 9)
    path = tmp_path / f"in.{kind}"
    table = pl.DataFrame({"employees": range(100, 150), "sites": [1] * 50})
    table.write_csv(path) if kind == "csv" else table.write_parquet(path)
    with opened(real(), path, extra=False) as given:
        shares = [chunk.share for chunk in given.chunks()]
        assert given.schema.names() == ["employees", "sites"]
    assert len(shares) > 4
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
