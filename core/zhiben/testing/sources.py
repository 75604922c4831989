"""Plugins for tests: what an installation leaves of a source, and how it is undone."""

from __future__ import annotations

import sys
from importlib import invalidate_caches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def announce(root: Path, site: Path, *, code: str = "SCH", target: str = "") -> None:
    """Write into ``site`` the metadata that ``pip install -e`` of a plugin's source leaves.

    With ``site`` and the source's ``src`` on the path the plugin is found, as if installed.
    """
    name = code.lower()
    folder = site / f"zhiben_{name}-0.1.0.dist-info"
    folder.mkdir(parents=True)
    files = {
        "METADATA": f"Metadata-Version: 2.4\nName: zhiben-{name}\nVersion: 0.1.0\n",
        "entry_points.txt": f"[zhiben.plugins]\n{code} = {target or f'zhiben_{name}.plugin'}\n",
        "direct_url.json": f'{{"dir_info": {{"editable": true}}, "url": "{root.as_uri()}"}}',
    }
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")


def forget(package: str) -> None:
    """Let the interpreter import a package anew, from wherever it lies now."""
    for name in [one for one in sys.modules if one.partition(".")[0] == package]:
        del sys.modules[name]
    invalidate_caches()
