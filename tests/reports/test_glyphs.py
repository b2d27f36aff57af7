"""Every character that we print has a glyph, and what has none is shown as a box or dropped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.language import LANGUAGES
from advisor.reports.glyphs import BOX, FONTS, characters, covered, printable
from advisor.reports.typesetting import families
from tests.recommendation.samples import ROOT

FILES = {"Inter": "Inter", "Vazirmatn": "Vazirmatn", "Noto Sans SC": "NotoSansSC"}
# Blanks and marks that join, part or order letters need no glyph.
SILENT = set("\n\t \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u202f\u2066\u2067\u2068\u2069")


def catalogues(language: str) -> list[Path]:
    texts = [*ROOT.glob(f"rules/text*.{language}.yaml"), *ROOT.glob(f"questionnaires/**/text*.{language}.yaml")]
    return [*texts, *ROOT.glob(f"web/locale/{language}/**/*.po")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fonts_of_a_language_have_all_its_letters(language: str) -> None:
    files = catalogues(language)
    assert len(files) >= 2
    used = set().union(*(set(path.read_text(encoding="utf-8")) for path in files)) - SILENT
    assert len(used) > 60
    for weight in ("Regular", "Bold"):
        known = set().union(*(covered(FONTS / f"{FILES[name]}-{weight}.ttf") for name in families(language)))
        assert sorted(used - known) == []


@pytest.mark.parametrize(
    ("language", "letters"), [("ru", "ЖЁъ"), ("uk", "ЇЄҐ₴"), ("zh", "企业资源计划"), ("fa", "پیگژ۱۲۳٪")]
)
def test_the_first_family_of_a_language_has_its_letters(language: str, letters: str) -> None:
    first = FILES[families(language)[0]]
    assert set(letters) <= covered(FONTS / f"{first}-Regular.ttf")


def test_weights_of_a_family_show_the_same_characters() -> None:
    for name in FILES.values():
        found = [covered(path) for path in sorted(FONTS.glob(f"{name}-*.ttf"))]
        assert len(found) >= 2
        assert all(one == found[0] for one in found)


def test_every_font_is_listed_with_its_licence() -> None:
    listed = (FONTS / "LIST.md").read_text(encoding="utf-8")
    fonts = sorted(path.name for path in FONTS.glob("*.ttf"))
    assert fonts
    assert [name for name in fonts if f"`{name}`" not in listed] == []
    licences = re.findall(r"`(LICENSE-\w+\.txt)`", listed)
    assert sorted(licences) == sorted(path.name for path in FONTS.glob("LICENSE-*"))
    assert all("SIL Open Font License" in (FONTS / name).read_text(encoding="utf-8") for name in licences)


def test_fonts_stay_small_enough_to_be_kept_with_the_code() -> None:
    assert sum(path.stat().st_size for path in FONTS.glob("*.ttf")) < 6_000_000


def test_text_that_can_be_shown_stays_as_it_is() -> None:
    for text in ("Cost: 12–14 € ≤ 5", "«Чем» – ₴", "企业（CRM）", "می‌شود ۱۲٪"):
        assert printable(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Shop 😀", f"Shop {BOX}"),
        ("ไทย", BOX * 3),
        ("a\u202eb", "ab"),
        ("a\x00b\x1bc", "abc"),
        ("\ud800x", "x"),
        ("e\u0301", "é"),
        ("👩\u200d💻", f"{BOX}\u200d{BOX}"),
        ("✔\ufe0f", BOX),
        ("line\nline", "line\nline"),
    ],
)
def test_what_has_no_glyph_is_seen_or_dropped(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_no_control_counts_as_a_character() -> None:
    known = characters()
    assert {"a", "Ж", "ی", "中", BOX, "…"} <= known
    assert not any(sign in known for sign in ("\x00", "\r", "\u202e", "\ufeff"))


def test_a_file_that_is_no_font_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"\x00\x01\x00\x00" + b"\x00" * 20)
    with pytest.raises(ValueError, match="no table"):
        covered(broken)
