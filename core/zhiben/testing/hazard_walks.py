"""A hazard's way on the command line for tests: its commands in order, complete and dated.

Everything is made up and labelled 示例. No text of them holds a blank.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhiben.testing.hazards import PHOTO

if TYPE_CHECKING:
    from pytest_zhiben import Result, Terminal

CASE: Final = "YH-2026-00001"
ADD: Final = (
    "add --channel inspection --enterprise 示例厂 --location 一车间 --description 出口被堵 "
    "--unit 县应急局 --person 示例甲 --on 2026-05-06"
)
WAY: Final = {
    "verify": "--unit 县应急局 --reviewer 示例乙 --on 2026-05-07",
    "judge": "--by-hand --standard 示例标准 --clauses 第三条 --reason 示例 --on 2026-05-08",
    "register": "--unit 县应急局 --national-number 示例0001 --on 2026-05-09",
    "notify": "--principal 示例丙 --controller 示例丁 --delivery 示例回执 --on 2026-05-10",
    "plan": "--owner 示例丙 --measures 拆除 --funds 3.5万元 --deadline 2026-06-30 "
    "--contingency 停用 --on 2026-05-11",
    "rectify": "--monitoring 每班巡查 --on 2026-05-12",
    "apply": f"--report 已拆除 --done-on 2026-06-20 --evidence {PHOTO.name} --on 2026-06-21",
    "accept": "--unit 县住建局 --result pass --reviewers 示例戊、示例己 --opinion 同意 "
    "--on 2026-06-25",
    "close": "--approval 示例1号 --closer 示例庚 --on 2026-06-30",
}
"""What each command of the way is told beside the hazard's number."""


def hazard(office: Terminal, *words: str) -> Result:
    """Run a command of the group, its words written with blanks between them."""
    return office("hazard", *(part for word in words for part in word.split()))


def act(office: Terminal, name: str, words: str | None = None, number: str = CASE) -> Result:
    """Run an act on a hazard: with other words, or as it is done on the way."""
    return hazard(office, name, number, WAY[name] if words is None else words)


def take_photo(office: Terminal) -> str:
    """Put the file into the workspace that is shown when a hazard is put right."""
    (office.folder / PHOTO.name).write_text("示例", encoding="utf-8")
    return PHOTO.name


def walk(office: Terminal, until: str, *, after: str = "") -> None:
    """Bring a hazard to an act, that one included: from its lead, or from after another act.

    Raises:
        AssertionError: when a command fails, with what it says.
    """
    take_photo(office)
    names = list(WAY)
    first = names.index(after) + 1 if after else 0
    results = [] if after else [hazard(office, ADD)]
    results += [act(office, name) for name in names[first : names.index(until) + 1]]
    failed = [one.err for one in results if one.code]
    if failed:
        raise AssertionError(failed)
