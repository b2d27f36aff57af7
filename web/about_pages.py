"""Pages about the adviser itself: privacy, accessibility, sources, modules, terms."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.recommendation.telling.words import Reference
from web.pages import Page


@dataclass(frozen=True)
class PrivacyPage(Page):
    template = "privacy.html"


@dataclass(frozen=True)
class AccessibilityPage(Page):
    template = "accessibility.html"


@dataclass(frozen=True)
class DocumentCard:
    """A source document: `claims` of it support rules; `spoken` is the language it is written in, in words."""

    title: str
    publisher: str
    date: str
    interest: str
    spoken: str
    claims: int


@dataclass(frozen=True)
class SourcesPage(Page):
    """The documents with the number of their claims, and all other sources."""

    template = "about_sources.html"
    documents: tuple[DocumentCard, ...]
    others: tuple[Reference, ...]


@dataclass(frozen=True)
class ModuleCard:
    """A module that can be advised; `needs` are the names of those it requires, `rules` the rows that can advise it."""

    id: str
    name: str
    purpose: str
    needs: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class ModuleGroup:
    system: str
    title: str
    modules: tuple[ModuleCard, ...]


@dataclass(frozen=True)
class ModulesPage(Page):
    template = "all_modules.html"
    groups: tuple[ModuleGroup, ...]


@dataclass(frozen=True)
class Term:
    id: str
    name: str
    about: str


@dataclass(frozen=True)
class TermsPage(Page):
    template = "terms.html"
    terms: tuple[Term, ...]
