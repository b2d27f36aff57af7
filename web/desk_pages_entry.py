"""What the pages show by which members come in."""

from __future__ import annotations

from dataclasses import dataclass

from web.pages import Page


@dataclass(frozen=True)
class EntryPage(Page):
    """A page before the desk. `token` is what its form carries, `error` why what was sent cannot be used, `field` the
    field that it is about, if one."""

    token: str
    error: str
    field: str


@dataclass(frozen=True)
class SignInPage(EntryPage):
    """`next` is where to go afterwards; `mail` whether a forgotten password can be reset by mail; `done` names what was
    just done: reset, out, or nothing; `fresh` while the installation has no member."""

    template = "desk/sign_in.html"
    email: str
    next: str
    mail: bool
    done: str
    fresh: bool


@dataclass(frozen=True)
class SecondPage(EntryPage):
    """Asks for the code of the second factor; `token` is that of the session."""

    template = "desk/second.html"
    next: str


@dataclass(frozen=True)
class FirstRunPage(EntryPage):
    """Founds the first organisation with the setup code."""

    template = "desk/first_run.html"
    code: str
    organisation: str
    name: str
    email: str
    least: int


@dataclass(frozen=True)
class JoinPage(EntryPage):
    """An invitation: to which organisation, for which address, in which role."""

    template = "desk/join.html"
    organisation: str
    email: str
    role: str
    name: str
    least: int


@dataclass(frozen=True)
class ForgottenPage(EntryPage):
    """Asks for the address to which a link is sent; `mail` whether that is possible here, `sent` when it was done."""

    template = "desk/forgotten.html"
    email: str
    mail: bool
    sent: bool


@dataclass(frozen=True)
class ResetPage(EntryPage):
    """Sets a password for the member with this address; `first` when there was none before."""

    template = "desk/reset.html"
    email: str
    first: bool
    least: int
