"""What goes on around a hazard as tables and JSON: clocks, enforcement, escalation, failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from zhiben.cli.masking import print_table, say
from zhiben.cli.shapes import day_text
from zhiben.ledger.hazards.ladder import ladder
from zhiben.ledger.hazards.limits import value_text
from zhiben.ledger.hazards.measures import is_talk
from zhiben.model.hazard_limits import Running, Sense, Standing
from zhiben.model.hazard_measures import Enforcement, Family, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from zhiben.cli.hazard.follow import FollowUp
    from zhiben.ledger.hazards.ladder import Climb, Prospect, Rung
    from zhiben.model.hazard_limits import Limit, PenaltyCount
    from zhiben.model.hazard_measures import Measure

ENFORCEMENTS: Final = {
    Enforcement.TALK: "约谈",
    Enforcement.PENALTY: "处罚",
    Enforcement.HALT: "停产整顿",
    Enforcement.TRANSFER: "移送",
    Enforcement.POWER_NOTICE: "停电通知",
    Enforcement.POWER_CUT: "停止供电",
}
FAULTS: Final = {
    Fault.NOT_CHECKED: "未排查",
    Fault.NOT_FOUND: "查不出",
    Fault.REFUSED: "查出拒不整改",
}
STANDINGS: Final = {
    Standing.IN_FORCE: "施行",
    Standing.LOCAL: "本县规定",
    Standing.ASSUMED: "本软件的缺省值，非规定",
    Standing.PLAN: "随方案施行",
    Standing.REFERENCE: "别处的规定，只作参考",
}
RUNNING: Final = {
    Running.RUNNING: "未到期",
    Running.OVERDUE: "逾期",
    Running.DONE: "按期办结",
    Running.LATE: "逾期办结",
    Running.PASSED: "已过",
    Running.WAITING: "还不到",
    Running.READY: "可以办",
    Running.EARLY: "提前办了",
}
_FIRST_OR_LAST: Final = {
    Sense.WITHIN: "{}",
    Sense.LATEST: "最晚 {}",
    Sense.WAIT: "{} 起",
}
CLOCK_HEADERS: Final = ("时限", "事项", "起算", "截止", "情况", "依据")
_MEASURE_HEADERS: Final = (
    "记录", "业务日期", "措施", "单位", "文件", "罚款（元）", "说明",
)  # fmt: skip
_ABOUT_HAZARD: Final = (Family.ENFORCE, Family.ESCALATE, Family.FEEDBACK)


# Tables


def show_clocks(follow: FollowUp, *, is_masked: bool = True) -> None:
    """Print the clocks of one hazard, and whether it would move up the ladder, if there are any."""
    _print_if(CLOCK_HEADERS, clock_rows(follow), "时限", is_masked=is_masked)
    if follow.prospect:
        say(f"升级：{prospect_text(follow.prospect)}", is_masked=is_masked)
    if follow.penalties:
        say(_penalty_text(follow.penalties), is_masked=is_masked)


def show_measures(follow: FollowUp, *, is_masked: bool = True) -> None:
    """Print the enforcement and the escalation of one hazard, each act once."""
    taken = (one for one in follow.measures if one.family in _ABOUT_HAZARD)
    rows = [_measure_row(one, follow.climb) for one in taken]
    _print_if(_MEASURE_HEADERS, rows, "执法和升级督办", is_masked=is_masked)


def clock_rows(follow: FollowUp) -> list[tuple[object, ...]]:
    """Return the clocks of a hazard as rows."""
    return [
        (
            clock.code,
            clock.matter,
            f"{clock.started_by} {clock.since}",
            _FIRST_OR_LAST[clock.sense].format(clock.until),
            RUNNING[clock.standing(follow.day)] + (f" {clock.done_on}" if clock.done_on else ""),
            "\n".join((f"{clock.written} {clock.basis}".strip(), *clock.notes)),
        )
        for clock in follow.clocks
    ]


def limit_row(limit: Limit) -> tuple[object, ...]:
    """Return a limit as a row of the table of limits."""
    days = [f"{limit.valid_from} 起" if limit.valid_from else ""]
    days.append(f"至 {limit.valid_to}" if limit.valid_to else "")
    return (
        limit.code,
        limit.matter,
        value_text(limit),
        limit.basis,
        limit.place,
        "".join(days),
        STANDINGS[limit.standing],
        "；".join(filter(None, (limit.no_clock and f"不计时：{limit.no_clock}", limit.note))),
    )


def prospect_row(prospect: Prospect, day: date) -> tuple[object, ...]:
    """Return whether a hazard would move up as a row."""
    details = prospect.life.details
    return (
        prospect.life.number,
        details.enterprise,
        details.lead or details.unit_responsible,
        prospect.deadline,
        (day - prospect.deadline).days,
        _label(prospect.on),
        _label(prospect.next) if prospect.is_due else "",
        prospect_text(prospect),
    )


def prospect_text(prospect: Prospect) -> str:
    """Say why a hazard would move up, or why not yet."""
    then, limit = prospect.next, prospect.limit
    if then is None or limit is None:
        return "已在最后一步"
    word = f"可以{then.label}" if prospect.is_due else f"{prospect.due_on} 起可以{then.label}"
    waits = f"{then.why}，从 {prospect.since} 起满 {value_text(limit)}"
    return f"{word}：{waits}（{limit.basis}）" + "".join(prospect.notes)


def fault_row(one: Measure) -> tuple[object, ...]:
    """Return the failure of a unit as a row."""
    name = one.failed[0] if one.failed else one.subject
    return (
        one.reference,
        one.on,
        name,
        FAULTS[Fault(one.kind)],
        one.hazard,
        one.reason,
        one.document,
    )


def step_label(kind: str) -> str:
    """Return what people call a step of the ladder."""
    return next((rung.label for rung in ladder() if rung.step == kind), kind)


def _measure_row(one: Measure, climb: Climb) -> tuple[object, ...]:
    """Return enforcement, a step of the ladder or feedback as a row."""
    word = _measure_word(one, climb)
    return one.reference, one.on, word, one.by.name, one.document, one.fine_yuan, one.reason


def _measure_word(one: Measure, climb: Climb) -> str:
    """Return what a measure is called; a talk may be enforcement and a step in one."""
    if one.family is Family.FEEDBACK:
        return "反馈"
    if one.family is Family.ENFORCE:
        word = ENFORCEMENTS[Enforcement(one.kind)]
        return f"{word}（也是升级督办的一步）" if one in climb.taken else word
    why = climb.idle.get(one.reference)
    also = "（也是执法约谈）" if is_talk(one) else ""
    return f"升级督办：{step_label(one.kind)}{f'（没有生效：{why}）' if why else also}"


def _penalty_text(count: PenaltyCount) -> str:
    """Say how often the enterprise was penalised, and whether its closing may be asked for."""
    said = f"处罚累计：180 日内 {count.in_180_days} 次，1 年内 {count.in_year} 次（同一文号算一次）"
    law = "180 日内 3 次或 1 年内 4 次的提请关闭，安全生产法第113条"
    if count.reached_on is None:
        return f"{said}；{law}。"
    return f"{said}；{count.reached_on} 已达到：{law}，是否适用由人核定。"


def _label(rung: Rung | None) -> str:
    """Return what people call a rung."""
    return rung.label if rung else ""


def _print_if(
    headers: tuple[str, ...], rows: list[tuple[object, ...]], title: str, *, is_masked: bool
) -> None:
    """Print a table that has rows."""
    if rows:
        print_table(headers, rows, title=title, is_masked=is_masked)


# JSON


def follow_shape(follow: FollowUp) -> dict[str, Any]:
    """Return what goes on around a hazard as JSON, to be joined to its page."""
    return {
        "clocks": list(clock_shapes(follow)),
        "penalties": _penalty_shape(follow.penalties) if follow.penalties else None,
        "enforcement": [enforcement_shape(one) for one in follow.enforced],
        "escalation": {
            "steps": [_escalation_shape(one, follow.climb) for one in follow.climbed],
            "prospect": prospect_shape(follow.prospect, follow.day) if follow.prospect else None,
        },
    }


def clock_shapes(follow: FollowUp) -> Iterator[dict[str, Any]]:
    """Yield the clocks of a hazard as JSON."""
    for one in follow.clocks:
        yield {
            "code": one.code,
            "matter": one.matter,
            "started_by": one.started_by,
            "since": one.since.isoformat(),
            "until": one.until.isoformat(),
            "done_on": day_text(one.done_on),
            "standing": one.standing(follow.day).value,
            "overdue": one.standing(follow.day) is Running.OVERDUE,
            "written": one.written,
            "basis": one.basis,
            "reference": one.reference or None,
            "sense": one.sense.value,
            "notes": list(one.notes),
        }


def _penalty_shape(count: PenaltyCount) -> dict[str, Any]:
    """Return how often the enterprise was penalised as JSON."""
    return {
        "in_180_days": count.in_180_days,
        "in_year": count.in_year,
        "reached_on": day_text(count.reached_on),
    }


def limit_shape(limit: Limit) -> dict[str, Any]:
    """Return a limit as JSON."""
    return {
        "code": limit.code,
        "matter": limit.matter,
        "value": limit.value,
        "day_kind": limit.unit.value if limit.unit else None,
        "written": limit.written,
        "basis": limit.basis,
        "level": limit.level,
        "place": limit.place,
        "valid_from": day_text(limit.valid_from),
        "valid_to": day_text(limit.valid_to),
        "standing": limit.standing.value,
        "runs": limit.runs,
        "sense": limit.sense.value,
        "no_clock": limit.no_clock or None,
        "note": limit.note,
        "reference": limit.reference or None,
    }


def enforcement_shape(one: Measure) -> dict[str, Any]:
    """Return a measure of enforcement as JSON; the fine is exact yuan as text."""
    return {**_measure_shape(one), "fine_yuan": one.fine_yuan}


def fault_shape(one: Measure) -> dict[str, Any]:
    """Return the failure of a unit as JSON."""
    name = one.failed[0] if one.failed else one.subject
    return {
        **_measure_shape(one),
        "failed": one.subject,
        "failed_name": name,
        "hazard": one.hazard,
    }


def prospect_shape(prospect: Prospect, day: date) -> dict[str, Any]:
    """Return whether a hazard would move up as JSON."""
    details = prospect.life.details
    return {
        "number": prospect.life.number,
        "enterprise": details.enterprise,
        "lead": details.lead or details.unit_responsible,
        "deadline": prospect.deadline.isoformat(),
        "days_overdue": (day - prospect.deadline).days,
        "step": prospect.on.step if prospect.on else None,
        "next": prospect.next.step if prospect.next else None,
        "since": prospect.since.isoformat(),
        "due_on": day_text(prospect.due_on),
        "moves": prospect.is_due,
        "why": prospect_text(prospect),
        "basis": prospect.limit.basis if prospect.limit else None,
    }


def _escalation_shape(one: Measure, climb: Climb) -> dict[str, Any]:
    """Return a step of the ladder, or feedback, as JSON."""
    return {
        **_measure_shape(one),
        "family": one.family.value,
        "without_effect": climb.idle.get(one.reference),
    }


def _measure_shape(one: Measure) -> dict[str, Any]:
    """Return what every measure tells as JSON."""
    return {
        "reference": one.reference,
        "on": one.on.isoformat(),
        "kind": one.kind,
        "unit": one.by.unit,
        "unit_name": one.by.name,
        "people": list(one.by.people),
        "document": one.document,
        "reason": one.reason,
        "evidence": [file.name for file in one.evidence],
    }


def prospects_in_order(prospects: Iterable[Prospect]) -> list[Prospect]:
    """Return those that would move up first, then by deadline."""
    return sorted(prospects, key=lambda one: (not one.is_due, one.deadline, one.life.number))
