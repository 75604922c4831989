"""The conformance kit: rules every good plugin keeps, each run by machine.

``zhiben plugin check`` and :class:`zhiben.testing.PluginConformance` run the same rules.
A rule is a function that yields problems; a plugin claims a tier in its ``quality.toml``
and is held to the rules of that tier and those below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum, StrEnum
from typing import Final

from attrs import frozen

from zhiben.errors import Problem, nearest_names
from zhiben.plugins import conformance_cases as cases
from zhiben.plugins import conformance_package as package
from zhiben.plugins import conformance_records as records
from zhiben.plugins.conformance_quality import NAME, Tier
from zhiben.plugins.conformance_subject import Subject, subject_of_code, subject_of_folder
from zhiben.plugins.loading import Loaded

__all__ = [
    "RULES",
    "Outcome",
    "Report",
    "Result",
    "Rule",
    "Subject",
    "Tier",
    "check_plugin",
    "rules_of",
    "run_rule",
    "subject_of_code",
    "subject_of_folder",
]


Check = Callable[[Subject], Iterable[Problem]]


class Need(IntEnum):
    """What a rule cannot do without; each includes those before it."""

    NOTHING = 0
    INSTALLED = 1
    """One installed plugin of the code."""
    RECORDS = 2
    """It passed the gates, and so said something."""
    SOURCE = 3
    """The folder of its source."""


@frozen(kw_only=True)
class Rule:
    """One thing a plugin of a tier must keep; ``title`` says it in Chinese."""

    id: str
    title: str
    tier: Tier
    need: Need
    check: Check


class Outcome(StrEnum):
    """What came of a rule."""

    PASSED = "passed"
    FAILED = "failed"
    EXEMPT = "exempt"
    """It fails, and is exempt for a while."""
    NOT_RUN = "not-run"
    """What it looks at is not there."""


@frozen(kw_only=True)
class Result:
    """A rule, what came of it, and why; ``reason`` is that of an exemption or of not running."""

    rule: Rule
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    reason: str = ""


@frozen(kw_only=True)
class Report:
    """What a plugin was held to, and what came of every rule."""

    subject: Subject
    tier: Tier
    results: tuple[Result, ...]

    @property
    def is_passed(self) -> bool:
        """Whether every rule was kept, or is exempt."""
        good = {Outcome.PASSED, Outcome.EXEMPT}
        return all(one.outcome in good for one in self.results)


def rules_of(tier: Tier) -> tuple[Rule, ...]:
    """Return the rules a tier asks for, those of the tiers below among them."""
    return tuple(rule for rule in RULES if tier.includes(rule.tier))


def check_plugin(subject: Subject, *, tier: Tier | None = None) -> Report:
    """Hold a plugin to a tier: that of its ``quality.toml``, or another one."""
    held = subject.quality.tier if tier is None else tier
    results = tuple(run_rule(rule, subject) for rule in rules_of(held))
    return Report(subject=subject, tier=held, results=results)


def run_rule(rule: Rule, subject: Subject) -> Result:
    """Return what comes of one rule."""
    missing = _missing(rule.need, subject)
    if missing:
        return Result(rule=rule, outcome=Outcome.NOT_RUN, reason=missing)
    problems = tuple(rule.check(subject))
    if not problems:
        return Result(rule=rule, outcome=Outcome.PASSED)
    exemption = subject.quality.exemptions.get(rule.id)
    if exemption is None or rule.check is quality_is_in_order:
        return Result(rule=rule, outcome=Outcome.FAILED, problems=problems)
    reason = f"豁免至 {exemption.expires}：{exemption.reason}"
    return Result(rule=rule, outcome=Outcome.EXEMPT, problems=problems, reason=reason)


def quality_is_in_order(subject: Subject) -> Iterator[Problem]:
    """Check that ``quality.toml`` names a tier, and exempts only from rules there are."""
    yield from subject.quality.problems
    known = [rule.id for rule in RULES if rule.check is not quality_is_in_order]
    for name in subject.quality.exemptions:
        if name not in known:
            near = nearest_names(name, known, most=1)
            hint = f"，是不是“{near[0]}”？" if near else "。"
            yield Problem(f"{NAME}: exemptions", f"没有可以豁免的规则“{name}”{hint}")


def _missing(need: Need, subject: Subject) -> str:
    """Say why a rule cannot be run, or nothing."""
    return next((words for one, is_met, words in _NEEDS if one <= need and not is_met(subject)), "")


def _rules(tier: Tier, need: Need, *rows: tuple[str, str, Check]) -> Iterator[Rule]:
    """Yield rules of one tier that look at the same things."""
    for identity, title, check in rows:
        yield Rule(id=identity, title=title, tier=tier, need=need, check=check)


_NEEDS: Final[tuple[tuple[Need, Callable[[Subject], bool], str], ...]] = (
    (Need.INSTALLED, lambda one: one.is_installed, "没有正确安装，见规则 discovered。"),
    (
        Need.RECORDS,
        lambda one: isinstance(one.loading, Loaded),
        "没有通过五关，见规则 gates-alone。",
    ),
    (
        Need.SOURCE,
        lambda one: one.source_folder is not None,
        "没有源码，请用 zhiben plugin check 源码文件夹。",
    ),
)

RULES: Final = (
    *_rules(
        Tier.BRONZE,
        Need.NOTHING,
        ("discovered", "已安装，入口点合规、唯一，装的就是这份源码", package.discovered),
        ("quality-file", "quality.toml 写明档次，豁免有理由、未到期", quality_is_in_order),
    ),
    *_rules(
        Tier.BRONZE,
        Need.INSTALLED,
        ("gates-alone", "单独安装能通过五关：值的类型、代码的前缀和唯一等", package.passes_alone),
        ("gates-together", "与其他已装插件一起能通过五关", package.passes_together),
    ),
    *_rules(
        Tier.BRONZE,
        Need.RECORDS,
        ("import-time", "导入不超过 100 毫秒", package.imports_quickly),
        ("import-modules", "导入时不载入命令行、数据库、表格的包", package.imports_nothing_heavy),
        ("import-contract", "只导入约定（zhiben.spec 等）和自己的包", package.imports_own_things),
        ("pure-twice", "钩子问两次，答案相同", package.says_the_same_twice),
        ("pure-hash-seed", "换进程、换散列种子，答案相同", package.says_the_same_elsewhere),
        ("prints-nothing", "加载时不输出文字", package.prints_nothing),
        ("writes-nothing", "加载时不写文件", package.writes_nothing),
        ("tasks-placed", "任务写明落实哪条措施、做什么", records.tasks_are_placed),
        ("sources-resolved", "引用的出处都在 sources 里", records.sources_are_there),
    ),
    *_rules(
        Tier.SILVER,
        Need.RECORDS,
        ("codes-sorted", "同类记录按代码排列", records.codes_are_sorted),
        ("texts-clean", "文字为 NFC，首尾无空白", records.texts_are_clean),
        ("standards-dated", "标准有文号、发布机关和日期", records.standards_are_dated),
        ("criteria-complete", "条款属于已列的标准，写明怎样判定", records.criteria_are_complete),
        ("criteria-readable", "条件和推算读得通，用的事实都有声明", cases.criteria_are_readable),
        ("facts-askable", "事实有问法、选项和合理的上下限", records.facts_can_be_asked),
        ("checklists-declared", "检查项只记入已声明的事实", records.checklists_feed_facts),
        ("indicators-complete", "指标有单位、公式、方向、周期", records.indicators_are_complete),
    ),
    *_rules(
        Tier.SILVER,
        Need.SOURCE,
        ("wheel-complete", "安装包里有源码包里的全部文件", package.ships_everything),
    ),
    *_rules(
        Tier.GOLD,
        Need.RECORDS,
        ("criteria-listed", "列有判定条款", records.criteria_are_listed),
    ),
    *_rules(
        Tier.GOLD,
        Need.SOURCE,
        ("cases-readable", "例子读得懂，只用已声明的事实", cases.cases_are_readable),
        ("cases-judged", "例子的判定结果和写的一致", cases.cases_come_out),
        ("criteria-cases", "每个条款有正例、反例和边界例或未知例", cases.criteria_have_cases),
    ),
)
"""Every rule, in the order they are run and told."""
