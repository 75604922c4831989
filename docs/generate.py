"""Write the pages of the documentation that are made from data."""  # noqa: INP001 - a script

from __future__ import annotations

import inspect
import sys
from functools import partial
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING, Any, Final, get_args

import attrs

from zhiben.cli.commands import help_record, walk
from zhiben.cli.criteria_page import AUDIT_HEADERS, audit_cells, source_text
from zhiben.cli.main import SYSTEM_CLOCK, program
from zhiben.cli.words import EVERY, KINDS
from zhiben.io.plan_files import load_builtin
from zhiben.model.plan import LeadBasis, Plan, PlanPackage, Task
from zhiben.plugins import Selection, discover, load_sectors
from zhiben.plugins.conformance_subject import source_root
from zhiben.plugins.examples import count_examples
from zhiben.rules.auditing import tallies_of
from zhiben.spec import Item, Publication, Record
from zhiben.spec import hooks as contract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import click

    from zhiben.plugins import Loaded

DOCS: Final = Path(__file__).parent
TASK_COLUMNS: Final = ("编号", "任务", "类型", "期限或周期", "范围", "牵头", "配合或提及", "出处")

COMMANDS_NOTE: Final = (
    "本页由 `python docs/generate.py` 从程序的帮助生成，请勿手改。"
    "每条命令加 `--help` 看到的是同样的内容。"
)
NOTE: Final = (
    "牵头一栏：文件写明的直接列出；文件没有写明的记作“未明确→推定单位”，推定取自四(二)的"
    "领域分工，四(二)也没有的由县安委办兜底。范围内由各单位各自完成的，牵头单位负责汇总。"
    "出处按文件自己的编号，句子以“。”为界从 1 数起。"
)

STANDARDS_NOTE: Final = (
    "本页由 `python docs/generate.py` 从七个行业插件的目录生成，请勿手改；"
    "本机所装插件的，用 `zhiben criteria audit` 打印同样的表。"
    "“应有”是标准自己的条数，“—”是不知道；“已录”按可以单独判定的情形计，"
    "一条有几个分项的，可能多于应有。"
    "“全文”“部分”“未核原文”“未录入”是条款录到什么程度：只有“全文”的能得出重大，"
    "其余最多疑似；没有录全的标准，不会得出“未触及”。"
    "“例子”是插件 `tests/cases` 里的判定例子。"
)
HOOKS_NOTE: Final = (
    "本页由 `python docs/generate.py` 从 `zhiben.spec` 的说明生成，请勿手改。"
    "约定编号 {api}；各版改了什么，见 [UPGRADING.md](../../UPGRADING.md)。"
    "钩子是纯函数：不看时钟，除自己的目录文件外不读文件，不打印，何时问都一样回答；"
    "返回的都是下面“记录”一节的只读记录。一个插件只实现用得着的钩子。"
)
HOOKS: Final = {
    "zhiben_sector": "自报行业：代码、名称、按第几版约定编写、服务哪些领域。每个插件必须实现，"
    "最先单独调用；说不清自己是谁的插件，不再往下走。",
    "zhiben_sources": "列出记录引用的文件（法律、标准、通知、方案），别的记录按 `key` 引用。",
    "zhiben_tasks": "列出子方案的任务，每项挂在方案的一条措施下，和县里自己的任务一起进入清单、"
    "进度和催办。采纳新修订之前，已采纳的任务照常计算。",
    "zhiben_standards": "列出判定标准的各版次、条款和要问的事实；条件是一行文字，这里不求值。",
    "zhiben_derivations": "列出由别的事实算出来的事实（如超限率），计算用纯函数。",
    "zhiben_checklists": "列出检查表；检查项的回答就是事实的值。",
    "zhiben_indicators": "列出指标：单位、公式、方向、周期。",
    "zhiben_headings": "列出本行业隐患台账的列名各是什么字段；导入时先于自带的词典。",
    "zhiben_changes": "说明每一版修订里，上一版的编号去了哪里。消失的编号都要交代；不变的不用写；"
    "编号去了不再回来，别的任务也不能接到原有的编号上。",
    "zhiben_commands": "列出插件自带的命令，用 `zhiben sector 代码 命令` 运行；运行时才导入。",
}
"""What each hook is for, in the order of the page."""


def plan_wuhe() -> str:
    """Return the page of 五河's plan: measure by measure what was encoded."""
    package = load_builtin("wuhe-2024")
    plan = package.plan
    names = {unit.id: unit.name for unit in package.organisations}
    return "\n\n".join(
        (
            "# 五河县方案：编入了什么",
            "本页由 `python docs/generate.py` 从方案数据生成，请勿手改。",
            _summary(package),
            NOTE,
            "## 阶段",
            _table(("阶段", "起", "止"), [(p.title, p.start, p.end) for p in plan.phases]),
            "## 目标",
            _tasks(plan.targets, names),
            *_measures(plan, names),
            "## 其他部分的任务",
            _tasks(plan.safeguards, names),
            "## 责任分工",
            _responsibilities(plan, names),
            "## 隐患发现渠道",
            "\n".join(f"- {channel.title}（`{channel.id}`）" for channel in plan.channels),
            "## 单位",
            _units(package),
        )
    )


