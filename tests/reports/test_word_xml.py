"""Atoms of WordprocessingML: well-formed, escaped, in the order of the schema, and with their direction."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.language import LANGUAGES
from advisor.reports import word_xml as xml
from advisor.reports.office import clean, script
from tests.reports.offices import HOSTILE, A, W, said

ENGLISH, PERSIAN, CHINESE = (xml.Pen(script(language)) for language in ("en", "fa", "zh"))


def parsed(made: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<all {xml.NAMES}>{made}</all>")


def looks(made: str) -> list[tuple[str, list[str]]]:
    """Words and names of the properties of each run."""
    found = []
    for run in parsed(made).iter(f"{W}r"):
        properties = run.find(f"{W}rPr")
        tags = [] if properties is None else [one.tag.removeprefix(W) for one in properties]
        found.append(("".join(text.text or "" for text in run.iter(f"{W}t")), tags))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(language: str, words: str) -> None:
    root = parsed(xml.Pen(script(language)).write(words))
    assert clean(said(root)) == clean(words.replace("\n", "")) or "\n" in words
    assert {child.tag for child in root} <= {f"{W}r"}


@given(st.text(), st.booleans())
def test_no_word_is_lost_or_added(words: str, ltr: bool) -> None:
    for pen in (ENGLISH, PERSIAN, CHINESE):
        root = parsed(pen.write(words.replace("\n", " "), ltr=ltr))
        assert clean(said(root)) == clean(words)


def test_edges_keep_one_space_so_that_runs_do_not_stick() -> None:
    assert said(parsed(ENGLISH.write("one ") + ENGLISH.write("\ttwo  three"))) == "one  two three"
    assert said(parsed(ENGLISH.write(" "))) == " "
    assert ENGLISH.write("") == ""


def test_lines_are_broken_where_the_words_say_so() -> None:
    root = parsed(ENGLISH.write("one\ntwo"))
    assert [child[-1].tag for child in root] == [f"{W}t", f"{W}br", f"{W}t"]


def test_persian_words_run_from_the_right_and_latin_ones_among_them_do_not() -> None:
    made = looks(PERSIAN.write("نسخهٔ CRM first در ۸۴ مورد"))
    assert made == [("نسخهٔ ", ["rtl"]), ("CRM first", []), (" در ۸۴ مورد", ["rtl"])]


def test_what_is_to_run_from_the_left_does() -> None:
    assert looks(PERSIAN.write("sha256:۱۲", ltr=True)) == [("sha256:۱۲", [])]


def test_chinese_signs_of_both_scripts_are_taken_from_the_chinese_font() -> None:
    root = parsed(CHINESE.write("“先上 CRM”"))
    assert [font.get(f"{W}hint") for font in root.iter(f"{W}rFonts")] == ["eastAsia"]


def test_properties_of_runs_stand_in_the_order_of_the_schema() -> None:
    made = looks(PERSIAN.write("سلام", strong=True, style="Quiet"))
    assert made == [("سلام", ["rStyle", "b", "bCs", "rtl"])]


def test_properties_of_paragraphs_stand_in_the_order_of_the_schema() -> None:
    made = PERSIAN.paragraph("Heading1", "", before="<w:keepNext/>", after='<w:jc w:val="right"/>')
    tags = [one.tag.removeprefix(W) for one in next(parsed(made).iter(f"{W}pPr"))]
    assert tags == ["pStyle", "keepNext", "bidi", "jc"]
    assert "bidi" not in ENGLISH.paragraph("Normal", "")


def test_a_field_has_its_code_and_what_stands_there_until_it_is_filled() -> None:
    root = parsed(xml.field('TOC \\o "1-2" <', ENGLISH.write("1")))
    assert [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]
    assert next(root.iter(f"{W}instrText")).text == ' TOC \\o "1-2" < '
    assert said(root) == "1"


def test_bookmarks_and_links_name_each_other() -> None:
    root = parsed(xml.bookmark(7, "_Toc1", ENGLISH.write("x")) + xml.link(ENGLISH.write("y"), anchor="_Toc1"))
    begin, end = next(root.iter(f"{W}bookmarkStart")), next(root.iter(f"{W}bookmarkEnd"))
    assert begin.get(f"{W}id") == end.get(f"{W}id") == "7"
    assert next(root.iter(f"{W}hyperlink")).get(f"{W}anchor") == begin.get(f"{W}name") == "_Toc1"
    assert 'r:id="rId3"' in xml.link("", relation="rId3")


def test_a_picture_has_its_size_and_the_words_for_it() -> None:
    root = parsed(xml.picture(xml.Picture("rId9", 4, 2000, 1000, 'a "chart" <of> paths')))
    extent = next(one for one in root.iter() if one.tag.endswith("}extent"))
    assert (extent.get("cx"), extent.get("cy")) == (str(2000 * 635), str(1000 * 635))
    described = [one.get("descr") for one in root.iter() if one.tag.endswith(("}docPr", "}cNvPr"))]
    assert described == ['a "chart" <of> paths'] * 2
    assert next(root.iter(f"{A}blip")).attrib.popitem()[1] == "rId9"


def test_tables_say_their_widths_twice_and_repeat_their_header() -> None:
    rows = [
        xml.row([xml.cell("<w:p/>", 300), xml.cell("<w:p/>", 700, fill="EEEEEE")], header=True),
        xml.row([xml.cell("<w:p/>", 300), xml.cell("<w:p/>", 700)], whole=False),
    ]
    root = parsed(xml.table(rows, (300, 700), "T", script("en"), 'Costs & "sums"'))
    assert [one.get(f"{W}w") for one in root.iter(f"{W}gridCol")] == ["300", "700"]
    assert [one.get(f"{W}w") for one in root.iter(f"{W}tcW")] == ["300", "700"] * 2
    assert [len(list(one.iter(f"{W}tblHeader"))) for one in root.iter(f"{W}tr")] == [1, 0]
    assert [len(list(one.iter(f"{W}cantSplit"))) for one in root.iter(f"{W}tr")] == [1, 0]
    assert next(root.iter(f"{W}tblCaption")).get(f"{W}val") == 'Costs & "sums"'
    assert list(root.iter(f"{W}bidiVisual")) == []


def test_columns_run_from_the_right_in_persian() -> None:
    root = parsed(xml.table([], (300,), "T", script("fa")))
    tags = [one.tag.removeprefix(W) for one in next(root.iter(f"{W}tblPr"))]
    assert tags == ["tblStyle", "bidiVisual", "tblW", "tblLayout", "tblLook"]


@given(st.integers(100, 20_000), st.lists(st.floats(0.1, 10), min_size=1, max_size=12))
def test_parts_of_a_width_add_up_to_it(width: int, shares: list[float]) -> None:
    found = xml.shared(width, len(shares), shares)
    assert sum(found) == width
    assert min(found) >= 0


def test_shares_are_kept_and_equal_where_there_are_none() -> None:
    assert xml.shared(400, 2, (3, 1)) == (300, 100)
    assert xml.shared(400, 4) == (100,) * 4
    assert xml.shared(400, 2, (1, 2, 3)) == (200, 200)
