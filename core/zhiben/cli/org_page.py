"""Units on screen and as JSON: lists, the page of one unit, and what an import made of a table."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click
from attrs import frozen

from zhiben.cli.output import show_json, show_problems, show_table
from zhiben.cli.session import reference_of
from zhiben.cli.shapes import problems_shape
from zhiben.cli.words import ORGANISATIONS
from zhiben.errors import Problem
from zhiben.ledger.bodies import organisation_of
from zhiben.ledger.entries import Line, entry_of
from zhiben.ledger.fold import in_order
from zhiben.ledger.tasks import view_tasks
from zhiben.ledger.units.changes import differences
from zhiben.ledger.units.importing import Outcome, Verdict
from zhiben.model.entries import Entry, EntryKind
from zhiben.model.organisations import Organisation

if TYPE_CHECKING:
    from zhiben.cli.session import Session, World

UNIT_HEADERS: Final = ("编号", "名称", "类别", "标记", "属地", "统一社会信用代码", "有效期")
_OUTCOMES: Final = {
    Outcome.ACCEPTED: "登记",
    Outcome.UNCHANGED: "已有",
    Outcome.REJECTED: "未采纳",
}


@frozen(kw_only=True)
class Page:
    """What one unit is, owes and was; ``entries`` are those it is folded from, oldest first."""

    unit: Organisation
    fields: tuple[str, ...]
    owes: int
    entries: tuple[Entry, ...]
    names: Callable[[str], str]


@frozen(kw_only=True)
class Import:
    """What came of a table: every row's verdict, and the files of rows not taken in."""

    file: Path
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    rejects: tuple[Path, ...] = ()
    dry_run: bool

    @property
    def new(self) -> tuple[Organisation, ...]:
        """The units that are registered by it."""
        accepted = (one.unit for one in self.verdicts if one.outcome is Outcome.ACCEPTED)
        return tuple(unit for unit in accepted if unit)

    def count(self, outcome: Outcome) -> int:
        """Return how many rows came out like that."""
        return sum(verdict.outcome is outcome for verdict in self.verdicts)


def unit_shape(unit: Organisation, names: Callable[[str], str]) -> dict[str, Any]:
    """Return a unit as JSON; ``territory`` is the township's name."""
    return {
        "id": unit.id,
        "name": unit.name,
        "kind": unit.kind.value,
        "aliases": list(unit.aliases),
        "attributes": list(unit.attributes),
        "territory": names(unit.territory) if unit.territory else None,
        "credit_code": unit.credit_code,
        "valid_from": unit.valid_from.isoformat() if unit.valid_from else None,
        "valid_to": unit.valid_to.isoformat() if unit.valid_to else None,
    }


def unit_cells(unit: Organisation, names: Callable[[str], str]) -> tuple[str, ...]:
    """Return a unit as the cells of :data:`UNIT_HEADERS`."""
    return (
        unit.id,
        unit.name,
        ORGANISATIONS[unit.kind],
        "、".join(unit.attributes),
        names(unit.territory) if unit.territory else "",
        unit.credit_code or "",
        validity(unit),
    )


def validity(unit: Organisation) -> str:
    """Return the days a unit exists, empty when they are unbounded."""
    start = f"{unit.valid_from} 起" if unit.valid_from else ""
    return start + (f"至 {unit.valid_to}" if unit.valid_to else "")


def page_of(unit: Organisation, world: World, session: Session) -> Page:
    """Return the page of a unit as the world knows it."""
    views = view_tasks(world.plan, world.facts)
    return Page(
        unit=unit,
        fields=tuple(one.field for one in world.plan.responsibilities if unit.id in one.leads),
        owes=sum(any(share.unit == unit.id for share in view.owing) for view in views),
        entries=_entries(unit, world, session),
        names=world.facts.registry.name,
    )


def _entries(unit: Organisation, world: World, session: Session) -> tuple[Entry, ...]:
    """Return the entries in force that make the unit what it is."""
    void = session.store.void_ids()
    entries = map(entry_of, session.store.lines(subject=unit.id))
    kinds = (EntryKind.ORG_ADD, EntryKind.ORG_AMEND)
    return tuple(
        entry
        for entry in in_order(entries)
        if entry.kind in kinds and entry.id not in void and entry.on <= world.facts.as_of
    )


