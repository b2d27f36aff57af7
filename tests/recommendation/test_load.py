"""The content loads without problems; whatever is damaged is named with file, line and remedy, never a crash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from advisor.errors import ContentBroken, Problem
from advisor.recommendation.content import Content
from advisor.recommendation.load import check_content, load_content
from tests.recommendation.samples import ROOT, Folders

TEXTS = ("text.en.yaml", "selection/text.en.yaml", "text.sources.en.yaml")
READ = ("facts.yaml", "options.yaml", "criteria.yaml", "currencies.yaml", "catalogue.yaml", "sources.yaml", *TEXTS)
SCORE_TABLE = """table: extra
hit: C+
since: "2026-01-01"
inputs: [employees]
outputs: {OUTPUT: {kind: score, base: "0", min: "0", max: "100"}}
rows:
  - {id: extra.many, when: {employees: "> 50"}, then: {OUTPUT: "1"}, sources: [own-judgement]}
"""
LIST_TABLE = """table: extra
hit: C
since: "2026-01-01"
inputs: [employees]
outputs: {OUTPUTS}
rows:
  - {id: extra.many, when: {employees: "> 50"}, then: {THEN}, sources: [own-judgement]}
"""


def codes(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(p.file, p.code) for p in problems}


def test_the_project_s_content_has_no_problems() -> None:
    found, problems = check_content(ROOT / "questionnaires", ROOT / "rules")
    assert [str(p) for p in problems] == []
    assert found is not None


def test_a_copy_elsewhere_is_the_same_content(folders: Folders, content: Content) -> None:
    assert folders.content().version == content.version


def test_missing_folders_are_problems_and_not_crashes(tmp_path: Path) -> None:
    found, problems = check_content(tmp_path / "no", tmp_path / "none")
    assert found is None
    assert {"facts.yaml", "options.yaml", "criteria.yaml", "sources.yaml"} <= {p.file for p in problems}
    with pytest.raises(ContentBroken) as caught:
        load_content(tmp_path / "no", tmp_path / "none")
    assert caught.value.problems == tuple(problems)
    assert caught.value.status == 500
    assert f"(and {len(problems) - 1} more)" in caught.value.message
    assert "advisor check" in caught.value.message


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "rules").write_text("no folder")
    assert check_content(ROOT / "questionnaires", tmp_path / "rules")[1] != []


@pytest.mark.parametrize("name", [*TEXTS, "claims.yaml", "exclude.yaml", "selection/flow.yaml"])
def test_a_file_that_is_missing(name: str, folders: Folders) -> None:
    folders.file(name).unlink()
    assert folders.problems() != []
    with pytest.raises(ContentBroken):
        folders.content()


@pytest.mark.parametrize("damage", ["just words", "[a, b]", "key: {x: ["])
def test_files_that_say_something_else_are_all_named(damage: str, folders: Folders) -> None:
    for name in READ:
        folders.file(name).write_text(damage)
    assert set(READ) <= {p.file for p in folders.problems()}


def test_folders_in_place_of_files_are_all_named(folders: Folders) -> None:
    for name in READ:
        folders.file(name).unlink()
        folders.file(name).mkdir()
    assert {(name, "unreadable") for name in READ} <= codes(folders.problems())


def test_a_folder_in_place_of_a_table_is_no_crash(folders: Folders) -> None:
    folders.file("exclude.yaml").unlink()
    folders.file("exclude.yaml").mkdir()
    assert folders.problems() != []


def test_a_file_that_is_no_text(folders: Folders) -> None:
    folders.file("currencies.yaml").write_bytes(b"per_euro:\n  EUR: \xff\xfe\n")
    assert ("currencies.yaml", "encoding") in codes(folders.problems())


def test_all_problems_are_listed_at_once(folders: Folders) -> None:
    rate = folders.edit("currencies.yaml", 'GBP: "0.86"', 'GBP: "cheap"')
    claim = folders.edit("claims.yaml", "  diasoft-01:", "  elsewhere-01:")
    folders.edit("selection/flow.yaml", "type: number", "type: guess")
    folders.append("text.en.yaml", "extra_words: {a: b}\n")
    found = folders.problems()
    assert {("currencies.yaml", "wrong-value"), ("claims.yaml", "unknown-source")} <= codes(found)
    assert "selection/flow.yaml" in {p.file for p in found}
    lines = {(p.file, p.line) for p in found}
    assert {("currencies.yaml", rate), ("claims.yaml", claim)} <= lines
    assert all(p.message and p.fix.endswith(".") for p in found)


def test_words_that_belong_to_nothing(folders: Folders) -> None:
    folders.append("text.en.yaml", "extra_words: {a: b}\n")
    (problem,) = folders.problems()
    last = len(folders.file("text.en.yaml").read_text(encoding="utf-8").splitlines())
    assert (problem.file, problem.line, problem.code) == ("text.en.yaml", last, "unused-word")
    assert "extra_words.a" in problem.message


def test_a_row_without_words(folders: Folders) -> None:
    line = folders.edit("text.en.yaml", "  exclude.no_it:", "  exclude.no_it_any_more:")
    found = codes(folders.problems())
    assert {("text.en.yaml", "missing-word"), ("text.en.yaml", "unused-word")} <= found
    assert ("text.en.yaml", line) in {(p.file, p.line) for p in folders.problems()}


@pytest.mark.parametrize("name", TEXTS)
def test_a_list_in_place_of_a_word(name: str, folders: Folders) -> None:
    key = {"text.en.yaml": "paths", "text.sources.en.yaml": "claims"}.get(name, "title")
    text = folders.file(name).read_text(encoding="utf-8")
    folders.file(name).write_text(re.sub(rf"(?m)^{key}:.*\n(?:[ #].*\n)*", f"{key}: [a, b]\n", text), encoding="utf-8")
    assert (name, "missing-word") in codes(folders.problems())


def test_one_sentence_in_place_of_the_list_of_limits(folders: Folders) -> None:
    text = folders.file("text.en.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(?m)^not_assessed:.*\n(?:[ \-].*\n)*", "not_assessed: nothing\n", text)
    folders.file("text.en.yaml").write_text(changed, encoding="utf-8")
    assert ["not_assessed" in p.message for p in folders.problems()] == [True]


@pytest.mark.parametrize("section", ["reasons", "paths"])
@pytest.mark.parametrize("damage", ["", "SECTION: words\n", "SECTION: [x, [y]]\n"])
def test_a_section_of_words_that_is_gone(section: str, damage: str, folders: Folders) -> None:
    text = folders.file("text.en.yaml").read_text(encoding="utf-8")
    changed = re.sub(rf"(?m)^{section}:.*\n(?:(?:[ #].*)?\n)*", damage.replace("SECTION", section), text)
    assert changed != text
    folders.file("text.en.yaml").write_text(changed, encoding="utf-8")
    assert ("text.en.yaml", "missing-word") in codes(folders.problems())


def test_a_demonstration_of_no_fact(folders: Folders) -> None:
    line = folders.edit("text.en.yaml", '  stock_trouble: "Book', '  stock_truble: "Book')
    (problem,) = folders.problems()
    assert (problem.file, problem.line, problem.code) == ("text.en.yaml", line, "unknown-fact")
    assert "stock_truble" in problem.message


@pytest.mark.parametrize("damage", ["", "risks: words\n", "risks: [x, [y]]\n"])
def test_risks_that_have_no_words_are_no_risks(damage: str, folders: Folders) -> None:
    text = folders.file("text.en.yaml").read_text(encoding="utf-8")
    folders.file("text.en.yaml").write_text(
        re.sub(r"(?m)^risks:.*\n(?:(?:[ #].*)?\n)*", damage, text), encoding="utf-8"
    )
    assert "risks.yaml" in {p.file for p in folders.problems()}


def test_an_empty_vocabulary(folders: Folders) -> None:
    folders.file("facts.yaml").write_text("")
    assert "unknown-fact" in {p.code for p in folders.problems()}


@pytest.fixture
def bilingual(tmp_path: Path) -> Folders:
    return Folders.copied(tmp_path, ("en", "ru"))


def test_a_second_language_is_read_when_it_is_asked_for(bilingual: Folders) -> None:
    content = bilingual.content()
    assert set(content.texts) == {"en", "ru"}
    bilingual.edit("text.ru.yaml", "  exclude.no_it:", "  # exclude.no_it:")
    with pytest.raises(ContentBroken, match=r"exclude\.no_it"):
        content.texts["ru"]
    with pytest.raises(KeyError):
        content.texts["fa"]


def test_a_second_language_with_a_hole(bilingual: Folders) -> None:
    bilingual.edit("text.ru.yaml", "  exclude.no_it:", "  # exclude.no_it:")
    (problem,) = bilingual.problems()
    assert (problem.file, problem.code) == ("text.ru.yaml", "missing-word")
    assert "reasons.exclude.no_it" in problem.message


@pytest.mark.parametrize("name", TEXTS)
def test_a_second_language_without_one_of_its_files(name: str, bilingual: Folders) -> None:
    other = name.replace(".en.", ".ru.")
    bilingual.file(other).unlink()
    assert codes(bilingual.problems()) == {(other, "unreadable")}


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("text.ru.yaml", "{needed} % веса или больше", "% веса или больше", "placeholders"),
        ("text.ru.yaml", 'name: "Сначала CRM, затем ERP"', 'name: "CRM first, then ERP"', "not translated"),
        ("text.ru.yaml", "Начните с CRM {where}.", "Начните с {where}.", "crm"),
        ("selection/text.ru.yaml", 'short: "', 'short: "і', "letter “і”"),
        ("text.sources.ru.yaml", 'diasoft-01: "', 'diasoft-01: "All of these are words. ', "English"),
    ],
)
def test_a_translation_that_cannot_be_right(name: str, old: str, new: str, says: str, bilingual: Folders) -> None:
    line = bilingual.edit(name, old, new)
    found = [(p.file, p.line, says in p.message) for p in bilingual.problems() if p.code == "bad-translation"]
    assert found == [(name, line, True)]


def test_the_glossary_is_checked_too(bilingual: Folders) -> None:
    file = bilingual.questionnaires / "glossary.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace('stem: ["пут"]', 'stem: ["шлях"]'), encoding="utf-8")
    assert {p.code for p in bilingual.problems()} == {"bad-translation"}
    file.write_text("concepts: words\n", encoding="utf-8")
    assert {p.file for p in bilingual.problems()} >= {"glossary.yaml"}


@pytest.mark.parametrize("rate", ["cheap", "0", "-1", "NaN", "Infinity", ""])
def test_a_rate_that_is_none(rate: str, folders: Folders) -> None:
    line = folders.edit("currencies.yaml", 'USD: "1.1"', f'USD: "{rate}"')
    assert ("currencies.yaml", line, "wrong-value") in {(p.file, p.line, p.code) for p in folders.problems()}


@pytest.mark.parametrize("rates", ["words", "[EUR]", "{}"])
def test_rates_in_another_shape(rates: str, folders: Folders) -> None:
    folders.file("currencies.yaml").write_text(f"per_euro: {rates}\n")
    assert ("currencies.yaml", "missing-field") in codes(folders.problems())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("needs: [crm-contacts]", "needs: [crm-magic]", "crm-magic"),
        ("needs: [crm-contacts]", "needs: crm-contacts", "needs"),
        ("{system: crm, ", "{", "system"),
        ("{system: crm, ", "{system: cellar, ", "system"),
        ("{system: crm, ", "{system: crm, colour: red, ", "colour"),
        ("claims: [diasoft-06", "claims: [diasoft-9999", "diasoft-9999"),
    ],
)
def test_a_module_that_is_not_described_well(old: str, new: str, says: str, folders: Folders) -> None:
    line = folders.edit("catalogue.yaml", old, new)
    assert [p.line for p in folders.problems() if p.file == "catalogue.yaml" and says in p.message] == [line]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("sources.yaml", "{language: ru}", "{tongue: ru}"),
        ("sources.yaml", ', quality: "', ', taste: "'),
        ("claims.yaml", ", section: ", ", chapter: "),
        ("criteria.yaml", "sources: [diasoft-02", "sources: [diasoft-9999"),
        ("exclude.yaml", "sources: [cfotech", "sources: [nowhere"),
        ("selection/flow.yaml", "claims: [diasoft-58", "claims: [diasoft-9999"),
    ],
)
def test_a_source_that_is_not_there_or_not_described(name: str, old: str, new: str, folders: Folders) -> None:
    folders.edit(name, old, new)
    assert name in {p.file for p in folders.problems()}


def test_a_score_without_table(folders: Folders) -> None:
    folders.edit("criteria.yaml", "score: speed", "score: luck")
    assert ["luck" in p.message for p in folders.problems() if p.code == "missing-score"] == [True]


@pytest.mark.parametrize("score", ["customer", "saas"])
def test_a_score_with_two_tables(score: str, folders: Folders) -> None:
    folders.file("extra.yaml").write_text(SCORE_TABLE.replace("OUTPUT", score))
    assert [score in p.message for p in folders.problems() if p.code == "bad-output"] == [True]


def test_a_new_score_is_welcome(folders: Folders) -> None:
    folders.file("extra.yaml").write_text(SCORE_TABLE.replace("OUTPUT", "luck"))
    assert {p.code for p in folders.problems()} == {"missing-word", "missing-reason"}


def test_a_weight_of_no_criterion(folders: Folders) -> None:
    table = SCORE_TABLE.replace("table: extra", "table: weigh-extra").replace("OUTPUT", "luck")
    folders.file("extra.yaml").write_text(table)
    assert ["luck" in p.message for p in folders.problems() if p.code == "bad-output"] == [True]


@pytest.mark.parametrize(
    ("outputs", "then", "says"),
    [
        ("{mood: {kind: enum, values: [good]}}", "{mood: good}", "none of path"),
        ("{path: {kind: path}}", "{path: any}", "“deployment”"),
        ("{module: {kind: module}}", "{module: crm-contacts}", "“priority”"),
        (
            "{module: {kind: module}, priority: {kind: enum, values: [must, urgent]}}",
            "{module: crm-contacts, priority: must}",
            "urgent",
        ),
    ],
)
def test_a_table_without_a_place_in_the_advice(outputs: str, then: str, says: str, folders: Folders) -> None:
    folders.file("extra.yaml").write_text(LIST_TABLE.replace("{OUTPUTS}", outputs).replace("{THEN}", then))
    assert [says in p.message for p in folders.problems() if p.code == "bad-output"] == [True]


def test_the_version_follows_every_rule_and_no_word(folders: Folders, content: Content) -> None:
    folders.append("text.en.yaml", "# a remark beside the words\n")
    folders.append("selection/text.en.yaml", "# another\n")
    assert folders.content().version == content.version
    folders.append("weigh.yaml", "# a remark beside the rules\n")
    changed = folders.content().version
    assert changed != content.version
    folders.append("selection/flow.yaml", "# a remark beside the questions\n")
    assert folders.content().version not in (changed, content.version)


def test_the_version_is_a_date_and_a_digest(content: Content) -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d\+[0-9a-f]{12}", content.version)
    assert len(content.version) <= 40, "the database keeps 40 characters"
