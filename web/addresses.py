"""Addresses: `/fa/method` is `/method` in Persian. Without a language before it, the browser's wish or, for a case, the
language in which it was last answered counts.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from advisor.language import LANGUAGES
from advisor.settings import Settings


class LanguagePrefix:
    """ASGI middleware that takes the language off the front of the path. Routes see the rest; `plain_path` and
    `language_in` tell both parts. A request for the head alone is one for the page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            language, path = split(scope["path"])
            if language:
                scope["root_path"], scope["path"] = f"/{language}", f"/{language}{path}"
            # In place, so that the handler of unforeseen errors, which stands outside, knows them too.
            scope["advisor.language"], scope["advisor.path"] = language, path
            if scope["method"] == "HEAD":  # answered like GET; the server leaves the body away
                scope = {**scope, "method": "GET"}
        await self.app(scope, receive, send)


def split(path: str) -> tuple[str, str]:
    """The language before a path, empty if there is none, and the path without it."""
    first, _, rest = path.removeprefix("/").partition("/")
    return (first, f"/{rest}") if first in LANGUAGES else ("", path)


def language_in(request: Request) -> str:
    """The language that the address names; empty if it names none."""
    return str(request.scope.get("advisor.language", ""))


def plain_path(request: Request) -> str:
    """The path of the address without its language."""
    return str(request.scope.get("advisor.path", request.url.path))


def preferred(header: str) -> list[str]:
    """The languages of an `Accept-Language` header that we have, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in header[:400].split(","):
        name, _, weight = part.partition(";")
        try:
            quality = float(weight.partition("=")[2] or 1) if weight else 1.0
        except ValueError:
            continue
        wanted.append((quality, name.strip().lower().partition("-")[0]))
    found = [name for quality, name in sorted(wanted, key=lambda one: -one[0]) if quality > 0 and name in LANGUAGES]
    return list(dict.fromkeys(found))


def origin(request: Request) -> str:
    """Scheme and host by which readers reach us, without a slash at the end."""
    settings: Settings | None = getattr(request.app.state, "settings", None)
    public = settings.origin if settings else None
    return public or f"{request.url.scheme}://{request.url.netloc}"
