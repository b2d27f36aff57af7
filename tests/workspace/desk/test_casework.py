"""Cases of the desk: made, found, named by their status, copied, issued and deleted with all that belongs to them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from advisor.db import Base, Database
from advisor.errors import BadInput, NotFound
from advisor.workspace import cases, shares
from advisor.workspace.desk import casework, folders, remarks, voices
from advisor.workspace.desk.casework import LONGEST_TAG, MOST_TAGS
from advisor.workspace.desk.made import KIND
from advisor.workspace.desk.remarks import Author
from advisor.workspace.desk.tables import DeskCaseRecord, VoiceRecord
from advisor.workspace.desk.voices import Invited
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import DONE, JobRecord
from tests.recommendation.advices import advice
from tests.recommendation.samples import real
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

BANK = real().questionnaire
LATER = NOW + timedelta(hours=1)
RESULT = advice("ukrainian-bakery")
START: dict[str, Any] = {question.id: "unknown" for question in BANK.start}


def own(session: Session, case: DeskCaseRecord) -> VoiceRecord:
    return voices.of_case(session, case)[0]


def conclude(session: Session, case: DeskCaseRecord, now: Any = LATER) -> int:
    cases.conclude(session, case.case, RESULT, now)
    return casework.results(session, case)[0].id


def status(session: Session, case: DeskCaseRecord) -> casework.Status:
    session.flush()
    return casework.statuses(session, BANK, [case])[case.id]


def test_a_new_case_has_the_consultants_own_voice_and_nothing_else(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        (voice,) = voices.of_case(session, case)
        assert (voice.role, voice.handed_in, voice.case.raw_answers) == ("consultant", None, {})
        assert voice.case_id != case.case_id
        assert (case.rule, case.weighting, case.overrides, case.gaps) == ({}, {}, {}, [])
        assert status(session, case) == casework.Status("draft", 0, False, False)


@pytest.mark.parametrize("title", ["", " ", "x" * 201, "\x00"])
def test_a_title_that_cannot_be_used_makes_no_case(database: Database, title: str) -> None:
    with database.session() as session:
        folder = offices.folder(session)
        with pytest.raises(BadInput) as refused:
            casework.create(session, folder, title, (), offices.tokens(), NOW)
        assert refused.value.field == "title"
        assert session.scalar(select(func.count()).select_from(DeskCaseRecord)) == 0


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (["  a  b ", "a b", "", " "], ["a b"]),
        (["c", "a", "b", "a"], ["c", "a", "b"]),
        (["nul\x00", "\u202eturned"], ["nul", "turned"]),
        (["می\u200cشود"], ["می\u200cشود"]),
        (["x" * LONGEST_TAG], ["x" * LONGEST_TAG]),
    ],
)
def test_tags_are_kept_once_and_clean(typed: list[str], kept: list[str]) -> None:
    assert casework.tagged(typed) == kept


@pytest.mark.parametrize("typed", [[str(n) for n in range(MOST_TAGS + 1)], ["x" * (LONGEST_TAG + 1)]])
def test_too_many_or_too_long_tags(typed: list[str]) -> None:
    with pytest.raises(BadInput) as refused:
        casework.tagged(typed)
    assert refused.value.field == "tags"


def test_a_case_is_found_by_its_own_organisation_only(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        others = offices.organisation(session, "Südwind")
        for organisation, number in ((others.id, case.id), (case.folder.organisation_id, case.id + 1)):
            with pytest.raises(NotFound):
                casework.find(session, organisation, number)
        assert casework.search(session, others.id) == ()


def test_search_needs_every_word_and_the_tag(database: Database) -> None:
    with database.session() as session:
        token, ours = offices.tokens(), offices.organisation(session)
        works, mills = offices.folder(session, ours, "Example Works"), offices.folder(session, ours, "Mühlen AG")
        first = casework.create(session, works, "Start with CRM", ["pumps", "2027"], token, NOW)
        second = casework.create(session, mills, "Start with ERP", ["2027"], token, LATER)

        def found(text: str = "", tag: str = "") -> list[int]:
            return [case.id for case in casework.search(session, ours.id, text, tag)]

        assert found() == [second.id, first.id], "the newest change comes first"
        assert found("start") == [second.id, first.id]
        assert found("works START") == [first.id]
        assert found("pumps works crm") == [first.id]
        assert found("MÜHLEN") == [second.id]
        assert found("start", "pumps") == [first.id]
        assert found(tag="2027") == [second.id, first.id]
        assert found(tag="202") == [] and found("start pumps erp") == []


def test_a_folder_takes_its_cases_along(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        folder, ours = case.folder, case.folder.organisation_id

        def shelves() -> list[str]:
            session.flush()
            return [s for s in folders.SHELVES if casework.search(session, ours, shelf=s)]

        assert shelves() == ["open"]
        folders.move(folder, "archived", NOW)
        assert shelves() == ["archived"] == [s for s in folders.SHELVES if casework.of_folder(session, folder, s)]
        folders.move(case, "trash", NOW)
        assert shelves() == ["trash"]
        folders.move(folder, "open", NOW)
        assert shelves() == ["trash"], "the case itself was thrown away"
        folders.move(case, "open", NOW)
        assert shelves() == ["open"]


def test_the_status_says_what_is_missing(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        own(session, case).case.raw_answers = {key: START[key] for key in list(START)[1:]}
        assert status(session, case).state == "draft", "one of the first answers is missing"
        own(session, case).case.raw_answers = START
        assert status(session, case) == casework.Status("ready", 0, False, False)
        voice, _ = voices.invite(session, BANK, case, Invited("Olga", "sales"), token, NOW)
        assert status(session, case) == casework.Status("waiting", 1, False, False)
        voices.hand_in(voice, case, "", NOW, private=True)
        assert status(session, case).state == "ready"
        conclude(session, case)
        assert status(session, case) == casework.Status("ready", 0, True, False)
        casework.touch(case, LATER + timedelta(seconds=1))
        assert status(session, case) == casework.Status("ready", 0, True, True)


def test_answers_that_were_not_handed_in_do_not_count(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        voice, _ = voices.invite(session, BANK, case, Invited("Olga", "sales"), token, NOW)
        voice.case.raw_answers = START
        assert status(session, case).state == "waiting"
        voices.withdraw(session, case, voice, NOW)
        assert status(session, case).state == "draft"


def test_statuses_of_many_cases_are_their_own(database: Database) -> None:
    with database.session() as session:
        token, folder = offices.tokens(), offices.folder(session)
        made = [offices.case(session, token, folder) for _ in range(3)]
        own(session, made[1]).case.raw_answers = START
        conclude(session, made[2])
        found = casework.statuses(session, BANK, made)
        assert [found[case.id].state for case in made] == ["draft", "ready", "ready"]
        assert [found[case.id].concluded for case in made] == [False, False, True]
        assert casework.statuses(session, BANK, []) == {}


def test_only_the_newest_result_is_issued_and_only_when_nothing_changed(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        with pytest.raises(BadInput, match="no result"):
            casework.issue(session, case, NOW)
        first = conclude(session, case)
        casework.touch(case, LATER + timedelta(minutes=1))
        with pytest.raises(BadInput, match="changed since"):
            casework.issue(session, case, LATER)
        second = conclude(session, case, LATER + timedelta(minutes=2))
        casework.issue(session, case, LATER + timedelta(minutes=3))
        assert (case.issued_id, status(session, case).state) == (second, "issued")
        third = conclude(session, case, LATER + timedelta(minutes=4))
        shown = [casework.shown(session, case, number) for number in (None, first, third)]
        assert [one.id for one in shown if one] == [second, first, third]
        casework.reopen(case)
        assert (case.issued, case.issued_id) == (None, None)
        newest = casework.shown(session, case)
        assert newest is not None and newest.id == third


def test_a_result_of_another_case_is_not_shown(database: Database) -> None:
    with database.session() as session:
        token, folder = offices.tokens(), offices.folder(session)
        one, other = offices.case(session, token, folder), offices.case(session, token, folder)
        assert casework.shown(session, one) is None
        foreign = conclude(session, other)
        with pytest.raises(NotFound):
            casework.shown(session, one, foreign)


def test_a_copy_takes_answers_and_judgement_and_leaves_people_and_results(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        case = offices.case(session, token)
        own(session, case).case.raw_answers = {"employees": 5}
        asked, _ = voices.invite(session, BANK, case, Invited("Olga", "sales", "o@example.org", 3), token, NOW)
        asked.case.raw_answers = {"employees": 7}
        voices.invite(session, BANK, case, Invited("Late", "hr"), token, NOW)
        voices.hand_in(asked, case, "for you alone", NOW, private=True)
        case.rule, case.weighting, case.overrides = {"employees": "sales"}, {"says": {}}, {"modules": {}}
        remarks.write(
            session, case, Author(offices.member(session, offices.organisation(session, "X")).id, "A"), "hm", NOW
        )
        conclude(session, case)
        made = casework.copy(session, case, "Scenario", token, LATER)
        assert (made.title, made.tags, made.folder_id) == ("Scenario", ["pumps"], case.folder_id)
        assert (made.rule, made.weighting, made.overrides) == (case.rule, case.weighting, case.overrides)
        spoken = voices.of_case(session, made)
        assert [(v.role, v.name, v.case.raw_answers) for v in spoken] == [
            ("consultant", "", {"employees": 5}),
            ("sales", "Olga", {"employees": 7}),
        ]
        assert {(v.comment, v.email) for v in spoken} == {("", "")}
        assert casework.results(session, made) == () and remarks.of_case(session, made) == ()
        spoken[0].case.raw_answers = {"employees": 9}
        assert own(session, case).case.raw_answers == {"employees": 5}, "what is changed in one is not in the other"


def test_renaming_checks_both_before_it_changes_one(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        for title, tags in (("", ["a"]), ("New", ["x" * (LONGEST_TAG + 1)])):
            with pytest.raises(BadInput):
                casework.rename(case, title, tags)
            assert (case.title, case.tags) == ("CRM or ERP", ["pumps"])
        casework.rename(case, " New  title ", ["b", "a"])
        assert (case.title, case.tags) == ("New title", ["b", "a"])


def rows(session: Session) -> dict[str, int]:
    """How many rows each table has."""
    tables = Base.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_deleting_leaves_nothing_of_a_case_and_everything_of_others(database: Database) -> None:
    with database.session() as session:
        token, ours = offices.tokens(), offices.organisation(session)
        folder, member = offices.folder(session, ours), offices.member(session, ours)
        kept = offices.case(session, token, folder)
        conclude(session, kept)
        before = rows(session)
        gone = offices.case(session, token, folder)
        voice, _ = voices.invite(session, BANK, gone, Invited("Olga", "sales"), token, NOW)
        voices.renew(session, voice, token, NOW)
        conclude(session, gone)
        casework.issue(session, gone, LATER)
        shares.create(session, gone.case, "a-secret-of-a-share", NOW, 7)
        remarks.write(session, gone, Author(member.id, member.name), "call them", NOW)
        arguments = {"case": gone.id, "kinds": ["data"], "language": "en"}
        job = JobRecord(organisation_id=ours.id, kind=KIND, about="x", arguments=arguments, state=DONE, created=NOW)
        session.add(job)
        session.flush()
        keep_file(session, ours.id, Made("a.json", "application/json", b"{}"), NOW, job_id=job.id)
        assert {name for name, count in rows(session).items() if count > before[name]} == {
            "cases", "desk_cases", "voices", "case_links", "recommendations", "shares", "remarks", "jobs", "files",
        }  # fmt: skip
        casework.delete(session, [gone])
        assert rows(session) == before
        assert casework.find(session, ours.id, kept.id).title == "CRM or ERP"
        assert len(casework.results(session, kept)) == 1
