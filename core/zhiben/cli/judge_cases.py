"""Tables of cases: read, judged row by row, and shown; a broken row keeps no other from it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import click
from attrs import frozen

from zhiben.cli.judge_page import decisive, outcome_line, show_verdict
from zhiben.cli.judging import VerdictTexts, value_text
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

    A case that says something else of these is not judged.

    Raises:
        DataError: when the file cannot be read, or has columns that are no facts.
    """
    from zhiben.io.case_files import read_cases

    rows = read_cases(path, names=book.facts)
    if path.suffix.lower() not in {".json", ".toml"}:
        _check_columns(rows[0], book)
    percentages = {name for name, fact in book.facts.items() if fact.unit == "%"}
    ready: list[Ready] = []
    rejected: list[tuple[CaseRow, tuple[Problem, ...]]] = []
    for row in rows:
        values, problems = _read(row, book, percentages=percentages)
        found, fault = _day(row, default=day, today=today)
        problems += [Problem(row.place_of(FOUND_ON.name), fault)] if fault else []
        known = {name: value for name, value in values.items() if value is not None}
        problems += _contradictions(row, known, given)
        if problems:
            rejected.append((row, tuple(problems)))
        else:
            ready.append(Ready(row=row, day=found, facts={**given, **known}))
    is_table = any(row.number for row in rows)
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
            click.echo(f"\n━━ {row.place} {row.label}")
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
    clauses = "、".join(one.criterion.code for one in decisive(verdict.standing))
    missing = "、".join(verdict.missing[:_SHOWN_FACTS])
    more = f" 等{len(verdict.missing)}项" if len(verdict.missing) > _SHOWN_FACTS else ""
    return row.number, row.label, outcome_line(verdict).partition("：")[0], clauses, missing + more


def _json_pieces(judged: Judged, *, explain: bool) -> Iterator[str]:
    """Yield the JSON of a table piece by piece: it can be far larger than the table."""
    yield '{"cases": ['
    texts = VerdictTexts()
    for number, (row, verdict) in enumerate(judged.cases):
        case = json.dumps({"row": row.number, "case": row.label}, ensure_ascii=False)
        text = texts.text_of(verdict, explain=explain)
        yield (",\n" if number else "\n") + case[:-1] + ", " + text[1:]
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


def _read(
    row: CaseRow, book: Rulebook, *, percentages: Collection[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the facts of a case, and what of it cannot be read."""
    if row.fault:
        return {}, [Problem(row.place, row.fault)]
    values, faults = read_facts(book.facts, row.facts)
    faults += _shares(row, values, percentages)
    return values, [
        Problem(row.place_of(name), message if name else "这一列没有表头，请写上事实的名称或删去。")
        for name, message in faults
    ]


def _shares(
    row: CaseRow, values: Mapping[str, Any], percentages: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield what may be a share where a percentage is asked for, and why it cannot be used.

    A spreadsheet that shows 85% keeps 0.85, and nothing else of it reaches a reader.
    """
    for name, raw in row.facts:
        if name not in percentages or not isinstance(raw, str) or "%" in normalize("NFKC", raw):
            continue
        value = values.get(name)
        if value is not None and 0 < value <= 1:
            share = value_text(Decimal(value) * 100)
            yield name, f"“{raw}”可能是 {share}%，请写明，如 {share}% 或 {value}%。"


def _contradictions(
    row: CaseRow, known: Mapping[str, Any], given: Mapping[str, Any]
) -> list[Problem]:
    """Return the facts of which a case says something else than the command line."""
    return [
        Problem(
            row.place_of(name),
            f"“{name}”文件里是“{value_text(known[name])}”，--fact 写的是“{value_text(value)}”，"
            "请改成一致。",
        )
        for name, value in given.items()
        if value is not None and name in known and known[name] != value
    ]


def _day(row: CaseRow, *, default: date, today: date) -> tuple[date, str]:
    """Return the day a case's hazard was found, or why it cannot be."""
    reading = read_value(FOUND_ON, row.day)
    if reading.fault:
        return default, f"{FOUND_ON.name}：{reading.fault}"
    found: date = default if reading.value is None else reading.value
    return found, f"{FOUND_ON.name} {found} 晚于今天 {today}，请核对。" if found > today else ""
