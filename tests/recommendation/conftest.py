"""The real content, loaded once, and copies of it to damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.recommendation.content import Content
from tests.recommendation.samples import Folders, real


@pytest.fixture(scope="session")
def content() -> Content:
    return real()


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return Folders.copied(tmp_path)
