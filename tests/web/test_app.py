"""The application as a whole: content, static files, compression, language of the pages, speed."""

from __future__ import annotations

import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from advisor.errors import ContentBroken, Unavailable
from advisor.settings import Settings
from advisor.workspace.access import members
from advisor.workspace.work.files import Made, keep_file
from advisor.workspace.work.tables import FileRecord
from tests.web.conftest import ROOT, settings
from tests.web.walking import DISTRIBUTOR, Page, Walk
from web.app import FOR_AN_HOUR, FOR_GOOD, create_app
from web.render import FONTS


def test_broken_content_stops_the_start(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "questionnaires", tmp_path / "questionnaires")
    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    (tmp_path / "rules" / "options.yaml").write_text("paths: {}\n")
    with pytest.raises(ContentBroken):
        create_app(Settings(f"sqlite:///{tmp_path}/a.db", tmp_path / "rules", tmp_path / "questionnaires"))
    assert not (tmp_path / "a.db").exists()


def test_a_database_that_cannot_be_reached_stops_the_start() -> None:
    with pytest.raises(Unavailable):
        create_app(settings("postgresql://nobody@127.0.0.1:1/nothing"))


def test_the_database_is_closed_at_the_end(tmp_path: Path) -> None:
    app = create_app(settings(f"sqlite:///{tmp_path}/a.db"))
    with TestClient(app) as client:
        assert client.get("/healthz").status_code == 200
        assert app.state.database.engine.pool.checkedin() == 1
    assert app.state.database.engine.pool.checkedin() == 0


def test_a_case_outlives_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/a.db"
    with TestClient(create_app(settings(url))) as client:
        walk = Walk.start(client)
        walk.conclude(DISTRIBUTOR)
        before = walk.get("/result").text
    with TestClient(create_app(settings(url))) as client:
        assert Walk(client, walk.base).get("/result").text == before


def test_static_files_may_be_kept(client: TestClient) -> None:
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get("/").text)
    assert len(addresses) == 5, "two style sheets, a script, the mark, and the font that is needed at once"
    for address in addresses:
        assert client.get(address).headers["cache-control"] == FOR_GOOD
    assert client.get("/static/advisor.css").headers["cache-control"] == FOR_AN_HOUR
    assert client.get("/static/nothing.css").status_code == 404
    assert client.get("/static/../app.py").status_code == 404


def test_the_font_of_the_style_sheet_is_there(client: TestClient) -> None:
    fonts = re.findall(r'url\("([^"]+)"\)', client.get("/static/advisor.css").text)
    assert fonts
    for font in fonts:
        response = client.get(f"/static/{font}")
        assert response.headers["cache-control"] == FOR_GOOD
        assert response.content.startswith(b"wOF2")
    wanted = {address.removeprefix("/static/") for addresses in FONTS.values() for address in addresses}
    assert wanted == set(fonts), "what is asked for at once is what the style sheet uses, under the same address"


def test_large_answers_are_compressed(client: TestClient) -> None:
    response = client.get("/static/vendor/tabler/tabler.min.css", headers={"accept-encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers.get("content-length", "0")) < 120_000


def test_pages_name_no_other_host(client: TestClient) -> None:
    walk = Walk.start(client)
    walk.conclude(DISTRIBUTOR)
    for path in ("/", "/method", *(walk.base + part for part in ("/q/company", "/check", "/result", "/delete"))):
        text = re.sub(
            r"""<a [^>]*rel="noreferrer noopener"[^>]*>""", "", client.get(path).text
        )  # followed only by a reader
        text = re.sub(r'<link rel="(canonical|alternate)"[^>]*>', "", text)  # for search engines
        addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
        assert addresses
        assert [a for a in addresses if not a.startswith(("/", "#"))] == []


def test_the_link_to_keep_has_the_public_address(tmp_path: Path) -> None:
    made = create_app(settings(f"sqlite:///{tmp_path}/a.db", "https://advisor.example"))
    with TestClient(made) as client:
        walk = Walk.start(client)
        assert f'value="https://advisor.example/c/{walk.secret}"' in walk.get("/check").text


def test_every_page_is_well_formed(client: TestClient) -> None:
    walk = Walk.start(client, "full")
    walk.conclude(DISTRIBUTOR)
    pages = [f"/q/{page}" for page in client.app.state.content.questionnaire.pages]  # type: ignore[attr-defined]
    for path in ("", "/check", "/result", "/result/trace", "/delete", *pages):
        response = client.get(walk.base + path)
        assert response.status_code == 200
        page = Page(response.text)
        assert (page.open, page.mistakes) == ([], []), path
        assert page.tags.count("h1") == 1, path
        assert len(page.ids) == len(set(page.ids)), path


def fastest(walk: Walk, path: str) -> float:
    """Milliseconds of the fastest of several visits, so that a busy machine does not decide."""
    times = []
    for _ in range(12):
        start = time.perf_counter()
        walk.get(path)
        times.append(time.perf_counter() - start)
    return min(times) * 1000


def test_pages_are_quick(walk: Walk) -> None:
    """Limits are four times the aim, because the machine of a test is shared."""
    walk.conclude(DISTRIBUTOR)
    assert fastest(walk, "/q/goals") < 60
    assert fastest(walk, "/result") < 240


def test_files_whose_time_is_over_are_gone_after_a_start(tmp_path: Path) -> None:
    app = create_app(settings(f"sqlite:///{tmp_path}/s.db"))
    then = datetime(2020, 1, 1, tzinfo=UTC)
    with app.state.database.session() as session:
        organisation = members.found(session, "Office", "en", then)
        keep_file(session, organisation.id, Made("old.csv", "text/csv", b"x"), then, expires=then)
        keep_file(session, organisation.id, Made("kept.csv", "text/csv", b"x"), then)
    with TestClient(app), app.state.database.session(write=False) as session:
        assert session.scalars(select(FileRecord.name)).all() == ["kept.csv"]
