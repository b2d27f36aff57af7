"""The bundle: modules and sources can be looked up, tables are found by role, and identity is what counts."""

from __future__ import annotations

import dataclasses

import pytest

from advisor.recommendation.content import Content
from tests.recommendation.samples import Folders


def test_every_table_has_one_role(content: Content) -> None:
    roles = content.roles
    found = [table.id for name in roles.__dataclass_fields__ for table in getattr(roles, name)]
    assert sorted(found) == sorted(content.tables)
    assert all(getattr(roles, name) for name in roles.__dataclass_fields__)


def test_roles_are_worked_out_once(content: Content) -> None:
    assert content.roles is content.roles


def test_modules_name_their_system_and_only_known_modules(content: Content) -> None:
    for key, module in content.modules.items():
        assert module.id == key
        assert module.system in ("crm", "erp", "shared")
        assert set(module.needs) <= set(content.modules) - {key}
        assert set(module.claims) <= set(content.sources)


def test_no_module_needs_itself_in_the_end(content: Content) -> None:
    def closure(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, f"ring: {path}"
        for need in content.modules[module].needs:
            closure(need, (*path, module))

    for module in content.modules:
        closure(module, ())


def test_a_claim_belongs_to_a_document_and_another_source_has_an_address(content: Content) -> None:
    for key, source in content.sources.items():
        assert source.id == key
        if source.document:
            assert key.startswith(f"{source.document}-")
            assert (source.url, source.quality, source.checked) == ("", "", "")
            assert source.language in ("ru", "uk", "zh", "fa")
        else:
            assert source.url or key == "own-judgement"
            assert source.quality
            assert source.checked


def test_every_source_of_a_row_can_be_looked_up(content: Content) -> None:
    named = {source for table in content.tables.values() for row in table.rows for source in row.sources}
    assert named <= set(content.sources)


def test_content_is_frozen_and_compared_by_identity(content: Content, folders: Folders) -> None:
    again = folders.content()
    assert again != content
    assert len({again, content}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.version = "x"  # type: ignore[misc]
