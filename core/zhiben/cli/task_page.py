"""The page of one task: its dates, what each unit owes, and every entry about it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.output import show_table
from zhiben.cli.session import reference_of
from zhiben.cli.shapes import Names, day_text, task_shape
from zhiben.cli.words import ENTRIES, KINDS, OUTCOMES, STATUSES, leads_of, some_of, when
from zhiben.ledger.identity import occurrence_id
from zhiben.model.entries import EntryKind
from zhiben.model.progress import Outcome

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from zhiben.cli.session import World
    from zhiben.ledger.entries import Line
    from zhiben.ledger.occurrences import PeriodOutcomes
    from zhiben.ledger.tasks import TaskView

_SAID: Final = {
    "count": "{}次",
    "value": "数值{:g}",
    "due": "期限改为{}",
    "forecast": "预计{}",
}
_GROUNDS: Final = {"reason": "理由：{}", "document": "文件：{}"}


def page_shape(
    view: TaskView, world: World, lines: Sequence[Line], *, void: Collection[str]
) -> dict[str, Any]:
    """Return the page as JSON."""
    names = world.facts.registry.name
    return {
        **task_shape(view.task, names),
        "status": view.status.value,
        "original_due": day_text(view.original_due),
        "forecast": day_text(view.forecast),
        "missing": list(map(names, view.missing)),
        "units": [
            {
                "unit": names(share.unit),
                "status": share.status.value,
                "due": day_text(share.due),
                "done_on": day_text(share.done_on),
                "period": share.period,
            }
            for share in view.shares
        ],
        "periods": [_period_shape(line, view.task.id, world) for line in view.periods],
        "entries": [
            {
                "reference": reference_of(line),
                "id": line.id,
                "on": line.on,
                "actor": line.actor,
                "kind": line.kind,
                "void": line.id in void,
                "body": json.loads(line.body),
            }
            for line in lines
        ],
    }


def _period_shape(line: PeriodOutcomes, task: str, world: World) -> dict[str, Any]:
    """Return one period with its occurrences (履行项), whose ids are the same on every site."""
    names = world.facts.registry.name
    return {
        "period": line.period.id,
        "due": line.due.isoformat(),
        **{outcome.value: list(map(names, line.units[outcome])) for outcome in Outcome},
        "occurrences": [
            {
                "id": occurrence_id(world.plan.id, task, unit=unit, period=line.period.id),
                "unit": names(unit),
                "outcome": outcome.value,
            }
            for outcome in Outcome
            for unit in line.units[outcome]
        ],
    }


def show_page(
    view: TaskView, world: World, lines: Sequence[Line], *, void: Collection[str]
) -> None:
    """Print the page."""
    names = world.facts.registry.name
    task = view.task
    click.echo(f"{task.id}  {task.title}")
    facts = [
        ("类型", KINDS[task.kind]),
        ("期限或周期", when(task)),
        ("原定期限", view.original_due if view.original_due != task.due else ""),
        ("预计完成", view.forecast or ""),
        ("原文", task.due_text),
        ("范围", task.scope.text if task.scope else ""),
        ("牵头", leads_of(task, names)),
        ("配合", "、".join(map(names, task.supports))),
        ("文件提到", "、".join(task.actors)),
        ("领域", task.field or ""),
        ("出处", str(task.source)),
        (f"状态（{world.facts.as_of}）", STATUSES[view.status]),
        ("尚未完成", some_of(list(map(names, view.missing)))),
    ]
    show_table(("项目", "内容"), [row for row in facts if row[1]])
    _show_units(view, world)
    places = {line.id: reference_of(line) for line in lines}
    rows = [_entry_row(line, world, void=void, places=places) for line in lines]
    show_table(("记录", "业务日期", "类别", "单位", "内容", "经办"), rows, title="台账记录")


def _show_units(view: TaskView, world: World) -> None:
    """Print what each unit owes, and for a recurring task what became of each period."""
    names = world.facts.registry.name
    last = "完成日" if view.task.cadence is None else "期次"
    rows = [
        (names(share.unit), STATUSES[share.status], share.due, share.done_on or share.period)
        for share in view.shares
    ]
    show_table(("单位", "状态", "到期日", last), rows, title="各单位情况")
    if view.task.cadence is None:
        return
    periods = [
        (
            line.period.id,
            line.due,
            *(len(line.units[outcome]) for outcome in Outcome),
            some_of(list(map(names, line.units[Outcome.MISSED]))),
        )
        for line in view.periods
    ]
    headers = ("期次", "到期日", *(OUTCOMES[outcome] for outcome in Outcome), "未履行的单位")
    show_table(headers, periods, title="各期情况")


def _entry_row(
    line: Line, world: World, *, void: Collection[str], places: Mapping[str, str]
) -> tuple[str, ...]:
    """Return an entry about the task as cells; ``places`` are what people call the entries."""
    body = json.loads(line.body)
    names = world.facts.registry.name
    kind = EntryKind(line.kind)
    word = ENTRIES[kind]
    if "replaces" in body:
        place = places.get(body["replaces"], body["replaces"])
        word = f"{'撤销' if kind is EntryKind.UNDO else f'{word}，更正'} {place}"
    return (
        reference_of(line),
        line.on,
        f"{word}（不再计入）" if line.id in void else word,
        names(body["unit"]) if "unit" in body else "",
        _said(body, names),
        line.actor,
    )


def _said(body: dict[str, Any], names: Names) -> str:
    """Return what an entry says, in one cell."""
    words = {"done": "已完成", "ongoing": "进行中"}
    parts = [
        words.get(body.get("status", ""), ""),
        body.get("period") or "",
        *_told(body, _SAID),
        f"改由{'、'.join(map(names, body['leads']))}牵头" if body.get("leads") else "",
        body.get("note") or "",
        *_told(body, _GROUNDS),
        "佐证：" + "、".join(file["name"] for file in body["evidence"])
        if body.get("evidence")
        else "",
    ]
    return " ".join(filter(None, parts))


def _told(body: Mapping[str, Any], forms: Mapping[str, str]) -> list[str]:
    """Return the parts of a body that are there, each in its form."""
    return [form.format(body[key]) for key, form in forms.items() if body.get(key) is not None]
