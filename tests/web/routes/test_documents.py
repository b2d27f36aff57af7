"""The result as documents for whoever has the private link."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.walking import DISTRIBUTOR, Walk
from web.routes import documents
from web.routes.documents import BY_ENDING
from web.security import Limiter


@pytest.fixture(scope="module")
def done(app: object) -> Walk:
    """A case with a result."""
    walk = Walk.start(TestClient(app, raise_server_exceptions=False))  # type: ignore[arg-type]
    walk.conclude(DISTRIBUTOR)
    return walk


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Each test begins with a full bucket."""
    monkeypatch.setattr(documents, "PRINTS", Limiter(burst=8, rate=1 / 15))
    yield


@pytest.mark.parametrize("language", ["en", "fa"])
@pytest.mark.parametrize(
    ("path", "name", "media"),
    [
        ("/report.pdf", "advisor - board", "application/pdf"),
        ("/report.pdf?kind=board", "advisor - board", "application/pdf"),
        ("/report.pdf?kind=full", "advisor - full", "application/pdf"),
        ("/report.docx", "advisor - word", "wordprocessingml.document"),
        ("/report.pptx", "advisor - slides", "presentationml.presentation"),
        ("/report.xlsx", "advisor - workbook", "spreadsheetml.sheet"),
    ],
)
def test_each_document_is_a_file_to_save(done: Walk, language: str, path: str, name: str, media: str) -> None:
    secret = done.secret
    reply = done.client.get(f"/{language}/c/{secret}{path}")
    assert reply.status_code == 200
    assert media in reply.headers["content-type"]
    assert reply.headers["content-disposition"].startswith(f'attachment; filename="{name} - {language}.')
    assert reply.headers["x-content-type-options"] == "nosniff" and reply.headers["cache-control"] == "no-store"
    if "pdf" in path:
        assert reply.content.startswith(b"%PDF-")
    else:
        with zipfile.ZipFile(io.BytesIO(reply.content)) as container:
            assert container.testzip() is None
    assert secret.encode() not in reply.content, "who has the paper cannot change the answers"


@pytest.mark.parametrize("ending", ["exe", "json", "PDF", "pdf.exe", "doc"])
def test_other_endings_are_no_reports(done: Walk, ending: str) -> None:
    done.get(f"/report.{ending}", 404)


def test_without_a_result_or_a_case_there_is_nothing_to_print(client: TestClient) -> None:
    walk = Walk.start(client)
    assert "no result for these answers yet" in walk.get("/report.pdf", 404).text
    assert client.get("/en/c/abcdefghijklmnop/report.pdf").status_code == 404


def test_printing_has_a_pace(done: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "PRINTS", Limiter(burst=1, rate=0.0))
    done.get("/report.pdf")
    reply = done.get("/report.pdf", 429)
    assert "Many reports were made" in reply.text and reply.headers["retry-after"]


def test_the_result_offers_them_to_its_owner_only(done: Walk, client: TestClient) -> None:
    text = done.get("/result").text
    assert f'href="{done.base}/report.pdf"' in text and "Download for the board" in text
    for ending in BY_ENDING:
        assert f"/report.{ending}" in text
    made = done.post("/share", {"days": "7"}).text
    link = made.split("http://testserver")[1].split('"')[0]
    assert "/report." not in client.get(link).text
