"""Names and shapes of the files in an archive."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from advisor.errors import BadInput
from advisor.workspace.desk import archived
from advisor.workspace.desk.archived import NAME, FolderFile, Overrides, Seal, VoiceFile, Weighting

VOICE: dict[str, Any] = {
    "role": "sales", "name": "Olga", "email": "", "weight": 1, "language": "fa", "track": "full", "answers": {},
    "created": "2026-12-01T09:00:00Z", "invited": "2026-12-01T09:00:00+03:30", "reminded": None, "handed_in": None,
    "comment": "", "private": True,
}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    [
        archived.FOLDER,
        archived.case_file(1, "case"),
        archived.case_file(200, "voices"),
        archived.case_file(7, "remarks"),
        archived.result_file(1, 9999),
        archived.report_file(3, 12, 8, "x.pdf"),
        archived.report_file(3, 12, 8, "what is this"),
    ],
)
def test_names_that_are_made_are_names_that_are_taken(name: str) -> None:
    assert NAME.fullmatch(name)


@pytest.mark.parametrize("name", ["manifest.json", "cases/0/case.json", "cases/1/results/0.json", "cases/1/", ""])
def test_other_names_are_not(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_moments_of_any_zone_are_the_same_moments() -> None:
    voice = VoiceFile.model_validate(VOICE)
    assert (voice.created - voice.invited).total_seconds() == 3.5 * 3600


@pytest.mark.parametrize(
    "change",
    [
        {"role": "boss"},
        {"language": "de"},
        {"track": "short"},
        {"weight": 0},
        {"created": "2026-12-01T09:00:00"},
        {"secret": "x"},
        {"answers": []},
        {"name": None},
    ],
)
def test_a_voice_has_its_shape(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        VoiceFile.model_validate(VOICE | change)


def test_an_address_is_checked_when_there_is_one() -> None:
    assert VoiceFile.model_validate(VOICE | {"email": "a@b.example"}).email == "a@b.example"
    with pytest.raises(BadInput):
        VoiceFile.model_validate(VOICE | {"email": "a b"})


def test_a_case_without_own_judgement_has_empty_parts() -> None:
    assert Weighting.model_validate({}).model_dump() == {"sets": {}, "says": {}, "reason": ""}
    assert Overrides.model_validate({}).model_dump(exclude_none=True) == {"modules": {}}


def test_seals_and_folders() -> None:
    with pytest.raises(ValidationError):
        Seal(sha256="x" * 64, size=1)
    with pytest.raises(ValidationError):
        Seal(sha256="a" * 64, size=-1)
    with pytest.raises(ValidationError):
        FolderFile.model_validate({"client": "", "about": "", "created": VOICE["created"], "archived": None})
