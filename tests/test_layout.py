"""The house limits that no linter knows: sizes, names, mirrored tests, style sheets, templates, vendored files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("advisor", "web", "questionnaires", "rules", "tests", ".ci")
MAX_LINES = 400
# Words, and one line for each claim of the sources.
DATA_WITHOUT_LIMIT = re.compile(r"text\.(\w+\.)?\w+\.yaml|claims\.yaml")
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "service", "handler"}
NEED_NO_TEST = {
    "__init__": "only says what its package is",
    "migrations": "run as a whole by the tests of the database",
}
BINARY = {".ico", ".mo", ".png", ".ttf", ".webp", ".woff2"}
VENDOR = ROOT / "web" / "static" / "vendor"

# What a style sheet of ours must not say, because the pages are read in both directions; each with an example.
PHYSICAL = {
    r"\b(margin|padding|border|scroll-margin|scroll-padding)-(left|right)\b": "margin-left: 1rem",
    r"\bborder-(top|bottom)-(left|right)-radius\b": "border-top-left-radius: 1px",
    r"(?<![\w-])(left|right)\s*:": "a { left: 0 }",
    r"\b(text-align|float|clear)\s*:\s*(left|right)\b": "float:right",
}
# What a template must not say, because the security policy forbids it in the browser; each with an example.
INLINE = {
    r"<[^>]*\sstyle\s*=": '<p class="x" style="color: red">',
    r"<style\b": "<style>p { color: red }</style>",
    r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*\btype=\"application/(ld\+)?json\")": "<script>run()</script>",
    r"<[^>]*\son[a-z]+\s*=": '<button onclick="run()">',
    r"javascript:": '<a href="javascript:run()">',
}
# What no file may name: hosts of package registries and folders of one machine; each with an example.
FOREIGN = {
    r"\b(pypi\.org|pythonhosted\.org|npmjs\.(org|com)|yarnpkg\.com|deb\.debian\.org)": "files."
    + "pythonhosted"
    + ".org",
    r"(?<![\w./-])/(root|work|home/\w+|Users/\w+)/\w": "/" + "root/project",
}
FORBIDDEN = {**PHYSICAL, **INLINE, **FOREIGN}


def files(*patterns: str, under: str = "") -> list[Path]:
    """Our own files (not vendored ones) that match any pattern, in the project's folders or in one of them."""
    folders = [ROOT / under] if under else [ROOT / folder for folder in FOLDERS]
    found = {path for folder in folders for pattern in patterns for path in folder.rglob(pattern) if path.is_file()}
    return sorted(path for path in found if "__pycache__" not in path.parts and not path.is_relative_to(VENDOR))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def words(path: Path) -> set[str]:
    """The names a path is made of, without suffix and without the mark of a test."""
    return {part.removesuffix(".py").removeprefix("test_") for part in path.relative_to(ROOT).parts}


def offences(paths: list[Path], pattern: str) -> Iterator[str]:
    """`file:line` of every match. Comments count: they are read too."""
    for path in paths:
        text = path.read_text(encoding="utf-8", errors="ignore")
        for match in re.finditer(pattern, text):
            yield f"{name(path)}:{text.count(chr(10), 0, match.start()) + 1}"


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def code() -> list[Path]:
    """Modules of the application that need a test of their own."""
    modules = files("*.py", under="advisor") + files("*.py", under="web")
    return [module for module in modules if not NEED_NO_TEST.keys() & words(module)]


@pytest.mark.parametrize(("pattern", "example"), FORBIDDEN.items(), ids=FORBIDDEN.values())
def test_pattern_finds_its_example(pattern: str, example: str) -> None:
    assert re.search(pattern, example)


@pytest.mark.parametrize(
    "allowed",
    [
        "margin-inline-start: 1rem; inset-inline-start: 0; text-align: start; border-start-start-radius: 2px",
        '<script src="/static/form.js" defer></script><progress value="3"></progress>',
        '<script type="application/json" id="figures">{}</script>',
        "https://advisor.example.org/work/plan and ./root/plan",
    ],
)
def test_patterns_leave_good_text_alone(allowed: str) -> None:
    assert [pattern for pattern in FORBIDDEN if re.search(pattern, allowed)] == []


