"""The line of an asset's book value."""

from __future__ import annotations

import datetime

from fastapi import FastAPI

from advisor.sandbox.people.tables import Asset
from tests.web.sandbox.staffed import fill, looked_at
from tests.web.sandbox.trying import Trier
from tests.web.sandbox.visiting import visit
from web.sandbox.assets_chart import HEIGHT, WIDTH, Chart, chart


def drawn(there: Trier, asset: int) -> Chart | None:
    with visit(there) as seen:
        return chart(seen, seen.session.get_one(Asset, asset))


def points(line: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in (one.split(",") for one in line.split())]


def test_the_line_falls_from_cost_to_residual_value(app: FastAPI) -> None:
    found = drawn(looked_at(app), 1)
    assert found is not None
    done, ahead = points(found.booked), points(found.ahead)
    assert done[0] == (0, 0)
    assert done[-1] == ahead[0], "what is to come begins where the books end"
    assert ahead[-1] == (WIDTH, HEIGHT * 0.9)
    ys = [y for _, y in done + ahead]
    assert ys == sorted(ys)
    assert (found.top, found.residual) == ("24,000.00", "2,400.00")


def test_today_stands_between_both(app: FastAPI) -> None:
    found = drawn(looked_at(app), 1)
    assert found is not None
    start, end = datetime.date(2025, 7, 10), datetime.date(2030, 7, 31)
    assert found.now == (datetime.date(2026, 3, 10) - start) / (end - start) * WIDTH
    assert (found.first, found.last) == ("10 July 2025", "31 July 2030")


def test_a_new_value_is_a_step_up(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("asset.revalue", document="1", value="48000")
    found = drawn(trier, 1)
    assert found is not None
    done = points(found.booked)
    assert done[-1][1] == 0
    assert done[-2][1] > 0
    assert found.finding == "It is worth EUR 48,000.00 in the books"


def test_an_asset_that_is_gone_ends_at_nothing(app: FastAPI) -> None:
    trier = Trier(app, fill)
    trier.do("asset.dispose", document="1", proceeds="100")
    found = drawn(trier, 1)
    assert found is not None
    assert points(found.booked)[-1][1] == HEIGHT
    assert found.finding == "It is worth EUR 0.00 in the books"
    trier.page("/d/asset/1")


def test_nothing_is_drawn_for_what_is_not_written_off(app: FastAPI) -> None:
    trier = Trier(app, fill)
    with visit(trier) as seen:
        bare = Asset(cost=100, start=seen.today, state="draft", lines=[], revaluations=[])
        assert chart(seen, bare) is None
