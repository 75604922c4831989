"""Environments of their own for tests that install a plugin: this one's packages, and more."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path


def make_environment(folder: Path) -> Path:
    """Make a virtual environment that sees what this one has, and return its interpreter."""
    words = [sys.executable, "-m", "venv", "--without-pip", str(folder)]
    subprocess.run(words, check=True)  # noqa: S603 - words of ours
    places = {"base": str(folder), "platbase": str(folder)}
    site = Path(sysconfig.get_path("purelib", "venv", vars=places))
    # As site packages of its own: paths that pip wrote down for editable installations count too.
    here = sysconfig.get_path("purelib")
    (site / "here.pth").write_text(f"import site; site.addsitedir({here!r})\n", encoding="utf-8")
    return Path(sysconfig.get_path("scripts", "venv", vars=places)) / "python"


def pip_of(python: Path) -> tuple[str, ...]:
    """Return the command that runs pip for an environment that has none of its own."""
    return (sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python))