def test_modules_are_short() -> None:
    assert [f"{name(path)}: {length(path)}" for path in files("*.py") if length(path) > MAX_LINES] == []


@pytest.mark.parametrize("folder", ["rules", "questionnaires"])
def test_content_files_are_short(folder: str) -> None:
    limited = [path for path in files("*.yaml", under=folder) if not DATA_WITHOUT_LIMIT.fullmatch(path.name)]
    assert limited
    assert [f"{name(path)}: {length(path)}" for path in limited if length(path) > MAX_LINES] == []


def test_names_say_something() -> None:
    assert [name(path) for path in files("*.py") if VAGUE & words(path)] == []


def test_every_module_has_its_test() -> None:
    """advisor/x/y.py has tests/x/test_y.py, web/y.py has tests/web/test_y.py."""
    missing = []
    for module in code():
        place = module.relative_to(ROOT / "advisor") if module.is_relative_to(ROOT / "advisor") else Path(name(module))
        test = ROOT / "tests" / place.with_name(f"test_{module.stem.strip('_')}.py")
        if not test.is_file():
            missing.append(f"{name(module)} -> {name(test)}")
    assert missing == []


def test_there_is_as_much_test_as_code() -> None:
    """Worked cases and damaged files are tests as well."""
    ours = sum(map(length, files("*.py", under="advisor") + files("*.py", under="web")))
    tests = sum(map(length, files("*.py", "*.yaml", under="tests")))
    assert tests >= ours, f"{ours} lines of code, {tests} lines of tests: {ours - tests} are missing"


@pytest.mark.parametrize("pattern", PHYSICAL, ids=PHYSICAL.values())
def test_style_sheets_work_in_both_directions(pattern: str) -> None:
    assert list(offences(files("*.css", under="web"), pattern)) == []


@pytest.mark.parametrize("pattern", INLINE, ids=INLINE.values())
def test_templates_hold_no_inline_code(pattern: str) -> None:
    assert list(offences(files("*.html", "*.j2", "*.jinja", under="web"), pattern)) == []


@pytest.mark.parametrize("pattern", FOREIGN, ids=FOREIGN.values())
def test_no_host_and_no_machine_is_named(pattern: str) -> None:
    top = [ROOT / item for item in ("Makefile", "README.md", "CHANGELOG.md", "pyproject.toml", ".gitignore")]
    locks = sorted(ROOT.glob("requirements*.lock"))
    readable = [path for path in files("*") if path.suffix not in BINARY]
    assert locks
    assert list(offences([*top, *locks, *readable], pattern)) == []


def unlisted(vendor: Path) -> list[str]:
    """Files without a complete row `| file | name | version | licence |` in LIST.md, and rows without a file."""
    if not vendor.is_dir():
        return []
    there = {path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file()} - {"LIST.md"}
    listed = set()
    for line in (vendor / "LIST.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip(" `") for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 4 and all(cells) and not set(cells[0]) <= {"-", ":"} and cells[0].lower() != "file":
            listed.add(cells[0])
    return sorted(there ^ listed)


def test_vendored_files_are_listed() -> None:
    assert unlisted(VENDOR) == []


def test_an_unlisted_file_is_found(tmp_path: Path) -> None:
    for file in ("fonts/a.woff2", "b.css", "c.js"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    rows = ["| file | name | version | licence |", "|---|---|---|---|", "| `fonts/a.woff2` | A | 1.0 | OFL-1.1 |"]
    (tmp_path / "LIST.md").write_text("\n".join([*rows, "| b.css | B | | MIT |", "| gone.css | G | 2 | MIT |"]))
    assert unlisted(tmp_path) == ["b.css", "c.js", "gone.css"]
