"""Where the content is: the folders `questionnaires` and `rules` stand beside the code, not in it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from advisor.errors import AdvisorError

_PACKAGE = Path(__file__).resolve().parent


class ContentMissing(AdvisorError):
    """A content folder is not where it is looked for."""

    status = 500
    code = "content-missing"


def folder(name: Literal["questionnaires", "rules"], env: Mapping[str, str] = os.environ) -> Path:
    """The content folder of that name.

    ADVISOR_DATA names its parent; if it is not set, the copy inside an installed wheel is used, else the repository.
    Raises ContentMissing. A folder that was named but is not there is never replaced by another one.
    """
    named = env.get("ADVISOR_DATA")
    parents = [Path(named)] if named else [_PACKAGE / "_data", _PACKAGE.parent]
    for parent in parents:
        if (parent / name).is_dir():
            return (parent / name).resolve()
    raise ContentMissing(f"There is no folder {name} in {parents[-1]}. Set ADVISOR_DATA to the folder that holds it.")
