"""The page on importing hazards: what it says of its example is so."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytest_zhiben import Terminal

PAGE = (Path(__file__).parents[2] / "docs/how-to/import-hazards.md").read_text(encoding="utf-8")
NAME = "隐患台账2024年5月"


def test_the_example_comes_out_as_the_page_tells(zhiben: Terminal) -> None:
    zhiben("init")
    (table,) = re.findall(r"^```csv\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    (zhiben.folder / f"{NAME}.csv").write_text(table, encoding="utf-8")
    scripts = "".join(re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    lines = [shlex.split(line)[1:] for line in scripts.splitlines()]
    imports = [line for line in lines if line[:2] == ["hazard", "import"]]

    tried, taken, *_ = (zhiben(*words) for words in imports)

    assert "未采纳：第4行，E列：“发现时间”写的“2024227”少写了数字" in tried.out
    assert "“2024.5.3”记作“2024-05-03”" in tried.out
    assert "“3.5”记作“35000”" in tried.out
    assert "新增 1，更新 0，没有变化 0" in taken.out
    rejects = zhiben.folder / f"{NAME}.未采纳.csv"
    text = rejects.read_text(encoding="utf-8-sig").replace(",2024227,", ",2024-02-27,")
    rejects.write_text(text, encoding="utf-8")
    assert "新增 1，更新 0，没有变化 0" in zhiben(*imports[-1]).out
