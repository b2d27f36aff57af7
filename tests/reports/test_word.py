"""Whole documents for Word: opened again, in every language, with hostile names, and by another program."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import docx
import pytest

from advisor.language import LANGUAGES
from advisor.reports import word
from advisor.reports.compose import compose
from advisor.reports.document import Beside, Block, Brand, Document, Figure, Heading, Paragraph, Table
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from tests.reports.conftest import Office
from tests.reports.offices import HOSTILE, W, blocks, brand, cover, dated, document, names, part, raw, runs, said
from web.render import translations

BODY = "word/document.xml"


def report(name: str, language: str) -> Document:
    return compose(real(), advice(name), language, translations(language).gettext, cover())


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


def flat(found: tuple[Block, ...]) -> list[Block]:
    """All blocks, those in columns too."""
    inner = [block for one in found if isinstance(one, Beside) for column in one.columns for block in flat(column)]
    return [*found, *inner]


def codes(root: ElementTree.Element) -> list[str]:
    """What fields count, those that hold no paragraphs."""
    return [one.get(f"{W}instr") or "" for one in root.iter(f"{W}fldSimple")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_real_report_opens_with_all_that_it_tells(language: str) -> None:
    source = report("distributor-many-warehouses", language)
    data = word.render(source)
    found, tree = opened(data), flat(source.blocks)
    headings = [p.text for p in found.paragraphs if p.style and p.style.name.startswith("Heading")]
    outer = [block for block in source.blocks if isinstance(block, Heading)]
    assert headings == [*(" ".join(block.words.split()) for block in outer), source.words["sources"]]
    assert len(found.inline_shapes) == sum(isinstance(block, Figure) for block in tree) + 1  # and the logo
    captions = [code for code in codes(part(data, BODY)) if code.startswith("SEQ")]
    assert len(captions) == sum(isinstance(block, Figure | Table) and bool(block.caption) for block in tree)
    assert found.core_properties.title == source.title


@pytest.mark.parametrize("language", LANGUAGES)
def test_equal_documents_give_equal_bytes(language: str) -> None:
    first = word.render(document(language))
    assert word.render(document(language)) == first
    assert {day for day, _ in dated(first)} == {(2026, 11, 20, 0, 0, 0)}


def test_another_word_gives_other_bytes() -> None:
    assert word.render(document()) != word.render(document(client="Others"))


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", ["en", "fa"])
def test_hostile_names_are_words(words: str, language: str) -> None:
    firm = brand(name=words, disclaimer=words)
    source = document(language, client=words, title=words, kind=words, brand=firm, blocks=(Heading(1, words),))
    data = word.render(source)
    root = part(data, BODY)
    assert opened(data).paragraphs
    assert all(len(list(one)) == 0 for one in root.iter(f"{W}t"))
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\u202a-\u202e\ufffe]", raw(data, BODY).decode())


def test_the_cover_says_what_it_is_for_whom_and_when() -> None:
    found = opened(word.render(document(words={"prepared_for": "Für"})))
    first = [(p.style.name if p.style else "", p.text) for p in found.paragraphs[:8]]
    assert ("Cover Kind", "Full report") in first
    assert ("Title", "Start with an ERP in the cloud") in first
    assert ("Cover Line", "Für") in first
    assert ("Subtitle", "Müller & Söhne") in first
    assert ("Cover Line", "20 November 2026 · North & Partners") in first
    assert ("Cover Small", "Fingerprint of the result: sha256:0123") in first


def test_a_title_of_ones_own_stands_above_the_verdict() -> None:
    found = opened(word.render(document(title="ERP for the north", verdict="Start with an ERP.")))
    first = [(p.style.name if p.style else "", p.text) for p in found.paragraphs[:4]]
    assert first[2:] == [("Title", "ERP for the north"), ("Answer", "Start with an ERP.")]
    short = opened(word.render(document(title="ERP for the north", verdict="Start with an ERP.", contents=False)))
    assert short.paragraphs[1].text == "ERP for the north"


def test_the_contents_stand_behind_the_first_section_and_list_all() -> None:
    found = opened(word.render(document()))
    lines = [((p.style.name if p.style else ""), p.text) for p in found.paragraphs]
    place = lines.index(("TOC Heading", "Contents"))
    assert ("Heading 1", "The decision") in lines[:place]
    assert ("Heading 1", "Why?") not in lines[:place]
    sections = ["The decision", "Why?", "Where does it come from?", "Sources"]
    assert lines[place + 1 : place + 6] == [*(("toc 1", words) for words in sections), ("Heading 1", "Why?")]
    root = part(word.render(document()), BODY)
    assert [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]


def test_links_lead_to_places_that_are_there() -> None:
    root = part(word.render(report("russian-car-dealers", "en")), BODY)
    anchors = {one.get(f"{W}anchor") for one in root.iter(f"{W}hyperlink")} - {None}
    assert len(anchors) > 30
    assert anchors <= {one.get(f"{W}name") for one in root.iter(f"{W}bookmarkStart")}


def test_pages_begin_where_the_document_says() -> None:
    root = part(word.render(document()), BODY)
    fresh = [said(p) for p in root.iter(f"{W}p") if next(p.iter(f"{W}pageBreakBefore"), None) is not None]
    assert fresh == ["The decision", "Contents"]


def test_contents_without_sections_are_well_formed() -> None:
    root = part(word.render(document(blocks=(), notes=())), BODY)
    assert [one.get(f"{W}fldCharType") for one in root.iter(f"{W}fldChar")] == ["begin", "separate", "end"]


def test_a_short_document_has_neither_cover_nor_contents() -> None:
    found = opened(word.render(document(contents=False)))
    assert [p.style.name for p in found.paragraphs if p.style and p.style.name in ("Title", "TOC Heading")] == []
    assert found.paragraphs[1].text == "Full report · Müller & Söhne · 20 November 2026 · North & Partners"
    assert not found.sections[0].different_first_page_header_footer
    root = part(word.render(document(contents=False)), BODY)
    assert list(root.iter(f"{W}pageBreakBefore")) == []


def test_pages_are_counted_by_fields_and_signed() -> None:
    data = word.render(document())
    footers = [name for name in names(data) if "footer" in name and "rels" not in name]
    assert footers
    for name in footers:
        assert codes(part(data, name)) == ["PAGE", "NUMPAGES"]
        assert "For planning only." in said(part(data, name))
    headers = [said(part(data, name)) for name in names(data) if "header" in name and "rels" not in name]
    assert sorted(headers) == ["", "North & PartnersMüller & Söhne · Start with an ERP in the cloud"]


def test_sources_stand_at_the_end_with_their_numbers_and_links() -> None:
    found = opened(word.render(document()))
    lines = [p for p in found.paragraphs if p.style and p.style.name == "Source"]
    assert [p.text for p in lines] == [
        "1\tSource 1 https://example.org/1?a=1&b=2",
        "2\tSource 2",
        "3\tSource 3 https://example.org/3?a=1&b=2",
    ]
    addresses = [link.url for p in lines for link in p.hyperlinks]
    assert addresses == ["https://example.org/1?a=1&b=2", "https://example.org/3?a=1&b=2"]
    assert [section.different_first_page_header_footer for section in found.sections] == [True, False]


def test_without_sources_there_is_no_section_for_them() -> None:
    found = opened(word.render(document(notes=())))
    assert len(found.sections) == 1
    assert "Sources" not in [p.text for p in found.paragraphs]


@pytest.mark.parametrize("logo", [b"", b"no image", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0"])
def test_a_logo_that_is_none_is_left_out(logo: bytes) -> None:
    source = document(brand=brand(logo=logo), blocks=(Heading(1, "x"),))
    assert len(opened(word.render(source)).inline_shapes) == 0


def test_a_logo_keeps_its_proportions_and_has_the_name_of_the_firm() -> None:
    data = word.render(document(blocks=()))
    shape = opened(data).inline_shapes[0]
    assert shape.width / shape.height == pytest.approx(300 / 80, rel=0.01)
    described = [one.get("descr") for one in part(data, BODY).iter() if one.tag.endswith("}docPr")]
    assert described == ["North & Partners"]


def test_persian_documents_run_from_the_right() -> None:
    data = word.render(document("fa", client="شرکت نمونه"))
    root = part(data, BODY)
    section = next(root.iter(f"{W}sectPr"))
    tags = [one.tag.removeprefix(W) for one in section]
    assert tags.index("pgSz") < tags.index("bidi") < tags.index("docGrid")
    client = next(p for p in root.iter(f"{W}p") if said(p) == "شرکت نمونه")
    assert next(client.iter(f"{W}rtl"), None) is not None
    styles = {one.get(f"{W}styleId"): one for one in part(data, "word/styles.xml").iter(f"{W}style")}
    assert next(styles["Normal"].iter(f"{W}bidi"), None) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_properties_of_the_file(language: str) -> None:
    found = opened(word.render(document(language))).core_properties
    assert (found.author, found.last_modified_by, found.subject) == (
        "North & Partners",
        "North & Partners",
        "Full report",
    )
    assert found.language.startswith(language)
    assert found.created == found.modified
    assert found.created is not None
    assert found.created.date().isoformat() == "2026-11-20"
    assert found.comments == ""


def test_nothing_of_the_sample_is_left() -> None:
    data = word.render(document())
    assert [name for name in names(data) if "thumbnail" in name or "customXml" in name or "Effects" in name] == []
    assert b"Calibri" in raw(data, "word/theme/theme1.xml")
    assert b"8A1F4F" in raw(data, "word/theme/theme1.xml")


def test_ids_of_bookmarks_and_pictures_are_never_the_same() -> None:
    root = part(word.render(report("distributor-many-warehouses", "en")), BODY)
    for tag in ("bookmarkStart", "docPr"):
        found = [one.get(f"{W}id") or one.get("id") for one in root.iter() if one.tag.endswith(f"}}{tag}")]
        assert found
        assert len(found) == len(set(found))


def test_words_of_the_printer_come_from_the_document() -> None:
    labels = {"figure": "Abbildung", "table": "Tabelle", "contents": "Inhalt"}
    words_ = [p.text for p in opened(word.render(document(words=labels))).paragraphs]
    assert any(one.startswith("Abbildung ") for one in words_)
    assert any(one.startswith("Tabelle ") for one in words_)
    plain = Document("en", "t", "k", "", "d", "2026-11-20", Brand(), blocks())
    assert any(p.text.startswith("Figure ") for p in opened(word.render(plain)).paragraphs)


def test_another_program_opens_them(office: Office, tmp_path: Path) -> None:
    """Reports of three scripts, hostile words, and a short paper, each printed by LibreOffice in as many pages as it
    must have at least."""
    files = {f"report_{language}": (report("russian-car-dealers", language), 12) for language in ("en", "zh", "fa")}
    hostile = tuple(Paragraph(runs(words, 1)) for words in HOSTILE)
    files["hostile"] = (document(client=HOSTILE[3], title=HOSTILE[0], blocks=(*blocks(), *hostile)), 4)
    files["short"] = (replace(document(), contents=False, blocks=blocks()[:6]), 1)
    paths = []
    for name, (source, _) in files.items():
        paths.append(tmp_path / f"{name}.docx")
        paths[-1].write_bytes(word.render(source))
    for made, (_, least) in zip(office.all(paths, "pdf"), files.values(), strict=True):
        pages = len(re.findall(rb"/Type\s*/Page\b", made.read_bytes()))
        assert pages >= least, made.name