def _summary(package: PlanPackage) -> str:
    """Return the document's name and how much of what it holds."""
    plan = package.plan
    tasks = tuple(plan.tasks())
    inferred = sum(task.lead_basis is LeadBasis.INFERRED for task in tasks)
    kinds = "、".join(f"{KINDS[kind]} {sum(t.kind is kind for t in tasks)} 项" for kind in KINDS)
    return (
        f"《{plan.title}》，{plan.issuer}，{plan.issued} 印发，{plan.start} 至 {plan.end}。"
        f"行动 {len(plan.actions)} 个，措施 {sum(1 for _ in plan.measures())} 条，"
        f"任务 {len(tasks)} 项（{kinds}），其中牵头未明确 {inferred} 项。"
    )


def _measures(plan: Plan, names: dict[str, str]) -> Iterator[str]:
    """Yield a heading for every action and measure, with the measure's tasks."""
    for action in plan.actions:
        yield f"## 行动{action.number} {action.title}"
        for measure in action.measures:
            yield f"### 措施{measure.id} {measure.title}"
            if measure.fields:
                yield "列明的领域：" + "；".join(
                    f"{part.name}（见责任分工：{'、'.join(part.covered_by)}）"
                    if part.covered_by
                    else part.name
                    for part in measure.fields
                )
            yield _tasks(measure.tasks, names)


def _tasks(tasks: Iterable[Task], names: dict[str, str]) -> str:
    """Return tasks as a table."""
    rows = [
        (
            task.id,
            task.title,
            KINDS[task.kind],
            "；".join(_when(task)),
            "；".join(_scope(task, names)),
            _leads(task, names),
            "、".join((*(names[unit] for unit in task.supports), *task.actors)),
            str(task.source),
        )
        for task in tasks
    ]
    return _table(TASK_COLUMNS, rows)


def _when(task: Task) -> Iterator[str]:
    """Yield a task's date or cadence, the document's wording, and its target."""
    if task.due is not None:
        yield str(task.due)
    if task.cadence is not None:
        yield f"{EVERY[task.cadence.every]}至少 {task.cadence.at_least} 次"
    if task.due_text:
        yield f"“{task.due_text}”"
    if task.soft:
        yield "力争"
    if task.target is not None:
        yield f"目标 {task.target.value:g}{task.target.unit}"


def _scope(task: Task, names: dict[str, str]) -> Iterator[str]:
    """Yield the wording of a task's scope, and the marks that narrow it."""
    scope = task.scope
    if scope is None:
        return
    yield scope.text
    if scope.units:
        yield "、".join(names[unit] for unit in scope.units)
    if scope.having:
        yield f"限{'、'.join(scope.having)}"
    if scope.lacking:
        yield f"不含{'、'.join(scope.lacking)}"


def _leads(task: Task, names: dict[str, str]) -> str:
    """Return a task's leads, marked where the document names none."""
    leads = "、".join(names[unit] for unit in task.leads)
    return leads if task.lead_basis is LeadBasis.DOCUMENT else f"未明确→{leads}"


def _responsibilities(plan: Plan, names: dict[str, str]) -> str:
    """Return who leads which field as a table."""
    rows = [
        (one.assignment, one.field, "、".join(names[unit] for unit in one.leads))
        for one in plan.responsibilities
    ]
    return _table(("分工", "领域", "牵头"), rows)


def _units(package: PlanPackage) -> str:
    """Return the units and the names they answer to as a table."""
    rows = [
        (unit.id, unit.name, "、".join(unit.aliases), "、".join(unit.attributes))
        for unit in package.organisations
    ]
    return _table(("编号", "名称", "别名", "标记"), rows)


def commands() -> str:
    """Return the page of the command line: every command with its options and an example."""
    found = list(walk(program(SYSTEM_CLOCK, []), "zhiben"))
    rows = [
        (f"[`{context.command_path}`](#{_anchor(context)})", context.command.short_help)
        for context in found[1:]
    ]
    return "\n\n".join(
        (
            "# 命令一览",
            COMMANDS_NOTE,
            _table(("命令", "用途"), rows),
            *(part for context in found for part in _command(context)),
        )
    )


def _command(context: click.Context) -> Iterator[str]:
    """Yield what the page says of one command: what it does, its parameters, an example."""
    yield f"## {context.command_path}"
    yield str(context.command.help).strip()
    records = [help_record(param, context) for param in context.command.get_params(context)]
    rows = [(f"`{term}`".replace("|", "\\|"), text) for term, text in filter(None, records)]
    yield _table(("参数、选项", "说明"), rows)
    example = getattr(context.command, "example", "")
    yield f"```sh\n{example}\n```"


def _anchor(context: click.Context) -> str:
    """Return the anchor that a heading of the command's words gets."""
    return context.command_path.replace(" ", "-")


