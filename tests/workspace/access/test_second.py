"""The second factor: codes as the standard makes them, each once; recovery codes, each once."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from sqlalchemy import select

from advisor.db import Database
from advisor.errors import BadInput
from advisor.workspace.access import members, second
from advisor.workspace.access.tables import MemberRecord, RecoveryCodeRecord
from tests.workspace.access.people import NOW, Team, team

SECRET = second.fresh_secret(bytes(range(20)))
CODES = second.fresh_codes(bytes(range(100)))
STEP = timedelta(seconds=30)


def code(at: datetime = NOW, secret: str = SECRET) -> str:
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def people(database: Database) -> Team:
    """The owner has the factor on since a step before now."""
    with database.session() as session:
        found = team(session)
        second.propose(session, found.owner, SECRET)
        second.confirm(session, found.owner, code(NOW - 10 * STEP), CODES, NOW - 10 * STEP)
    return found


def show(database: Database, people: Team, typed: str, at: datetime = NOW) -> str:
    with database.session() as session:
        return second.show(session, members.get(session, people.organisation.id, people.owner.id), typed, at)


def test_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1, cut to six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, expected in ((59, "94287082"), (1111111109, "07081804"), (20000000000, "65353130")):
        member = MemberRecord(second_secret=secret, second_step=0)
        at = datetime.fromtimestamp(seconds, UTC)
        assert second._shown(member, expected[2:], at)


def test_a_code_lets_in_once(people: Team, database: Database) -> None:
    assert show(database, people, code()) == "app"
    assert show(database, people, code()) == "", "replayed"
    assert show(database, people, code(), NOW + STEP) == "", "replayed while it would still count"
    assert show(database, people, code(NOW + STEP), NOW + STEP) == "app"


def test_an_earlier_code_counts_no_more_after_a_later_one(people: Team, database: Database) -> None:
    assert show(database, people, code(NOW + STEP)) == "app"
    assert show(database, people, code(NOW)) == ""


@pytest.mark.parametrize(("away", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_a_step(away: int, right: bool, people: Team, database: Database) -> None:
    assert (show(database, people, code(NOW + away * STEP)) == "app") is right


def test_codes_are_read_as_people_type_them(people: Team, database: Database) -> None:
    plain = code()
    assert show(database, people, f" {plain[:3]} {plain[3:]} ") == "app"
    persian = code(NOW + 2 * STEP).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert show(database, people, persian, NOW + 2 * STEP) == "app"


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "000000000000", "\x00", "x" * 5000])
def test_what_is_no_code(typed: str, people: Team, database: Database) -> None:
    assert show(database, people, typed) == ""


def test_each_recovery_code_lets_in_once(people: Team, database: Database) -> None:
    assert show(database, people, CODES[3]) == "recovery"
    assert show(database, people, CODES[3]) == ""
    assert show(database, people, f" {CODES[4].upper().replace('-', ' ')} ") == "recovery"
    with database.session(write=False) as session:
        member = members.get(session, people.organisation.id, people.owner.id)
        assert second.codes_left(session, member) == 8


def test_recovery_codes_of_others_do_not_count(people: Team, database: Database) -> None:
    others = second.fresh_codes(bytes(range(100, 200)))
    with database.session() as session:
        viewer = members.get(session, people.organisation.id, people.viewer.id)
        second.propose(session, viewer, SECRET)
        second.confirm(session, viewer, code(), others, NOW)
    assert show(database, people, others[0]) == ""


def test_recovery_codes_are_kept_as_digests(people: Team, database: Database) -> None:
    with database.session(write=False) as session:
        kept = session.scalars(select(RecoveryCodeRecord.code_digest)).all()
    assert len(set(kept)) == second.CODES == 10
    assert not set(kept) & set(CODES)


def test_fresh_ones_differ_and_are_long_enough() -> None:
    assert len(set(CODES)) == 10
    assert all(len(code.replace("-", "")) == 16 for code in CODES)
    assert len(base64.b32decode(SECRET)) == second.SECRET_BYTES == 20


def test_new_codes_replace_the_old_ones(people: Team, database: Database) -> None:
    fresh = second.fresh_codes(bytes(range(50, 150)))
    with database.session() as session:
        second.renew(session, people.owner, fresh)
    assert show(database, people, CODES[0]) == ""
    assert show(database, people, fresh[0]) == "recovery"


def test_it_is_on_only_after_a_right_code(people: Team, database: Database) -> None:
    with database.session() as session:
        viewer = members.get(session, people.organisation.id, people.viewer.id)
        second.propose(session, viewer, SECRET)
        for wrong in ("", "000000", CODES[0]):
            with pytest.raises(BadInput) as caught:
                second.confirm(session, viewer, wrong, CODES, NOW)
            assert caught.value.field == "code"
        assert viewer.second_since is None
        assert second.show(session, viewer, code(), NOW) == "", "not on, so it lets nobody in"
        second.confirm(session, viewer, code(), CODES, NOW)
        assert viewer.second_since is not None
        assert second.show(session, viewer, code(), NOW) == "", "the code that confirmed is used up"


def test_a_new_secret_may_be_confirmed_in_the_same_step(people: Team, database: Database) -> None:
    """The used step of the old secret does not count for the new one."""
    with database.session() as session:
        owner = members.get(session, people.organisation.id, people.owner.id)
        assert second.show(session, owner, code(), NOW) == "app"
        second.turn_off(session, owner)
        fresh = second.fresh_secret(bytes(range(50, 70)))
        second.propose(session, owner, fresh)
        second.confirm(session, owner, code(secret=fresh), CODES, NOW)


def test_what_is_on_cannot_be_proposed_or_confirmed_again(people: Team, database: Database) -> None:
    with database.session() as session:
        owner = members.get(session, people.organisation.id, people.owner.id)
        with pytest.raises(BadInput, match="on already"):
            second.propose(session, owner, SECRET)
        with pytest.raises(BadInput, match="Begin again"):
            second.confirm(session, owner, code(), CODES, NOW)
        viewer = members.get(session, people.organisation.id, people.viewer.id)
        with pytest.raises(BadInput, match="Begin again"):
            second.confirm(session, viewer, code(), CODES, NOW)


def test_turned_off_nothing_is_left(people: Team, database: Database) -> None:
    with database.session() as session:
        owner = members.get(session, people.organisation.id, people.owner.id)
        second.turn_off(session, owner)
        assert (owner.second_secret, owner.second_since, second.codes_left(session, owner)) == ("", None, 0)
    assert show(database, people, code()) == ""
    assert show(database, people, CODES[0]) == ""


def test_what_the_app_reads(people: Team) -> None:
    parts = urlsplit(second.address(people.owner))
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path.endswith("olga%40example.org")
    assert parse_qs(parts.query) == {"secret": [SECRET], "issuer": ["Advisor"]}
