"""``zhiben hazard``: the ledger of hazards, and each one's way from a lead to its closing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.accesses import TOKEN
from zhiben.cli.commands import Member, command, group
from zhiben.cli.hazard.options import (
    Money,
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.cli.hazard.profiles import FORMATS, profile_option
from zhiben.cli.hazard.words import CHANNELS, DETAILS, LEVELS, SUMMARIES, option_of
from zhiben.cli.options import as_of_option, format_option, reason_option, unmask_option
from zhiben.cli.types import DAY
from zhiben.ledger.hazards.moves import MOVES, STATES
from zhiben.model.hazards import Act, State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.registry import Registry
    from zhiben.model.hazards import HazardDetails, HazardLife, Party, Said, Saying
    from zhiben.store.hazard_reading import HazardFilter

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


_reporter_option: Final = click.option(
    "--reporter", type=TOKEN, metavar="令牌",
    help="举报人令牌，由 zhiben reporter add 印出；举报人是谁，不写。",
)  # fmt: skip


@command(
    "add",
    summary="登记一条线索，给它编号。",
    details=(
        "须有渠道、地点和描述；发现日期默认为业务日期。--unit 和 --person 是发现的单位和人："
        "企业自查的默认是企业自己，其他的默认是本工作区的单位；发现的单位和人以后不能验收。"
        "等级由认定（judge）得出，不在这里填；举报来的用 --reporter 写令牌，"
        "举报人的姓名、电话不要写进任何一项。"
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
@_reporter_option
@details_options
@circumstances_options
@click.pass_obj
def add(options: Options, /, **said: Any) -> None:
    """Record a lead under a number of its own."""
    from zhiben.cli.hazard.acting import acting_day, registry_on, take_new, tell
    from zhiben.cli.hazard.reporting import checked_token
    from zhiben.cli.session import open_session
    from zhiben.model.hazards import Saying

    case, token = circumstances_of(said), said.pop("reporter")
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, case.on)
        registry = registry_on(session, session.today)
        details = _details(registry, {**said, "found_on": said["found_on"] or day}, day=day)
        _require_place(details)
        by = _finder(session, registry, details, case)
        token = checked_token(session, token, channels=(details.channel,))
        told = _said(details, day=day, by=by, case=case, saying=Saying.ADD, reporter=token)
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
@_reporter_option
@details_options
@reason_option
@circumstances_options
@click.pass_obj
def amend(options: Options, /, *, number: str, reason: str, **said: Any) -> None:
    """Record what is to be said of a hazard instead."""
    from attrs import evolve

    from zhiben.cli.hazard.acting import (
        acting_day,
        firms_of,
        hazard_life,
        own_party,
        party_of,
        registry_on,
        take_word,
        tell,
    )
    from zhiben.cli.hazard.reporting import checked_token
    from zhiben.cli.session import open_session
    from zhiben.model.hazards import Saying

    case, token = circumstances_of(said), said.pop("reporter")
    with open_session(options) as session, session.store.transaction():
        day = acting_day(session, case.on)
        life = hazard_life(session, number, day)
        registry = registry_on(session, session.today)
        details = _details(registry, said, day=day)
        token = checked_token(session, token, channels=life.channels)
        _require_change(life, details, reason, token=token)
        if case.unit is None:
            by = own_party(session, registry, people=case.people)
        else:
            firms = firms_of(life.details)
            by = party_of(registry, case.unit, people=case.people, firms=firms)
        told = _said(details, day=day, by=by, case=case, saying=Saying.AMEND, reporter=token)
        told = evolve(told, reason=reason.strip())
        taken = take_word(session, life.number, told, files=case.files)
    words = [*_named(details), *(["举报人令牌"] if token else [])]
    tell(taken, f"{life.number} 更正了{'、'.join(words)}，理由：{told.reason}")


@command(
    "show",
    summary="一条隐患的来龙去脉：信息、时限、下一步还缺什么，和经过、佐证。",
    example=(
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard show YH-2026-00001 --as-of 2026-06-30 --json"
    ),
)
@number_argument
@as_of_option
@unmask_option
@format_option()
@click.pass_obj
def show(
    options: Options, *, number: str, as_of: date | None, unmask: str | None, form: str
) -> None:
    """Show one hazard."""
    from zhiben.cli.hazard.acting import hazard_story
    from zhiben.cli.hazard.follow import follow_up
    from zhiben.cli.hazard.follow_page import follow_shape
    from zhiben.cli.hazard.page import page_shape, show_page
    from zhiben.cli.masking import keeps_masked, print_json
    from zhiben.cli.session import open_session

    with open_session(options) as session:
        day = as_of or session.today
        life, places = hazard_story(session, number, day)
        follow = follow_up(session, life, day)
        is_masked = keeps_masked(session, life.number, unmask=unmask)
    if form == "json":
        print_json(page_shape(life, follow) | follow_shape(follow), is_masked=is_masked)
    else:
        show_page(life, follow, places=places, is_masked=is_masked)


@command(
    "history",
    summary="一条隐患的全部台账记录，撤销了的也在内。",
    example="zhiben hazard history YH-2026-00001",
)
@number_argument
@unmask_option
@format_option()
@click.pass_obj
def history(options: Options, *, number: str, unmask: str | None, form: str) -> None:
    """List every entry about one hazard, in the order they were recorded."""
    from zhiben.cli.hazard.acting import entries_around, known_number
    from zhiben.cli.hazard.page import history_row, history_shape
    from zhiben.cli.masking import keeps_masked, print_json, print_table
    from zhiben.cli.session import open_session, reference_of
    from zhiben.ledger.hazards.lives import lives_of

    with open_session(options) as session:
        found = known_number(session, number)
        lines = session.store.lines(subject=found)
        void = session.store.void_ids()
        life = lives_of(entries_around(session, found, as_of=session.today)).get(found)
        is_masked = keeps_masked(session, found, unmask=unmask)
    shapes = [history_shape(line, life, is_void=line.id in void) for line in lines]
    if form == "json":
        print_json({"number": found, "entries": shapes}, is_masked=is_masked)
        return
    places = {line.id: reference_of(line) for line in lines}
    headers = ("记录", "业务日期", "记入时间（UTC）", "事项", "单位", "人员", "理由", "经办")
    print_table(headers, [history_row(shape, places) for shape in shapes], is_masked=is_masked)


@command(
    "list",
    summary="列出隐患。",
    details=(
        "已合并、已撤销的不列，除非用 --status 点名或加 --all。csv 和 JSON 按 --profile "
        "带字段，见“个人信息和密级”；csv 写进文件用 >。"
    ),
    example=(
        "zhiben hazard list --level major --overdue\n"
        "zhiben hazard list --profile public --format csv\n"
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
@profile_option
@as_of_option
@unmask_option
@format_option(FORMATS)
@click.pass_obj
def list_(
    options: Options, /, *, as_of: date | None, unmask: str | None, form: str, **wanted: Any
) -> None:
    """List hazards."""
    from zhiben.cli.hazard.acting import registry_on
    from zhiben.cli.hazard.profiles import list_profile, show_hazards
    from zhiben.cli.masking import HAZARDS, keeps_masked
    from zhiben.cli.session import open_session
    from zhiben.ledger.hazards.numbers import number_order

    profile = list_profile(wanted.pop("audience"), unmask=unmask, channel=wanted["channel"])
    is_all = wanted.pop("is_all") or wanted["status"] in _GONE
    with open_session(options) as session:
        keeps_masked(session, HAZARDS, unmask=unmask)
        day = as_of or session.today
        registry = registry_on(session, max(day, session.today))
        hazards = session.store.hazards(day)
        lives = hazards.lives(_filter(registry, wanted))
        gone = 0 if is_all or form != "table" else hazards.gone(_GONE)
    listed = (life for life in lives if is_all or life.state not in _GONE)
    found = sorted(listed, key=lambda life: number_order(life.number))
    show_hazards(found, profile, day=day, gone=gone, form=form)


def _overlay_members() -> dict[str, Member]:
    """Return the commands of what lies over a hazard's state."""
    return {
        "listing": Member("zhiben.cli.hazard.cmd_listing:listing", "挂牌督办：挂牌、摘牌、批次。"),
        "extend": Member("zhiben.cli.hazard.cmd_extend:extend", "申请延期，或决定延期申请。"),
        "suspend": Member("zhiben.cli.hazard.cmd_suspend:suspend", "责令停产停业、停止使用。"),
        "resume": Member("zhiben.cli.hazard.cmd_suspend:resume", "审查同意，恢复生产使用。"),
    }


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
            f"zhiben.cli.hazard.cmd_{'judge' if act in judging else 'steps'}:{act.name.lower()}",
            SUMMARIES[act],
        )
        for act in MOVES
    }
    figures = Member(
        "zhiben.cli.hazard.cmd_stats:stats",
        "隐患统计：发现、销号、逾期、挂牌、按期整改率、用时，和三年目标。",
    )
    tables = {
        "import": Member(
            "zhiben.cli.hazard.cmd_import:import_", "导入隐患台账：什么样的表都行，一行不丢。"
        ),
        "duplicates": Member(
            "zhiben.cli.hazard.cmd_duplicates:duplicates",
            "可能重复的隐患：列出来，逐对认定是不是同一条。",
        ),
    }
    overlays = _overlay_members()
    words = Member(
        "zhiben.cli.hazard.cmd_headings:headings", "列名词典：导入台账时，哪个列名是什么字段。"
    )
    totals = Member(
        "zhiben.cli.hazard.cmd_totals:explain_total",
        "登记口径说明：表里印的合计为什么与收进的行数不符。",
    )
    rest = {
        **_following_members(), "stats": figures, "explain-total": totals, "headings": words
    }  # fmt: skip
    return {"add": own["add"]} | tables | acts | overlays | own | rest


