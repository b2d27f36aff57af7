"""The built wheel is complete, and an installed copy works far from the repository."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-dev.lock")
CONTENT = ("questionnaires", "rules")
SECONDS = 120


def run(*command: str | Path, cwd: Path) -> str:
    """Output of a command that must succeed; what it said on failure becomes the test's message."""
    words = list(map(str, command))
    done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", out, cwd=ROOT)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs folder of a new environment that holds the wheel and, by reference, what it depends on."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-index", "--no-deps", wheel, cwd=home)
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return home / "bin"


def test_wheel_holds_every_file(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    own = {path.relative_to(ROOT) for folder in ("advisor", "web") for path in (ROOT / folder).rglob("*")}
    wanted = {path.as_posix() for path in own if (ROOT / path).is_file() and "__pycache__" not in path.parts}
    for folder in CONTENT:
        wanted |= {f"advisor/_data/{path.relative_to(ROOT)}" for path in (ROOT / folder).rglob("*.yaml")}
    assert sorted(wanted - packed) == []
    assert {"advisor/_data/rules/facts.yaml", "advisor/_data/questionnaires/selection/flow.yaml"} <= packed


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    packed = zipfile.ZipFile(wheel).namelist()
    info = f"advisor-{PROJECT['project']['version']}.dist-info/"
    assert [name for name in packed if not name.startswith(("advisor/", "web/", info))] == []
    assert f"{info}licenses/LICENSE" in packed
    assert len(packed) == len(set(packed))


def test_installed_copy_is_not_the_repository(installed: Path, tmp_path: Path) -> None:
    where = run(installed / "python", "-c", "import advisor, web; print(advisor.__file__, web.__file__)", cwd=tmp_path)
    assert str(ROOT) not in where
    content = "from advisor.data import folder; print(folder('rules'), folder('questionnaires'))"
    assert run(installed / "python", "-c", content, cwd=tmp_path).count("advisor/_data/") == 2


def test_installed_copy_checks_its_content(installed: Path, tmp_path: Path) -> None:
    run(installed / "advisor", "check", cwd=tmp_path)


def test_installed_copy_lists_its_questions(installed: Path, tmp_path: Path) -> None:
    questions = json.loads(run(installed / "advisor", "questions", "--json", cwd=tmp_path))
    assert "employees" in json.dumps(questions)


def entries(lock: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    plain = re.sub(r"(?m)^\s*#.*\n", "", (ROOT / lock).read_text())
    return plain.replace("\\\n", " ").strip().splitlines()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_hashes_and_no_address(lock: str) -> None:
    assert len(entries(lock)) > 20
    for entry in entries(lock):
        assert re.match(r"[a-z0-9.-]+(\[[a-z,]+\])?==\S+( ; [^#]+)?(\s+--hash=sha256:[0-9a-f]{64})+$", entry), entry
    assert "://" not in (ROOT / lock).read_text()


@pytest.mark.parametrize(
    ("lock", "declared"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"] + PROJECT["dependency-groups"]["build"]),
        ("requirements-dev.lock", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_lock_answers_what_is_declared(lock: str, declared: list[str]) -> None:
    locked = [Requirement(entry.split("--hash")[0].strip()) for entry in entries(lock)]
    versions = {entry.name.lower(): str(entry.specifier).removeprefix("==") for entry in locked}
    for requirement in map(Requirement, declared):
        name = requirement.name.lower()
        assert name in versions, f"{name} is not in {lock}: run make lock"
        assert requirement.specifier.contains(versions[name]), f"{name} in {lock} is too old: run make lock"


def test_both_locks_agree() -> None:
    first, second = ({entry.split("--hash")[0].strip() for entry in entries(lock)} for lock in LOCKS)
    names = {entry.split("==")[0] for entry in first} & {entry.split("==")[0] for entry in second}
    shared = {entry for entry in first if entry.split("==")[0] in names}
    assert {entry.split(" ;")[0] for entry in shared} <= {entry.split(" ;")[0] for entry in second}
