"""LibreOffice for tests of Office files: whether an independent program opens them, and what it makes of them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

PROGRAMS = ("soffice", "libreoffice")
LIMIT = 600  # seconds for one start, on a machine that runs other tests at the same time


class Office:
    """Converts files by LibreOffice without a window. One start takes some seconds, so give it many files at once."""

    def __init__(self, program: str, home: Path) -> None:
        self.program = program
        self.home = home
        self.starts = 0

    def __call__(self, path: Path, target: str) -> Path:
        """`path` converted to the format `target` ("pdf", "xlsx", ...); raises AssertionError with its own words."""
        return self.all([path], target)[0]

    def all(self, paths: Sequence[Path], target: str) -> list[Path]:
        """Several files with different names in one start, in the same order."""
        self.starts += 1
        out = self.home / f"out{self.starts}"
        profile = (self.home / "profile").as_uri()
        command = [self.program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        command += ["--convert-to", target, "--outdir", str(out), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
        made = [out / f"{path.stem}.{target.partition(':')[0]}" for path in paths]
        missing = [path.name for path in made if not path.is_file()]
        assert not missing, f"LibreOffice made no {', '.join(missing)}: {done.stdout} {done.stderr}"
        return made


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """LibreOffice with a profile of this worker's own, so that several can run at the same time."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "These tests need LibreOffice (Debian: apt-get install libreoffice-calc libreoffice-writer)."
    return Office(program, tmp_path_factory.mktemp("office"))
