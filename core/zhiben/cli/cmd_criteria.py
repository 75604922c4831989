"""``zhiben criteria``: the clauses that hazards are judged by, and finding the right one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from zhiben.cli.commands import Member, command, group
from zhiben.cli.options import format_option
from zhiben.cli.output import note, show_json, show_table
from zhiben.cli.types import DAY, Whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from zhiben.cli.criteria_shelves import Shelf
    from zhiben.cli.main import Options
    from zhiben.spec.records import Criterion, Publication, Standard

_MOST = 100
_NAMED = 3

sector_option = click.option("--sector", metavar="代码", help="只看这个行业的，如 GAS。")


@command(
    "list",
    summary="列出判定标准的条款：代码、条款号、内容、录入到什么程度。",
    details="不写 --on 时，各个版本都列出来。",
    example=(
        "zhiben criteria list --sector GAS --on 2024-06-30\n"
        "zhiben criteria list --standard 建质规〔2024〕5号 --json"
    ),
)
@sector_option
@click.option("--standard", metavar="标准", help="只看这个标准的：代码或文号。")
@click.option("--on", type=DAY, metavar="日期", help="只看这一天在用的版本。")
@format_option()
@click.pass_obj
def list_(
    options: Options, *, sector: str | None, standard: str | None, on: date | None, form: str
) -> None:
    """List criteria."""
    from zhiben.cli.criteria_page import LIST_HEADERS, list_cells, list_shape
    from zhiben.cli.criteria_shelves import STANDARDS, load_shelves

    listed = list(
        _listed(load_shelves(options, hooks=(STANDARDS,), sector=sector), standard, on=on)
    )
    if form == "json":
        shapes = [list_shape(one, edition, sector=shelf.sector) for shelf, edition, one in listed]
        show_json({"criteria": shapes})
        return
    show_table(LIST_HEADERS, [list_cells(one, edition) for _, edition, one in listed])
    click.echo(f"\n共 {len(listed)} 条。全部内容见 zhiben criteria show 代码。")


@command(
    "show",
    summary="一条的全部内容：哪一版、条件、要查明的事实、解读、出处。",
    details=(
        "要查明的事实里，先是本条自己的，再是它计数的要素的，最后是本标准不应判定、转其他规定的情形"
        "的（“用于”一栏写明是哪一条要的）。"
    ),
    example='zhiben criteria show GAS-G-5.1\nzhiben criteria show "IND-11(三)" --json',
)
@click.argument("code", metavar="代码")
@format_option()
@click.pass_obj
def show(options: Options, *, code: str, form: str) -> None:
    """Show everything of one criterion."""
    from zhiben.cli.criteria_page import criterion_shape, show_criterion
    from zhiben.cli.criteria_shelves import (
        DERIVATIONS,
        SOURCES,
        STANDARDS,
        find_criterion,
        load_named,
    )
    from zhiben.rules import FOUND_ON
    from zhiben.rules.needs import needs_of

    hooks = (SOURCES, STANDARDS, DERIVATIONS)
    shelf, criterion = find_criterion(load_named(options, code, hooks=hooks), code)
    needs = needs_of(
        criterion,
        shelf.criteria(criterion.standard),
        facts={FOUND_ON.name: FOUND_ON, **shelf.facts},
        derivations=shelf.derivations,
    )
    standard = shelf.standards[criterion.standard]
    sources = _cited(shelf, (*criterion.sources, *standard.sources))
    if form == "json":
        show_json(
            criterion_shape(criterion, standard, sector=shelf.sector, needs=needs, sources=sources)
        )
    else:
        show_criterion(criterion, standard, needs=needs, sources=sources)


@command(
    "diff",
    summary="两个版本的差别：新增、删去、改动、未变。",
    details=(
        "标准写代码或文号。先按内容、所问的事实配对，条款号相同的优先：换版后条款会重新编号，"
        "同号的不一定是同一回事。没有录全的版本，“删去”“新增”的可能只是没有录入。"
    ),
    example=(
        "zhiben criteria diff CON-2022 CON-2024\n"
        "zhiben criteria diff 建质规〔2022〕2号 建质规〔2024〕5号 --json"
    ),
)
@click.argument("old", metavar="旧版")
@click.argument("new", metavar="新版")
@format_option()
@click.pass_obj
def diff(options: Options, *, old: str, new: str, form: str) -> None:
    """Show what one edition changed against another."""
    from zhiben.cli.criteria_page import comparison_shape, show_comparison
    from zhiben.cli.criteria_shelves import STANDARDS, find_standard, load_named
    from zhiben.rules.comparing import compare

    shelves = load_named(options, old, new, hooks=(STANDARDS,))
    (shelf, before), (other, after) = (find_standard(shelves, name) for name in (old, new))
    comparison = compare(shelf.criteria(before.code), other.criteria(after.code))
    notes = tuple(_cautions(before, after))
    if form == "json":
        show_json(comparison_shape(comparison, before, after, notes=notes))
        return
    click.echo(f"{before.title}：{before.document_number} → {after.document_number}")
    show_comparison(comparison, notes=notes)


@command(
    "find",
    summary="用自己的话找条款：列出最可能的几条。只是建议，不是判定。",
    details=(
        "按字面和同义词相近排列。默认只查今天在用的版本；--on 查那一天在用的，--all 各版都查。"
        "在用的版本还没有录入条款的，也查它取代的那一版，注明“不在用”。"
        "得分只能在同一次查找里比较。找不到不等于没有规定。"
    ),
    example=(
        "zhiben criteria find 除尘系统没有锁气卸灰装置\n"
        "zhiben criteria find 消防栓没水 --sector FIR --on 2024-06-30 --top 3"
    ),
)
@click.argument("words", metavar="情形", nargs=-1, required=True)
@sector_option
@click.option("--on", type=DAY, metavar="日期", help="查哪一天在用的版本，默认今天。")
@click.option("--all", "every_edition", is_flag=True, help="各个版本都查，包括已经停用的。")
@click.option("--top", type=Whole(least=1, most=_MOST), default=5, help="列出几条，默认 5。")
@format_option()
@click.pass_obj
def find(
    options: Options,
    *,
    words: tuple[str, ...],
    sector: str | None,
    on: date | None,
    every_edition: bool,
    top: int,
    form: str,
) -> None:
    """Suggest clauses for what an inspector saw."""
    from zhiben.cli.criteria_finding import find_clauses, hit_shape
    from zhiben.cli.criteria_page import FOUND_HEADERS, found_cells
    from zhiben.cli.criteria_shelves import STANDARDS, load_shelves

    shelves = load_shelves(options, hooks=(STANDARDS,), sector=sector)
    day = on or options.clock.today()
    hits = find_clauses(shelves, " ".join(words), on=day, top=top, every_edition=every_edition)
    if not every_edition:
        _warn_of_gaps(shelves, day)
    if form == "json":
        show_json({"criteria": list(map(hit_shape, hits))})
        return
    show_table(FOUND_HEADERS, [found_cells(n, hit) for n, hit in enumerate(hits, start=1)])
    click.echo(
        "\n只是按字面相近排列的建议，不是判定。"
        "逐条核对看 zhiben criteria show 代码；判定用 zhiben judge。"
    )


@command(
    "audit",
    summary="各标准、各版本录入了多少：应有几条、已录几条、录到什么程度、有几个例子。",
    details="例子在插件源码的 tests/cases 里；不是从源码安装的插件，例子一栏是“—”。",
    example="zhiben criteria audit\nzhiben criteria audit --sector FIR --json",
)
@sector_option
@format_option()
@click.pass_obj
def audit(options: Options, *, sector: str | None, form: str) -> None:
    """Show how complete the editions are."""
    from zhiben.cli.criteria_page import AUDIT_HEADERS, audit_cells, audit_shape
    from zhiben.cli.criteria_shelves import SOURCES, STANDARDS, load_shelves
    from zhiben.plugins.examples import count_examples
    from zhiben.rules.auditing import tallies_of

    shelves = load_shelves(options, hooks=(SOURCES, STANDARDS), sector=sector)
    rows = [
        (shelf, tally)
        for shelf in shelves
        for tally in tallies_of(shelf.records, cases=count_examples(shelf.found))
    ]
    if form == "json":
        shapes = [
            audit_shape(tally, sector=shelf.sector, publications=shelf.publications)
            for shelf, tally in rows
        ]
        show_json({"standards": shapes})
        return
    show_table(AUDIT_HEADERS, [audit_cells(tally) for _, tally in rows])
    click.echo(f"\n共 {len(rows)} 个版本，已录 {sum(one.loaded for _, one in rows)} 条。")


criteria = group(
    "criteria",
    summary="查看、比较、查找判定标准的条款。",
    example=(
        "zhiben criteria find 除尘系统没有锁气卸灰装置\n"
        'zhiben criteria show "IND-11(六)"\n'
        "zhiben criteria diff CON-2022 CON-2024"
    ),
    members=(list_, show, diff, find, audit),
    kept_elsewhere={
        "overlay": Member(
            "zhiben.cli.cmd_criteria_overlay:overlay",
            "补录：没有录全的标准自己补全，当地更严的规定自己加上。",
        )
    },
)


def _listed(
    shelves: Sequence[Shelf], named: str | None, *, on: date | None
) -> Iterator[tuple[Shelf, Standard, Criterion]]:
    """Yield the criteria of the wanted standards that were in force on a day, if one is given."""
    from zhiben.cli.criteria_shelves import find_standard
    from zhiben.rules.editions import is_in_force

    only = find_standard(shelves, named)[1] if named else None
    for shelf in shelves:
        for code, standard in shelf.standards.items():
            if only in {None, standard} and (on is None or is_in_force(standard, on)):
                yield from ((shelf, standard, one) for one in shelf.criteria(code))


def _cited(shelf: Shelf, keys: Sequence[str]) -> tuple[Publication, ...]:
    """Return the publications of some keys, each once."""
    known = shelf.publications
    return tuple(known[key] for key in dict.fromkeys(keys) if key in known)


def _cautions(before: Standard, after: Standard) -> Iterator[str]:
    """Yield what must be borne in mind when editions are compared that are not loaded whole."""
    from zhiben.spec.records import Completeness

    for standard, word in ((before, "新增"), (after, "删去")):
        if standard.completeness is not Completeness.FULL:
            yield (
                f"{standard.document_number} 没有录全：{word}的条款里，有的可能只是这一版没有录入。"
            )


def _warn_of_gaps(shelves: Sequence[Shelf], on: date) -> None:
    """Tell on the side which of the standards looked through are not loaded whole."""
    from zhiben.rules.editions import is_in_force
    from zhiben.rules.searching import stand_ins
    from zhiben.spec.records import Completeness

    standards = [one for shelf in shelves for one in shelf.standards.values()]
    lacking = [
        one.document_number
        for one in standards
        if is_in_force(one, on) and one.completeness is not Completeness.FULL
    ]
    if lacking:
        more = f" 等 {len(lacking)} 个" if lacking[_NAMED:] else ""
        shown = "、".join(lacking[:_NAMED]) + more
        note(f"{on} 在用的标准里，{shown} 没有录全，找不到不等于没有规定。")
    for one in stand_ins(standards, on):
        note(f"在用的版本没有录入，所以也查了它取代的 {one.document_number}：不在用，只供对照。")
