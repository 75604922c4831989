"""``zhiben plugin check``: the rules of the conformance kit, run on one plugin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli import exits
from zhiben.cli.commands import command
from zhiben.cli.exits import problem_line
from zhiben.cli.options import format_option
from zhiben.cli.output import show_json, show_table
from zhiben.cli.types import Choice

if TYPE_CHECKING:
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.plugins.conformance import Report, Result, Subject

TIERS: Final = {"bronze": "铜级", "silver": "银级", "gold": "金级"}
OUTCOMES: Final = {"passed": "通过", "failed": "未做到", "exempt": "豁免", "not-run": "未检查"}


@command(
    "check",
    summary="按插件规范逐条检查一个插件。",
    details=(
        "写插件源码的文件夹，或已安装的行业代码。按 quality.toml 写的档次检查：bronze 铜级，"
        "装得上、不伤人；silver 银级，目录靠得住；gold 金级，有例可证。"
        "--tier 试别的档次。有没做到或没能检查的规则时退出码为 1。"
    ),
    example=(
        "zhiben plugin check .\n"
        "zhiben plugin check GAS --json\n"
        "zhiben plugin check plugins/gas --tier gold"
    ),
)
@click.argument("plugin", metavar="文件夹|代码")
@click.option("--tier", type=Choice(tuple(TIERS)), help="档次，默认 quality.toml 写的。")
@format_option()
@click.pass_obj
def check(options: Options, *, plugin: str, tier: str | None, form: str) -> int:
    """Run the rules, and end with 1 unless all are kept."""
    from zhiben.plugins.conformance import Tier, check_plugin

    subject = _subject(plugin, today=options.clock.today())
    report = check_plugin(subject, tier=Tier(tier) if tier else None)
    if form == "json":
        show_json(_shape(report))
    else:
        _show(report)
    return exits.CLEAN if report.is_passed else exits.FINDINGS


def _subject(plugin: str, *, today: date) -> Subject:
    """Return the plugin of a folder, or the installed one of a code."""
    from zhiben.plugins.conformance import subject_of_code, subject_of_folder

    folder = Path(plugin)
    if folder.is_dir() or not plugin.isalpha():
        return subject_of_folder(folder, today=today)
    return subject_of_code(plugin.upper(), today=today)


def _shape(report: Report) -> dict[str, Any]:
    """Return what came of every rule as JSON."""
    return {
        "code": report.subject.code,
        "tier": report.tier.value,
        "passed": report.is_passed,
        "rules": [
            {
                "id": one.rule.id,
                "title": one.rule.title,
                "tier": one.rule.tier.value,
                "outcome": one.outcome.value,
                "reason": one.reason,
                "problems": [
                    {
                        "severity": problem.severity,
                        "where": problem.where,
                        "message": problem.message,
                    }
                    for problem in one.problems
                ],
            }
            for one in report.results
        ],
    }


def _show(report: Report) -> None:
    """Print what came of every rule, then what is wrong."""
    rows = [
        (one.rule.id, TIERS[one.rule.tier], one.rule.title, OUTCOMES[one.outcome])
        for one in report.results
    ]
    show_table(("规则", "档次", "要求", "结果"), rows)
    for one in report.results:
        _show_result(one)
    verdict = "全部做到" if report.is_passed else "没有全部做到"
    tier = f"{TIERS[report.tier]}（{report.tier}）"
    click.echo(f"\n{report.subject.code} 按{tier}{len(rows)} 条规则检查，{verdict}。")


def _show_result(result: Result) -> None:
    """Print why a rule was not kept, not run, or need not be kept."""
    if result.reason:
        click.echo(f"\n{result.rule.id}：{OUTCOMES[result.outcome]}，{result.reason}")
    elif result.problems:
        click.echo(f"\n{result.rule.id}：{result.rule.title}")
    for problem in result.problems:
        click.echo(f"  {problem_line(problem)}")
