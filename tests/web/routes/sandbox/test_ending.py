"""The end page keeps what was said, and the script for vendors asks for every module."""

from __future__ import annotations

from advisor.sandbox.core.clock import trial
from tests.web.sandbox.trying import Trier


def test_what_was_said_is_kept(trier: Trier) -> None:
    with trier.books.session() as session:
        trial(session).settings = {"pains": ["stock_trouble", "regulated"]}
    assert 'name="pain.stock_trouble"' in trier.page("/end").text
    refused = trier.post("/end", **{"pain.stock_trouble": "perhaps"})
    assert refused.status_code == 422
    assert "Nothing was chosen or written. Answer at least one question." in refused.text
    assert 'name="pain.stock_trouble"' in refused.text
    sent = trier.post("/end", **{"pain.stock_trouble": "partly", "pain.magic": "yes", "text": "Fine <b>"})
    assert sent.headers["location"].endswith("/end?said=1")
    page = trier.page("/end?said=1").text
    assert 'value="partly" checked' in page
    assert "Fine &lt;b&gt;" in page
    assert "Saved." in page  # no case would show it


def test_the_script_is_a_page_to_print(trier: Trier) -> None:
    with trier.books.session() as session:
        trial(session).modules = ["erp-master-data", "erp-gl", "erp-finance"]
        trial(session).settings = {"volume": {"orders": 40}, "peeked": ["erp-gl"]}
    page = trier.page("/handover").text
    assert "<dt>Orders a month</dt><dd>40</dd>" in page
    assert "What we saw" in page
    assert "Finance and accounting" in page
    assert "General ledger" not in page.partition("<h1>")[2]  # it was only looked at
    assert trier.client.get("/t/short/handover").status_code == 404
