"""The rules in the open: the list with its filter, and the page of each rule."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from advisor.language import part_of_date
from advisor.recommendation.content import Content
from advisor.recommendation.telling.passport import entries, passport
from tests.web.walking import DISTRIBUTOR, Page, Walk
from web.pages import RulePage
from web.render import to_html


def visible(text: str) -> str:
    """What a reader sees, in one line."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"</?bdi>", "", text))))


def rows_on(text: str) -> list[str]:
    return [link.removeprefix("/en/rules/") for link in Page(text).links if link.startswith("/en/rules/")]


def get(client: TestClient, path: str, status: int = 200, **params: str) -> str:
    reply = client.get(path, params=params)
    assert reply.status_code == status, reply.text
    assert Page(reply.text).mistakes == []
    return reply.text


def test_every_rule_is_listed_once_in_its_table(client: TestClient, content: Content) -> None:
    text = get(client, "/rules")
    found = entries(content)
    assert rows_on(text) == [entry.row for entry in found]
    assert f"Shown: {len(found)} of {len(found)}" in visible(text)
    assert [f"t-{table}" for table in content.tables] == [i for i in Page(text).ids if i.startswith("t-")]
    assert "Show all rules" not in text


def test_the_filter_by_table(client: TestClient, content: Content) -> None:
    text = get(client, "/rules", table="risks")
    assert rows_on(text) == [entry.row for entry in entries(content, "risks")]
    assert Page(text).fields["table"] == ["risks"], "the choice stays"
    assert 'href="/en/rules">Show all rules' in text


@pytest.mark.parametrize("words", ["regularly", "REGULARLY enquiries", "followup_lost", "customer side regularly"])
def test_the_filter_by_words(client: TestClient, words: str) -> None:
    """In the sentence, in the id or in the title of the table, in any order and in any letters."""
    text = get(client, "/rules", text=words)
    assert "customer.followup_lost" in rows_on(text)
    assert len(rows_on(text)) < 40
    assert Page(text).fields["text"] == [words]


def test_both_filters_together(client: TestClient, content: Content) -> None:
    text = get(client, "/rules", table="needs-customer", text="stock")
    both = {e.row for e in entries(content, "needs-customer")}
    assert set(rows_on(text)) == {row for row in rows_on(get(client, "/rules", text="stock")) if row in both}


def test_nothing_fits(client: TestClient) -> None:
    text = get(client, "/rules", text="zebra")
    assert rows_on(text) == []
    assert "No rule fits this filter" in text
    assert "Use fewer or other words" in text


def test_a_table_that_does_not_exist(client: TestClient) -> None:
    text = get(client, "/rules", 404, table="risk<s>")
    assert "There is no table “risk&lt;s&gt;”." in text
    assert 'role="alert"' in text
    assert 'href="/en/rules"' in text


def test_what_was_typed_is_shown_as_text(client: TestClient) -> None:
    text = get(client, "/rules", text='"><script>x')
    assert "<script>x" not in text
    assert Page(text).fields["text"] == ['"><script>x']


def test_very_long_words_are_cut(client: TestClient) -> None:
    assert Page(get(client, "/rules", text="x" * 5000)).fields["text"] == ["x" * 200]


def test_every_rule_has_a_page(client: TestClient, content: Content) -> None:
    for entry in entries(content):
        found = passport(content, entry.row)
        text = to_html(RulePage("en", found, "About.", 0, 0))
        assert Page(text).mistakes == []
        seen = visible(text)
        assert found.text in seen
        assert part_of_date(found.since, "en") in seen
        for clause in found.conditions:
            assert clause.words in seen or clause.words in ("true", "false"), entry.row
        for source in found.sources:
            assert source.title in seen
            assert source.interest in seen


def test_a_page_says_what_the_rule_is(client: TestClient, content: Content) -> None:
    text = get(client, "/rules/customer.data_in_heads")
    seen = visible(text)
    found = passport(content, "customer.data_in_heads")
    assert f"<h1>{html.escape(found.text)}</h1>" in text
    assert "Customer data In people's heads and on paper notes" in seen
    assert f"Customer side {found.effects[0].words}" in seen
    assert "The points of all rules that apply are added." in seen
    assert f"since {part_of_date(found.since, 'en')}" in seen
    for source in found.sources:
        assert f"{source.publisher}, {source.date} {source.interest}" in seen
    assert f"Written in needs_customer.yaml , line {found.line}" in seen
    assert 'href="/en/rules?table=needs-customer"' in text


