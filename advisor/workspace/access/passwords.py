"""Passwords: which ones are taken, and how they are kept (argon2id)."""

from __future__ import annotations

import gzip
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from advisor.errors import BadInput, Unavailable, mark

SHORTEST, LONGEST = 12, 256
FEWEST_SIGNS = 5
# Beside a name that others know at least so many letters and digits must be left.
BESIDE_NAME = 8
# 46 MiB twice: about 80 ms on one core of 2025, and no less than OWASP's Password Storage Cheat Sheet asks for (46 MiB
# once, or 19 MiB twice).
HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
# Hashed at the same time: a flood of sign-ins must not take all memory and all cores.
AT_ONCE = threading.BoundedSemaphore(2)
WAIT_SECONDS = 5.0
_LIST = Path(__file__).parent / "breached.txt.gz"
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_COMMON = mark(
    "This password is among the first that others would try. Take three or four words that do not belong together."
)
_BUSY = mark("Many people are signing in at this moment. Wait a moment and try again.")


@cache
def breached() -> frozenset[str]:
    """The most frequent passwords of published leaks, lower-cased (see LIST.md)."""
    return frozenset(gzip.decompress(_LIST.read_bytes()).decode().split("\n")) - {""}


def checked(password: str, names: Iterable[str] = ()) -> str:
    """The password; raises BadInput when it is too short, too common, or little more than one of `names` (of the
    member, the address, the organisation), which are the first that a stranger would try."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        raise BadInput("The password is too short: at least {least} characters.", field="password", values=_SHORT)
    if len(plain) > LONGEST:
        raise BadInput("The password is too long: at most {most} characters.", field="password", values=_LONG)
    if _common(plain.casefold()):
        raise BadInput(_COMMON, field="password")
    if _named(plain, names):
        raise BadInput("Others know too much of this password: it is made from a name or an address.", field="password")
    return password


_SHORT: dict[str, str | int] = {"least": SHORTEST}
_LONG: dict[str, str | int] = {"most": LONGEST}


def normal(password: str) -> str:
    """As it is hashed: the same signs typed on different keyboards are the same password (NIST SP 800-63B, 3.1.1.2)."""
    return unicodedata.normalize("NFKC", password)


def _common(key: str) -> bool:
    """Whether it is listed, also with digits and signs around it, or is made from digits only, few signs, or one part
    repeated."""
    if key.isdecimal() or len(set(key)) < FEWEST_SIGNS or key in breached() or _ENDS.sub("", key) in breached():
        return True
    parts = (key[:size] for size in range(1, len(key) // 2 + 1) if len(key) % size == 0)
    return any(part * (len(key) // len(part)) == key and (len(part) < 5 or part in breached()) for part in parts)


def _letters(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _named(password: str, names: Iterable[str]) -> bool:
    whole = _letters(password)
    for name in names:
        for part in (_letters(name), _letters(name.partition("@")[0])):
            if len(part) >= 3 and part in whole and len(whole.replace(part, "")) < BESIDE_NAME:
                return True
    return False


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=WAIT_SECONDS):
        raise Unavailable(_BUSY)
    try:
        yield
    finally:
        AT_ONCE.release()


def hashed(password: str) -> str:
    """The argon2id hash with its salt and parameters; raises Unavailable when too many wait for theirs."""
    with _turn():
        return HASHER.hash(normal(password))


def fits(kept: str, password: str) -> bool:
    """Whether `password` is the one of a hash. Without a hash (empty) it takes as long and is False, so that nobody can
    tell by the time whether there is an account. Raises Unavailable when too many wait."""
    long = len(password) > LONGEST  # such a one was never taken
    try:
        with _turn():
            right = HASHER.verify(kept or _nobodys(), "" if long else normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and bool(kept) and not long


@cache
def _nobodys() -> str:
    """A hash that nobody's password belongs to."""
    return HASHER.hash("nobody's")


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than those of today, and is to be made anew at the next sign-in."""
    return HASHER.check_needs_rehash(kept)
