"""Settings come from environment variables; a bad value gives one sentence that names the variable."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from advisor.data import ContentMissing, folder
from advisor.errors import BadInput
from advisor.settings import Settings

ADDRESS = "https://advisor.example.org"


def test_defaults_need_no_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.from_environment({}) == Settings(
        database_url=f"sqlite:///{tmp_path}/data/advisor.db",
        rules=folder("rules", {}),
        questionnaires=folder("questionnaires", {}),
        origin=None,
        warm=True,
    )


def test_companies_of_the_sandbox_are_prepared_unless_it_is_off() -> None:
    assert Settings.from_environment({}).warm
    assert not Settings.from_environment({"ADVISOR_SANDBOX_WARM": "off"}).warm


def test_environment_of_the_process_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://localhost/cases")
    assert Settings.from_environment().database_url == "postgresql://localhost/cases"


def test_empty_variables_count_as_not_set() -> None:
    names = (
        "DATABASE_URL",
        "ADVISOR_HOME",
        "ADVISOR_RULES",
        "ADVISOR_QUESTIONNAIRES",
        "ADVISOR_ORIGIN",
        "ADVISOR_DATA",
    )
    assert Settings.from_environment(dict.fromkeys(names, "")) == Settings.from_environment({})


def test_home_moves_the_database_file(tmp_path: Path) -> None:
    assert Settings.from_environment({"ADVISOR_HOME": str(tmp_path)}).database_url == f"sqlite:///{tmp_path}/advisor.db"


@pytest.mark.parametrize("url", ["sqlite:///x.db", "postgresql://u:p@h/d", "postgresql+psycopg://h/d"])
def test_database_url_is_taken_as_it_is(url: str, tmp_path: Path) -> None:
    assert Settings.from_environment({"DATABASE_URL": url, "ADVISOR_HOME": str(tmp_path)}).database_url == url


@pytest.mark.parametrize("url", ["mysql://h/d", "postgres://u:secret@h/d", "cases.db", "sqlite:cases.db"])
def test_other_databases_are_refused_without_repeating_the_value(url: str) -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_environment({"DATABASE_URL": url})
    assert caught.value.field == "DATABASE_URL"
    assert "DATABASE_URL must begin with" in caught.value.message
    assert "secret" not in caught.value.message


@pytest.mark.parametrize("name", ["rules", "questionnaires"])
def test_one_content_folder_can_be_replaced(name: str, tmp_path: Path) -> None:
    settings = Settings.from_environment({f"ADVISOR_{name.upper()}": str(tmp_path)})
    assert getattr(settings, name) == tmp_path
    other = "questionnaires" if name == "rules" else "rules"
    assert getattr(settings, other) == folder(other, {})


@pytest.mark.parametrize("name", ["ADVISOR_RULES", "ADVISOR_QUESTIONNAIRES"])
def test_content_folder_that_is_not_there(name: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        Settings.from_environment({name: str(tmp_path / "none")})
    assert caught.value.field == name
    assert caught.value.message == f"{name} names {tmp_path / 'none'}, which is not a folder."


def test_content_parent_is_handed_on(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing):
        Settings.from_environment({"ADVISOR_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("origin", "secure"),
    [(ADDRESS, True), ("http://127.0.0.1:8000", False), (None, False)],
)
def test_cookies_are_secure_when_the_public_address_is(origin: str | None, secure: bool) -> None:
    settings = Settings.from_environment({"ADVISOR_ORIGIN": origin} if origin else {})
    assert settings.origin == origin
    assert settings.secure_cookies is secure


@pytest.mark.parametrize("origin", ["advisor.example.org", f"{ADDRESS}/", f"{ADDRESS}/start", "ftp://h", "https://"])
def test_public_address_has_scheme_and_host_only(origin: str) -> None:
    with pytest.raises(BadInput, match="ADVISOR_ORIGIN must be an address without a path"):
        Settings.from_environment({"ADVISOR_ORIGIN": origin})


def test_settings_cannot_change() -> None:
    settings = Settings.from_environment({})
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.origin = ADDRESS  # type: ignore[misc]


def test_messages_need_the_public_address() -> None:
    mail = {"ADVISOR_MAIL": "smtp://mail.example.org", "ADVISOR_MAIL_FROM": "advisor@example.org"}
    assert Settings.from_environment({}).mail is None
    with pytest.raises(BadInput, match="ADVISOR_ORIGIN"):
        Settings.from_environment(mail)
    found = Settings.from_environment(mail | {"ADVISOR_ORIGIN": "https://advisor.example.org"}).mail
    assert found is not None
    assert found.host == "mail.example.org"


def test_mails_of_sandboxes_go_to_one_address_at_most() -> None:
    mail = {"ADVISOR_MAIL": "smtp://mail.example.org", "ADVISOR_MAIL_FROM": "advisor@example.org"}
    real = mail | {"ADVISOR_ORIGIN": "https://advisor.example.org"}
    assert Settings.from_environment(real).sandbox_mail_to is None
    found = Settings.from_environment(real | {"ADVISOR_SANDBOX_MAIL_TO": "me@example.org"})
    assert found.sandbox_mail_to == "me@example.org"
    with pytest.raises(BadInput, match="needs ADVISOR_MAIL"):
        Settings.from_environment({"ADVISOR_SANDBOX_MAIL_TO": "me@example.org"})
    with pytest.raises(BadInput, match="must be an e-mail address"):
        Settings.from_environment(real | {"ADVISOR_SANDBOX_MAIL_TO": "me"})
