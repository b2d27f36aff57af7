"""What the library lacks: in the order of the schema, where the library and other programs find it again."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

import docx
import pytest
from docx.document import Document as Package
from docx.oxml.ns import qn
from docx.shared import Pt

from advisor.language import LANGUAGES
from advisor.reports import word_fields as fields
from advisor.reports.office import script
from tests.reports.offices import W, logo


def saved(package: Package, part: str = "word/document.xml") -> ElementTree.Element:
    """A part of the package as other programs read it."""
    out = io.BytesIO()
    package.save(out)
    with zipfile.ZipFile(out) as file:
        return ElementTree.fromstring(file.read(part))


def tags(element: ElementTree.Element | None) -> list[str]:
    assert element is not None
    return [one.tag.removeprefix(W) for one in element]


def values(root: ElementTree.Element, tag: str, name: str = "val") -> list[str | None]:
    return [one.get(f"{W}{name}") for one in root.iter(f"{W}{tag}")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_script_has_its_font_and_its_language(language: str) -> None:
    package = docx.Document()
    fields.set_up(package, script(language))
    defaults = next(saved(package, "word/styles.xml").iter(f"{W}rPrDefault"))
    fonts = next(defaults.iter(f"{W}rFonts"))
    assert {key.removeprefix(W): font for key, font in fonts.attrib.items()} == {
        "ascii": "Calibri",
        "hAnsi": "Calibri",
        "cs": "Tahoma",
        "eastAsia": "Microsoft YaHei",
    }
    tag = next(defaults.iter(f"{W}lang"))
    latin = "en-GB" if language in ("zh", "fa") else script(language).tag
    assert (tag.get(f"{W}val"), tag.get(f"{W}bidi"), tag.get(f"{W}eastAsia")) == (latin, "fa-IR", "zh-CN")


def test_settings_fill_fields_and_are_those_of_a_new_file() -> None:
    package = docx.Document()
    fields.set_up(package, script("en"))
    root = saved(package, "word/settings.xml")
    order = tags(root)
    assert order.index("updateFields") < order.index("compat")
    modes = {one.get(f"{W}name"): one.get(f"{W}val") for one in root.iter(f"{W}compatSetting")}
    assert modes["compatibilityMode"] == "15"


def test_a_bare_style_keeps_its_place_in_the_outline() -> None:
    package = docx.Document()
    for name in ("Title", "Heading 1", "Header", "List Bullet"):
        fields.bare(package.styles[name])
    root = saved(package, "word/styles.xml")
    found = {one.get(f"{W}styleId"): one for one in root.iter(f"{W}style")}
    for name in ("Title", "Heading1", "Header", "ListBullet"):
        assert not {"rPr", "pBdr", "tabs", "contextualSpacing"} & {
            one.tag.removeprefix(W) for one in found[name].iter()
        }
    assert values(found["Heading1"], "outlineLvl") == ["0"]
    assert values(found["ListBullet"], "numId") != []


def test_properties_of_a_style_stand_in_the_order_of_the_schema() -> None:
    package = docx.Document()
    style = package.styles.add_style("Note", 1)
    style.paragraph_format.space_after = Pt(3)
    style.paragraph_format.keep_with_next = True
    style.font.size, style.font.superscript = Pt(9), True
    fields.turn(style.element.get_or_add_pPr())
    fields.paragraph_line(style, "left", "112233", 3, "EEEEEE")
    fields.complex_size(style, 8.5)
    made = next(one for one in saved(package, "word/styles.xml").iter(f"{W}style") if one.get(f"{W}styleId") == "Note")
    assert tags(made.find(f"{W}pPr")) == ["keepNext", "pBdr", "shd", "bidi", "spacing"]
    assert tags(made.find(f"{W}rPr")) == ["sz", "szCs", "vertAlign"]
    assert values(made, "szCs") == ["17"]
    assert values(made, "left", "sz") == ["24"]


def test_the_look_of_a_table_has_lines_and_room() -> None:
    package = docx.Document()
    fields.table_look(package.styles.add_style("Mine", 3), {"top": (0.5, "112233"), "insideH": (1, "445566")}, 40, 85)
    fields.table_look(package.styles.add_style("Bare", 3), {}, 0, 120)
    found = {one.get(f"{W}styleId"): one for one in saved(package, "word/styles.xml").iter(f"{W}style")}
    assert tags(next(found["Mine"].iter(f"{W}tblBorders"))) == ["top", "insideH"]
    assert tags(found["Mine"].find(f"{W}tblPr")) == ["tblInd", "tblBorders", "tblCellMar"]
    assert values(next(found["Mine"].iter(f"{W}tblCellMar")), "left", "w") == ["85"]
    assert values(found["Bare"], "tblInd", "w") == ["-120"]
    assert list(found["Bare"].iter(f"{W}tblBorders")) == []


def test_rows_repeat_stay_whole_and_are_shaded() -> None:
    package = docx.Document()
    table = package.add_table(2, 1)
    for place, row in enumerate(table.rows):
        fields.keep_row(row, header=not place)
    table.cell(0, 0).vertical_alignment = 1
    fields.shade(table.cell(0, 0), "EEEEEE")
    fields.name_table(table, 'Costs & "sums"')
    root = saved(package)
    assert [tags(row.find(f"{W}trPr")) for row in root.iter(f"{W}tr")] == [["cantSplit", "tblHeader"], ["cantSplit"]]
    assert tags(next(root.iter(f"{W}tcPr"))) == ["tcW", "shd", "vAlign"]
    assert values(root, "tblCaption") == ['Costs & "sums"']


def test_a_field_shows_what_it_is_until_it_is_filled() -> None:
    package = docx.Document()
    line = package.add_paragraph("Figure ")
    fields.field(line, "SEQ Figure \\* ARABIC", [line.add_run("7")])
    line.add_run(". Costs")
    root = saved(package)
    assert values(root, "fldSimple", "instr") == ["SEQ Figure \\* ARABIC"]
    assert "".join(one.text or "" for one in root.iter(f"{W}t")) == "Figure 7. Costs"


def test_links_and_bookmarks_name_each_other() -> None:
    package = docx.Document()
    head, line = package.add_paragraph("Head", "Heading 1"), package.add_paragraph()
    fields.bookmark(head, 7, "_Toc0007")
    fields.link(line, [line.add_run("to the head")], anchor="_Toc0007")
    fields.link(line, [line.add_run("out")], url="https://example.org/?a=1&b=2")
    assert [one.text for one in line.hyperlinks] == ["to the head", "out"]
    assert line.hyperlinks[0].fragment == "_Toc0007"
    assert line.hyperlinks[1].address == "https://example.org/?a=1&b=2"
    root = saved(package)
    assert tags(next(root.iter(f"{W}p"))) == ["pPr", "bookmarkStart", "r", "bookmarkEnd"]
    assert values(root, "bookmarkStart", "id") == values(root, "bookmarkEnd", "id") == ["7"]


def test_a_field_of_several_paragraphs_has_both_ends() -> None:
    package = docx.Document()
    first, last = package.add_paragraph(), package.add_paragraph()
    fields.begin_field(first, 'TOC \\o "1-1"')
    fields.end_field(last)
    root = saved(package)
    assert values(root, "fldChar", "fldCharType") == ["begin", "separate", "end"]
    assert next(root.iter(f"{W}instrText")).text == 'TOC \\o "1-1"'


def test_lists_of_numbers_begin_anew() -> None:
    package = docx.Document()
    style = package.styles["List Number"]
    for _ in range(2):
        fields.count_anew(package, style, [package.add_paragraph("x", style), package.add_paragraph("y", style)])
    numbers = values(saved(package), "numId")
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
    assert values(saved(package, "word/numbering.xml"), "startOverride") == ["1", "1"]


def test_pictures_are_described_and_stand_where_the_line_begins() -> None:
    package = docx.Document()
    shape = package.add_paragraph().add_run().add_picture(io.BytesIO(logo()))
    fields.describe(shape, 'a "chart" <of> paths')
    inline = next(one for one in saved(package).iter() if one.tag.endswith("}inline"))
    assert [inline.get(f"dist{side}") for side in "TBLR"] == ["0"] * 4
    assert next(one for one in inline if one.tag.endswith("}docPr")).get("descr") == 'a "chart" <of> paths'


def test_sections_have_columns_and_turn() -> None:
    package = docx.Document()
    section = package.sections[0]
    fields.columns(section, 2)
    fields.turn(section._sectPr)
    order = tags(next(saved(package).iter(f"{W}sectPr")))
    assert order.index("cols") < order.index("bidi") < order.index("docGrid")
    assert values(saved(package), "cols", "num") == ["2"]


def test_signs_of_both_scripts_are_taken_from_the_chinese_font() -> None:
    package = docx.Document()
    run = package.add_paragraph().add_run("“先上 CRM”")
    fields.from_chinese_font(run)
    assert run._r.rPr is not None
    assert run._r.rPr.rFonts.get(qn("w:hint")) == "eastAsia"
