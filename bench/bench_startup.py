"""How long ``zhiben`` takes to start, against bare Python and a bare ``import click``."""

from __future__ import annotations

import sys
from typing import Final

from measure import BIN, Limit, alternate, milliseconds, process, show, verdict

RUNS: Final = 40

ALLOWED: Final = 15.0
"""150 ms where bare Python takes 10."""

BARE: Final = "python -c pass"
CLICK: Final = 'python -c "import click"'
VERSION: Final = "zhiben --version"
HELP: Final = "zhiben --help"


def main() -> int:
    """Measure, print, and tell whether the limit is kept."""
    zhiben = BIN / "zhiben"
    times = alternate(
        {
            BARE: process(sys.executable, "-c", "pass"),
            CLICK: process(sys.executable, "-c", "import click"),
            VERSION: process(zhiben, "--version"),
            HELP: process(zhiben, "--help"),
        },
        runs=RUNS,
    )
    show(
        f"启动：整个进程，轮流运行 {RUNS} 次，取中位数",
        ("命令", "毫秒", "比裸 Python", "比 import click"),
        [
            (
                name,
                milliseconds(seconds),
                f"{seconds / times[BARE]:.2f}",
                f"{seconds / times[CLICK]:.2f}",
            )
            for name, seconds in times.items()
        ],
    )
    return verdict(
        [
            Limit(title=f"{name} 比裸 Python", measured=times[name] / times[BARE], allowed=ALLOWED)
            for name in (VERSION, HELP)
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
