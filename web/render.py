"""From a page to HTML: one Jinja environment a language, strict about every name a template reads."""

from __future__ import annotations

import datetime
import gettext
import hashlib
import io
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from advisor import language as wording
from web.addresses import origin, plain_path
from web.pages import Page

WEB = Path(__file__).resolve().parent
STATIC = WEB / "static"
LOCALE = WEB / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language; without one the English of the templates is shown."""
    path = LOCALE / language / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


INTER = "/static/vendor/inter/InterVariable-{}-4.1.woff2"
# The fonts that a page of a language needs at once, so that its lines need not be broken anew when they arrive.
FONTS = {
    "en": (INTER.format("latin"),),
    "ru": (INTER.format("cyrillic"), INTER.format("latin")),
    "uk": (INTER.format("cyrillic"), INTER.format("latin")),
    "fa": ("/static/vendor/vazirmatn/Vazirmatn-arabic-33.003.woff2",),
}


@dataclass(frozen=True)
class Here:
    """Where a page stands: scheme and host, path without its language, and query with its question mark."""

    origin: str = ""
    path: str = "/"
    query: str = ""

    @property
    def private(self) -> bool:
        return self.path.startswith(("/c/", "/s/", "/t/", "/desk"))


NOWHERE = Here()


@cache
def static(path: str) -> str:
    """Address of a file below `static/` with a digest of its content, so that browsers may keep it for good."""
    return f"/static/{path}?v={hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:12]}"


@cache
def environment(language: str) -> Environment:
    env = Environment(
        loader=FileSystemLoader(WEB / "templates"),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    words = translations(language)
    install = env.install_gettext_callables  # type: ignore[attr-defined]
    install(words.gettext, words.ngettext, newstyle=True)
    env.globals |= {
        "static": static,
        "direction": "rtl" if language in wording.RIGHT_TO_LEFT else "ltr",
        "root": f"/{language}",
        "languages": wording.NAMES,
        "fonts": FONTS.get(language, ()),
        "comma": wording.COMMAS.get(language, ", "),
        "stop": wording.FULL_STOPS.get(language, "."),
    }
    env.filters |= {
        "percent": partial(wording.percent, language=language),
        "date": partial(dated, language=language),
        "listed": partial(wording.listed, language=language),
        "number": partial(wording.number, language=language),
        "points": partial(points, language=language),
        "hundred": partial(wording.hundred, language=language),
    }
    return env


def dated(day: str | datetime.date, language: str) -> str:
    """A day, or a date as a source gives it, as it is written in a sentence."""
    return wording.part_of_date(day if isinstance(day, str) else day.isoformat(), language)


def points(value: float, language: str) -> str:
    """A signed number with a true minus sign, such as +12 or −3.5."""
    return wording.signed(round(value, 1), language)


def to_html(page: Page, here: Here = NOWHERE) -> str:
    return environment(page.language).get_template(page.template).render(page=page, here=here)


def render(request: Request, page: Page, status: int = 200) -> HTMLResponse:
    """The response for a page. What a template misses is an error here, never an empty place on the page."""
    query = request.url.query if request.method == "GET" else ""
    here = Here(origin(request), plain_path(request), f"?{query}" if query else "")
    headers = {"Content-Language": page.language, "Vary": "Accept-Language"}
    return HTMLResponse(to_html(page, here), status, headers)
