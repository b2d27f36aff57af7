"""Every entry of the audit log has its sentence, and every sentence an entry."""

from __future__ import annotations

import re
from pathlib import Path

from web.audit_words import SENTENCES, said

ROOT = Path(__file__).parents[2]
# Columns and files are named alike.
NO_KIND = {"id", "json", "csv", "html", "xlsx"}
LITERAL = re.compile(r'"([a-z]+\.[a-z_]+)"')


def test_every_kind_that_is_written_has_a_sentence_and_none_is_left_over() -> None:
    """A kind is a literal that begins like one of those that are known."""
    begins = {key.partition(".")[0] for key in SENTENCES}
    found = {
        key
        for folder in ("advisor/workspace", "web")
        for path in (ROOT / folder).rglob("*.py")
        if path.name != "audit_words.py" and "sandbox" not in path.parts  # its verbs are no actions of members
        for key in LITERAL.findall(path.read_text(encoding="utf-8"))
    }
    written = {key for key in found if key.partition(".")[0] in begins and key.partition(".")[2] not in NO_KIND}
    assert len(written) > 20
    assert sorted(written ^ SENTENCES.keys()) == []


def test_keys_and_sentences_are_plain() -> None:
    assert len(set(SENTENCES.values())) == len(SENTENCES), "each says something of its own"
    for key, sentence in SENTENCES.items():
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", key)
        assert sentence[0].isupper()
        assert not sentence.endswith(".")
        assert len(key) <= 60, "it fits its column"


def test_a_sentence_is_said_in_the_language_of_the_words() -> None:
    assert said("member.signed_in", str.upper) == "SIGNED IN"
    assert said("something.unknown", str.upper) == "something.unknown"
