"""A browser without a screen: reads the forms of a page and sends them as a browser would."""

from __future__ import annotations

from collections.abc import Coroutine
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from advisor.questionnaire.answers import UNKNOWN

VOID = {"meta", "link", "input", "br", "wbr", "img", "hr", "rect", "circle", "line"}
# A distributor of 48 people whose operations strain; one answer is "I don't know".
DISTRIBUTOR: dict[str, Any] = {
    "employees": 48,
    "country": "DE",
    "industry": "distribution",
    "growth_stage": "complex",
    "main_goal": "control",
    "main_strain": "coordination",
    "production": "none",
    "inventory": "large",
    "customer_data": "mail_sheets",
    "lead_followup": 3,
    "sales_driven": 3,
    "process_complexity": 4,
    "dept_visibility": 4,
    "crm_state": "none",
    "erp_state": "accounting",
    "budget": {"amount": 60000, "currency": "EUR"},
    "it_staff": 1,
    "change_readiness": 3,
    "data_location": "unknown",
}
# The answers of the first page of the short track, as a form sends them.
COMPANY = {"a.employees": "48", "a.industry": "distribution"}
# Those of all first pages of the short track, after which it asks what settles most.
START = {"employees": 48, "industry": "distribution", "main_goal": "control", "main_strain": "coordination"}
MEANS: dict[str, Any] = {"process_complexity": 4, "budget": {"amount": 60000, "currency": "EUR"}}
BEGUN: dict[str, Any] = {**START, **MEANS, "data_location": "region"}


def typed(key: str, value: Any) -> dict[str, Any]:
    """A plain answer as a form sends it."""
    if isinstance(value, dict):
        return {f"a.{key}": str(value["amount"]), f"a.{key}.currency": value["currency"]}
    text = str(value).lower() if isinstance(value, bool) else value
    return {f"a.{key}": text if isinstance(text, list) else str(text)}


def at_once(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Run a coroutine that never waits, also where a loop of the browser tests is running already."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    raise AssertionError("It waits.")


@dataclass
class Page(HTMLParser):
    """What a page holds: its form fields with their values, links, headings, and tags that were never closed."""

    text: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self.select = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        had = dict(attrs)
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        if had.get("id"):
            self.ids.append(str(had["id"]))
        if tag == "a" and "hreflang" in had:
            self.languages.append(str(had.get("href")))
        elif tag == "a":
            self.links.append(str(had.get("href")))
        if tag == "select":
            self.select = str(had["name"])
        if tag == "option" and "selected" in had:
            self.fields.setdefault(self.select, []).append(had["value"] or "")
        if tag == "input" and had.get("name") and (had.get("type") not in ("radio", "checkbox") or "checked" in had):
            self.fields.setdefault(str(had["name"]), []).append(had.get("value") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)


@dataclass
class Walk:
    """One case, visited. `base` is its address below the site."""

    client: TestClient
    base: str

    @classmethod
    def start(cls, client: TestClient, track: str = "executive") -> Walk:
        response = client.post("/start", data={"track": track}, follow_redirects=False)
        assert response.status_code == 303, response.text
        return cls(client, response.headers["location"])

    @property
    def secret(self) -> str:
        return self.base.rpartition("/c/")[2]

    def get(self, path: str, status: int = 200) -> Any:
        response = self.client.get(self.base + path, follow_redirects=False)
        assert response.status_code == status, response.text
        return response

    def page(self, path: str) -> Page:
        return Page(self.get(path).text)

    def post(self, path: str, data: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.post(self.base + path, data=data or {}, headers=headers, follow_redirects=False)

    def to(self, path: str, data: dict[str, Any] | None = None) -> str:
        """Post and say where it leads, below the case."""
        response = self.post(path, data)
        assert response.status_code == 303, response.text
        return str(response.headers["location"]).removeprefix(self.base)

    def at(self) -> str:
        """Where the link of the case leads, below the case."""
        return str(self.get("", 303).headers["location"]).removeprefix(self.base)

    def to_the_end(self, said: dict[str, Any], most: int = 40) -> list[str]:
        """Answer page after page as `said`, "I don't know" where it says nothing; the pages in the order asked."""
        visited, at = [], self.at()
        while at != "/check":
            assert len(visited) < most
            visited.append(at)
            fields = self.page(at).fields
            sent = {
                name: value for key in fields["shown"] for name, value in typed(key, said.get(key, UNKNOWN)).items()
            }
            at = self.to(at, {**sent, "shown": fields["shown"], "seen": fields["seen"][0]}).split("#")[0]
        return visited

    def answer(self, answers: dict[str, Any]) -> None:
        reply = self.client.patch(f"/api/v1/cases/{self.secret}/answers", json={"answers": answers})
        assert reply.status_code == 200, reply.text

    def answers(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/api/v1/cases/{self.secret}").json()["answers"]
        return found

    def conclude(self, answers: dict[str, Any]) -> None:
        self.answer(answers)
        assert self.to("/finish") == "/result"
