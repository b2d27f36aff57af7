"""What the operator decides, read once from environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from advisor.data import folder
from advisor.errors import BadInput

if TYPE_CHECKING:
    from advisor.mail import MailServer

_DATABASES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


@dataclass(frozen=True)
class Settings:
    """`origin` is the public address behind a proxy, without a path: forms sent from any other one are refused. `mail`
    is None where no mail server is named; then no page offers to send anything. `sandbox_mail_to` is the one address
    that mails of sandboxes may really go to; without it nothing leaves them. `warm` when companies of the sandbox are
    prepared by a process in the background."""

    database_url: str
    rules: Path
    questionnaires: Path
    origin: str | None = None
    mail: MailServer | None = None
    sandbox_mail_to: str | None = None
    warm: bool = False

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel over TLS only. Needs the public address, because a proxy usually ends TLS before us."""
        return self.origin is not None and self.origin.startswith("https://")

    @classmethod
    def from_environment(cls, env: Mapping[str, str] = os.environ) -> Settings:
        """Raises BadInput for a value that cannot be used and ContentMissing when the content is not found.

        An empty variable counts as not set.
        """
        return cls(
            database_url=_database_url(env),
            rules=_content("rules", env),
            questionnaires=_content("questionnaires", env),
            origin=_origin(env),
            mail=_mail(env),
            sandbox_mail_to=_sandbox_mail_to(env),
            warm=env.get("ADVISOR_SANDBOX_WARM", "on") != "off",
        )


def _database_url(env: Mapping[str, str]) -> str:
    url = env.get("DATABASE_URL")
    if not url:
        home = Path(env.get("ADVISOR_HOME") or "data").resolve()
        return f"sqlite:///{home / 'advisor.db'}"
    if not url.startswith(_DATABASES):
        # The value itself is not repeated: it may hold a password.
        raise BadInput(f"DATABASE_URL must begin with one of {', '.join(_DATABASES)}.", field="DATABASE_URL")
    return url


def _content(name: Literal["questionnaires", "rules"], env: Mapping[str, str]) -> Path:
    variable = f"ADVISOR_{name.upper()}"
    named = env.get(variable)
    if not named:
        return folder(name, env)
    path = Path(named).resolve()
    if not path.is_dir():
        raise BadInput(f"{variable} names {path}, which is not a folder.", field=variable)
    return path


def _mail(env: Mapping[str, str]) -> MailServer | None:
    url = env.get("ADVISOR_MAIL")
    if not url:
        return None
    from advisor.mail import MailServer  # late: it brings TLS with it, which most commands do without

    if not env.get("ADVISOR_ORIGIN"):  # else whoever sends a request could choose the host of the link in the message
        raise BadInput("ADVISOR_MAIL needs ADVISOR_ORIGIN, with which links in messages begin.", field="ADVISOR_ORIGIN")
    return MailServer.of(url, env.get("ADVISOR_MAIL_FROM", ""))


def _sandbox_mail_to(env: Mapping[str, str]) -> str | None:
    address = env.get("ADVISOR_SANDBOX_MAIL_TO")
    if not address:
        return None
    from advisor.mail import checked  # late, as above

    if not env.get("ADVISOR_MAIL"):
        raise BadInput("ADVISOR_SANDBOX_MAIL_TO needs ADVISOR_MAIL, which sends.", field="ADVISOR_MAIL")
    try:
        return checked(address)
    except BadInput as error:
        raise BadInput("ADVISOR_SANDBOX_MAIL_TO must be an e-mail address.", field="ADVISOR_SANDBOX_MAIL_TO") from error


def _origin(env: Mapping[str, str]) -> str | None:
    value = env.get("ADVISOR_ORIGIN")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.netloc or value != f"{parts.scheme}://{parts.netloc}":
        raise BadInput(
            "ADVISOR_ORIGIN must be an address without a path, such as https://advisor.example.org.",
            field="ADVISOR_ORIGIN",
        )
    return value