def _following_members() -> dict[str, Member]:
    """Return the commands for what goes on around a hazard: limits, enforcement, escalation."""
    modules = "zhiben.cli.hazard.cmd_"
    return {
        "limits": Member(
            f"{modules}limits:limits", "时限：有哪些、依据什么、本县怎样规定，一条隐患上走到哪天。"
        ),
        "enforce": Member(
            f"{modules}enforce:enforce", "登记执法：约谈、处罚、停产整顿、移送、停电。"
        ),
        "escalate": Member(
            f"{modules}escalate:escalate", "督办升级：谁该进一步、为什么；升一步须登记。"
        ),
        "fault": Member(
            f"{modules}fault:fault",
            "登记、列出单位未排查、查不出、查出拒不整改（实施方案第15条）。",
        ),
    }


hazard = group(
    "hazard",
    summary="隐患台账：登记、认定、整改、验收、销号。",
    example=(
        "zhiben hazard list --overdue\n"
        "zhiben hazard show YH-2026-00001\n"
        "zhiben hazard close YH-2026-00001 --approval 示例1号 --closer 示例庚"
    ),
    members=(),
    kept_elsewhere=_members(),
)


def _details(registry: Registry, said: Mapping[str, Any], *, day: date) -> HazardDetails:
    """Return the details a person tells, units by their registered names.

    Raises:
        UsageError: when the hazard was found on a day to come, or a code cannot be one.
    """
    from zhiben.cli.hazard.acting import canonical
    from zhiben.cli.session import refuse
    from zhiben.ledger.units import credit_code_fault, credit_code_of
    from zhiben.model.hazards import HazardDetails

    told = {name: _told(value) for name, value in said.items() if value is not None}
    for name in _UNITS:
        if name in told:
            told[name] = canonical(registry, told[name])
    if told.get("found_on", day) > day:
        raise refuse(f"发现日期 {told['found_on']} 晚于业务日期 {day}，请核对。")
    if "credit_code" in told:
        told["credit_code"] = credit_code_of(told["credit_code"])
        if fault := credit_code_fault(told["credit_code"]):
            raise refuse(fault)
    return HazardDetails(**{name: value for name, value in told.items() if value != ""})


