"""What the pages show that keep a case for later, show it to others, or put it beside another one."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from web.pages import Page


@dataclass(frozen=True)
class KeepPage(Page):
    """The private link to come back by: to copy, as a QR code and, where a mail server is named, by e-mail. `to` is the
    address that was typed, `error` why it cannot be used, `sent` whether the message is on its way."""

    template = "keep.html"
    case: str
    link: str
    code: Markup
    mail: bool
    to: str
    error: str
    sent: bool
    concluded: bool


@dataclass(frozen=True)
class ShareRow:
    """A link for others that works: since and until when, in words."""

    id: int
    created: str
    expires: str


@dataclass(frozen=True)
class SharePage(Page):
    """Links for others. `made` is the new one, shown this once; `days` for how many days one can be made, `usual` the
    one that is chosen beforehand; `full` when there are as many as there may be."""

    template = "share.html"
    case: str
    made: str
    code: Markup
    until: str
    days: tuple[int, ...]
    usual: int
    rows: tuple[ShareRow, ...]
    full: bool


@dataclass(frozen=True)
class ComparedRow:
    """One line of a comparison: what each side says; `same` when all say the same."""

    name: str
    cells: tuple[str, ...]

    @property
    def same(self) -> bool:
        return len(set(self.cells)) < 2


@dataclass(frozen=True)
class ComparedItem:
    """Something that at least one side has, and which sides have it."""

    text: str
    sides: tuple[bool, ...]


@dataclass(frozen=True)
class ComparedList:
    """Items of one kind that the sides have."""

    name: str
    items: tuple[ComparedItem, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """What all sides have."""
        return tuple(item.text for item in self.items if all(item.sides))

    def only(self, side: int) -> tuple[str, ...]:
        """What this side has and no other."""
        return tuple(item.text for item in self.items if item.sides[side] and sum(item.sides) == 1)


@dataclass(frozen=True)
class ComparePage(Page):
    """Two results side by side; without another one only the form, with the `error` of the link that was given."""

    template = "compare.html"
    case: str
    wanted: str
    error: str
    rows: tuple[ComparedRow, ...]
    lists: tuple[ComparedList, ...]
