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


def test_a_claim_knows_what_it_says_and_who_says_it(content: Content) -> None:
    claim = content.sources["diasoft-01"]
    assert claim.says
    assert claim.title
    assert claim.publisher
    assert claim.interest
    assert claim.url == ""
    assert claim.id == "diasoft-01"


def test_an_outside_source_has_an_address_and_makes_no_claim_of_its_own(content: Content) -> None:
    outside = [source for source in content.sources.values() if source.url]
    assert outside
    assert {source.says for source in outside} == {""}
    assert all(source.title and source.publisher for source in outside)


def test_every_source_of_a_row_can_be_looked_up(content: Content) -> None:
    named = {source for table in content.tables.values() for row in table.rows for source in row.sources}
    assert named <= set(content.sources)


def test_content_is_frozen_and_compared_by_identity(content: Content, folders: Folders) -> None:
    again = folders.content()
    assert again != content
    assert len({again, content}) == 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.version = "x"  # type: ignore[misc]
