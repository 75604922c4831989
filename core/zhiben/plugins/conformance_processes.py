"""Other processes that look at a plugin: fresh interpreters, and the build of its wheel.

A fresh interpreter finds what this one finds, and nothing that was loaded here before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from attrs import frozen

from zhiben.plugins.host import SECONDS

if TYPE_CHECKING:
    from zhiben.plugins.discovery import Found

_PROBE: Final = Path(__file__).with_name("conformance_probe.py")
_LONGEST: Final = 60.0
_BUILD: Final = (
    "import importlib, sys; importlib.import_module(sys.argv[1]).build_wheel(sys.argv[2])"
)


@frozen(kw_only=True)
class Import:
    """How long importing a plugin took beyond its contract, and the heavy modules it loaded."""

    seconds: float
    modules: tuple[str, ...]


@frozen(kw_only=True)
class Run:
    """What a fresh interpreter was told by a plugin that was asked for everything.

    ``records`` are in canonical form, by hook. ``failure`` says why nothing came of it.
    ``printed`` is what reached the terminal, ``written`` the files that were left.
    """

    records: Mapping[str, str]
    failure: str = ""
    printed: str = ""
    written: tuple[str, ...] = ()


def import_afresh(found: Found) -> Import | None:
    """Import a plugin in a fresh interpreter, and return ``None`` when nothing came of it."""
    with TemporaryDirectory() as folder:
        answer, _ = _probe(Path(folder), "import", found.target)
    if answer is None:
        return None
    return Import(seconds=answer["seconds"], modules=tuple(answer["modules"]))


def collect_afresh(found: Found, *, hash_seed: int) -> Run:
    """Ask a plugin for everything, in a fresh interpreter and an empty working folder."""
    with TemporaryDirectory() as folder:
        words = ("collect", found.code, found.target, str(SECONDS))
        answer, printed = _probe(Path(folder), *words, hash_seed=hash_seed)
        work = _work(Path(folder))
        written = sorted(path.relative_to(work).as_posix() for path in work.rglob("*"))
    if answer is None:
        failure = "进程没有正常结束，也没有留下结果。"
        return Run(records={}, failure=failure, printed=printed, written=tuple(written))
    return Run(
        records=answer["records"],
        failure=answer["failure"],
        printed=answer["printed"] + printed,
        written=tuple(written),
    )


def built_files(root: Path) -> frozenset[str] | None:
    """Build the wheel of a source with its own back end, and return the files in it.

    ``None`` means that it could not be built: the back end is not installed, or failed.
    """
    data = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    backend = data.get("build-system", {}).get("build-backend", "setuptools.build_meta")
    with TemporaryDirectory() as folder:
        done = _run(["-c", _BUILD, backend, folder], cwd=root, more={})
        wheels = list(Path(folder).glob("*.whl"))
        if done is None or done.returncode or not wheels:
            return None
        with ZipFile(wheels[0]) as wheel:
            return frozenset(wheel.namelist())


def _probe(folder: Path, action: str, *words: str, hash_seed: int = 0) -> tuple[Any, str]:
    """Return the probe's answer, ``None`` without one, and what was printed meanwhile."""
    work, result = _work(folder), folder / "answer.json"
    work.mkdir()
    more = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(work))
    more["PYTHONHASHSEED"] = str(hash_seed)
    done = _run(["-P", str(_PROBE), action, str(result), *words], cwd=work, more=more)
    printed = done.stdout if done else ""
    if done is None or done.returncode or not result.is_file():
        return None, printed
    return json.loads(result.read_text(encoding="utf-8")), printed


def _work(folder: Path) -> Path:
    """Return the folder a plugin is run in, empty at first."""
    return folder / "work"


def _run(
    words: list[str], *, cwd: Path, more: Mapping[str, str]
) -> subprocess.CompletedProcess[str] | None:
    """Run the interpreter on the same path as this one; ``None`` when it does not end in time."""
    own = {
        "PYTHONPATH": os.pathsep.join(str(Path(one).absolute()) for one in sys.path if one),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        return subprocess.run(  # noqa: S603 - this interpreter, and words of ours
            [sys.executable, *words],
            cwd=cwd,
            env={**os.environ, **own, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
