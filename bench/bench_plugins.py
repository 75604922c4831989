"""What installed sectors cost: seven real ones and eighteen generated, against other hosts."""

from __future__ import annotations

import os
import string
import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from measure import BIN, Limit, alternate, milliseconds, process, show, verdict

from zhiben.scaffold.distribution import Outline, files_of, write_files
from zhiben.testing.sources import announce

if TYPE_CHECKING:
    from measure import Case

RUNS: Final = 15
GENERATED: Final = 18
INSTALLED: Final = 25
PEERS: Final = ("datasette", "llm", "sqlite-utils")
"""Hosts of pluggy plugins, whose ``--version`` is measured beside ours."""

BARE: Final = "python -c pass"
LOAD: Final = """\
from zhiben.plugins import Selection, discover, load_sectors
sectors = load_sectors(discover(), selection=Selection())
assert len(sectors.loaded) == {number}, sectors.failures
"""
PARTS: Final = {
    "zhiben --version": ("--version",),
    "zhiben --help": ("--help",),
    "zhiben plugin list": ("plugin", "list"),
}
_EMPTY: Final = "import zhiben.plugins"
_LOADED: Final = "载入全部目录"


def main() -> int:
    """Measure, print, and tell whether the limits are kept."""
    with tempfile.TemporaryDirectory(prefix="zhiben-bench-") as name:
        folder = Path(name)
        os.environ["PYTHONPATH"] = os.pathsep.join(_install(folder))
        os.environ.pop("ZHIBEN_ONLY_PLUGINS", None)
        os.chdir(folder)
        times = alternate({**_own(), **_peers(folder)}, runs=RUNS)
    bare = times[BARE]
    show(
        f"{INSTALLED} 个行业插件：整个进程，轮流运行 {RUNS} 次，取中位数",
        ("命令", "毫秒", "比裸 Python"),
        [(name, milliseconds(took), f"{took / bare:.2f}") for name, took in times.items()],
    )
    catalogs = times[_LOADED] - times[_EMPTY]
    return verdict(
        [
            Limit(title="--version 比裸 Python", measured=times["zhiben --version"] / bare,
                  allowed=15),
            Limit(title="--help 比裸 Python", measured=times["zhiben --help"] / bare, allowed=15),
            Limit(title="plugin list 比裸 Python", measured=times["zhiben plugin list"] / bare,
                  allowed=30),
            Limit(title="载入全部目录比裸 Python", measured=catalogs / bare, allowed=50),
        ]
    )  # fmt: skip


def _install(folder: Path) -> list[str]:
    """Announce the generated sectors, and return what the path needs to find them."""
    site = folder / "site"
    roots = [str(site)]
    for letter in string.ascii_uppercase[:GENERATED]:
        code = f"Z{letter}"
        root = folder / code
        outline = Outline(code=code, title=f"示例行业{letter}", is_data_only=True)
        write_files(root, files_of(outline))
        announce(root, site, code=code)
        roots.append(str(root / "src"))
    return roots


def _own() -> dict[str, Case]:
    """Return the cases of zhiben itself."""
    load = LOAD.format(number=INSTALLED)
    return {
        BARE: process(sys.executable, "-c", "pass"),
        **{name: process(BIN / "zhiben", *words) for name, words in PARTS.items()},
        _EMPTY: process(sys.executable, "-c", _EMPTY),
        _LOADED: process(sys.executable, "-c", load),
    }


def _peers(folder: Path) -> dict[str, Case]:
    """Return the cases of the other hosts, where they can be installed."""
    place = folder / "peers"
    venv.create(place, with_pip=True)
    scripts = place / ("Scripts" if os.name == "nt" else "bin")
    command = [scripts / "python", "-m", "pip", "install", "--quiet", *PEERS]
    if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode:
        print("其他宿主没有装上（不能联网？），只量 zhiben。")
        return {}
    return {
        f"{peer} --version": process(scripts / peer, "--version", without=("PYTHONPATH",))
        for peer in PEERS
    }


if __name__ == "__main__":
    sys.exit(main())
