"""PDF of documents: accessible, in both directions, safe against what people type, and the same bytes every time."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from advisor.errors import BadInput
from advisor.language import LANGUAGES
from advisor.reports import pdf
from advisor.reports.document import (
    Beside,
    Brand,
    Bullets,
    Document,
    Figure,
    Heading,
    Note,
    Paragraph,
    Table,
    Text,
    Tiles,
)
from tests.recommendation.advices import NAMES
from tests.reports.papers import BRAND, CLOSE, NOTHING, UNKNOWN, figures, full, full_judged, pages, printed, short, told

WORDS = {"contents": "Contents", "figure": "Fig.", "table": "Tab.", "sources": "Sources", "prepared_for": "For whom"}
DRAWING = figures(short(NOTHING).blocks)[0]
CELL = (Text("Cell", (1,)),)
HOSTILE = (
    '#read("/etc/passwd") #panic("x") $x$ = * _ ` < > @ \\',
    "x" * 400,
    "\u202eABC\u202c \u2066\u2067\u200f\u200e",
    "Shop 😀 👩‍💻 ไทย",
    "\x00\x07\x1b control",
    "</svg><script>",
    "شرکت نمونه (سهامی خاص)",
    "企业 & Söhne «GmbH»",
    "\ud800",
    "line\nbreak\ttab",
)


def document(language: str = "en", contents: bool = True, **changed: object) -> Document:
    """A small document with a block of every kind."""
    cell = CELL
    blocks = (
        Heading(1, "Decision", fresh=True),
        Paragraph((Text("Plain "), Text("strong", strong=True), Text(" quiet", quiet=True), Text(" id-1", ltr=True))),
        Paragraph((Text("Go on."),), "answer"),
        Paragraph((Text("Good."),), "good", close=True),
        Paragraph((Text("Mind."),), "careful"),
        Paragraph((Text("Stop."),), "bad"),
        Tiles((("Cost", "12"), ("Time", "3"))),
        Heading(1, "Details"),
        Bullets((cell, (Text("Two"),))),
        Bullets((cell, cell), numbered=True),
        Bullets((cell, cell, cell), columns=2),
        Table("A table", ("Name", "Value"), ((cell, cell), (cell, cell)), ("start", "end"), frozenset({1}), (2, 1)),
        Table("Dense", ("Name",), ((cell,),), dense=True),
        Beside(((Heading(2, "In a column"), DRAWING), (Paragraph((Text("Beside"),)),)), (2, 1)),
    )
    made = Document(
        language, "A title", "Full report", "Client", "22 November 2026", "2026-11-22", BRAND, blocks,
        (Note(1, "A source", "https://example.org/a"), Note(2, "Another")), contents=contents, words=WORDS,
    )  # fmt: skip
    return replace(made, **changed)  # type: ignore[arg-type]


def opened(made: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made))


def text_of(made: bytes, tmp_path: Path) -> str:
    path = tmp_path / "made.pdf"
    path.write_bytes(made)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_block_is_set(language: str) -> None:
    assert pages(pdf.render(document(language))) == 3
    assert pages(pdf.render(document(language, contents=False, notes=()))) <= 2


def test_it_is_accessible() -> None:
    with opened(printed(NOTHING)) as file:
        root = file.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == "en"
        assert root.ViewerPreferences.DisplayDocTitle
        assert "/StructTreeRoot" in root
        assert "/Outlines" in root
        with file.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Do not buy a system yet."


def test_bookmarks_are_the_sections() -> None:
    made = full(NOTHING)
    with opened(printed(NOTHING)) as file, file.open_outline() as outline:
        titles = [item.title for item in outline.root]
    wanted = [block.words for block in made.blocks if isinstance(block, Heading) and block.level == 1]
    assert titles == [wanted[0], "Contents", *wanted[1:], "Sources"]


@pytest.mark.parametrize(("language", "direction"), [("en", None), ("zh", None), ("fa", "/R2L")])
def test_the_direction_of_pages_is_that_of_the_language(language: str, direction: str | None) -> None:
    with opened(pdf.render(document(language))) as file:
        found = file.Root.ViewerPreferences.get("/Direction")
        assert (None if found in (None, "/L2R") else str(found)) == direction
        assert str(file.Root.Lang).startswith(language)


def test_same_document_same_bytes() -> None:
    again = replace(full(NOTHING))
    assert pdf.render(again) == printed(NOTHING)


def test_numbers_of_pages_are_in_the_digits_of_the_language(tmp_path: Path) -> None:
    for language, pair in (("en", "23"), ("fa", "۲۳")):
        second = text_of(pdf.render(document(language)), tmp_path).split("\f")[1]
        assert sorted(pair) == sorted(re.sub(r"[^\d]", "", second.splitlines()[-1]))


def test_notes_are_listed_with_their_addresses() -> None:
    with opened(pdf.render(document())) as file:
        links = [a for page in file.pages for a in page.get("/Annots", ()) if str(a.Subtype) == "/Link"]
    uris = {str(link.A.URI) for link in links if "/A" in link and "/URI" in link.A}
    assert uris == {"https://example.org/a"}
    assert len(links) > 6


def test_the_text_holds_cover_header_and_disclaimer(tmp_path: Path) -> None:
    text = text_of(pdf.render(document()), tmp_path)
    for words in ("Full report", "A title", "For whom", "Client", "22 November 2026", "Advisor · A title"):
        assert words in text
    assert text.count("For planning. It is no offer.") == pages(pdf.render(document()))


def test_a_title_of_its_own_leaves_the_advice_on_the_cover(tmp_path: Path) -> None:
    made = document(verdict="Start with an ERP.")
    assert "Start with an ERP." in text_of(pdf.render(made), tmp_path)
    same = text_of(pdf.render(document(title="Start with an ERP.", verdict="Start with an ERP.")), tmp_path)
    assert same.partition("\f")[0].count("Start with an ERP.") == 1


@pytest.mark.parametrize("client", HOSTILE)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_what_people_type_is_only_words(client: str, language: str) -> None:
    brand = Brand(client, "#zzz", client)
    for contents in (True, False):
        made = document(language, contents=contents, client=client, title=client, kind=client, brand=brand)
        assert pages(pdf.render(made)) >= (3 if contents else 1)


def test_no_file_is_read_for_a_name(tmp_path: Path) -> None:
    text = text_of(pdf.render(document(client='#read("LIST.md")')), tmp_path)
    assert '#read("LIST.md")' in text
    assert "Open Font" not in text


def test_a_missing_glyph_is_seen(tmp_path: Path) -> None:
    assert "Shop □" in text_of(pdf.render(document(client="Shop 😀")), tmp_path)


def logo(form: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 20), "#aa3300").save(out, form)
    return out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_a_logo_stands_on_every_page(form: str) -> None:
    with opened(pdf.render(document(brand=replace(BRAND, logo=logo(form))))) as file:
        assert all(page.Resources.get("/XObject") for page in file.pages)
    assert pdf.render(document(brand=replace(BRAND, logo=logo(form)))) != pdf.render(document())


@pytest.mark.parametrize("broken", [b"GIF89a....", b"<svg/>", logo("PNG")[:40], b"\xff\xd8\xff broken"])
def test_a_logo_that_cannot_be_read_is_named(broken: bytes) -> None:
    with pytest.raises(BadInput, match="The logo cannot be read") as caught:
        pdf.render(document(brand=replace(BRAND, logo=broken)))
    assert caught.value.field == "logo"


@pytest.mark.parametrize("name", NAMES)
def test_reports_have_ten_to_twenty_pages(name: str) -> None:
    assert 10 <= pages(printed(name)) <= 20


@pytest.mark.parametrize("name", ["iranian-online-retailer", UNKNOWN])
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_reports_in_longer_languages_have_at_most_one_more(name: str, language: str) -> None:
    assert 10 <= pages(printed(name, language)) <= 21


@pytest.mark.parametrize(("name", "language"), [("iranian-online-retailer", "en"), (CLOSE, "fa"), (NOTHING, "zh")])
def test_a_judged_case_has_no_more_pages(name: str, language: str) -> None:
    assert 10 <= pages(pdf.render(full_judged(name, language))) <= 21


def test_small_lists_that_follow_each_other_share_their_columns() -> None:
    small, wide = Bullets((CELL, CELL), columns=3), Paragraph(CELL)
    lead = (Heading(2, "Part"), Paragraph(CELL, close=True))
    found = pdf._gathered(document(blocks=(wide, *lead, small, *lead, small, wide, *lead, small, wide), notes=()))
    assert [block["kind"] for block in found] == [
        "Paragraph", "Annex", "Paragraph", "Heading", "Paragraph", "Bullets", "Paragraph",
    ]  # fmt: skip
    assert [block["kind"] for block in found[1]["blocks"]] == ["Heading", "Paragraph", "Bullets"] * 2


def test_sources_follow_in_the_columns_of_an_annex_or_in_their_own() -> None:
    small = Bullets((CELL,), columns=2)
    last = pdf._gathered(document(blocks=(small,)))
    assert [(block["kind"], block["columns"]) for block in last] == [("Annex", 2)]
    assert [block["kind"] for block in last[0]["blocks"]] == ["Bullets", "Heading", "Sources"]
    own = pdf._gathered(document(blocks=(Paragraph(CELL),)))
    assert [block["kind"] for block in own] == ["Paragraph", "Annex"]
    assert own[1]["columns"] == pdf.SOURCE_COLUMNS
    assert own[1]["blocks"][1]["notes"][0] == {
        "number": 1, "words": "A source", "url": "https://example.org/a", "shown": "example.org/a",
    }  # fmt: skip


def lowest_gap(made: bytes, above: str, below: str, tmp_path: Path) -> float:
    """The points between the foot of one word and the head of another that stands below it."""
    path = tmp_path / "gap.pdf"
    path.write_bytes(made)
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, text=True, check=True)
    word = re.compile(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">([^<]*)<')
    boxes = {found[3]: (float(found[1]), float(found[2])) for found in word.finditer(done.stdout)}
    return boxes[below][0] - boxes[above][1]


@pytest.mark.parametrize("contents", [True, False])
@pytest.mark.parametrize("block", [Paragraph((Text("Lastline"),)), Bullets(((Text("Lastline"),),))])
def test_a_section_keeps_its_distance_from_what_is_above(
    block: Paragraph | Bullets, contents: bool, tmp_path: Path
) -> None:
    blocks = (Heading(1, "Begin"), block, Heading(1, "Next"), Paragraph((Text("End"),)))
    made = pdf.render(document(blocks=blocks, contents=contents, notes=()))
    assert lowest_gap(made, "Lastline", "Next", tmp_path) > 3


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [CLOSE, UNKNOWN])
def test_the_decision_takes_one_page(name: str, language: str) -> None:
    words = full(name, language).words["contents"]
    with opened(printed(name, language)) as file, file.open_outline() as outline:
        contents = next(item for item in outline.root if item.title == words)
        places = [page.obj.objgen for page in file.pages]
        found = contents.destination
        assert isinstance(found, pikepdf.Array)
        assert places.index(found[0].objgen) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_drawings_become_pictures(language: str) -> None:
    m = told(CLOSE, language)
    assert m.money_charts is not None
    assert m.money_charts.costs is not None
    for svg in (m.charts.needs, m.charts.paths, m.charts.comparison_wide, m.money_charts.costs.wide):
        made = Image.open(io.BytesIO(pdf.png(svg, language, 680)))
        assert made.width == 680
        box = [float(part) for part in svg.partition('viewBox="')[2].partition('"')[0].split()]
        assert made.height == pytest.approx(680 * box[3] / box[2], abs=2)
        assert len(set(made.convert("L").tobytes())) > 20  # words are drawn, not only boxes


def test_a_mirrored_drawing_is_anchored_at_the_other_end() -> None:
    svg = (
        '<svg viewBox="0 0 9 9" xmlns="http://www.w3.org/2000/svg">'
        '<text x="9" text-anchor="start" direction="rtl" fill="#000">فعلاً</text></svg>'
    )
    shown = pdf.for_print(svg, "fa")
    assert 'text-anchor="end" fill' in shown
    assert "direction" not in shown
    assert ">\u2067فعلا\u2069<" in shown
    assert "'Vazirmatn', 'Inter'" in shown
    assert 'direction="rtl"' in pdf.for_print(svg, "en")


def said(document: Document) -> str:
    """The words of the last block as the template gets them."""
    words: str = pdf._data(replace(document, notes=()))["blocks"][-1]["runs"][0]["words"]
    return words


def test_a_sign_stays_before_its_number_in_persian(tmp_path: Path) -> None:
    made = document("fa", blocks=(Heading(1, "الف"), Paragraph((Text("امتیاز +۱۲"),))), contents=False)
    assert pages(pdf.render(made)) == 1
    assert said(made) == "امتیاز \u2066+۱۲\u2069"
    assert said(replace(made, language="en")) == "امتیاز +۱۲"
    assert "۱۲" in text_of(pdf.render(made), tmp_path)


def test_ids_stay_left_to_right() -> None:
    made = document("fa", blocks=(Paragraph((Text("sha256:ab", ltr=True),)),))
    assert said(made) == "\u2066sha256:ab\u2069"


def test_very_long_words_may_be_broken() -> None:
    words = str(pdf._data(document(client="x" * 60))["client"])
    assert words.replace("\u200b", "") == "x" * 60
    assert max(map(len, words.split("\u200b"))) <= 18


def test_the_day_of_a_document_is_a_day() -> None:
    assert date.fromisoformat(document().day)
    with pytest.raises(ValueError, match="Invalid isoformat"):
        pdf.render(document(day="yesterday"))


def test_figures_keep_their_words() -> None:
    data = pdf._data(document())
    drawn = next(block for block in data["blocks"] if block["kind"] == "Beside")["columns"][0][1]
    assert drawn["alt"] == DRAWING.alt
    assert isinstance(DRAWING, Figure)


@pytest.mark.parametrize(
    ("words", "url", "shown"),
    [
        ("example.org, May 2026", "https://www.example.org/a", "May 2026"),
        ("Example, May 2026", "https://example.org/a", "Example, May 2026"),
        ("A book", "", "A book"),
    ],
)
def test_a_place_with_which_an_address_begins_is_not_said_twice(words: str, url: str, shown: str) -> None:
    assert pdf._once(Note(1, words, url), ", ") == shown


def test_addresses_are_shown_without_scheme_and_may_be_broken() -> None:
    shown = pdf._address("https://example.org/a-long/address_of_something/")
    assert shown.replace("\u200b", "") == "example.org/a-long/address_of_something"
    assert "\u200b" in shown
    assert pdf._address("") == ""


def test_small_type_is_at_least_seven_and_a_half_points() -> None:
    sizes = [float(size) for size in re.findall(r"size: (?:if [^{]*\{ )?([\d.]+)pt", pdf._template())]
    assert len(sizes) >= 10
    assert min(sizes) >= 7.5
