"""``zhiben hazard``: the ledger of hazards, and each one's way from a lead to its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.commands import Member, command, group
from zhiben.cli.hazard_options import (
    Money,
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.cli.hazard_words import CHANNELS, DETAILS, LEVELS, SUMMARIES, option_of
from zhiben.cli.options import as_of_option, format_option, reason_option
from zhiben.cli.output import show_json, show_table
from zhiben.cli.types import DAY
from zhiben.ledger.hazard_moves import MOVES, STATES
from zhiben.model.hazards import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from zhiben.cli.hazard_options import Circumstances
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.registry import Registry
    from zhiben.model.hazards import HazardDetails, HazardLife, Party, Said, Saying

_UNITS: Final = ("region", "lead", "support", "supervise", "unit_responsible")
"""The details that name units of this county, by their registered names where they have one."""
_TOLD: Final = (
    "enterprise", "credit_code", "region", "sector", "location", "description", "measures",
    "owner", "unit_responsible", "lead", "support", "supervise", "sponsor", "funds_yuan",
    "deadline", "found_on",
)  # fmt: skip
"""The details a person may tell."""
_TYPES: Final = {"funds_yuan": Money(), "deadline": DAY, "found_on": DAY}
_METAVARS: Final = {"funds_yuan": "金额", "deadline": "日期", "found_on": "日期"}
_GONE: Final = (State.MERGED, State.VOID)
"""The states of hazards that are listed only when asked for."""


def details_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add an option for each detail a person may tell, and for the listing."""
    listed = click.option(
        "--listed/--not-listed", "listed", default=None, help="是否挂牌督办。"
    )  # fmt: skip
    for name in reversed(_TOLD):
        option = click.option(
            option_of(name),
            name,
            type=_TYPES.get(name, click.STRING),
            metavar=_METAVARS.get(name, "文字"),
            help=f"{DETAILS[name]}。",
        )
        function = option(function)
    return listed(function)


@command(
    "add",
    summary="登记一条线索，给它编号。",
    details=(
        "须有渠道、地点和描述；发现日期默认为业务日期。--unit 和 --person 是发现的单位和人："
        "企业自查的默认是企业自己，其他的默认是本工作区的单位；发现的单位和人以后不能验收。"
        "等级由认定（judge）得出，不在这里填；举报人的姓名、电话不要写进任何一项。"
        "同样的内容再登记一次，不会多出一条。"
    ),
    example=(
        "zhiben hazard add --channel inspection --enterprise 示例厂 --location 一车间 "
        "--description 安全出口被堵 --region 城关镇 --on 2026-05-06 --person 示例甲"
    ),
)
@click.option(
    "--channel", type=OneOf(CHANNELS), required=True,
    help="渠道：self 企业自查、inspection 督导检查、report 举报查实（必填）。",
)  # fmt: skip
@details_options
@circumstances_options
@click.pass_obj
def add(options: Options, /, **said: Any) -> None:
    """Record a lead under a number of its own."""
    from zhiben.cli.hazards import acting_day, registry_on, take_new, tell
    from zhiben.cli.session import open_session
    from zhiben.model.hazards import Saying

    case = circumstances_of(said)
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, case.on)
        registry = registry_on(session, session.today)
        details = _details(registry, {**said, "found_on": said["found_on"] or day}, day=day)
        _require_place(details)
        by = _finder(session, registry, details, case)
        told = _said(details, day=day, by=by, case=case, saying=Saying.ADD)
        taken = take_new(session, told, files=case.files)
    life = taken.life
    tell(taken, f"{life.number}，现在是“{STATES[life.state]}”。")


@command(
    "amend",
    summary="更正、补充一条隐患的信息（须写理由）。",
    details=(
        "只写要改的；原来的说法保留在经过里。这里改过的，以后导入的表格不再改动。"
        "方案定下的时限不能在这里改。"
    ),
    example=(
        "zhiben hazard amend YH-2026-00001 --location 二车间 --reason 示例：地点写错\n"
        "zhiben hazard amend YH-2026-00001 --listed --document 示例〔2026〕1号 --reason 示例"
    ),
)
@number_argument
@details_options
@reason_option
@circumstances_options
@click.pass_obj
def amend(options: Options, /, *, number: str, reason: str, **said: Any) -> None:
    """Record what is to be said of a hazard instead."""
    from attrs import evolve

    from zhiben.cli.hazards import (
        acting_day,
        firms_of,
        hazard_life,
        own_party,
        party_of,
        registry_on,
        take_word,
        tell,
    )
    from zhiben.cli.session import open_session
    from zhiben.model.hazards import Saying

    case = circumstances_of(said)
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, case.on)
        life = hazard_life(session, number, day)
        registry = registry_on(session, session.today)
        details = _details(registry, said, day=day)
        _require_change(life, details, reason)
        if case.unit is None:
            by = own_party(session, registry, people=case.people)
        else:
            firms = firms_of(life.details)
            by = party_of(registry, case.unit, people=case.people, firms=firms)
        told = _said(details, day=day, by=by, case=case, saying=Saying.AMEND)
        told = evolve(told, reason=reason.strip())
        taken = take_word(session, life.number, told, files=case.files)
    tell(taken, f"{life.number} 更正了{'、'.join(_named(details))}，理由：{told.reason}")


