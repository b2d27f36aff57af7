"""Comments, tasks and notices: in order, of one case, told to those they concern."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.workspace.access import members
from advisor.workspace.desk import remarks
from advisor.workspace.desk.remarks import LONGEST, Author, Task
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

LATER = NOW + timedelta(hours=1)


def test_open_tasks_come_first_by_their_day_then_the_newest(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        ada = offices.member(session, offices.organisation(session, "Polaris"))
        author = Author(ada.id, ada.name)

        def write(text: str, task: Task | None = None) -> None:
            remarks.write(session, case, author, text, NOW, task)

        write("an old comment")
        write("some day", Task())
        write("in March", Task(ada.id, date(2027, 3, 1)))
        write("in January", Task(ada.id, date(2027, 1, 1)))
        write("a new comment")
        done = remarks.write(session, case, author, "is done", NOW, Task(ada.id, date(2026, 12, 1)))
        remarks.finish(done, LATER, done=True)
        order = [one.text for one in remarks.of_case(session, case)]
        assert order == ["in January", "in March", "some day", "is done", "a new comment", "an old comment"]
        remarks.finish(done, LATER, done=False)
        assert remarks.of_case(session, case)[0].text == "is done"


@pytest.mark.parametrize("text", ["", " \n\t ", "x" * (LONGEST + 1)])
def test_nothing_and_too_much_are_refused(text: str, database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        with pytest.raises(BadInput) as refused:
            remarks.write(session, case, Author(1, "Ada"), text, NOW)
        assert refused.value.field == "text"
        assert remarks.of_case(session, case) == ()


def test_a_tick_keeps_the_first_moment(database: Database) -> None:
    with database.session() as session:
        case = offices.case(session, offices.tokens())
        ada = offices.member(session, offices.organisation(session, "Polaris"))
        task = remarks.write(session, case, Author(ada.id, ada.name), "Ask the bank", NOW, Task())
        remarks.finish(task, NOW, done=True)
        remarks.finish(task, LATER, done=True)
        assert task.done == NOW
        assert not remarks.is_open(task)


def test_a_remark_of_another_case_is_not_found(database: Database) -> None:
    with database.session() as session:
        token = offices.tokens()
        folder = offices.folder(session)
        one, other = offices.case(session, token, folder), offices.case(session, token, folder)
        ada = offices.member(session, offices.organisation(session, "Polaris"))
        remark = remarks.write(session, one, Author(ada.id, ada.name), "A word", NOW)
        assert remarks.find(session, one, remark.id) is remark
        with pytest.raises(NotFound):
            remarks.find(session, other, remark.id)
        remarks.remove(session, remark)
        with pytest.raises(NotFound):
            remarks.find(session, one, remark.id)


def test_the_name_of_who_wrote_stays_when_the_member_leaves(database: Database) -> None:
    with database.session() as session:
        ours = offices.organisation(session)
        offices.member(session, ours, "Berta", "owner")
        ada = offices.member(session, ours)
        case = offices.case(session, offices.tokens(), offices.folder(session, ours))
        remarks.write(session, case, Author(ada.id, ada.name), "A word", NOW)
        members.remove(session, ada, LATER)
        assert [one.author for one in remarks.of_case(session, case)] == ["Ada"]
        assert [one.name for one in remarks.colleagues(session, ours.id)] == ["Berta"]


def test_colleagues_work_on_cases_and_viewers_do_not(database: Database) -> None:
    with database.session() as session:
        ours, theirs = offices.organisation(session), offices.organisation(session, "Polaris")
        offices.member(session, ours, "zoe")
        offices.member(session, ours, "Ada", "owner")
        offices.member(session, ours, "Vera", "viewer")
        offices.member(session, theirs, "Mallory", "owner")
        assert [one.name for one in remarks.colleagues(session, ours.id)] == ["Ada", "zoe"]


def test_notices_are_told_once_and_read_by_their_member_only(database: Database) -> None:
    with database.session() as session:
        ours = offices.organisation(session)
        ada, berta = offices.member(session, ours), offices.member(session, ours, "Berta")
        remarks.tell(session, [ada.id, berta.id, ada.id], "comment", {"name": "Li"}, "/desk/cases/1", NOW)
        remarks.tell(session, [ada.id], "task", {"name": "Li"}, "/desk/cases/1", LATER)
        assert [n.kind for n in remarks.notices(session, ada.id)] == ["task", "comment"]
        assert (remarks.unread(session, ada.id), remarks.unread(session, berta.id)) == (2, 1)
        remarks.read_all(session, ada.id, LATER)
        assert (remarks.unread(session, ada.id), remarks.unread(session, berta.id)) == (0, 1)
        assert len(remarks.notices(session, ada.id)) == 2