def standards() -> str:
    """Return the page of the editions: what is loaded of each sector's, and from what sources."""
    own = [one for one in discover() if _is_own(source_root(one.distribution))]
    found = load_sectors(own, selection=Selection(), hooks=("zhiben_sources", "zhiben_standards"))
    failed = [f"插件 {one.found.code} 没有载入，本页没有它的标准。" for one in found.failures]
    parts = (part for loaded in found.loaded for part in _editions(loaded))
    return "\n\n".join(("# 判定标准一览", STANDARDS_NOTE, *failed, *parts))


def _is_own(root: Path | None) -> bool:
    """Tell whether a plugin's source is one of this repository's."""
    return root is not None and root.resolve().parent == DOCS.resolve().parent / "plugins"


def _editions(loaded: Loaded) -> Iterator[str]:
    """Yield what the page says of one sector: a table of its editions, and their sources."""
    records = [one for records in loaded.records.values() for one in records]
    tallies = tallies_of(records, cases=count_examples(loaded.found))
    cited = {key for one in tallies for key in one.standard.sources}
    yield f"## {loaded.sector.title}（{loaded.sector.code}）"
    yield _table(AUDIT_HEADERS, map(audit_cells, tallies))
    yield "\n".join(
        f"- {one.key}：{source_text(one)}"
        for one in records
        if isinstance(one, Publication) and one.key in cited
    )


def hooks() -> str:
    """Return the page of the contract: its hooks, each with a page of its own, and the records."""
    records = sorted((*get_args(Record), Item), key=lambda record: str(record.__name__))
    return "\n\n".join(
        (
            "# 插件的钩子",
            HOOKS_NOTE.format(api=contract.API),
            _table(
                ("钩子", "说什么"),
                [(f"[`{name}`](hooks/{name}.md)", about) for name, about in HOOKS.items()],
            ),
            "## 记录",
            "每个字段的类型和默认值；没有默认值的必须写。都要写明名字（`code=…`），做好后不能改。",
            *(part for record in records for part in _record(record)),
        )
    )


def hook_page(name: str) -> str:
    """Return the page of one hook, as its docstring has it."""
    return "\n\n".join(_hook(getattr(contract, name)))


def _hook(hook: Callable[[], object]) -> Iterator[str]:
    """Yield what the page says of one hook."""
    opening = [line for line in str(contract.__doc__).splitlines() if line.startswith("    ")]
    about, _, rest = str(inspect.getdoc(hook)).partition("Example::")
    example, _, rest = rest.partition("Returns:")
    returned, _, since = rest.partition(".. versionadded::")
    returned = dedent(returned).strip().replace(":class:`~zhiben.spec.", "`")
    yield f"# `{hook.__name__}`"
    yield "本页由 `python docs/generate.py` 从 `zhiben.spec` 的说明生成，请勿手改。"
    yield HOOKS[hook.__name__]
    signature = str(inspect.signature(hook)).replace("'", "")
    yield _python(f"def {hook.__name__}{signature}: ...")
    yield "示例（前几行每个钩子都一样）："
    yield _python("\n\n".join(map(str.strip, opening)))
    yield _python(dedent(example).strip("\n"))
    yield f"自约定 {since.strip()} 起有。原文："
    yield _quoted(f"{about.strip()}\n\nReturns: {returned}")


def _record(record: type[Any]) -> Iterator[str]:
    """Yield what the page says of one record."""
    fields = attrs.fields(record)
    lines = [
        f"{one.name}: {record.__annotations__[one.name]}"
        + ("" if one.default is attrs.NOTHING else f" = {_default(one.default)}")
        for one in fields
    ]
    yield f"### `{record.__name__}`"
    yield _python("\n".join(lines))
    yield _quoted(str(inspect.getdoc(record)))


def _default(value: object) -> str:
    """Return a default as code has it."""
    return str(value) if isinstance(value, type(None) | bool | int | tuple) else f'"{value}"'


def _quoted(text: str) -> str:
    """Return text as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.replace("``", "`").splitlines())


def _python(code: str) -> str:
    """Return code as a block."""
    return f"```python\n{code}\n```"


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


PAGES: Final[tuple[tuple[str, Callable[[], str]], ...]] = (
    ("reference/plan-wuhe.md", plan_wuhe),
    ("reference/commands.md", commands),
    ("reference/standards.md", standards),
    ("reference/hooks.md", hooks),
    *((f"reference/hooks/{name}.md", partial(hook_page, name)) for name in HOOKS),
)
"""Every generated page: its path below ``docs`` and the function that returns its text."""


def stale_pages() -> dict[Path, str]:
    """Return the pages whose files do not hold what they should, with their new text."""
    pages = {DOCS / path: f"{make()}\n" for path, make in PAGES}
    return {
        path: text
        for path, text in pages.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }


def main(arguments: Sequence[str]) -> int:
    """Write every stale page, or with ``--check`` only name them and fail."""
    stale = stale_pages()
    for path, text in stale.items():
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(DOCS)}\n")
    return int(bool(stale) and "--check" in arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
