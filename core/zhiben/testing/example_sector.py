"""A small sector plugin for tests: a standard, a checklist with facts of every type, indicators.

Everything is made up and labelled 示例. Install it with
:meth:`zhiben.testing.installing.Site.install`::

    site.install("SCH", EXAMPLE_SECTOR)
"""

from __future__ import annotations

from typing import Final

_PLUGIN: Final = '''\
"""示例。"""

from zhiben.spec import Catalog, hookimpl

catalog = Catalog("zhiben_sch")


@hookimpl
def zhiben_sector():
    return catalog.sector()


@hookimpl
def zhiben_tasks():
    return catalog.tasks()


@hookimpl
def zhiben_standards():
    return catalog.standards()


@hookimpl
def zhiben_checklists():
    return catalog.checklists()


@hookimpl
def zhiben_indicators():
    return catalog.indicators()
'''
_SECTOR: Final = """\
[sector]
code = "SCH"
title = "示例校园"
api = 1
revision = 1
summary = "示例"
fields = ["校园"]
leads = ["县教体局"]
"""
_TASKS: Final = """\
[[tasks]]
code = "SCH-T-1"
measure = "13"
title = "示例任务"
kind = "continuous"
field = "校园"
source = "示例"
"""
_STANDARDS: Final = """\
[[standards]]
code = "SCH-2024"
title = "示例校园重大隐患判定标准"
document_number = "示例〔2024〕1号"
issuer = "示例部门"
issued = 2024-01-01
effective_from = 2024-01-01
expected = 3

[[criteria]]
code = "SCH-3(一)"
standard = "SCH-2024"
clause = "3(一)"
title = "安全出口少于两个"
when = "安全出口数 < 2"

[[criteria]]
code = "SCH-3(二)"
standard = "SCH-2024"
clause = "3(二)"
title = "疏散通道被占用"
when = "not 疏散通道畅通"

[[criteria]]
code = "SCH-3(三)"
standard = "SCH-2024"
clause = "3(三)"
title = "幼儿园疏散宽度不足"
when = "场所类型 == '幼儿园' and 疏散宽度 < 1.4"

[[facts]]
name = "安全出口数"
type = "integer"
question = "这栋楼有几个安全出口？"
unit = "个"
least = 0

[[facts]]
name = "疏散宽度"
type = "number"
question = "最窄处的疏散宽度是多少？"
unit = "m"
least = 0
most = 50

[[facts]]
name = "疏散通道畅通"
type = "bool"
question = "疏散通道是否畅通？"

[[facts]]
name = "场所类型"
type = "choice"
question = "是哪一类场所？"
choices = ["幼儿园", "小学", "中学", "其他"]

[[facts]]
name = "存在问题的部位"
type = "set"
question = "哪些部位存在问题？"
choices = ["厨房", "宿舍", "实验室", "无"]

[[facts]]
name = "上次检测日期"
type = "date"
question = "消防设施上次检测是哪一天？"

[[facts]]
name = "实验室药品"
type = "amounts"
question = "实验室存有哪些药品，各多少？"
unit = "kg"

[[facts]]
name = "现场情况"
type = "text"
question = "现场还有什么情况？"
"""
_CHECKLISTS: Final = """\
[[checklists]]
code = "SCH-C1"
title = "示例校园检查表"

[[checklists.items]]
code = "SCH-C1-01"
text = "安全出口和疏散宽度"
how = "逐层走一遍，量最窄处"
basis = "示例〔2024〕1号第三条"
who = "学校"
frequency = "每月"
facts = ["安全出口数", "疏散宽度"]

[[checklists.items]]
code = "SCH-C1-02"
text = "疏散通道"
how = "看有没有杂物、上锁"
facts = ["疏散通道畅通"]

[[checklists.items]]
code = "SCH-C1-03"
text = "场所和部位"
facts = ["场所类型", "存在问题的部位"]

[[checklists.items]]
code = "SCH-C1-04"
text = "设施、药品和其他"
facts = ["上次检测日期", "实验室药品", "现场情况"]

[[checklists.items]]
code = "SCH-C1-05"
text = "制度上墙"
how = "看公示栏"

[[checklists.items]]
code = "SCH-C1-06"
text = "复核安全出口"
facts = ["安全出口数"]
"""
_INDICATORS: Final = """\
[[indicators]]
code = "SCH-I01"
title = "示例演练达标率"
unit = "%"
formula = "达标学校数/学校总数"
numerator = "达标学校数"
denominator = "学校总数"
direction = "up"
period = "quarter"
due = 2025-12-31
target = { value = 90, unit = "%", direction = "at_least" }

[[indicators]]
code = "SCH-I02"
title = "示例隐患数"
unit = "处"
formula = "未销号的隐患数"
direction = "down"
period = "month"
target = { value = 3, unit = "处", direction = "at_most" }

[[indicators]]
code = "SCH-I03"
title = "示例平均整改用时"
unit = "天"
formula = "Σ(销号日−发现日)/销号数"
direction = "none"
period = "year"
"""

EXAMPLE_SECTOR: Final = {
    "plugin.py": _PLUGIN,
    "catalog/sector.toml": _SECTOR,
    "catalog/tasks.toml": _TASKS,
    "catalog/standards.toml": _STANDARDS,
    "catalog/checklists.toml": _CHECKLISTS,
    "catalog/indicators.toml": _INDICATORS,
}
"""The files of the plugin's package."""
