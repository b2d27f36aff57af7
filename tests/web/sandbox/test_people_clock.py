"""The time clock: who is here, and one button for each."""

from __future__ import annotations

import datetime

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from advisor.sandbox.core.clock import trial
from advisor.sandbox.people.tables import Shift, Stamp
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.people_clock import _next_time, board

DAY = datetime.date(2026, 3, 10)


@pytest.fixture
def there(app: FastAPI) -> Trier:
    return looked_at(app)


def test_everybody_has_a_card_and_who_is_here_comes_first(there: Trier) -> None:
    with visit(there) as seen:
        clock = board(seen)
    assert [(card.name, card.said, card.kind) for card in clock.cards] == [
        ("Ada Lund", "Here since 12:30", "go"),
        ("Bo Marsh", "Leave", "come"),
        ("Cem Aydin", "Expected at 08:00", "come"),
    ]
    assert clock.here == 1
    assert [card.time for card in clock.cards] == ["16:30", "08:00", "08:00"]
    assert clock.cards[0].worked == "4.08 h today"


def test_the_page_has_a_form_for_each(there: Trier) -> None:
    page = there.page("/p/time-clock")
    assert page.fields["employee"] == ["1", "2", "3"]
    assert page.fields["kind"] == ["go", "come", "come"]
    assert len(set(page.fields["key"])) >= 3


def test_the_button_stamps_and_leads_back(app: FastAPI) -> None:
    trier = Trier(app, fill)
    made = trier.do("stamp.create", employee="1", kind="go", time="16:30", here="p/time-clock")
    assert made.headers["location"] == f"{trier.base}/p/time-clock?done=stamp.create"
    with visit(trier) as seen:
        card = next(card for card in board(seen).cards if card.name == "Ada Lund")
    assert (card.said, card.kind, card.time) == ("Left at 16:30", "come", "17:30")
    assert card.worked == "8.08 h today"


def test_the_same_button_pressed_twice_stamps_once(app: FastAPI) -> None:
    trier = Trier(app, fill)
    for _ in range(2):
        trier.do("stamp.create", employee="1", kind="go", time="16:30", key="g1.same")
    with trier.books.session(write=False) as session:
        ended = select(func.count()).where(Stamp.at == datetime.datetime.combine(DAY, datetime.time(16, 30)))
        assert session.scalar(ended) == 1


def test_who_may_not_stamp_sees_no_buttons(there: Trier) -> None:
    with visit(there, "accounting") as seen:
        clock = board(seen)
    assert not clock.may
    assert len(clock.cards) == 3


def test_nobody_is_employed_at_first(trier: Trier) -> None:
    assert "Nobody is employed today" in trier.page("/p/time-clock").text


def test_yesterday_s_night_shift_is_still_here(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("stamp.create", employee="3", kind="come", time="22:00")
    with trier.books.session() as session:
        trial(session).today = DAY + datetime.timedelta(days=1)
    with visit(trier) as seen:
        said = {card.name: card.said for card in board(seen).cards}
    assert said["Cem Aydin"] == "Here since 22:00"
    assert said["Ada Lund"] == "Expected at 08:00", "who came yesterday at noon forgot to stamp out"


@pytest.mark.parametrize(
    ("last", "shift", "here", "time"),
    [
        (None, None, False, "08:00"),
        (None, (540, 1020), False, "09:00"),
        ((8, "come"), (480, 990), True, "16:30"),
        ((8, "come"), None, True, "16:00"),
        ((17, "come"), (480, 990), True, "01:00"),
        ((12, "go"), (480, 990), False, "13:00"),
    ],
)
def test_a_likely_time_stands_in_the_field(
    last: tuple[int, str] | None, shift: tuple[int, int] | None, here: bool, time: str
) -> None:
    stamp = Stamp(at=datetime.datetime.combine(DAY, datetime.time(last[0])), kind=last[1]) if last else None
    planned = Shift(begins=shift[0], ends=shift[1]) if shift else None
    assert _next_time(stamp, planned, here, DAY) == time
