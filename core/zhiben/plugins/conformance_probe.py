"""What a fresh interpreter sees of a plugin; run as a program, by its path.

The top of this file imports next to nothing, so that what importing the plugin takes
and loads is seen as it is.
"""

from __future__ import annotations

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

HEAVY: Final = (
    "click", "openpyxl", "python_calamine", "sqlite3", "sqlite_utils", "tabulate",
)  # fmt: skip
"""What a plugin must not load when it is imported: the packages of terminal, database, tables."""


def main(arguments: Sequence[str]) -> None:
    """Do what the first argument names, and leave the answer as JSON in the file of the second."""
    action, result, *words = arguments
    answer = ACTIONS[action](*words)
    Path(result).write_text(json.dumps(answer), encoding="utf-8")


def timed_import(target: str) -> Mapping[str, Any]:
    """Import a plugin's module, and tell how long it took and what it loaded.

    The contract itself is loaded before. What the interpreter's own start may have
    loaded of the heavy packages is forgotten first: the plugin would not show otherwise.
    """
    import zhiben.spec  # noqa: F401 - loaded for what follows

    for name in _heavy_modules():
        del sys.modules[name]
    started = time.perf_counter()
    import_module(target)
    seconds = time.perf_counter() - started
    return {"seconds": seconds, "modules": _heavy_modules()}


def collect(code: str, target: str, seconds: str) -> Mapping[str, Any]:
    """Ask a plugin for all its records, and tell what it said and printed."""
    from zhiben.plugins.conformance_subject import canonical
    from zhiben.plugins.discovery import Found
    from zhiben.plugins.loading import CATALOGS, Loaded, load_plugin

    found = Found(code=code, target=target, distribution="", version="")
    outcome = load_plugin(found, hooks=CATALOGS, seconds=float(seconds))
    if isinstance(outcome, Loaded):
        return {"records": canonical(outcome), "printed": outcome.printed, "failure": ""}
    reasons = "；".join(map(str, outcome.reasons))
    return {"records": {}, "printed": "", "failure": reasons}


def _heavy_modules() -> list[str]:
    """Return the modules of heavy packages that are loaded."""
    return sorted(name for name in sys.modules if name.partition(".")[0] in HEAVY)


ACTIONS: Final[Mapping[str, Callable[..., Mapping[str, Any]]]] = {
    "import": timed_import,
    "collect": collect,
}

if __name__ == "__main__":
    main(sys.argv[1:])