def test_a_knock_out_says_what_it_rules_out(client: TestClient) -> None:
    seen = visible(get(client, "/rules/exclude.machines_erp"))
    assert "It rules out every option that has both of these: Path ERP Place to run Cloud service (SaaS)" in seen
    assert "Rules that say the same" in seen
    assert "Path any" in visible(get(client, "/rules/exclude.own_premises"))


def test_rules_that_say_the_same_are_linked(client: TestClient, content: Content) -> None:
    links = rows_on(get(client, "/rules/exclude.machines_erp"))
    assert links == list(passport(content, "exclude.machines_erp").same_reason)
    for row in links:
        get(client, f"/rules/{row}")


def test_rules_without_conditions(client: TestClient) -> None:
    assert "Always. This rule has no condition." in get(client, "/rules/crm.contacts")
    assert "Whenever no rule that stands before it in its table applies." in get(client, "/rules/style.otherwise")
    assert "Nothing is known of the company." in get(client, "/rules/crm.contacts")


def test_what_is_read_after_the_choice_is_named(client: TestClient) -> None:
    seen = visible(get(client, "/rules/risk.outage_own"))
    assert "Advised place to run Own premises" in seen
    assert "chosen_deployment" not in seen
    assert "No example of its table has this rule in it." in seen


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_table_can_be_read_as_a_table(client: TestClient, content: Content, language: str) -> None:
    texts = content.texts[language]
    for id_, table in content.tables.items():
        text = client.get(f"/{language}/rules", params={"table": id_}).text
        page = Page(text)
        assert page.mistakes == []
        assert {row.id for row in table.rows} <= set(page.ids)
        assert text.count('<th scope="row">') == len(table.rows)
        assert texts.say("hit_policies", table.spec.hit) in html.unescape(text)
    assert "<table" not in client.get(f"/{language}/rules", params={"table": "risks", "text": "a"}).text
    assert "<table" not in client.get(f"/{language}/rules").text


def test_the_policy_of_its_table_is_said(client: TestClient, content: Content) -> None:
    for row, hit in (("exclude.machines_erp", "C"), ("customer.loyalty", "C+"), ("place.machines", "F")):
        assert content.texts["en"].say("hit_policies", hit) in visible(get(client, f"/rules/{row}"))
        assert content.texts["fa"].say("hit_policies", hit) in visible(get(client, f"/fa/rules/{row}"))


def test_a_rule_counts_the_cases_it_fired_in(either: TestClient) -> None:
    """On each kind of database; the newest result of a case counts."""
    row = "weigh.strain_operations"
    assert "No company has a result here yet." in get(either, f"/rules/{row}")
    first, second = Walk.start(either), Walk.start(either)
    first.conclude(DISTRIBUTOR)
    second.conclude(DISTRIBUTOR)
    assert "in which it applied: 2 of 2" in visible(get(either, f"/rules/{row}"))
    second.conclude({"main_strain": "acquisition"})
    assert "in which it applied: 1 of 2" in visible(get(either, f"/rules/{row}"))


@pytest.mark.parametrize("row", ["customer.loyalti", "<b>", "x" * 4000, "%F0%9F%90%B4", "a%00b"])
def test_a_rule_that_does_not_exist(client: TestClient, row: str) -> None:
    text = get(client, f"/rules/{row}", 404)
    assert "There is no such rule" in text
    assert "It may be mistyped, or the rule was removed since." in text
    assert Page(text).links.count("/en/rules") == 2, "in the page and in the foot"
    nearest = rows_on(text)
    assert len(nearest) == 3
    if row.startswith("customer"):
        assert nearest[0] == "customer.loyalty"
    get(client, f"/rules/{nearest[0]}")
    assert "<b>" not in text


def test_the_trace_leads_to_each_rule(client: TestClient) -> None:
    walk = Walk.start(client)
    walk.conclude(DISTRIBUTOR)
    links = rows_on(walk.get("/result/trace").text)
    body: Any = walk.get("/result.json").json()
    assert set(links) == {row for entry in body["trace"] for row in entry["rows"]}
    get(client, f"/rules/{links[0]}")


def test_the_method_leads_to_the_list(client: TestClient) -> None:
    assert "/en/rules" in Page(get(client, "/method")).links


@pytest.mark.parametrize("path", ["/rules", "/rules/customer.loyalty", "/rules/none"])
def test_rules_are_public_and_set_no_cookie(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert "set-cookie" not in reply.headers
    assert "x-robots-tag" not in reply.headers


@pytest.mark.parametrize("path", ["/rules", "/rules/exclude.machines_erp", "/rules/none"])
def test_ids_are_used_once(client: TestClient, path: str) -> None:
    ids = Page(client.get(path).text).ids
    assert sorted(ids) == sorted(set(ids))