def _told(value: Any) -> Any:  # noqa: ANN401 - what the option of a detail holds
    """Return what an option was given, a text without the blanks around it."""
    return value.strip() if type(value) is str else value


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
    from zhiben.cli.hazard.acting import firms_of, own_party, party_of
    from zhiben.model.hazards import Channel

    firms = list(firms_of(details))
    is_own = details.channel is Channel.SELF and bool(firms)
    if case.unit is None and not is_own:
        return own_party(session, registry, people=case.people)
    text = firms[0].unit if case.unit is None else case.unit
    return party_of(registry, text, people=case.people, firms=firms)


def _said(
    details: HazardDetails,
    *,
    day: date,
    by: Party,
    case: Circumstances,
    saying: Saying,
    reporter: str,
) -> Said:
    """Return what a person says, before it has its place in the journal."""
    from zhiben.model.hazards import Said

    return Said(
        reference="", on=day, details=details, saying=saying, by=by, document=case.document,
        reporter=reporter,
    )  # fmt: skip


def _require_change(life: HazardLife, details: HazardDetails, reason: str, *, token: str) -> None:
    """Refuse an amendment that changes nothing, or what only an act may change.

    Raises:
        UsageError: saying why.
    """
    from zhiben.cli.session import refuse

    if not reason.strip():
        raise refuse("理由不能为空。")
    if life.state in _GONE:
        raise refuse(f"{life.number} {STATES[life.state]}，不能再更正。")
    if not _named(details) and not token:
        raise refuse("没有写要改什么，请写要改的选项，如 --location。")
    extended = any(one.is_granted for one in life.overlays.extensions)
    if details.deadline is not None and (life.last(Act.PLAN) or extended):
        raise refuse(f"{life.number} 的时限由方案定下，不能在这里改；延期须另经批准。")
    if details.listed is False and life.overlays.in_force:
        raise refuse(f"{life.number} 由机关挂牌督办，摘牌请用 zhiben hazard listing remove。")


def _named(details: HazardDetails) -> list[str]:
    """Return what people call the details that are told."""
    return [word for name, word in DETAILS.items() if getattr(details, name) is not None]


def _filter(registry: Registry, wanted: Mapping[str, Any]) -> HazardFilter:
    """Return which hazards a list asks for, places by any of their names."""
    from zhiben.cli.hazard.acting import canonical
    from zhiben.ledger.units import label_key
    from zhiben.store.hazard_reading import HazardFilter

    region, sector, firm = wanted["region"], wanted["sector"], wanted["enterprise"]
    town = label_key(canonical(registry, region or ""))
    return HazardFilter(
        state=wanted["status"],
        level=wanted["level"],
        channel=wanted["channel"],
        region=None
        if region is None
        else lambda text: label_key(canonical(registry, text)) == town,
        sector=None if sector is None else lambda text: label_key(text) == label_key(sector),
        firm=None if firm is None else label_key(firm),
        is_overdue=wanted["overdue"],
    )
