"""What an import of hazards shows: how each sheet was read, and what became of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.masking import print_table, say
from zhiben.cli.output import show_problems
from zhiben.io.sheets import column_letter
from zhiben.ledger.hazard_import.bodies import mapping_of
from zhiben.ledger.hazard_import.planning import Fate
from zhiben.ledger.hazard_tables.cells import CHANGES
from zhiben.ledger.hazard_tables.headings import LABELS, Field, Sure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from zhiben.cli.hazard.importing import Imported
    from zhiben.ledger.hazard_import.planning import Pair, TablePlan
    from zhiben.ledger.hazard_tables.headings_mapping import Column
    from zhiben.ledger.hazard_tables.sheets import SheetPlan

SURE: Final = {
    Sure.EXACT: "列名相同",
    Sure.VARIANT: "词典里的叫法",
    Sure.GROUP: "连同上级列名",
    Sure.CONTENTS: "看内容定的",
    Sure.MAP: "照你指明的",
    None: "不认识",
}
_MOST: Final = 20
"""How many lines of a kind are printed; JSON has all of them."""
_MOST_ROWS: Final = 5


def import_shape(imported: Imported) -> dict[str, Any]:
    """Return what became of files as JSON; rows and columns as the workbook shows them."""
    return {
        "files": [
            _sheet_shape(plan, rejects)
            for plan, rejects in zip(imported.plans, imported.rejects, strict=True)
        ],
        "asides": [
            {"where": one.where, "reason": one.message}
            for file in imported.files
            for one in file.asides
        ],
        "dry_run": imported.is_dry,
    }


def show_import(imported: Imported) -> None:
    """Print what became of files, sheet by sheet."""
    for file in imported.files:
        show_problems(file.asides)
    for plan, rejects in zip(imported.plans, imported.rejects, strict=True):
        _show_sheet(plan, rejects)
    if imported.is_dry:
        click.echo("\n这是试读，什么也没有写入；去掉 --dry-run 即正式导入。")


def _sheet_shape(plan: TablePlan, rejects: Path | None) -> dict[str, Any]:
    """Return what became of a sheet as JSON."""
    table, sheet = plan.table, plan.table.plan
    header = sheet.header
    return {
        "file": table.file,
        "sheet": table.sheet,
        "header_rows": list(range(header.first + 1, header.last + 2)) if header else [],
        "mapping": mapping_of(sheet.columns),
        "read": plan.read,
        "accepted": len(sheet.accepted),
        "rejected": [
            {"row": row.row, "column": column_letter(fault.column), "reason": fault.reason}
            for row in sheet.rejected
            for fault in row.faults
        ],
        "repairs": [
            {
                "row": row,
                "column": column_letter(one.column),
                "before": one.before,
                "after": one.after,
                "rule": one.change.value,
            }
            for one in sheet.repairs
            for row in one.rows
        ],
        "totals": [{"row": one.row, "note": one.note} for one in sheet.totals],
        **plan.counts,
        "possible_duplicates": list(map(_pair_shape, plan.possible)),
        "merged": list(map(_pair_shape, plan.merged)),
        "absent_hazards": list(plan.absent),
        "others": [{"row": row, "note": note} for row, note in _others(sheet)],
        "notes": [*table.notes, *_remarks(sheet)],
        "rejects": str(rejects) if rejects else None,
    }


def _pair_shape(pair: Pair) -> dict[str, Any]:
    """Return a row and the hazard it is, or may be, the same as."""
    return {"row": pair.row, "hazard": pair.hazard, "score": round(pair.score, 4), "why": pair.why}


def _others(sheet: SheetPlan) -> list[tuple[int, str]]:
    """Return the rows that are about no hazard: zero reports, and what was set aside."""
    zeros = [
        (one.row, f"零报告{f'（{one.unit}）' if one.unit else ''}：{one.wording}")
        for one in sheet.zeros
    ]
    return sorted((*zeros, *((one.row, one.reason) for one in sheet.asides)))


def _remarks(sheet: SheetPlan) -> Iterator[str]:
    """Yield what a person should know of rows that were taken in."""
    for one in sheet.remarks:
        place = f"{column_letter(one.column)}列" if one.column is not None else ""
        yield f"{place}{_rows_text(one.rows)}：{one.message}" if one.rows else one.message


def _rows_text(rows: Sequence[int]) -> str:
    """Return the numbers of rows, the first few of them."""
    listed = "、".join(map(str, rows[:_MOST_ROWS]))
    return f"第{listed}行" if len(rows) <= _MOST_ROWS else f"第{listed}等 {len(rows)} 行"


def _show_sheet(plan: TablePlan, rejects: Path | None) -> None:
    """Print what became of a sheet."""
    table, sheet = plan.table, plan.table.plan
    title = f"{table.file} 工作表“{table.sheet}”（来源：{table.ledger}）"
    print_table(("列", "列名", "字段", "把握"), list(map(_column, sheet.columns)), title=title)
    _show_lines("未采纳", _rejected(sheet))
    _show_lines("修正", _repairs(sheet))
    _show_lines("说明", (*table.notes, *_remarks(sheet)))
    _show_lines("合计", (f"第{one.row}行，{one.note}" for one in sheet.totals))
    _show_lines("不是隐患", (f"第{row}行，{note}" for row, note in _others(sheet)))
    _show_lines("并入", map(_pair_text, plan.merged))
    _show_lines("可能重复", map(_pair_text, plan.possible))
    _show_lines("表里没有了", plan.absent)
    accepted, rejected = len(sheet.accepted), len(sheet.rejected)
    click.echo(f"读入 {plan.read} 行：采纳 {accepted}，未采纳 {rejected}。")
    counts = plan.counts
    merged = sum(one.fate is Fate.MERGED for one in plan.placed)
    also = f"（其中 {merged} 行并入别的渠道报过的）" if merged else ""
    click.echo(
        f"新增 {counts['created']}，更新 {counts['changed']}{also}，"
        f"没有变化 {counts['unchanged']}；表里没有了 {counts['absent']}（不销号），"
        f"可能重复 {len(plan.possible)}。"
    )
    if rejects:
        click.echo(f"未采纳的行写在 {rejects}，改好后导入那个文件，选项照旧。")
    if plan.possible:
        click.echo("可能重复的请逐条认定，见 zhiben hazard duplicates。")


def _column(column: Column) -> tuple[str, ...]:
    """Return a column as a row of the mapping."""
    unit = f"（{column.unit}）" if column.unit else ""
    label = LABELS[column.field] + unit
    sure = SURE[column.sure]
    note = column.rule.note if column.field is Field.EXTRA else ""
    return column_letter(column.index), column.name, label, f"{sure}：{note}" if note else sure


def _rejected(sheet: SheetPlan) -> Iterator[str]:
    """Yield why rows were not taken in."""
    for row in sheet.rejected:
        reasons = "；".join(f"{column_letter(one.column)}列：{one.reason}" for one in row.faults)
        yield f"第{row.row}行，{reasons}"


def _repairs(sheet: SheetPlan) -> Iterator[str]:
    """Yield what was recorded differently from how it is written."""
    for one in sheet.repairs:
        place = f"{column_letter(one.column)}列{_rows_text(one.rows)}"
        yield f"{place}“{one.before}”记作“{one.after}”（{CHANGES[one.change]}）"


def _pair_text(pair: Pair) -> str:
    """Return a row and the hazard it is, or may be, the same as."""
    return f"第{pair.row}行与 {pair.hazard}，相似度 {int(pair.score * 100)}%：{pair.why}"


def _show_lines(word: str, lines: Iterable[str]) -> None:
    """Print lines of a kind, the first of them where there are many."""
    shown = list(lines)
    for line in shown[:_MOST]:
        say(f"{word}：{line}")
    if len(shown) > _MOST:
        click.echo(f"{word}：还有 {len(shown) - _MOST} 条，全部的见 --json。")
