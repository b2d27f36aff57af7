"""What stands before every request: response headers, refusal of foreign forms, a limit of size, a limit of pace."""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from advisor.errors import AdvisorError, Forbidden, TooLarge, TooMany
from web.addresses import plain_path

MAX_BODY = 256 * 1024
# Where files are sent to: the most that they may be, with what a form puts around one. Only whoever shows the cookie of
# a session may send so much; whether it is one is found out when the form is read.
FILES = dict.fromkeys(("/desk/import", "/desk/portfolio"), 20 * 2**20 + 64 * 1024)
SESSION_COOKIES = ("__Host-advisor", "advisor")
FILES_AT_ONCE = 4  # of that size, in the memory of one process
HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; script-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",  # addresses of cases are secrets
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_OPENS = re.compile(r"(/c/[^/]+|/desk/cases/[^/]+)?/sandbox")  # where sandboxes are opened
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


def headers(path: str) -> dict[str, str]:
    """Headers of the response for `path`; what lies below a case and on the desk is neither indexed nor kept."""
    return HEADERS | PRIVATE if path.startswith(("/c/", "/s/", "/t/", "/desk", "/api/v1/cases/")) else HEADERS


class Limiter:
    """A token bucket for each key: `burst` at once, then `rate` a second. A key is forgotten as soon as its bucket
    would be full again, and before that when there are too many."""

    def __init__(
        self, burst: int, rate: float, keep: int = 10_000, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.burst, self.rate, self.keep, self.clock = burst, rate, keep, clock
        self.buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self.lock = threading.Lock()

    def admits(self, key: str) -> bool:
        with self.lock:
            now = self.clock()
            self._forget(now)
            tokens, since = self.buckets.pop(key, (float(self.burst), now))
            tokens = min(float(self.burst), tokens + (now - since) * self.rate)
            admitted = tokens >= 1
            self.buckets[key] = (tokens - 1 if admitted else tokens, now)
            if len(self.buckets) > self.keep:
                self.buckets.popitem(last=False)
            return admitted

    def _forget(self, now: float) -> None:
        """Drop what was not heard of for so long that it makes no difference; the oldest stand first."""
        while self.rate and self.buckets:
            key, (_, since) = next(iter(self.buckets.items()))
            if now - since <= self.burst / self.rate:
                return
            del self.buckets[key]


class Guard:
    """ASGI middleware around the whole application. `refuse` makes the response for an error.

    Sizes of buckets allow for a company whose people share one address.
    """

    def __init__(self, app: ASGIApp, origin: str | None, refuse: Callable[[Request, AdvisorError], Response]) -> None:
        self.app, self.origin, self.refuse = app, origin, refuse
        self.starts = Limiter(burst=120, rate=1)
        self.posts = Limiter(burst=1200, rate=20)
        self.sandboxes = Limiter(burst=40, rate=1 / 30)  # a copy of a database each
        self.trials = Limiter(burst=1200, rate=20)  # what all who share one sandbox do in it
        self.files = 0  # large bodies in memory now; counted by the one thread of the event loop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        send = _with_headers(headers(plain_path(request)), send)
        if request.method in HARMLESS:
            await self.app(scope, receive, send)
            return
        most = most_of(request)
        self.files += most > MAX_BODY
        try:
            await self.admit(request, most, receive, send)
        finally:
            self.files -= most > MAX_BODY

    async def admit(self, request: Request, most: int, receive: Receive, send: Send) -> None:
        """Pass on what may be sent, with at most that many bytes; refuse the rest."""
        try:
            same_origin(request, self.origin)
            self.pace(request)
            if most > MAX_BODY and self.files > FILES_AT_ONCE:
                raise TooMany("Several files are being read at the moment. Wait a minute, then send yours again.")
            body = await read(receive, request.headers.get("content-length", ""), most)
        except AdvisorError as error:
            await self.refuse(request, error)(request.scope, receive, send)
            return
        if body is None:  # the sender is gone; half a form is no form
            return
        await self.app(request.scope, _replay(body, receive), send)

    def pace(self, request: Request) -> None:
        """Raises TooMany when this address sends faster than people do."""
        address = request.client.host if request.client else ""
        path = plain_path(request)
        limit = self.sandboxes if _OPENS.fullmatch(path) else self.starts if path == "/start" else self.posts
        shared = path.startswith("/t/") and not self.trials.admits("/".join(path.split("/", 3)[:3]))
        if shared or not limit.admits(address):
            raise TooMany("Too much was sent from your address in a short time. Nothing of it was saved.")


def same_origin(request: Request, origin: str | None) -> None:
    """Refuse a form that another site made the browser send; raises Forbidden.

    `Sec-Fetch-Site` is the browser's own word. Without it `Origin` must be `origin` or the host that was asked. Our
    own pages send the origin `null`, because they send no referrer; a program sends none. Both pass: outside of
    the desk nothing depends on a cookie, so such a request can do only what its sender could do without the browser.
    Forms of the desk carry a token besides (`web.signed`).
    """
    site = request.headers.get("sec-fetch-site")
    sent = request.headers.get("origin", "null")
    if site in ("same-origin", "none") or (site is None and sent == "null"):
        return
    if site is None and (
        sent == origin or (origin is None and sent.partition("://")[2] == request.headers.get("host"))
    ):
        return
    raise Forbidden("This form was sent from another site. Nothing was saved.")


def most_of(request: Request) -> int:
    """How many bytes may be sent with a request."""
    signed_in = any(name in request.cookies for name in SESSION_COOKIES)
    return FILES.get(plain_path(request), MAX_BODY) if signed_in else MAX_BODY


async def read(receive: Receive, announced: str, most: int = MAX_BODY) -> bytes | None:
    """The whole body, at most that many bytes; None when the sender left before its end. Raises TooLarge without
    reading further."""
    values = {"size": most // 1024}
    too_large = TooLarge("More was sent than the {size} KB that are accepted. Nothing of it was saved.", values=values)
    if announced.isdecimal() and int(announced) > most:
        raise too_large
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most:
            raise too_large
    return bytes(body)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A channel that delivers a body that was read before, then goes on with `receive`."""
    waiting = [body]

    async def replayed() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replayed


def _with_headers(extra: dict[str, str], send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            present = MutableHeaders(scope=message)
            for name, value in extra.items():
                present.setdefault(name, value)
        await send(message)

    return sending
