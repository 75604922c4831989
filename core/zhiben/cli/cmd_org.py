"""``zhiben org``: the units, registered one by one or from a table, and what they were when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command, group
from zhiben.cli.exits import CLEAN, FINDINGS
from zhiben.cli.options import as_of_option, format_option, on_option, reason_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from zhiben.cli.main import Options
    from zhiben.cli.org_page import Import
    from zhiben.cli.session import Session, World
    from zhiben.io.unit_files import UnitFile
    from zhiben.ledger.units.changes import UnitChange
    from zhiben.model.entries import Draft, EntryKind
    from zhiben.model.organisations import Organisation, OrganisationKind

KIND_HELP = "类别：企业、部门、乡镇、学校、医院、事业单位等，或 enterprise、department 等代码"


class Kind(click.ParamType["OrganisationKind"]):
    """A kind of unit, by its code or by a Chinese word for it."""

    name = "类别"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> OrganisationKind:
        """Return the kind, or say which there are."""
        from zhiben.ledger.units.table import KIND_WORDS, parse_kind

        kind = parse_kind(value)
        if kind is None:
            known = "、".join(f"{words[0]}（{one.value}）" for one, words in KIND_WORDS.items())
            self.fail(f"不认识类别“{value}”，可写：{known}。", param, ctx)
        return kind


@command(
    "list",
    summary="列出单位。",
    example=(
        "zhiben org list --kind 企业 --attribute 高危\nzhiben org list --as-of 2025-01-01 --json"
    ),
)
@click.option("--kind", type=Kind(), metavar="类别", help="只看这一类的，如 企业、乡镇。")
@click.option("--attribute", "mark", metavar="标记", help="只看有这个标记的，如 高危。")
@as_of_option
@format_option()
@click.pass_obj
def list_(
    options: Options,
    *,
    kind: OrganisationKind | None,
    mark: str | None,
    as_of: date | None,
    form: str,
) -> None:
    """List the units registered by a day."""
    from zhiben.cli.org_page import UNIT_HEADERS, unit_cells, unit_shape
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        world = session.world(as_of)
    registry = world.facts.registry
    if mark is not None:
        _require_mark(mark, world)
    units = [
        unit
        for unit in registry.current
        if kind in {None, unit.kind} and (mark is None or mark in unit.attributes)
    ]
    if form == "json":
        shapes = [unit_shape(unit, registry.name) for unit in units]
        show_json({"as_of": world.facts.as_of.isoformat(), "units": shapes})
        return
    show_table(UNIT_HEADERS, [unit_cells(unit, registry.name) for unit in units])
    click.echo(f"\n共 {len(units)} 个。")


@command(
    "show",
    summary="一个单位：名称、标记、属地、牵头领域、承担任务和沿革。",
    example="zhiben org show 县住建局\nzhiben org show 示例矿业 --as-of 2025-06-30 --json",
)
@click.argument("org", metavar="单位")
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, org: str, as_of: date | None, form: str) -> None:
    """Show one unit."""
    from zhiben.cli.org_page import page_of, page_shape, show_page
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        world = session.world(as_of)
        page = page_of(world.unit(org), world, session)
    if form == "json":
        show_json(page_shape(page))
    else:
        show_page(page)


@command(
    "add",
    summary="登记一个单位。",
    details=(
        "没有写 --id 的，由信用代码（没有则由名称）算出编号，各处登记同一单位得到同一编号。"
        "从业务日期起承担任务；更早就有的单位，用 --valid-from 写明从哪一天起。"
    ),
    example=(
        "zhiben org add 示例矿业 --kind 企业 --attribute 高危 --territory 城关镇 --on 2024-03-01\n"
        "zhiben org add 示例中学 --kind 学校 --alias 示例一中 --valid-from 2024-01-01"
    ),
)
@click.argument("name", metavar="名称")
@click.option("--kind", type=Kind(), required=True, metavar="类别", help=f"{KIND_HELP}（必填）。")
@click.option("--id", "identity", metavar="编号", help="编号，默认由代码或名称算出。")
@click.option("--alias", "aliases", multiple=True, metavar="别名", help="简称、别名，可写多次。")
@click.option("--attribute", "marks", multiple=True, metavar="标记", help="如 高危，可写多次。")
@click.option("--territory", metavar="乡镇", help="属地，须是已登记的乡镇街道。")
@click.option("--credit-code", metavar="代码", help="统一社会信用代码，校验后记入。")
@on_option
@click.option(
    "--valid-from", type=DAY, metavar="日期", help="从哪一天起有这个单位，默认业务日期起计入。"
)
@click.option("--valid-to", type=DAY, metavar="日期", help="到哪一天为止，默认一直有。")
@click.pass_obj
def add(options: Options, /, *, on: date | None, **said: Any) -> None:
    """Register one unit."""
    from zhiben.cli.org_page import tell_added
    from zhiben.cli.session import open_session, refuse
    from zhiben.ledger.units.rules import clashes, labelled, unit_faults
    from zhiben.model.entries import EntryKind

    with open_session(options) as session, session.store.transaction():
        day = on or session.today
        world = _everything(session)
        unit = _unit(world, said)
        problems = [*unit_faults(unit), *clashes(unit, labelled(world.facts.registry))]
        if problems:
            raise refuse(" ".join(problems))
        (line,) = session.record([_draft(options, unit, on=day, kind=EntryKind.ORG_ADD)])
    tell_added(unit, line)
    _note_marks(unit.attributes, world)
    if said["valid_from"] is None and day > world.plan.start:
        note(
            f"从 {day} 起承担任务；更早就有的，请撤销（zhiben undo）后用 --valid-from 写明再登记。"
        )


@command(
    "amend",
    summary="变更一个单位：名称、标记、属地、终止（须有理由）。",
    details=(
        "从业务日期起按新情况算：已开始的周期不变，下一个周期起按新情况产生履行项。"
        "改名后旧名称仍然认得。"
    ),
    example=(
        "zhiben org amend 示例矿业 --add-attribute 高危 --on 2025-03-10 --reason 新增地下开采\n"
        "zhiben org amend 示例商场 --valid-to 2025-06-30 --on 2025-06-30 --reason 注销"
    ),
)
@click.argument("org", metavar="单位")
@click.option("--name", metavar="名称", help="改成什么名称。")
@click.option(
    "--add-attribute", "added", multiple=True, metavar="标记", help="加上标记，可写多次。"
)
@click.option(
    "--remove-attribute", "removed", multiple=True, metavar="标记", help="去掉标记，可写多次。"
)
@click.option("--territory", metavar="乡镇", help="改到哪个乡镇街道。")
@click.option("--alias", "aliases", multiple=True, metavar="别名", help="加上别名，可写多次。")
@click.option("--credit-code", metavar="代码", help="补登或改正统一社会信用代码。")
@click.option("--valid-to", type=DAY, metavar="日期", help="最后存在的一天。")
@click.option(
    "--on", type=DAY, required=True, metavar="日期", help="业务日期：变更发生的那一天（必填）。"
)
@reason_option
@click.pass_obj
def amend(options: Options, /, *, org: str, on: date, reason: str, **said: Any) -> None:
    """Record a dated change of a unit."""
    from zhiben.cli.session import open_session, reference_of, refuse
    from zhiben.ledger.units.changes import change_fault, changed, differences
    from zhiben.model.entries import EntryKind

    with open_session(options) as session, session.store.transaction():
        world = _everything(session)
        unit = world.unit(org)
        change = _change(world, said)
        fault = change_fault(world.facts.registry.histories[unit.id], change, on=on)
        if fault or not reason.strip():
            raise refuse(fault or "理由不能为空。")
        after = changed(unit, change)
        found = differences(unit, after, names=world.facts.registry.name)
        _require_change(world, unit, after)
        draft = _draft(options, after, on=on, kind=EntryKind.ORG_AMEND, reason=reason.strip())
        (line,) = session.record([draft])
    told = "；".join(map(str, found))
    click.echo(f"已记入台账 {reference_of(line)}：“{after.name}”自 {on} 起，{told}。")
    if any(one.label == "标记" for one in found):
        note("已开始的周期仍按原来的标记，从下一个周期起按新的标记产生履行项。")
        _note_marks(change.added, world)


@command(
    "import",
    summary="从表格登记单位（单位名录）。",
    details=(
        "认 .xlsx .xls .et .ods .csv .tsv，表题行、合并单元格、UTF-8 和 GB18030 都可以。"
        "列名须完整：单位名称、类别、别名、标记、是否高危、属地、统一社会信用代码、编号。"
        "已登记且一致的不重复登记；不能采纳的行连同原因写在表格旁边的“.未采纳”文件里，退出码为 1。"
    ),
    example=(
        "zhiben org import 企业名录.xlsx --on 2024-03-01 --dry-run\n"
        "zhiben org import 企业名录.xlsx --on 2024-03-01"
    ),
)
@click.argument("file", metavar="文件")
@on_option
@click.option("--kind", type=Kind(), metavar="类别", help="表里没写类别的行，按这一类登记。")
@click.option("--dry-run", is_flag=True, help="只显示会怎样，什么都不写。")
@format_option()
@click.pass_obj
def import_(
    options: Options,
    *,
    file: str,
    on: date | None,
    kind: OrganisationKind | None,
    dry_run: bool,
    form: str,
) -> int:
    """Register the units of a table, and end with 1 when a row was not taken in."""
    from zhiben.cli.org_page import show_import
    from zhiben.cli.session import open_session
    from zhiben.io.unit_files import read_unit_file
    from zhiben.ledger.units.importing import Outcome

    table = read_unit_file(Path(file))
    with open_session(options) as session:
        world = _everything(session)
        if dry_run:
            done = _planned(world, table, kind=kind)
        else:
            done = _taken_in(session, table, kind=kind, on=on or session.today)
    show_import(done, form=form)
    _note_marks([mark for unit in done.new for mark in unit.attributes], world)
    return FINDINGS if done.count(Outcome.REJECTED) else CLEAN


org = group(
    "org",
    summary="查看、登记单位。",
    example="zhiben org list --kind 乡镇\nzhiben org show 县应急局",
    members=(list_, show, add, amend, import_),
)


def _everything(session: Session) -> World:
    """Return the world with every unit ever registered, on whatever date."""
    from datetime import date

    return session.world(date.max)


def _unit(world: World, said: dict[str, Any]) -> Organisation:
    """Return the unit the options describe."""
    from zhiben.ledger.units.rules import credit_code_of, derived_id, label_key
    from zhiben.model.organisations import Organisation

    name = " ".join(said["name"].split())
    code = credit_code_of(said["credit_code"] or "") or None
    aliases = dict.fromkeys(alias.strip() for alias in said["aliases"])
    return Organisation(
        id=said["identity"] or derived_id(name, code),
        name=name,
        kind=said["kind"],
        aliases=tuple(alias for alias in aliases if label_key(alias) not in {"", label_key(name)}),
        attributes=_marks(said["marks"]),
        territory=_territory(world, said["territory"]),
        credit_code=code,
        valid_from=said["valid_from"],
        valid_to=said["valid_to"],
    )


def _change(world: World, said: dict[str, Any]) -> UnitChange:
    """Return the change the options describe."""
    from zhiben.ledger.units.changes import UnitChange
    from zhiben.ledger.units.rules import credit_code_of

    return UnitChange(
        name=" ".join((said["name"] or "").split()) or None,
        aliases=tuple(filter(None, map(str.strip, said["aliases"]))),
        added=_marks(said["added"]),
        removed=_marks(said["removed"]),
        territory=_territory(world, said["territory"]),
        credit_code=credit_code_of(said["credit_code"] or "") or None,
        valid_to=said["valid_to"],
    )


def _marks(texts: Iterable[str]) -> tuple[str, ...]:
    """Return the marks that options name, each once."""
    from zhiben.ledger.units.table import split_list

    return split_list("、".join(texts))


def _territory(world: World, text: str | None) -> str | None:
    """Return the id of the township an option names."""
    from zhiben.ledger.units.rules import find_township, townships

    return find_township(text, townships(world.facts.registry)).id if text else None


def _require_change(world: World, before: Organisation, after: Organisation) -> None:
    """Refuse a change that changes nothing or takes what belongs to another unit."""
    from zhiben.cli.session import refuse
    from zhiben.ledger.units.rules import clashes, labelled, unit_faults

    if before == after:
        raise refuse(f"“{before.name}”已经是这样，没有要变更的。")
    others = labelled(world.facts.registry, except_for=before.id)
    problems = [*unit_faults(after), *clashes(after, others)]
    if problems:
        raise refuse(" ".join(problems))


def _require_mark(mark: str, world: World) -> None:
    """Refuse a mark that no unit has and no task asks about."""
    from zhiben.errors import UnknownNameError, nearest_names
    from zhiben.ledger.units.rules import known_marks

    known = known_marks(world.plan, world.facts.registry.current)
    if mark not in known:
        raise UnknownNameError("标记", mark, nearest_names(mark, known))


def _note_marks(marks: Iterable[str], world: World) -> None:
    """Tell of marks that no unit had before and no task asks about: they may be typing errors."""
    from zhiben.ledger.units.rules import known_marks

    known = known_marks(world.plan, world.facts.registry.current)
    for mark in dict.fromkeys(marks):
        if mark not in known:
            note(f"“{mark}”是新的标记，方案里没有任务按它区分；已有的标记：{'、'.join(known)}。")


def _draft(
    options: Options, unit: Organisation, *, on: date, kind: EntryKind, **extra: str
) -> Draft:
    """Return the journal entry that holds a unit as it then stands."""
    from zhiben.ledger.bodies import organisation_body
    from zhiben.model.entries import Draft

    body = {**organisation_body(unit), **extra}
    return Draft(on=on, actor=options.actor, kind=kind, subject=unit.id, body=body)


def _planned(world: World, table: UnitFile, *, kind: OrganisationKind | None) -> Import:
    """Return what importing a table would do."""
    from zhiben.cli.org_page import Import
    from zhiben.ledger.units.importing import settle_rows

    verdicts = settle_rows(table.rows, world.facts.registry, kind=kind)
    return Import(file=table.path, verdicts=verdicts, problems=table.problems, dry_run=True)


def _taken_in(
    session: Session, table: UnitFile, *, kind: OrganisationKind | None, on: date
) -> Import:
    """Record the new units, and write the rejected rows beside the file; both or neither."""
    from contextlib import ExitStack

    from attrs import evolve

    from zhiben.io.progress_files import remove_files
    from zhiben.io.unit_files import write_rejected
    from zhiben.model.entries import EntryKind

    with ExitStack() as undoing:
        with session.store.transaction():
            done = _planned(_everything(session), table, kind=kind)
            rejects = write_rejected(table, done.verdicts)
            undoing.callback(remove_files, rejects)
            session.record(
                [_draft(session.options, u, on=on, kind=EntryKind.ORG_ADD) for u in done.new]
            )
        undoing.pop_all()
    return evolve(done, rejects=rejects, dry_run=False)
