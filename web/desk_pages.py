"""What every page of the desk is made from."""

from __future__ import annotations

from dataclasses import dataclass

from web.pages import Page
from web.signed import Signed


@dataclass(frozen=True)
class DeskPage(Page):
    """A page for a signed-in member; its template extends `desk/base.html`. Made as
    `SomePage(signed.language, signed, signed.unread, ...)`."""

    signed: Signed
    unread: int
