"""Passwords: which are refused and why, and that a hash takes its time whether there is an account or not."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from statistics import median

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.low_level import Type

from advisor.errors import BadInput, Unavailable
from advisor.workspace.access import passwords
from tests.workspace.access.people import PASSWORD

NAMES = ("Olga Sommer", "olga.sommer@brook-sons.example.org", "Brook & Sons")


def refused(password: str, names: tuple[str, ...] = NAMES) -> str:
    with pytest.raises(BadInput) as caught:
        passwords.checked(password, names)
    assert caught.value.field == "password"
    assert len(password) < 6 or password not in caught.value.message, "it is never repeated"
    return caught.value.message


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "x9$kQ2!vLm7@",
        "пароль из трёх слов",
        "گربه‌های سبز آرام",
        "猫と庭と静かな夜と月と",
        "a" * 5 + "bcdefgh!",
    ],
)
def test_long_and_unlikely_ones_are_taken(password: str) -> None:
    if len(password) >= passwords.SHORTEST:
        assert passwords.checked(password, NAMES) == password
    else:
        assert "too short" in refused(password)


@pytest.mark.parametrize("password", ["", "short", "elevenchars", "é" * 11])
def test_short_ones(password: str) -> None:
    assert "at least 12" in refused(password)


def test_signs_are_counted_as_they_are_hashed() -> None:
    """Eleven letters with accents of their own are eleven letters."""
    assert "at least 12" in refused("e\u0301" * 11)


def test_long_ones() -> None:
    assert passwords.checked("abcdefghij klmnop" * 15) != ""
    assert "at most 256" in refused("abcdefghijklm" * 20)


@pytest.mark.parametrize(
    "password",
    [
        "123456789012",
        "qwertyuiop[]",
        "1qaz2wsx3edc",
        "Password1234",
        "PASSWORD!!!!!!",
        "!!2024liverpool2024!!",
        "passwordpassword",
        "monkeymonkeymonkey",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "111122223333",
        "ＰＡＳＳＷＯＲＤ１２３４",
    ],
)
def test_common_ones(password: str) -> None:
    assert "among the first" in refused(password)


@pytest.mark.parametrize(
    "password", ["olga.sommer123", "OlgaSommer2024", "brook-and-sons!", "Brook & Sons 1", "xx-olga.sommer-xx"]
)
def test_those_made_from_names(password: str) -> None:
    names = (*NAMES, "Brook and Sons")
    assert "made from a name" in refused(password, names)


def test_a_name_among_other_words_is_no_harm() -> None:
    assert passwords.checked("olga.sommer bakes bread", NAMES)
    assert passwords.checked("ol violet anchor", ("Ol", "ol@example.org", "")), "two letters are no name"


def test_the_list_of_leaks() -> None:
    found = passwords.breached()
    assert 20_000 <= len(found) <= 100_000
    assert {"123456", "password", "qwerty", "iloveyou"} <= found
    assert all(entry == entry.lower() for entry in found)
    assert "" not in found


def test_the_list_names_its_sources() -> None:
    folder = Path(passwords.__file__).parent
    listed = (folder / "LIST.md").read_text(encoding="utf-8")
    notices = (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert re.search(r"breached\.txt\.gz.*BSD-3-Clause.*MIT", listed)
    assert "Django Software Foundation" in notices
    assert "Redistributions of source code" in notices
    assert "Permission is hereby granted" in notices


def test_a_hash_fits_its_password_only() -> None:
    kept = passwords.hashed(PASSWORD)
    assert PASSWORD not in kept
    assert passwords.fits(kept, PASSWORD)
    for other in (PASSWORD.upper(), PASSWORD + " ", "", "x" * 10_000):
        assert not passwords.fits(kept, other)
    assert passwords.hashed(PASSWORD) != kept, "each has its own salt"
    assert len(kept) <= 200, "it fits its column"


def test_the_same_signs_from_another_keyboard_fit(quick: PasswordHasher) -> None:
    kept = passwords.hashed("crème brûlée twice")
    assert passwords.fits(kept, "cre\u0300me bru\u0302le\u0301e twice")


def test_the_algorithm_is_argon2id_and_costs_enough() -> None:
    found = extract_parameters(passwords.hashed(PASSWORD))
    assert found.type is Type.ID
    assert found.memory_cost >= 19_456
    assert found.time_cost * found.memory_cost >= 46 * 1024


@pytest.mark.parametrize("kept", ["", "no hash at all", "$argon2id$v=19$m=8,t=1,p=1$broken"])
def test_without_a_usable_hash_nothing_fits(kept: str, quick: PasswordHasher) -> None:
    for password in ("", PASSWORD, "nobody's"):
        assert not passwords.fits(kept, password)


def test_nobody_takes_as_long_as_somebody() -> None:
    """Both hash once with the same parameters; a missing account that answered at once would show here."""
    kept = passwords.hashed(PASSWORD)
    passwords.fits("", PASSWORD)

    def taken(of: str) -> float:
        before = time.process_time()
        assert not passwords.fits(of, "violet anchor kettle")
        return time.process_time() - before

    somebody, nobody = (median(taken(of) for _ in range(5)) for of in (kept, ""))
    assert 0.5 < nobody / somebody < 2


def test_a_password_that_is_too_long_costs_a_hash_too(quick: PasswordHasher) -> None:
    kept = passwords.hashed("")
    assert not passwords.fits(kept, "a" * 257), "it is not hashed as the empty one"


def test_old_parameters_are_noticed(quick: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = passwords.hashed(PASSWORD)
    assert not passwords.is_outdated(kept)
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    assert passwords.is_outdated(kept)
    assert passwords.fits(kept, PASSWORD), "it still fits"


def test_few_are_hashed_at_the_same_time(quick: PasswordHasher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "AT_ONCE", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.0)
    kept = passwords.hashed(PASSWORD)
    with passwords._turn():
        with pytest.raises(Unavailable, match="Many people are signing in"):
            passwords.hashed(PASSWORD)
        with pytest.raises(Unavailable):
            passwords.fits(kept, PASSWORD)
    assert passwords.fits(kept, PASSWORD), "the turn was given back"
    assert not passwords.fits(kept, "another one, quite long")
    assert passwords.fits(kept, PASSWORD), "also after a wrong one"
