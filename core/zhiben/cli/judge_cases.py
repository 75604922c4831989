"""Tables of cases: read, judged row by row, and shown; a broken row keeps no other from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click
from attrs import frozen

from zhiben.cli.judge_page import decisive, outcome_line, show_verdict
from zhiben.cli.judging import verdict_shape
from zhiben.cli.output import show_table
from zhiben.errors import DataError, Problem
from zhiben.io.case_files import CaseRow
from zhiben.rules import FOUND_ON, Court, Rulebook, Verdict
from zhiben.rules.values import read_facts, read_value, unknown_fact

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_SHOWN_FACTS = 3


@frozen(kw_only=True)
class Ready:
    """A case that can be judged."""

    row: CaseRow
    day: date
    facts: Mapping[str, Any]


@frozen(kw_only=True)
class Batch:
    """The cases of a file, with the problems of those that could not be read.

    ``is_table`` tells that they are told one by one with their rows, even if there is one.
    """

    ready: tuple[Ready, ...]
    rejected: tuple[tuple[CaseRow, tuple[Problem, ...]], ...]
    is_table: bool

    def single(self) -> tuple[dict[str, Any], date]:
        """Return the facts and the day of the one case there is.

        Raises:
            DataError: when it could not be read.
        """
        for _, problems in self.rejected:
            raise DataError(problems)
        return dict(self.ready[0].facts), self.ready[0].day


@frozen(kw_only=True)
class Judged:
    """The verdicts of a table, and the rows that have none."""

    cases: tuple[tuple[CaseRow, Verdict], ...]
    rejected: tuple[tuple[CaseRow, tuple[Problem, ...]], ...]


def read_batch(
    path: Path, book: Rulebook, *, day: date, today: date, given: Mapping[str, Any]
) -> Batch:
    """Read the cases of a file; ``given`` are facts that hold for all of them.

    Raises:
        DataError: when the file cannot be read, or has columns that are no facts.
    """
    from zhiben.io.case_files import read_cases

    rows = read_cases(path, names=book.facts)
    is_listed = path.suffix.lower() in {".json", ".toml"}
    if not is_listed:
        _check_columns(rows[0], book)
    ready: list[Ready] = []
    rejected: list[tuple[CaseRow, tuple[Problem, ...]]] = []
    for row in rows:
        values, problems = _read(row, book)
        found, fault = _day(row, default=day, today=today)
        problems += [Problem(row.place_of(FOUND_ON.name), fault)] if fault else []
        if problems:
            rejected.append((row, tuple(problems)))
        else:
            ready.append(Ready(row=row, day=found, facts={**given, **values}))
    is_table = not is_listed or len(rows) > 1
    return Batch(ready=tuple(ready), rejected=tuple(rejected), is_table=is_table)


def judge_table(book: Rulebook, batch: Batch) -> Judged:
    """Return the verdicts on the cases that could be read."""
    courts: dict[date, Court] = {}
    cases: list[tuple[CaseRow, Verdict]] = []
    rejected = list(batch.rejected)
    for one in batch.ready:
        court = courts.setdefault(one.day, Court(book=book, on=one.day))
        try:
            cases.append((one.row, court.judge(one.facts)))
        except DataError as error:
            places = (Problem(one.row.place_of(at), text) for at, text, _ in error.problems)
            rejected.append((one.row, tuple(places)))
    return Judged(cases=tuple(cases), rejected=tuple(rejected))


def show_batch(judged: Judged, book: Rulebook, *, form: str, explain: bool) -> None:
    """Print the verdicts of a table."""
    if form == "json":
        for piece in _json_pieces(judged, explain=explain):
            click.echo(piece, nl=False)
        return
    if explain:
        for row, verdict in judged.cases:
            click.echo(f"\n━━ 第 {row.number} 行 {row.label}")
            show_verdict(verdict, book.facts, explain=False)
    show_table(("行", "案例", "结论", "条款", "还要查明"), list(map(_cells, judged.cases)))
    total = len(judged.cases) + len(judged.rejected)
    click.echo(
        f"\n读到 {total} 例：判定 {len(judged.cases)} 例，读不懂 {len(judged.rejected)} 例。"
    )
    for _, problems in judged.rejected:
        for problem in problems:
            click.echo(f"未判定：{problem}", err=True)


def _cells(pair: tuple[CaseRow, Verdict]) -> tuple[object, ...]:
    """Return a case as a line of the table."""
    row, verdict = pair
    clauses = "、".join(one.criterion.code for one in decisive(verdict.findings))
    missing = "、".join(verdict.missing[:_SHOWN_FACTS])
    more = f" 等{len(verdict.missing)}项" if len(verdict.missing) > _SHOWN_FACTS else ""
    return row.number, row.label, outcome_line(verdict).partition("：")[0], clauses, missing + more


def _json_pieces(judged: Judged, *, explain: bool) -> Iterator[str]:
    """Yield the JSON of a table piece by piece: it can be far larger than the table."""
    yield '{"cases": ['
    for number, (row, verdict) in enumerate(judged.cases):
        shape = {"row": row.number, "case": row.label, **verdict_shape(verdict, explain=explain)}
        yield (",\n" if number else "\n") + json.dumps(shape, ensure_ascii=False)
    rejected = [
        {"row": row.number, "column": problem.where, "reason": problem.message}
        for row, problems in judged.rejected
        for problem in problems
    ]
    counts = {
        "rejected": rejected,
        "read": len(judged.cases) + len(judged.rejected),
        "accepted": len(judged.cases),
    }
    yield "\n], " + json.dumps(counts, ensure_ascii=False)[1:] + "\n"


def _check_columns(row: CaseRow, book: Rulebook) -> None:
    """Refuse a table with columns that are no facts.

    Raises:
        DataError: naming every such column, with the facts that may be meant.
    """
    problems = [
        Problem(place, f"“{name}”：{unknown_fact(name, book.facts)}")
        for (name, _), place in zip(row.facts, row.places, strict=True)
        if name not in book.facts
    ]
    if problems:
        raise DataError(problems)


def _read(row: CaseRow, book: Rulebook) -> tuple[dict[str, Any], list[Problem]]:
    """Return the facts of a case, and what of it cannot be read."""
    values, faults = read_facts(book.facts, row.facts)
    return values, [Problem(row.place_of(name), message) for name, message in faults]


def _day(row: CaseRow, *, default: date, today: date) -> tuple[date, str]:
    """Return the day a case's hazard was found, or why it cannot be."""
    reading = read_value(FOUND_ON, row.day)
    if reading.fault:
        return default, f"{FOUND_ON.name}：{reading.fault}"
    found: date = default if reading.value is None else reading.value
    return found, f"{FOUND_ON.name} {found} 晚于今天 {today}，请核对。" if found > today else ""
