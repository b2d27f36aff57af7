"""Client folders: made, named, put away, thrown away, found by their own organisation only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from advisor.db import Database
from advisor.errors import BadInput, NotFound
from advisor.workspace.cases import moment
from advisor.workspace.desk import casework, folders
from advisor.workspace.desk.folders import LONGEST, LONGEST_TEXT, SHELVES
from tests.workspace.desk import offices
from tests.workspace.desk.offices import NOW

LATER = NOW + timedelta(days=1)


def test_a_folder_is_found_by_its_own_organisation_only(database: Database) -> None:
    with database.session() as session:
        ours, others = offices.organisation(session), offices.organisation(session, "Südwind")
        folder = offices.folder(session, ours)
        assert folders.find(session, ours.id, folder.id) is folder
        for organisation, number in ((others.id, folder.id), (ours.id, folder.id + 1), (ours.id, 0)):
            with pytest.raises(NotFound, match="no such client folder"):
                folders.find(session, organisation, number)
        assert folders.listed(session, others.id) == ()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Example \t Works\n", "Example Works"),
        ("Exam\x00ple\x07", "Exam ple"),
        ("می\u200cخواهیم", "می\u200cخواهیم"),  # a joiner is a letter's business
        ("\u202eevil\u2066", "evil"),  # signs that turn what stands around them
        ("half\ud800", "half"),
        ("x" * LONGEST, "x" * LONGEST),
    ],
)
def test_names_are_one_line_of_signs_that_have_a_shape(database: Database, typed: str, kept: str) -> None:
    assert folders.named(typed, "client") == kept
    with database.session() as session:
        folder = offices.folder(session, client=typed)
        session.refresh(folder)
        assert folder.client == kept


@pytest.mark.parametrize("typed", ["", " \n\t", "\x00", "\u200b\u202e", "\u200c", "x" * (LONGEST + 1)])
def test_what_is_no_name(typed: str) -> None:
    with pytest.raises(BadInput) as refused:
        folders.named(typed, "title")
    assert refused.value.field == "title"


def test_a_text_keeps_its_lines_and_loses_what_databases_refuse(database: Database) -> None:
    with database.session() as session:
        ours = offices.organisation(session)
        folder = folders.create(session, ours.id, "Example", "  Makes\x00 pumps\r\n\r\nand \ud800 valves ", NOW)
        session.refresh(folder)
        assert folder.about == "Makes pumps\n\nand valves"
        folders.rename(folder, "Example 2", "x" * (LONGEST_TEXT + 9))
        session.flush()
        session.refresh(folder)
        assert (folder.client, len(folder.about)) == ("Example 2", LONGEST_TEXT)


def test_a_name_that_cannot_be_used_changes_nothing(database: Database) -> None:
    with database.session() as session:
        folder = offices.folder(session)
        with pytest.raises(BadInput):
            folders.rename(folder, " ", "something else")
        assert (folder.client, folder.about) == ("Example Works", "Makes pumps")


def test_folders_are_listed_by_name_on_their_shelf(database: Database) -> None:
    with database.session() as session:
        ours = offices.organisation(session)
        made = {name: offices.folder(session, ours, name) for name in ("zebra", "Äpfel", "apple", "Birne")}
        assert [f.client for f in folders.listed(session, ours.id)] == ["apple", "Birne", "zebra", "Äpfel"]
        folders.move(made["apple"], "archived", NOW)
        folders.move(made["Birne"], "trash", NOW)
        session.flush()
        on = {shelf: [f.client for f in folders.listed(session, ours.id, shelf)] for shelf in SHELVES}
        assert on == {"open": ["zebra", "Äpfel"], "archived": ["apple"], "trash": ["Birne"]}


def test_what_was_put_away_and_thrown_away_comes_back_as_put_away(database: Database) -> None:
    with database.session() as session:
        folder = offices.folder(session)
        seen = []
        for shelf in ("archived", "trash", "trash", "open", "open"):
            folders.move(folder, shelf, NOW)  # type: ignore[arg-type]
            seen.append(folders.shelf_of(folder))
        assert seen == ["archived", "trash", "trash", "archived", "open"]


def test_moving_twice_keeps_the_first_moment(database: Database) -> None:
    with database.session() as session:
        folder = offices.folder(session)
        for when in (NOW, LATER):
            folders.move(folder, "archived", when)
            folders.move(folder, "trash", when)
            folders.move(folder, "trash", LATER)
            session.flush()
            session.refresh(folder)
            assert folder.archived is not None and moment(folder.archived) == NOW
            assert folder.trashed is not None and moment(folder.trashed) == when
            folders.move(folder, "open", when)


def test_sizes_leave_out_what_was_thrown_away(database: Database) -> None:
    with database.session() as session:
        token, ours = offices.tokens(), offices.organisation(session)
        full, empty = offices.folder(session, ours), offices.folder(session, ours, "Empty")
        for title in ("one", "two", "three"):
            casework.create(session, full, title, (), token, NOW)
        folders.move(casework.of_folder(session, full)[0], "trash", NOW)
        folders.move(casework.of_folder(session, full)[1], "archived", NOW)
        session.flush()
        assert folders.sizes(session, [full, empty]) == {full.id: 2, empty.id: 0}
        assert folders.sizes(session, []) == {}
