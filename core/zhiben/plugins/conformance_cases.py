"""The cases of a plugin's criteria: examples in ``tests/cases/*.toml`` of what they mean.

A case names a criterion, what it is an example of, and the facts; it is judged like a
hazard, and must come out as it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import frozen

from zhiben.errors import Problem, nearest_names
from zhiben.plugins.conformance_records import facts_of
from zhiben.plugins.conformance_subject import Subject, place_of
from zhiben.rules import Finding, Result, build_rulebook, find
from zhiben.rules.values import read_facts
from zhiben.spec.records import Criterion
from zhiben.spec.structuring import located, make_converter, parse_toml, structure, unknown_keys

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

KINDS: Final = ("positive", "negative", "boundary", "unknown")
"""Holds, does not hold, just at the threshold, and not settled for want of a fact."""

_FOLDER: Final = "tests/cases"


@frozen(kw_only=True)
class Case:
    """One example of a criterion.

    ``facts`` are the values by name, ``on`` is the day the hazard was found (without it the
    first day of the edition). ``holds`` tells how an example at the threshold comes out;
    ``note`` says what is special about it.
    """

    criterion: str
    kind: str
    facts: Mapping[str, Any]
    on: date | None = None
    holds: bool | None = None
    note: str = ""


def cases_are_readable(subject: Subject) -> Iterator[Problem]:
    """Check that cases name a criterion, one of the kinds, and declared facts only."""
    criteria = [one.code for one in _judged(subject)]
    facts = facts_of(subject)
    for where, case, problems in _cases(subject):
        yield from problems
        if case is None:
            continue
        if case.criterion not in criteria:
            near = nearest_names(case.criterion, criteria, most=1)
            hint = f"，是不是“{near[0]}”？" if near else "（只能由人判断的条款不用例子）。"
            yield Problem(where, f"没有“{case.criterion}”这个有条件的条款{hint}")
        if case.kind not in KINDS:
            yield Problem(where, f"kind 应为 {'、'.join(KINDS)} 之一，写的是“{case.kind}”。")
        if (case.kind == "boundary") != (case.holds is not None):
            yield Problem(where, "边界例（boundary）要写 holds = true 或 false，其他例子不写。")
        _, faults = read_facts(facts, case.facts.items())
        yield from (Problem(f"{where}.facts.{name}", text) for name, text in faults)


def criteria_have_cases(subject: Subject) -> Iterator[Problem]:
    """Check that a criterion has an example that holds, one that does not, and a doubtful one."""
    given: dict[str, set[str]] = {}
    for _, case, _ in _cases(subject):
        if case is not None:
            given.setdefault(case.criterion, set()).add(case.kind)
    for one in _judged(subject):
        lacking = list(_lacking(given.get(one.code, set())))
        if lacking:
            yield Problem(place_of(one), f"{_FOLDER} 里缺少{'、'.join(lacking)}。")


def cases_come_out(subject: Subject) -> Iterator[Problem]:
    """Check that every example comes out as it says when it is judged."""
    book, problems = build_rulebook(subject.records)
    facts = facts_of(subject)
    for where, case, _ in _cases(subject) if not problems else ():
        rule = book.rule(case.criterion) if case else None
        if case is None or rule is None or case.kind not in KINDS:
            continue
        values, faults = read_facts(facts, case.facts.items())
        if not faults:
            found = find(book, rule, values, on=case.on)
            text = _surprise(case, found)
            yield from [Problem(where, text)] if text else []


def criteria_are_readable(subject: Subject) -> Iterator[Problem]:
    """Check that every condition reads, and asks for declared facts in a way that can be met."""
    yield from build_rulebook(subject.records)[1]


def _surprise(case: Case, found: Finding) -> str:
    """Say how an example came out, unless it is as it says."""
    is_open = bool(found.missing)
    wanted = {"positive": True, "negative": False, "boundary": case.holds, "unknown": None}
    holds = found.result in {Result.MET, Result.SUSPECTED}
    fails = found.result is Result.NOT_MET or (found.result is Result.UNKNOWN and not is_open)
    if {True: holds, False: fails, None: is_open and not holds and not fails}[wanted[case.kind]]:
        return ""
    missing = f"，还缺 {'、'.join(found.missing)}" if is_open else ""
    return f"{case.criterion} 写的是 {case.kind}，判定结果却是 {found.result}{missing}。"


def _lacking(kinds: set[str]) -> Iterator[str]:
    """Yield the kinds of example that are not given."""
    if "positive" not in kinds:
        yield "正例（positive）"
    if "negative" not in kinds:
        yield "反例（negative）"
    if kinds.isdisjoint({"boundary", "unknown"}):
        yield "边界例（boundary）或未知例（unknown）"


def _judged(subject: Subject) -> list[Criterion]:
    """Return the criteria with a condition; what only a person judges needs no examples."""
    return [one for one in subject.records if isinstance(one, Criterion) and one.when is not None]


def _cases(subject: Subject) -> Iterator[tuple[str, Case | None, list[Problem]]]:
    """Yield the place of every case, the case if it can be read, and what is wrong with it."""
    converter = make_converter()
    for file in _files(subject):
        data, faults = parse_toml(file)
        faults += _strange(file, data)
        if faults:
            yield file.name, None, faults
        for number, (_, row) in enumerate(located(file.name, "cases", _rows(data)), start=1):
            where = f"{_FOLDER}/{file.name}: cases[第{number}条]"
            case, problems = structure(converter, row, Case, where=where)
            yield where, case, problems


def _rows(data: Mapping[str, Any]) -> Iterable[Any]:
    """Return the rows of the only table there may be."""
    rows = data.get("cases", ())
    return rows if isinstance(rows, list) else ()


def _strange(file: Path, data: Mapping[str, Any]) -> list[Problem]:
    """Return what a file holds besides ``[[cases]]``."""
    strange = sorted(data.keys() - {"cases"})
    found = [Problem(file.name, unknown_keys(strange, ("cases",)))] if strange else []
    if not isinstance(data.get("cases", []), list):
        found.append(Problem(f"{file.name}: cases", "应写成 [[cases]]。"))
    return found


def _files(subject: Subject) -> list[Path]:
    """Return the files of cases, in order of their names."""
    return sorted(cast("Path", subject.root).joinpath(_FOLDER).glob("*.toml"))