@command(
    "show",
    summary="一条隐患的来龙去脉：信息、经过、佐证，和下一步还缺什么。",
    example=(
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard show YH-2026-00001 --as-of 2026-06-30 --json"
    ),
)
@number_argument
@as_of_option
@format_option()
@click.pass_obj
def show(options: Options, *, number: str, as_of: date | None, form: str) -> None:
    """Show one hazard."""
    from zhiben.cli.hazard_page import page_shape, show_page
    from zhiben.cli.hazards import hazard_story
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        day = as_of or session.today
        life, places = hazard_story(session, number, day)
    if form == "json":
        show_json(page_shape(life, day))
    else:
        show_page(life, day, places=places)


@command(
    "history",
    summary="一条隐患的全部台账记录，撤销了的也在内。",
    example="zhiben hazard history YH-2026-00001",
)
@number_argument
@format_option()
@click.pass_obj
def history(options: Options, *, number: str, form: str) -> None:
    """List every entry about one hazard, in the order they were recorded."""
    from zhiben.cli.hazard_page import history_row, history_shape
    from zhiben.cli.hazards import entries_around, known_number
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.hazard_lives import lives_of

    with open_session(options) as session:
        found = known_number(session, number)
        lines = session.store.lines(subject=found)
        void = session.store.void_ids()
        life = lives_of(entries_around(session, found, as_of=session.today)).get(found)
    shapes = [history_shape(line, life, is_void=line.id in void) for line in lines]
    if form == "json":
        show_json({"number": found, "entries": shapes})
        return
    places = {line.id: reference_of(line) for line in lines}
    headers = ("记录", "业务日期", "记入时间（UTC）", "事项", "单位", "人员", "理由", "经办")
    show_table(headers, [history_row(shape, places) for shape in shapes])


@command(
    "list",
    summary="列出隐患。",
    details="已合并、已撤销的不列，除非用 --status 点名或加 --all。",
    example=(
        "zhiben hazard list --level major --overdue\n"
        "zhiben hazard list --region 城关镇 --status rectifying --as-of 2026-06-30 --json"
    ),
)
@click.option("--status", type=OneOf(STATES), metavar="状态", help="只看这种状态的，如 治理中。")
@click.option("--level", type=OneOf(LEVELS), help="只看这个等级的：major 重大，general 一般。")
@click.option("--region", metavar="乡镇", help="只看这个属地的。")
@click.option("--sector", metavar="行业", help="只看这个行业的。")
@click.option(
    "--channel", type=OneOf(CHANNELS), help="只看这个渠道的（几个渠道报来的，有一个就算）。"
)
@click.option("--enterprise", metavar="单位", help="只看名称含有这几个字、或信用代码是它的单位的。")
@click.option("--overdue", is_flag=True, help="只看过了时限还没有办完的。")
@click.option("--all", "is_all", is_flag=True, help="连同已合并、已撤销的。")
@as_of_option
@format_option()
@click.pass_obj
def list_(options: Options, /, *, as_of: date | None, form: str, **wanted: Any) -> None:
    """List hazards."""
    from zhiben.cli.hazard_page import hazard_shape, list_rows
    from zhiben.cli.hazards import hazard_lives, registry_on
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        day = as_of or session.today
        lives = list(hazard_lives(session, day).values())
        registry = registry_on(session, max(day, session.today))
    is_all = wanted.pop("is_all") or wanted["status"] in _GONE
    listed = [life for life in lives if is_all or life.state not in _GONE]
    found = list(_selected(listed, registry, wanted, day=day))
    if form == "json":
        show_json({"hazards": list(map(hazard_shape, found))})
        return
    headers = ("编号", "单位", "属地", "地点", "描述", "等级", "状态", "时限", "牵头或责任单位")
    show_table(headers, list_rows(found, day))
    gone = len(lives) - len(listed)
    click.echo(f"\n共 {len(found)} 条。" + (f"另有 {gone} 条已合并或撤销，未列。" if gone else ""))


def _members() -> dict[str, Member]:
    """Return the commands of the group in the order of a hazard's life; one module per noun."""
    here = {"add": add, "amend": amend, "show": show, "list": list_, "history": history}
    own = {
        name: Member(f"{__name__}:{'list_' if name == 'list' else name}", one.short_help or "")
        for name, one in here.items()
    }
    judging = (Act.JUDGE, Act.REJUDGE)
    acts = {
        act.value: Member(
            f"zhiben.cli.cmd_hazard_{'judge' if act in judging else 'steps'}:{act.name.lower()}",
            SUMMARIES[act],
        )
        for act in MOVES
    }
    words = Member(
        "zhiben.cli.cmd_hazard_headings:headings", "列名词典：导入台账时，哪个列名是什么字段。"
    )
    return {"add": own["add"]} | acts | own | {"headings": words}


