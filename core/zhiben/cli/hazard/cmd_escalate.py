"""``zhiben hazard escalate``: who would move up the ladder, and each step as a recorded act."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from zhiben.cli.commands import command
from zhiben.cli.hazard.options import circumstances_of, circumstances_options
from zhiben.cli.options import as_of_option, format_option

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from zhiben.cli.hazard.follow import FollowUp
    from zhiben.cli.hazard.options import Circumstances
    from zhiben.cli.main import Options
    from zhiben.cli.session import Session
    from zhiben.ledger.hazards.ladder import Prospect, Rung
    from zhiben.model.hazard_measures import Measure
    from zhiben.model.hazards import HazardLife


@command(
    "escalate",
    summary="督办升级：谁该进一步、为什么；升一步须登记。",
    details=(
        "阶梯是 提示、督办（督促）、约谈、通报、曝光。不写 --to，只列逾期的隐患里谁该进一步，"
        "什么都不改。升一步写 --to 和 --document；不能跳步，同一步可以再来一次；"
        "约谈同时是执法记录，不用另用 enforce 登记。"
        "责任单位有了反馈，用 --feedback 登记，等待的天数重新起算。"
        "各步等几天是缺省值，不是规定，本县可用 zhiben hazard limits set ladder-urge 等改定。"
    ),
    example=(
        "zhiben hazard escalate --as-of 2026-06-30\n"
        "zhiben hazard escalate YH-2026-00001 --to 提示 --document 示例提示〔2026〕1号\n"
        "zhiben hazard escalate YH-2026-00001 --feedback 示例：设备已到货"
    ),
)
@click.argument("number", metavar="[隐患编号]", default="")
@click.option("--to", metavar="一步", help="升到哪一步：提示、督办、约谈、通报、曝光。")
@click.option("--feedback", metavar="文字", help="责任单位的反馈。")
@click.option("--note", "reason", default="", metavar="文字", help="说明。")
@click.option("--dry-run", "is_trial", is_flag=True, help="只看会怎样，不登记。")
@as_of_option
@circumstances_options
@format_option()
@click.pass_obj
def escalate(
    options: Options,
    /,
    *,
    number: str,
    to: str | None,
    feedback: str | None,
    is_trial: bool,
    form: str,
    **said: Any,
) -> None:
    """Show who would move up, or put a step on record."""
    from zhiben.cli.session import open_session

    as_of, reason = said.pop("as_of"), said.pop("reason").strip()
    case = circumstances_of(said)
    is_act = to is not None or feedback is not None
    if is_act:
        _require_one(number, to=to, feedback=feedback, as_of=as_of)
    with open_session(options) as session, session.store.transaction():
        if is_act:
            measure, told = (
                _climb(session, number, to, case=case, reason=reason)
                if to is not None
                else _hear(session, number, str(feedback).strip(), case=case)
            )
            _take(session, measure, told, case=case, is_trial=is_trial, form=form)
        if not is_act or form == "json":
            _show(session, number, day=as_of or session.today, form=form)


def _require_one(number: str, *, to: str | None, feedback: str | None, as_of: date | None) -> None:
    """Refuse an act that is two, or about no hazard, or has its day in the wrong place.

    Raises:
        UsageError: saying what to write instead.
    """
    from zhiben.cli.session import refuse

    if to is not None and feedback is not None:
        raise refuse("--to 和 --feedback 分两次登记。")
    if not number:
        raise refuse("要登记哪一条，请写隐患编号。")
    if as_of is not None:
        raise refuse("登记的业务日期写 --on，不写 --as-of。")


def _take(
    session: Session,
    measure: Measure,
    told: str,
    *,
    case: Circumstances,
    is_trial: bool,
    form: str,
) -> None:
    """Put a step or feedback on record, or on trial say what would be."""
    from zhiben.cli.hazard.follow import take_measure
    from zhiben.cli.output import note

    if is_trial:
        note(f"没有登记（--dry-run）：{told}")
    else:
        take_measure(session, measure, case=case, text=told, form=form)


def _climb(
    session: Session, number: str, to: str, *, case: Circumstances, reason: str
) -> tuple[Measure, str]:
    """Return a step to be recorded, and the words for it.

    Raises:
        UsageError: when it may not be taken, naming the one that may.
    """
    from zhiben.cli.hazard.follow import follow_up, new_measure, require_there, twin_in
    from zhiben.cli.output import note
    from zhiben.cli.session import refuse
    from zhiben.model.hazard_measures import Family

    if not case.document:
        raise refuse("还缺 --document 文号。")
    rung = _rung(to)
    life = require_there(session, number, case)
    measure = new_measure(
        session, Family.ESCALATE, rung.step, subject=life.number, case=case, reason=reason
    )
    follow = follow_up(session, life, measure.on)
    if twin_in(session, measure, is_dated=case.on is not None) is None:
        _require_step(life, rung, follow)
        if why := _early(rung, follow.prospect):
            note(f"{life.number} {why}。")
    return measure, f"{life.number} {rung.label}，{case.document}。"


def _hear(session: Session, number: str, words: str, *, case: Circumstances) -> tuple[Measure, str]:
    """Return feedback to be recorded, and the words for it.

    Raises:
        UsageError: when it says nothing.
    """
    from zhiben.cli.hazard.follow import new_measure, require_there
    from zhiben.cli.session import refuse
    from zhiben.model.hazard_measures import Family

    if not words:
        raise refuse("反馈不能为空。")
    life = require_there(session, number, case)
    measure = new_measure(
        session, Family.FEEDBACK, "feedback", subject=life.number, case=case, life=life,
        reason=words,
    )  # fmt: skip
    return measure, f"{life.number} 反馈。"


def _rung(text: str) -> Rung:
    """Return the step people call that.

    Raises:
        UsageError: when there is none, naming those there are.
    """
    from zhiben.cli.session import refuse
    from zhiben.ledger.hazards.ladder import find_rung, ladder

    rungs = ladder()
    rung = find_rung(rungs, text)
    if rung is None:
        known = "、".join(f"{one.step}（{one.label}）" for one in rungs)
        raise refuse(f"没有“{text}”这一步，有：{known}。")
    return rung


def _require_step(life: HazardLife, rung: Rung, follow: FollowUp) -> None:
    """Refuse a step that skips one, goes back, or is about a hazard that is done with.

    Raises:
        UsageError: naming what may be taken.
    """
    from zhiben.cli.session import refuse
    from zhiben.ledger.hazards.ladder import current_rung, ladder, next_rung
    from zhiben.ledger.hazards.moves import OPEN_STATES, STATES

    if life.state not in OPEN_STATES:
        raise refuse(f"{life.number} 是“{STATES[life.state]}”，不用再督办。")
    rungs = ladder()
    legal = (current_rung(follow.climb, rungs), next_rung(follow.climb, rungs))
    if rung not in legal:
        now = f"现在到了{legal[0].label}" if legal[0] else "还没有提示过"
        known = "、".join(one.label for one in legal if one)
        raise refuse(f"{life.number} {now}，不能{rung.label}；可以：{known}。")


def _early(rung: Rung, prospect: Prospect | None) -> str:
    """Say that a step comes before its time by the ladder, if it does."""
    if prospect is None:
        return "没有逾期，照样登记"
    if prospect.next != rung or prospect.is_due:
        return ""
    return f"按阶梯 {prospect.due_on} 起才{rung.label}，照样登记"


def _show(session: Session, number: str, *, day: date, form: str) -> None:
    """Show who would move up on a day, of all hazards or of one."""
    from zhiben.cli.hazard.follow_page import prospect_row, prospect_shape
    from zhiben.cli.masking import print_json, print_table

    found = _prospects(session, number, day)
    if form == "json":
        print_json(
            {"as_of": day.isoformat(), "hazards": [prospect_shape(one, day) for one in found]}
        )
        return
    headers = ("编号", "单位", "牵头或责任单位", "时限", "逾期天数", "现在", "该进到", "为什么")
    print_table(headers, [prospect_row(one, day) for one in found])
    due = sum(one.is_due for one in found)
    click.echo(f"\n{day} 逾期 {len(found)} 条，该进一步的 {due} 条。什么都没有改，升一步须登记。")


def _prospects(session: Session, number: str, day: date) -> Sequence[Prospect]:
    """Return the prospects of the overdue hazards on a day."""
    from zhiben.cli.hazard.acting import hazard_life
    from zhiben.cli.hazard.follow import limit_table, measures_by_hazard
    from zhiben.cli.hazard.follow_page import prospects_in_order
    from zhiben.ledger.hazards.ladder import prospect_of
    from zhiben.store.hazard_reading import HazardFilter

    overdue = HazardFilter(is_overdue=True)
    lives = (
        [hazard_life(session, number, day)] if number else session.store.hazards(day).lives(overdue)
    )
    table, calendar = limit_table(session, day), session.calendar(day)
    measures = measures_by_hazard(session, day)
    found = (
        prospect_of(life, measures.about(life), table=table, calendar=calendar, day=day)
        for life in lives
    )
    return prospects_in_order(one for one in found if one is not None)
