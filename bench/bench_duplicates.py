"""How long it takes to find which of 100,000 new rows tell of 100,000 hazards on record.

The hazards are made up: enterprises of very unequal size, most with a credit code, some rows
of roads without any; a third of the new rows tell again, in other words, what is on record.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from datetime import date, timedelta
from resource import RUSAGE_SELF, getrusage
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen
from measure import LINEAR, Limit, alternate, show, timed, verdict

from zhiben.ledger.duplicates.finding import Outcome, find_duplicates
from zhiben.ledger.duplicates.names import Names
from zhiben.ledger.units.rules import check_character
from zhiben.model.hazards import HazardDetails

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measure import Case

    from zhiben.ledger.duplicates.finding import Duplicate

    Rows = dict[str, HazardDetails]

SIZES: Final = (10_000, 100_000)
RUNS: Final = 3
PER_ENTERPRISE: Final = 12
"""Hazards on record for each enterprise, on average."""
COUNTY: Final = 800
"""Enterprises of a county, of which the first have 300 hazards and the last 6.

More rows are more counties: an enterprise does not grow with the number of others.
"""
TOLD_AGAIN: Final = 3
"""One new row in so many tells of a hazard on record."""
WITHOUT_CODE: Final = 0.3
ROADS: Final = 0.05
FIRST: Final = date(2024, 1, 1)
DAYS: Final = 1000
NAMES: Final = Names(regions=("五河县",))

_MANY: Final = "企业多家"
_ONE: Final = "只有一家企业"
_NAMES: Final = "安邦宝昌成德丰福光海恒宏华汇佳金京隆茂宁鹏庆荣瑞盛泰万旺祥新兴永元振正志中众"
_TRADES: Final = ("木业", "纺织", "粮油", "化工", "机械", "食品", "建材", "物流", "塑业", "铝业")
_PLACES: Final = (
    "仓库", "车间", "配电室", "锅炉房", "宿舍", "食堂", "办公楼", "罐区", "泵房", "堆场",
)  # fmt: skip
_THINGS: Final = (
    "灭火器", "消火栓", "应急照明", "疏散指示标志", "安全出口", "疏散通道", "防火门", "配电箱",
    "电缆", "安全阀", "压力表", "可燃气体报警器", "防护栏杆", "防护罩", "除尘管道", "静电接地线",
    "起重机限位器", "储气罐", "脚手架连墙件", "冷库报警装置", "管道法兰", "爬梯护笼", "警示标志",
)  # fmt: skip
_FAULTS: Final = {
    "{}损坏": "{}破损", "{}缺失": "未设置{}", "{}未定期检验": "{}超期未检", "{}锈蚀": "{}锈蚀。",
    "{}松动": "现场检查发现{}松动", "{}被遮挡": "{}被货物遮挡", "{}数量不足": "{}不足",
    "{}无人管理": "无人管理的{}",
}  # fmt: skip
"""What is wrong, and how another person says it."""


def main() -> int:
    """Measure, print, and tell whether the work grows with the rows."""
    worlds = {
        _name(title, size): _world(size, enterprises=size // PER_ENTERPRISE if many else 1)
        for size in SIZES
        for title, many in ((_MANY, True), (_ONE, False))
    }
    found: dict[str, tuple[Duplicate, ...]] = {}

    def case(name: str) -> Case:
        world = worlds[name]

        def find() -> None:
            found[name] = find_duplicates(world.new, world.recorded, names=NAMES)

        return lambda: timed(find)

    times = alternate({name: case(name) for name in worlds}, runs=RUNS)
    show(
        f"新的行与在册隐患各这么多，一次比完：轮流运行 {RUNS} 次，取中位数",
        ("行", "秒", "每万行秒", "再说一遍的", "确定", "其中对的", "待人判断", "其中对的"),
        [(name, *_line(worlds[name], times[name], found[name])) for name in worlds],
    )
    peak = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    print(f"\n内存最多 {peak} MB，含造出来的行。")
    return verdict([_growth(title, times) for title in (_MANY, _ONE)])


def _name(title: str, size: int) -> str:
    """Return what a world is called in the tables."""
    return f"{size}，{title}"


def _growth(title: str, times: Mapping[str, float]) -> Limit:
    """Return how much more a row takes among ten times as many."""
    small, large = (times[_name(title, size)] / size for size in SIZES)
    return Limit(title=f"十倍的行，每行用时（{title}）", measured=large / small, allowed=LINEAR)


def _line(world: World, took: float, found: Sequence[Duplicate]) -> tuple[object, ...]:
    """Return what was measured in a world."""
    counts = Counter((one.outcome, world.is_right(one)) for one in found)
    figures = [
        figure
        for outcome in Outcome
        for figure in (counts[outcome, True] + counts[outcome, False], counts[outcome, True])
    ]
    size = len(world.new)
    again = len(range(0, size, TOLD_AGAIN))
    return f"{took:.2f}", f"{took / size * 10_000:.2f}", again, *figures


@frozen(kw_only=True)
class World:
    """Hazards on record, new rows, and what each new row means in the words of the record."""

    recorded: Rows
    new: Rows
    meant: Rows

    def is_right(self, found: Duplicate) -> bool:
        """Tell whether both rows mean the same thing; chance makes some that do, too."""
        mine, yours = self.meant[found.new], self.recorded[found.recorded]
        return (mine.enterprise, mine.location, mine.description) == (
            yours.enterprise,
            yours.location,
            yours.description,
        )


def _world(size: int, *, enterprises: int) -> World:
    """Return a world of so many rows on each side; every third new one tells of a known one."""
    chance = random.Random(size)  # noqa: S311 - made-up data has no secrets
    owners = [_owner(chance, number) for number in range(enterprises)]
    recorded = {f"h{number}": _hazard(chance, owners) for number in range(size)}
    meant = {
        f"n{number}": _hazard(chance, owners) if number % TOLD_AGAIN else recorded[f"h{number}"]
        for number in range(size)
    }
    new = {which: _again(chance, row) for which, row in meant.items()}
    return World(recorded=recorded, new=new, meant=meant)


def _owner(chance: random.Random, number: int) -> HazardDetails:
    """Return an enterprise, as the row of a hazard names it."""
    name = "".join(chance.choices(_NAMES, k=3)) + chance.choice(_TRADES)
    stem = f"91340322{number:09d}"
    return HazardDetails(
        enterprise=f"五河县{name}有限公司",
        credit_code=None if chance.random() < WITHOUT_CODE else stem + check_character(stem),
        region=chance.choice(("城关镇", "头铺镇", "小溪镇", "新集镇")),
    )


def _hazard(chance: random.Random, owners: Sequence[HazardDetails]) -> HazardDetails:
    """Return a hazard of an enterprise or on a road."""
    found_on = FIRST + timedelta(days=chance.randrange(DAYS))
    what = chance.choice(list(_FAULTS)).format(chance.choice(_THINGS))
    if chance.random() < ROADS:
        place = (
            f"X{chance.randrange(10, 40):03d}县道K{chance.randrange(60)}+{chance.randrange(10)}00"
        )
        return HazardDetails(region="小溪镇", location=place, description=what, found_on=found_on)
    size = min(COUNTY, len(owners))
    county = chance.randrange(len(owners) // size) * size
    owner = owners[county + int(size * chance.random() ** 2)]
    place = f"{chance.randrange(1, 6)}号{chance.choice(_PLACES)}"
    return evolve(owner, location=place, description=what, found_on=found_on)


def _again(chance: random.Random, told: HazardDetails) -> HazardDetails:
    """Return a hazard as somebody else tells of it some days later."""
    description, found_on = told.description, told.found_on
    assert description is not None
    assert found_on is not None
    for one, other in _FAULTS.items():
        if description.endswith(one[2:]):
            description = other.format(description.removesuffix(one[2:]))
            break
    return evolve(
        told,
        enterprise=told.enterprise and chance.choice((told.enterprise, told.enterprise[3:])),
        credit_code=told.credit_code if chance.random() < 1 / 2 else None,
        location=(told.location or "").replace("号", chance.choice(("号", "#"))),
        description=description,
        found_on=found_on + timedelta(days=chance.randrange(30)),
    )


if __name__ == "__main__":
    sys.exit(main())
