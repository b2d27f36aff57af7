"""The second factor: codes of six digits that an app makes every 30 seconds (TOTP, RFC 6238), and recovery codes for
when the app is lost. The session is an argument; the caller commits, and time and randomness come in."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime

import pyotp
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from advisor.errors import BadInput, mark
from advisor.workspace.access.tables import MemberRecord, RecoveryCodeRecord
from advisor.workspace.cases import digest

STEP_SECONDS = 30
# Clocks differ: the code before and the code after count too (RFC 6238, section 5.2).
AROUND = (-1, 0, 1)
CODES = 10
SECRET_BYTES = 20  # as long as the digest that codes are made with (RFC 4226, section 4, R6)
CODE_BYTES = 10
WRONG = mark("This code is not right, or it was used before. Wait for the next one and enter it.")


def fresh_secret(random: bytes) -> str:
    """A secret from SECRET_BYTES random bytes, in the letters that apps take."""
    return base64.b32encode(random).decode()


def fresh_codes(random: bytes) -> tuple[str, ...]:
    """Recovery codes from CODES * CODE_BYTES random bytes, each of four groups of four letters and digits (80 bits)."""
    pieces = [random[start : start + CODE_BYTES] for start in range(0, CODES * CODE_BYTES, CODE_BYTES)]
    codes = [base64.b32encode(piece).decode().lower() for piece in pieces]
    return tuple("-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes)


def address(member: MemberRecord) -> str:
    """What the app reads from the QR code."""
    return pyotp.TOTP(member.second_secret).provisioning_uri(name=member.email, issuer_name="Advisor")


def propose(session: Session, member: MemberRecord, secret: str) -> None:
    """Set a secret that counts only when it is confirmed; raises BadInput when the factor is on already."""
    if member.second_since is not None:
        raise BadInput("The second factor is on already.")
    member.second_secret = secret
    session.flush()


def confirm(session: Session, member: MemberRecord, code: str, codes: Sequence[str], now: datetime) -> None:
    """Turn the factor on once the app has shown that it makes the right codes; `codes` are the recovery codes. Raises
    BadInput for a wrong code and when there is nothing to confirm."""
    session.refresh(member, with_for_update=True)
    if member.second_since is not None or not member.second_secret:
        raise BadInput("There is no second factor to confirm. Begin again.")
    member.second_step = 0
    if not _shown(member, code, now):
        raise BadInput(WRONG, field="code")
    member.second_since = now
    renew(session, member, codes)


def show(session: Session, member: MemberRecord, code: str, now: datetime) -> str:
    """How the factor was shown: `app` or `recovery`; empty when the code is wrong. Each code counts once."""
    session.refresh(member, with_for_update=True)
    if member.second_since is None:
        return ""
    if _shown(member, code, now):
        session.flush()
        return "app"
    typed = "".join(sign for sign in code.casefold() if sign.isalnum())
    if len(typed) != 16:
        return ""
    grouped = "-".join(typed[start : start + 4] for start in range(0, 16, 4))
    record = session.scalar(
        select(RecoveryCodeRecord).where(
            RecoveryCodeRecord.member_id == member.id,
            RecoveryCodeRecord.code_digest == digest(grouped),
            RecoveryCodeRecord.used.is_(None),
        )
    )
    if record is None:
        return ""
    record.used = now
    session.flush()
    return "recovery"


def _shown(member: MemberRecord, code: str, now: datetime) -> bool:
    """Whether it is the code of a time step that was not used before; the step is then used up."""
    typed = "".join(str(unicodedata.digit(sign)) for sign in code if sign.isdigit())[:12]
    made = pyotp.TOTP(member.second_secret, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    right = 0
    for step in (present + away for away in AROUND):
        if secrets.compare_digest(made.generate_otp(step).encode(), typed.encode()) and step > member.second_step:
            right = step
    if right:
        member.second_step = right
    return right > 0


def renew(session: Session, member: MemberRecord, codes: Sequence[str]) -> None:
    """New recovery codes in place of the old ones."""
    session.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.member_id == member.id))
    session.add_all(RecoveryCodeRecord(member_id=member.id, code_digest=digest(code)) for code in codes)
    session.flush()


def codes_left(session: Session, member: MemberRecord) -> int:
    """Recovery codes that were not used yet."""
    counted = session.scalar(
        select(func.count())
        .select_from(RecoveryCodeRecord)
        .where(RecoveryCodeRecord.member_id == member.id, RecoveryCodeRecord.used.is_(None))
    )
    return counted or 0


def turn_off(session: Session, member: MemberRecord) -> None:
    """Forget the secret and the recovery codes; used steps stay used."""
    member.second_secret, member.second_since = "", None
    session.execute(delete(RecoveryCodeRecord).where(RecoveryCodeRecord.member_id == member.id))
    session.flush()
