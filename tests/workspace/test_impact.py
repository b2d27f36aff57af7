"""The impact of a changed content: which cases flip, by which rows, and what cannot be used is said."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from advisor.db import Database, open_database
from advisor.errors import BadInput, Unavailable
from advisor.questionnaire.answers import plain
from advisor.questionnaire.schema import Answer
from advisor.recommendation.advise import advise
from advisor.recommendation.content import Content
from advisor.recommendation.model import Recommendation
from advisor.recommendation.ranking import SEED, compare
from advisor.recommendation.tailoring import ModuleChoice, OptionChoice, Tailoring
from advisor.settings import Settings
from advisor.workspace.cases import conclude, create, find
from advisor.workspace.edits import advised_by
from advisor.workspace.impact import EVERY, Impact, Meter, content_folders, lines, measure
from advisor.workspace.tables import StoredRecommendation
from tests.recommendation.samples import MAKER, ROOT, SAMPLES, SELLER, Folders, random_answers, real, typed

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PUSH = (
    '  - {id: customer.push, when: {country: "DE"}, then: {customer: "60"}, sources: [own-judgement], '
    "reason: customer.large}\n"
)
BAN = (
    '  - {id: exclude.ban, when: {industry: "manufacturing"}, then: {path: PATH, deployment: any}, '
    "sources: [own-judgement], reason: exclude.no_it}\n"
)
PRODUCER: dict[str, Any] = MAKER | {"sales_driven": "1", "lead_followup": "1", "customer_data": "one_system"}


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    (tmp_path / "changed").mkdir()
    return Folders.copied(tmp_path / "changed")


def pushed(folders: Folders, *rows: str) -> Path:
    """The folder of a content in which rows, by default one, speak heavily for the customer side."""
    folders.edit("needs_customer.yaml", "rows:\n", "rows:\n" + "".join(rows or (PUSH,)))
    folders.edit("needs_customer.yaml", "inputs: [", "inputs: [country, ")
    return folders.rules.parent


def settings(url: str = "sqlite:////nowhere/at/all.db") -> Settings:
    return Settings(url, ROOT / "rules", ROOT / "questionnaires")


def ignore(_done: int, _total: int) -> None:
    """Nobody watches."""


def written(folder: Path, **cases: dict[str, Any]) -> Path:
    """A folder of answer files."""
    folder.mkdir(exist_ok=True)
    for name, answers in cases.items():
        (folder / f"{name}.json").write_text(json.dumps({"answers": answers}), encoding="utf-8")
    return folder


def put(database: Database, secret: str, raw: dict[str, Any], tailoring: Tailoring | None = None) -> Recommendation:
    """A case with a result in the database."""
    result = advise(real(), typed(raw), SAMPLES, tailoring=tailoring)
    with database.session() as session:
        create(session, secret, "full", "en", NOW)
        conclude(session, find(session, secret, NOW), result, NOW)
    return result


def flipped(found: Impact) -> list[str]:
    return [flip.case for flip in found.flips]


def test_the_same_content_flips_nothing(tmp_path: Path, folders: Folders) -> None:
    cases = written(tmp_path / "cases", maker=MAKER, seller=SELLER)
    found = measure(settings(), folders.rules.parent, cases, ignore)
    assert (found.cases, flipped(found), found.moved, found.outdated, found.code) == (2, [], 0, 0, 0)
    assert found.before == found.after
    assert found.edits.rows == ()
    assert "Cases: 2. Flipped: 0. Moved without a flip: 0." in list(lines(found))


def test_given_cases_that_flip(tmp_path: Path, folders: Folders) -> None:
    cases = written(tmp_path / "cases", maker=PRODUCER, other=PRODUCER | {"country": "FR"})
    found = measure(settings(), pushed(folders), cases, ignore)
    assert flipped(found) == ["maker.json"]
    assert found.flips[0].drift.deciding == ("customer.push",)
    assert found.edits.added == ("customer.push",)
    assert found.code == 1
    text = "\n".join(lines(found))
    assert "Rows added (1): customer.push." in text
    assert "\nmaker.json\n  The advice was " in text
    assert "  Deciding: customer.push." in text


def test_the_worked_cases_of_the_project_can_be_given(folders: Folders) -> None:
    folder = ROOT / "tests" / "cases"
    found = measure(settings(), pushed(folders), folder, ignore)
    assert found.cases == len(list(folder.glob("*.yaml")))
    assert {flip.drift.deciding for flip in found.flips} == {("customer.push",)}


def test_stored_cases_that_flip(database: Database, database_url: str, folders: Folders) -> None:
    put(database, "first-secret", PRODUCER)
    put(database, "second-secret", SELLER)
    found = measure(settings(database_url), pushed(folders), None, ignore)
    assert (found.cases, found.outdated) == (2, 0)
    assert flipped(found) == ["stored case 1"]
    assert "secret" not in "\n".join(lines(found))


def test_only_the_newest_result_of_a_case_counts(database: Database, database_url: str, folders: Folders) -> None:
    put(database, "first-secret", PRODUCER)
    with database.session() as session:
        conclude(session, find(session, "first-secret", NOW), advise(real(), typed(SELLER), SAMPLES), NOW)
    found = measure(settings(database_url), pushed(folders), None, ignore)
    assert (found.cases, flipped(found)) == (1, [])


def test_stored_and_given_cases_together(
    database: Database, database_url: str, tmp_path: Path, folders: Folders
) -> None:
    put(database, "first-secret", PRODUCER)
    cases = written(tmp_path / "cases", maker=PRODUCER)
    seen: list[tuple[int, int]] = []
    found = measure(settings(database_url), pushed(folders), cases, lambda *told: seen.append(told))
    assert flipped(found) == ["maker.json", "stored case 1"]
    assert seen == [(1, 2), (2, 2)]


def test_a_result_of_older_content_is_told_apart(database: Database, database_url: str, folders: Folders) -> None:
    """Its advice differs from that of the present content, but the change flips nothing."""
    old = advise(real(), typed(SELLER), SAMPLES).model_copy(update={"path": "erp", "content_version": "2020-01-01+0"})
    with database.session() as session:
        create(session, "first-secret", "full", "en", NOW)
        conclude(session, find(session, "first-secret", NOW), old, NOW)
    found = measure(settings(database_url), folders.rules.parent, None, ignore)
    assert (found.outdated, flipped(found), found.code) == (1, [], 0)
    assert any("already sees otherwise: 1." in line for line in lines(found))


def test_a_result_of_another_form_is_named(database: Database, database_url: str, folders: Folders) -> None:
    put(database, "first-secret", PRODUCER)
    put(database, "second-secret", SELLER)
    with database.session() as session:
        session.get_one(StoredRecommendation, 2).body = '{"path": "crm"}'
    found = measure(settings(database_url), pushed(folders), None, ignore)
    assert (found.unreadable, found.cases) == (("stored case 2",), 2)
    assert flipped(found) == ["stored case 1"]
    assert "Could not be read: stored case 2." in list(lines(found))


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, folders: Folders) -> None:
    file = tmp_path / "home" / "advisor.db"
    found = measure(settings(f"sqlite:///{file}"), folders.rules.parent, None, ignore)
    assert (found.cases, found.code) == (0, 0)
    assert not file.parent.exists()


def test_a_database_without_tables_has_no_cases(database_url: str, folders: Folders) -> None:
    empty = open_database(database_url)
    with empty.session():
        pass
    empty.close()
    assert measure(settings(database_url), folders.rules.parent, None, ignore).cases == 0


def test_a_database_that_cannot_be_reached_is_said(folders: Folders) -> None:
    lost = settings("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable):
        measure(lost, folders.rules.parent, None, ignore)


# Cases that people tailored

# Voices that agree by chance make the maker a producer; operations have all the say, or integration.
AGREED = Tailoring(
    spread={
        "sales_driven": ((1.0, 3),),
        "lead_followup": ((1.0, 3),),
        "customer_data": (("one_system", 3),),
    }
)
UNSAID = MAKER | dict.fromkeys(AGREED.spread, "unknown")
NEEDS = "erp-inventory: {system: erp, part_of: none, needs: ["
CRM = OptionChoice(path="crm", deployment="saas", reason="The board has decided so.")


def weighing(criterion: str) -> Tailoring:
    """Nearly all weight on one criterion."""
    others = [c.id for c in real().scheme.criteria if c.id != criterion]
    return Tailoring(weights={criterion: 0.9, **dict.fromkeys(others, 0.1 / len(others))})


@pytest.mark.parametrize(
    ("raw", "tailoring", "path"),
    [(UNSAID, AGREED, "erp"), (PRODUCER, weighing("integration"), "both"), (MAKER, weighing("operations"), "erp")],
)
def test_voices_and_weights_stay_in_both_contents(
    raw: dict[str, Any], tailoring: Tailoring, path: str, database: Database, database_url: str
) -> None:
    """The rules alone advise another path, which is neither news nor a flip."""
    assert put(database, "first-secret", raw, tailoring).path == path != ranked_first(real(), typed(raw))[0]
    found = measure(settings(database_url), ROOT, None, ignore)
    assert (found.cases, found.outdated, found.moved, flipped(found)) == (1, 0, 0, [])


def test_a_row_flips_voices_that_agree_and_spares_weights_that_ignore_it(
    database: Database, database_url: str, folders: Folders
) -> None:
    put(database, "first-secret", UNSAID, AGREED)
    put(database, "second-secret", PRODUCER, weighing("affordability"))
    put(database, "third-secret", PRODUCER)
    found = measure(settings(database_url), pushed(folders), None, ignore)
    assert flipped(found) == ["stored case 1", "stored case 3"]
    assert {flip.drift.deciding for flip in found.flips} == {("customer.push",)}
    assert {flip.drift.before.path for flip in found.flips} == {"erp"}
    assert (found.moved, found.outdated) == (1, 0)


def test_what_people_chose_is_no_flip_of_the_rules_and_hides_none(
    database: Database, database_url: str, folders: Folders
) -> None:
    """Not even when the rules come to advise just what was chosen."""
    before = put(database, "first-secret", PRODUCER)
    put(database, "second-secret", PRODUCER, Tailoring(option=CRM))
    same = measure(settings(database_url), ROOT, None, ignore)
    assert (same.outdated, same.moved, flipped(same)) == (0, 0, [])
    alone, chosen = measure(settings(database_url), pushed(folders), None, ignore).flips
    assert (alone.case, chosen.case) == ("stored case 1", "stored case 2")
    assert (before.path, before.deployment) == (chosen.drift.before.path, chosen.drift.before.deployment)
    assert chosen.drift.after == alone.drift.after
    assert chosen.drift.deciding == alone.drift.deciding == ("customer.push",)


def test_a_change_that_reaches_only_the_chosen_option_moves_its_case(
    database: Database, database_url: str, folders: Folders
) -> None:
    put(database, "first-secret", PRODUCER)
    put(database, "second-secret", PRODUCER, Tailoring(option=CRM))
    risk = (
        '  - {id: risk.chosen, when: {chosen_path: "crm", chosen_deployment: "saas"}, '
        "then: {risk: lock-in, severity: high}, sources: [own-judgement], reason: risk.both_for_small}\n"
    )
    folders.edit("risks.yaml", "rows:\n", "rows:\n" + risk)
    found = measure(settings(database_url), folders.rules.parent, None, ignore)
    assert (found.moved, flipped(found), found.outdated) == (1, [], 0)


def test_modules_that_go_together_no_more_stop_nothing(database: Database, database_url: str, folders: Folders) -> None:
    """The changed content needs what people left out; the flip is told all the same."""
    left_out = {"erp-bi": ModuleChoice(priority="left-out", reason="Kept where it is.")}
    put(database, "first-secret", PRODUCER, Tailoring(modules=left_out))
    folders.edit("catalogue.yaml", NEEDS, NEEDS.replace("needs: [", "needs: [erp-bi, "))
    found = measure(settings(database_url), pushed(folders), None, ignore)
    assert flipped(found) == ["stored case 1"]


# Which rows decide


def test_two_rows_that_each_suffice_decide_together(tmp_path: Path, folders: Folders) -> None:
    other = PUSH.replace("customer.push", "customer.shove").replace('country: "DE"', 'industry: "manufacturing"')
    again = pushed(folders, PUSH.replace('"60"', '"55"'), other.replace('"60"', '"55"'))
    found = measure(settings(), again, written(tmp_path / "cases", maker=PRODUCER), ignore)
    assert set(found.flips[0].drift.deciding) == {"customer.push", "customer.shove"}


def test_a_removed_knock_out_decides(tmp_path: Path, folders: Folders) -> None:
    """The present content is the one with the row, the changed one is without."""
    path = advise(real(), typed(MAKER), SAMPLES).path
    folders.edit("exclude.yaml", "inputs: [", "inputs: [industry, ")
    folders.edit("exclude.yaml", "rows:\n", "rows:\n" + BAN.replace("PATH", path))
    present = Settings("sqlite:////nowhere/at/all.db", folders.rules, folders.questionnaires)
    found = measure(present, ROOT, written(tmp_path / "cases", maker=MAKER), ignore)
    assert found.edits.removed == ("exclude.ban",)
    assert found.flips[0].drift.deciding == ("exclude.ban",)


def test_a_change_of_figures_leaves_no_row_to_blame(tmp_path: Path, folders: Folders) -> None:
    balance = f'balance: "{real().scheme.balance:g}"'
    folders.edit("criteria.yaml", balance, 'balance: "0.9"')
    changed = folders.content()
    companies = (random_answers(seed) for seed in range(200))
    flipping = next(a for a in companies if ranked_first(real(), a) != ranked_first(changed, a))
    cases = written(tmp_path / "cases", one={key: plain(value) for key, value in flipping.items()})
    found = measure(settings(), folders.rules.parent, cases, ignore)
    assert [flip.drift.deciding for flip in found.flips] == [()]
    assert [(f.id, f.before, f.after) for f in found.edits.criteria] == [("balance", real().scheme.balance, 0.9)]
    assert f"Criteria: balance was {real().scheme.balance:g}, is 0.9." in list(lines(found))


def ranked_first(content: Content, answers: dict[str, Answer]) -> tuple[str, str]:
    return advised_by(compare(content, answers, SAMPLES, SEED))


# What cannot be used


def test_broken_content_is_one_sentence_with_the_number_of_the_others(folders: Folders) -> None:
    for name in ("needs_customer.yaml", "needs_operations.yaml", "exclude.yaml"):
        folders.edit(name, "rows:\n", "rows:\n  - {id: Bad Id}\n")
    with pytest.raises(BadInput) as caught:
        measure(settings(), folders.rules.parent, None, ignore)
    message = caught.value.message
    assert message.startswith(f"The content in {folders.rules.parent} cannot be used. ")
    assert message.endswith(f"And {len(caught.value.problems) - 2} more.")
    assert len(caught.value.problems) > 3
    assert str(caught.value.problems[0].line) in message


def test_the_present_content_is_named_when_it_is_the_broken_one(folders: Folders) -> None:
    folders.edit("exclude.yaml", "rows:\n", "rows:\n  - {id: Bad Id}\n")
    broken = Settings("sqlite:////nowhere/at/all.db", folders.rules, folders.questionnaires)
    with pytest.raises(BadInput, match="The present content cannot be used"):
        measure(broken, ROOT, None, ignore)


def test_folders_of_the_changed_content(tmp_path: Path, folders: Folders) -> None:
    both, mine = folders.rules.parent, settings()
    assert content_folders(mine, both) == (folders.questionnaires, folders.rules)
    assert content_folders(mine, folders.rules) == (mine.questionnaires, folders.rules)
    for name, expected in (("rules", (mine.questionnaires, 1)), ("questionnaires", (0, mine.rules))):
        half = tmp_path / f"only_{name}"
        (half / name).mkdir(parents=True)
        found = content_folders(mine, half)
        assert half / name in found
        assert set(expected) & set(found)
    with pytest.raises(BadInput, match="neither"):
        content_folders(mine, tmp_path / "missing")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("answers: [", "line 2: The file is not valid YAML"),
        ("employees: 5", "has no `answers`"),
        ("- 1", "has no `answers`"),
        ("answers:\n  employees: 5\n  mood: good", "line 3: “mood” is no answer"),
        ("answers: {employees: few}", "line 1: “employees” is no answer"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path: Path, folders: Folders, text: str, said: str) -> None:
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        measure(settings(), folders.rules.parent, tmp_path / "cases", ignore)
    assert said in caught.value.message
    assert "one.yaml" in caught.value.message


def test_a_folder_without_cases(tmp_path: Path, folders: Folders) -> None:
    with pytest.raises(BadInput, match="no answer files"):
        measure(settings(), folders.rules.parent, tmp_path / "nothing", ignore)


def test_an_answer_that_only_one_content_takes_is_a_finding(tmp_path: Path, folders: Folders) -> None:
    """The changed content refuses so many sites; the case goes on without them."""
    folders.edit("facts.yaml", 'unit: sites, min: "1", max: "100000"', 'unit: sites, min: "1", max: "50000"')
    cases = written(tmp_path / "cases", maker=PRODUCER | {"sites": "60000"})
    found = measure(settings(), pushed(folders), cases, ignore)
    assert [(i.question, i.why) for i in found.flips[0].drift.ignored] == [("sites", "refused")]
    assert "answer sites: refused." in "\n".join(lines(found))
    other_way = Settings("sqlite:////nowhere/at/all.db", folders.rules, folders.questionnaires)
    assert measure(other_way, ROOT, cases, ignore).flips[0].drift.ignored == ()


# Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_on_a_terminal_only() -> None:
    terminal, file = Terminal(), io.StringIO()
    for stream in (terminal, file):
        meter = Meter(stream)
        for done in range(1, 2 * EVERY + 3):
            meter(done, 2 * EVERY + 2)
    assert file.getvalue() == ""
    assert terminal.getvalue() == f"\r{EVERY} of 22 cases\r{2 * EVERY} of 22 cases\r22 of 22 cases\n"


def test_an_impact_can_be_written_as_json(tmp_path: Path, folders: Folders) -> None:
    cases = written(tmp_path / "cases", maker=PRODUCER)
    plain = json.loads(json.dumps(measure(settings(), pushed(folders), cases, ignore).plain()))
    assert plain["flips"][0]["drift"]["deciding"] == ["customer.push"]
    assert set(plain) == {"before", "after", "edits", "cases", "flips", "moved", "outdated", "unreadable"}
