"""Pages about the adviser itself, and what search engines ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from advisor.language import LANGUAGES, language_name
from advisor.recommendation.content import Content
from advisor.recommendation.telling.words import cited
from advisor.recommendation.texts import Texts
from advisor.recommendation.wanted import TERMS
from web.about_pages import (
    AccessibilityPage,
    DocumentCard,
    ModuleCard,
    ModuleGroup,
    ModulesPage,
    PrivacyPage,
    SourcesPage,
    Term,
    TermsPage,
)
from web.addresses import origin
from web.deps import Contents, Language
from web.render import render

router = APIRouter(include_in_schema=False)
# Every page that is the same for all readers.
PUBLIC = ("/", "/method", "/rules", "/sources", "/modules", "/sandbox", "/terms", "/privacy", "/accessibility")
SYSTEMS = ("crm", "erp", "shared")


@router.get("/privacy")
def privacy(language: Language, request: Request) -> Response:
    return render(request, PrivacyPage(language))


@router.get("/accessibility")
def accessibility(language: Language, request: Request) -> Response:
    return render(request, AccessibilityPage(language))


@router.get("/sources")
def sources(content: Contents, language: Language, request: Request) -> Response:
    texts = content.texts[language]
    outside = [key for key, source in content.sources.items() if not source.document]
    return render(request, SourcesPage(language, tuple(_documents(content, texts)), cited(content, texts, outside)))


def _documents(content: Content, texts: Texts) -> Iterator[DocumentCard]:
    claims = Counter(source.document for source in content.sources.values() if source.document)
    first = {source.document: key for key, source in reversed(content.sources.items()) if source.document}
    for name, count in claims.items():
        (found,) = cited(content, texts, [first[name]])
        spoken = language_name(found.language, texts.language)
        yield DocumentCard(found.title, found.publisher, found.date, found.interest, spoken, count)


@router.get("/modules")
def modules(content: Contents, language: Language, request: Request) -> Response:
    texts = content.texts[language]
    groups = (
        ModuleGroup(system, texts.say("systems", system), tuple(_modules(content, texts, system))) for system in SYSTEMS
    )
    return render(request, ModulesPage(language, tuple(groups)))


def _modules(content: Content, texts: Texts, system: str) -> Iterator[ModuleCard]:
    rows = [row for table in content.roles.modules for row in table.rows]
    for module in content.modules.values():
        if module.system == system:
            yield ModuleCard(
                id=module.id,
                name=texts.say("modules", module.id, "name"),
                purpose=texts.say("modules", module.id, "purpose"),
                needs=tuple(texts.say("modules", need, "name") for need in module.needs),
                rules=tuple(row.id for row in rows if row.then["module"] == module.id),
            )


@router.get("/terms")
def terms(content: Contents, language: Language, request: Request) -> Response:
    say = content.texts[language].say
    found = (Term(term, say("terms", term, "name"), say("terms", term, "about")) for term in TERMS)
    return render(request, TermsPage(language, tuple(found)))


@router.get("/robots.txt")
def robots(request: Request) -> Response:
    lines = ("User-agent: *", "Allow: /")  # private pages say themselves that they are not to be kept
    return PlainTextResponse("\n".join((*lines, f"Sitemap: {origin(request)}/sitemap.xml", "")))


@router.get("/sitemap.xml")
def sitemap(request: Request) -> Response:
    """Every public page in every language, each with its other languages."""
    site = origin(request)
    entries = []
    for path in PUBLIC:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{site}/{language}{path}"/>'
            for language in LANGUAGES
        )
        entries += [f"<url><loc>{site}/{language}{path}</loc>{others}</url>" for language in LANGUAGES]
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    body = head + 'xmlns:xhtml="http://www.w3.org/1999/xhtml">' + "\n".join(entries) + "</urlset>\n"
    return Response(body, media_type="application/xml")