def _versions(page: Page) -> list[tuple[Entry, str]]:
    """Return every entry with what it changed."""
    units = [organisation_of(page.unit.id, entry.body) for entry in page.entries]
    changes = [
        "；".join(map(str, differences(before, after, names=page.names)))
        for before, after in pairwise(units)
    ]
    return list(zip(page.entries, ["登记", *changes], strict=True))


def show_page(page: Page) -> None:
    """Print the page of a unit."""
    unit = page.unit
    lines = {
        "名称": unit.name,
        "编号": unit.id,
        "类别": ORGANISATIONS[unit.kind],
        "别名": "、".join(unit.aliases),
        "标记": "、".join(unit.attributes),
        "属地": page.names(unit.territory) if unit.territory else "",
        "统一社会信用代码": unit.credit_code or "",
        "有效期": validity(unit) or "不限",
        "牵头领域": "、".join(page.fields),
        "承担任务": f"{page.owes} 项",
    }
    for label, text in lines.items():
        click.echo(f"{label}：{text or '无'}")
    rows = [
        (entry.on, change, entry.body.get("reason", ""), f"{entry.origin}:{entry.seq}")
        for entry, change in _versions(page)
    ]
    show_table(("自何日起", "变更", "理由", "台账"), rows, title="沿革")


def page_shape(page: Page) -> dict[str, Any]:
    """Return the page of a unit as JSON."""
    return {
        **unit_shape(page.unit, page.names),
        "fields": list(page.fields),
        "owes": page.owes,
        "versions": [
            {
                "on": entry.on.isoformat(),
                "entry": f"{entry.origin}:{entry.seq}",
                "change": change,
                "reason": entry.body.get("reason"),
                **unit_shape(organisation_of(page.unit.id, entry.body), page.names),
            }
            for entry, change in _versions(page)
        ],
    }


def tell_added(unit: Organisation, line: Line) -> None:
    """Say what was registered, and where."""
    kind = ORGANISATIONS[unit.kind]
    click.echo(f"已记入台账 {reference_of(line)}：登记{kind}“{unit.name}”，编号 {unit.id}。")


def show_import(done: Import, *, form: str) -> None:
    """Print what came of a table."""
    if form == "json":
        show_json(_import_shape(done))
        return
    show_problems(done.problems)
    rows = [
        (
            verdict.row.place,
            verdict.row.name,
            _OUTCOMES[verdict.outcome],
            verdict.unit.id if verdict.unit else "",
            verdict.reason or _said(verdict),
        )
        for verdict in done.verdicts
    ]
    show_table(("位置", "单位", "结果", "编号", "说明"), rows)
    numbers = "，".join(f"{_OUTCOMES[one]} {done.count(one)} 行" for one in Outcome)
    click.echo(f"\n读到 {len(done.verdicts)} 行：{numbers}。")
    if done.dry_run:
        click.echo("这是试读，什么也没有写入；去掉 --dry-run 即正式导入。")
    for path in done.rejects:
        click.echo(f"未采纳的行写在 {path}，改好后导入那个文件，选项照旧。")


def _said(verdict: Verdict) -> str:
    """Return what a new unit is, in a few words."""
    if verdict.unit is None or verdict.outcome is not Outcome.ACCEPTED:
        return ""
    return "、".join((ORGANISATIONS[verdict.unit.kind], *verdict.unit.attributes))


def _import_shape(done: Import) -> dict[str, Any]:
    """Return what came of a table as JSON."""
    return {
        "file": str(done.file),
        "dry_run": done.dry_run,
        "read": len(done.verdicts),
        **{outcome.value: done.count(outcome) for outcome in Outcome},
        "rows": [
            {
                "sheet": verdict.row.sheet or None,
                "row": verdict.row.number,
                "name": verdict.row.name,
                "outcome": verdict.outcome.value,
                "id": verdict.unit.id if verdict.unit else None,
                "reason": verdict.reason or None,
            }
            for verdict in done.verdicts
        ],
        "rejects": list(map(str, done.rejects)),
        **problems_shape(done.problems),
    }
