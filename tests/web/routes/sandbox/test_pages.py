"""Pages of a trial that are looked at, and what the addresses do that lead nowhere."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from sqlalchemy.orm import Session

from advisor.language import LANGUAGES
from advisor.sandbox.core.clock import trial
from tests.sandbox.making import customer, product
from tests.web.sandbox.trying import Trier, sound


def fill(session: Session) -> None:
    customer(session, "acme")
    product(session, "valve")


@pytest.fixture(scope="module")
def there(app: FastAPI) -> Trier:
    """A furnished trial that is only looked at."""
    return Trier(app, fill)


@pytest.mark.parametrize(
    "path", ["", "/", "/l/products", "/d/product/1", "/d/party/1", "/new/product.create", "/settings"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_in_every_language(there: Trier, path: str, language: str) -> None:
    response = there.client.get(f"/{language}/t/{there.secret}{path}")
    assert response.status_code == 200
    sound(response)
    assert f'lang="{language}"' in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/l/nothing",
        "/d/nothing/1",
        "/d/product/99",
        "/d/product/x",
        f"/d/product/{10**30}",
        "/d/product/0",
        "/p/nothing",
        "/new/no.verb",
    ],
)
def test_what_there_is_not_is_told_and_leads_back_to_the_sandbox(there: Trier, path: str) -> None:
    response = there.get(path)
    assert response.status_code == 404
    assert f'href="{there.base}/"' in response.text
    sound(response)


def test_a_lost_link_leads_to_a_new_sandbox(there: Trier) -> None:
    response = there.client.get(f"/en/t/{'a' * 32}/")
    assert response.status_code == 404
    assert "There is no sandbox under this link." in response.text
    assert 'href="/en/sandbox"' in response.text


def test_pages_are_private(there: Trier) -> None:
    """The address is the key: it is neither kept, nor indexed, nor told to other sites."""
    response = there.get("/l/products")
    assert response.headers["cache-control"] == "no-store"
    assert "noindex" in response.headers["x-robots-tag"]
    assert response.headers["referrer-policy"] == "no-referrer"
    assert "canonical" not in response.text
    assert "alternate" not in response.text


def test_lists_are_files_too(there: Trier) -> None:
    assert "Valve" in there.get("/l/products.csv?q=valve").text
    assert there.get("/l/products.xlsx").content[:2] == b"PK"
    assert there.get("/l/products.pdf").status_code == 404
    page = there.page("/l/products?q=val&kind=goods")
    assert f"{there.base}/l/products.csv?q=val&kind=goods&sort=name" in page.links


def test_a_module_that_is_off_is_not_open(trier: Trier) -> None:
    with trier.books.session() as session:
        trial(session).modules = ["erp-gl"]
    response = trier.get("/l/products")
    assert response.status_code == 403
    assert "This is not open to you" in response.text
    assert "switched off" in response.text


def test_a_form_begins_with_what_the_address_brings(there: Trier) -> None:
    page = there.page("/new/party.create?name=Acme%20%22%3Cb%3E")
    assert page.fields["name"] == ['Acme "<b>']
    assert "<b>" not in page.text
    assert there.get("/new/entry.change?document=99").status_code == 404


def test_the_home_names_the_company(there: Trier) -> None:
    assert "Example Works" in there.page("/").text


def test_the_ribbon_shows_the_day(there: Trier) -> None:
    assert "day 1 · 2 March 2026" in there.page("/l/products").text
    assert "۱۱ اسفند ۱۴۰۴" in there.client.get(f"/fa/t/{there.secret}/l/products").text