hazard = group(
    "hazard",
    summary="隐患台账：登记、认定、整改、验收、销号。",
    example=(
        "zhiben hazard list --overdue\n"
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard close YH-2026-00001 --help"
    ),
    members=(),
    kept_elsewhere=_members(),
)


def _details(registry: Registry, said: Mapping[str, Any], *, day: date) -> HazardDetails:
    """Return the details a person tells, units by their registered names.

    Raises:
        UsageError: when the hazard was found on a day to come, or a code cannot be one.
    """
    from zhiben.cli.hazards import canonical
    from zhiben.cli.session import refuse
    from zhiben.ledger.units import credit_code_fault, credit_code_of
    from zhiben.model.hazards import HazardDetails

    told: dict[str, Any] = {
        name: value.strip() if type(value) is str else value
        for name, value in said.items()
        if value is not None
    }
    for name in (name for name in _UNITS if name in told):
        told[name] = canonical(registry, told[name])
    if told.get("found_on", day) > day:
        raise refuse(f"发现日期 {told['found_on']} 晚于业务日期 {day}，请核对。")
    if "credit_code" in told:
        told["credit_code"] = credit_code_of(told["credit_code"])
        if fault := credit_code_fault(told["credit_code"]):
            raise refuse(fault)
    return HazardDetails(**{name: value for name, value in told.items() if value != ""})


def _require_place(details: HazardDetails) -> None:
    """Refuse a lead that does not tell what is wrong, and where.

    Raises:
        UsageError: naming all that is missing.
    """
    from zhiben.cli.session import refuse

    asked = ("location", "description")
    missing = [name for name in asked if not getattr(details, name)]
    if missing:
        lines = (f"  缺 {option_of(name)} {DETAILS[name]}" for name in missing)
        raise refuse("\n".join(("线索还缺：", *lines)))


def _finder(
    session: Session, registry: Registry, details: HazardDetails, case: Circumstances
) -> Party:
    """Return who found a hazard: the unit told, the enterprise itself, or this site's unit."""
    from zhiben.cli.hazards import firms_of, own_party, party_of
    from zhiben.model.hazards import Channel

    firms = list(firms_of(details))
    is_own = details.channel is Channel.SELF and bool(firms)
    if case.unit is None and not is_own:
        return own_party(session, registry, people=case.people)
    text = firms[0].unit if case.unit is None else case.unit
    return party_of(registry, text, people=case.people, firms=firms)


def _said(
    details: HazardDetails, *, day: date, by: Party, case: Circumstances, saying: Saying
) -> Said:
    """Return what a person says, before it has its place in the journal."""
    from zhiben.model.hazards import Said

    return Said(reference="", on=day, details=details, saying=saying, by=by, document=case.document)


def _require_change(life: HazardLife, details: HazardDetails, reason: str) -> None:
    """Refuse an amendment that changes nothing, or what only an act may change.

    Raises:
        UsageError: saying why.
    """
    from zhiben.cli.session import refuse

    if not reason.strip():
        raise refuse("理由不能为空。")
    if life.state in _GONE:
        raise refuse(f"{life.number} {STATES[life.state]}，不能再更正。")
    if not _named(details):
        raise refuse("没有写要改什么，请写要改的选项，如 --location。")
    if details.deadline is not None and life.last(Act.PLAN):
        raise refuse(f"{life.number} 的时限由方案定下，不能在这里改；延期须另经批准。")


def _named(details: HazardDetails) -> list[str]:
    """Return what people call the details that are told."""
    return [word for name, word in DETAILS.items() if getattr(details, name) is not None]


def _selected(
    lives: Iterable[HazardLife], registry: Registry, wanted: Mapping[str, Any], *, day: date
) -> Iterator[HazardLife]:
    """Yield the hazards a list asks for."""
    from zhiben.cli.hazards import canonical
    from zhiben.ledger.hazard_lives import is_overdue
    from zhiben.ledger.units import label_key

    def named(text: str | None) -> str:
        return label_key(canonical(registry, text or ""))

    def is_wanted(life: HazardLife) -> bool:
        details = life.details
        name, code = label_key(details.enterprise or ""), label_key(details.credit_code or "")
        firm = label_key(wanted["enterprise"] or "")
        sector = label_key(wanted["sector"] or "")
        return all((
            wanted["status"] in {None, life.state},
            wanted["level"] in {None, details.level},
            wanted["channel"] in {None, *life.channels},
            wanted["region"] is None or named(wanted["region"]) == named(details.region),
            wanted["sector"] is None or sector == label_key(details.sector or ""),
            wanted["enterprise"] is None or firm in name or firm == code,
            not wanted["overdue"] or is_overdue(life, day),
        ))  # fmt: skip

    return filter(is_wanted, lives)
