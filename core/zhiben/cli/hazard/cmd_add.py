"""``zhiben hazard add`` and ``amend``: what a person says of a hazard, first and later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.accesses import TOKEN
from zhiben.cli.commands import command
from zhiben.cli.hazard.options import (
    Money,
    OneOf,
    circumstances_of,
    circumstances_options,
    number_argument,
)
from zhiben.cli.hazard.words import CHANNELS, DETAILS, GONE, option_of
from zhiben.cli.options import reason_option
from zhiben.cli.types import DAY
from zhiben.ledger.hazards.moves import STATES
from zhiben.model.hazards import Act

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.units.registry import Registry
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


def _details(registry: Registry, said: Mapping[str, Any], *, day: date) -> HazardDetails:
    """Return the details a person tells, units by their registered names.

    Raises:
        UsageError: when the hazard was found on a day to come, or a code cannot be one.
    """
    from zhiben.cli.hazard.acting import canonical
    from zhiben.cli.session import refuse
    from zhiben.ledger.units.rules import credit_code_fault, credit_code_of
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
    if life.state in GONE:
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
