"""The hooks: what a sector plugin can tell zhiben. A plugin implements those it needs.

Every hook is pure: it reads no clock, no file but the plugin's own catalogs, and says
the same whenever it is asked. It returns records, never prints, and is called for one
plugin at a time. A hook that fails makes the whole plugin contribute nothing, and says
so to the user; it never stops the others.

The examples begin with these lines::

    from datetime import date

    from zhiben.spec import *
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable

    from zhiben.spec.records import (
        Checklist,
        Command,
        Criterion,
        Derivation,
        Fact,
        Heading,
        Indicator,
        Publication,
        Revision,
        Sector,
        SectorTask,
        Standard,
        Synonyms,
    )

NAME: Final = "zhiben"
"""The name of the project the markers belong to."""

API: Final = 1
"""The number of this contract. It grows when a hook or record changes so that old
plugins would be misread; see ``UPGRADING.md``."""

OLDEST_API: Final = 1
"""The oldest number this version still understands."""

hookimpl = pluggy.HookimplMarker(NAME)
"""Marks a function of a plugin as its implementation of the hook of that name."""

hookspec = pluggy.HookspecMarker(NAME)
"""Marks a function below as a hook."""


@hookspec
def zhiben_sector() -> Sector:  # type: ignore[empty-body]  # a specification has no body
    """Say which sector the plugin is for. The only hook every plugin must implement.

    Called first, and by itself: a plugin that cannot say who it is gets no further.

    Example::

        @hookimpl
        def zhiben_sector():
            return Sector(
                code="SCH",
                title="校园安全",
                api=1,
                revision=1,
                summary="中小学、幼儿园的安全检查和任务",
                fields=("校园",),
                leads=("县教体局",),
            )

    Returns:
        Exactly one :class:`~zhiben.spec.Sector`, whose code is the entry point's name.

    .. versionadded:: 1
    """


@hookspec
def zhiben_sources() -> Iterable[Publication]:  # type: ignore[empty-body]  # as above
    """List the documents the plugin's records cite by key.

    Called with the other catalogs, after the sector has named itself.

    Example::

        @hookimpl
        def zhiben_sources():
            yield Publication(
                key="方案",
                title="五河县安全生产治本攻坚三年行动实施方案",
                issuer="五河县安全生产委员会",
                issued=date(2024, 2, 23),
            )

    Returns:
        :class:`~zhiben.spec.Publication` records with keys of their own.

    .. versionadded:: 1
    """


@hookspec
def zhiben_tasks() -> Iterable[SectorTask]:  # type: ignore[empty-body]  # as above
    """List the tasks of the sector's sub-plan, each bound to a measure of the plan.

    Called by every command that shows or records tasks. Until a revision is adopted
    (``zhiben plugin adopt``) the tasks of the adopted one keep counting.

    Example::

        @hookimpl
        def zhiben_tasks():
            yield SectorTask(
                code="SCH-1",
                measure="13",
                title="每学期开展校园安全检查",
                kind=TaskKind.RECURRING,
                every=Every.HALF_YEAR,
                source="方案",
            )

    Returns:
        :class:`~zhiben.spec.SectorTask` records with codes of the sector.

    .. versionadded:: 1
    """


@hookspec
def zhiben_standards() -> Iterable[Standard | Criterion | Fact | Synonyms]:  # type: ignore[empty-body] # as above
    """List the 判定标准 of the sector: editions, their criteria, and the facts these ask for.

    Called when hazards are judged or criteria are listed. Conditions are text, in the
    language of :doc:`expressions </reference/expressions>`; they are checked against the
    declared facts when the catalog is read for judging.

    Example::

        @hookimpl
        def zhiben_standards():
            day = date(2024, 1, 1)
            yield Fact(name="安全出口数", type=FactType.INTEGER, question="有几个安全出口？")
            yield Synonyms(words=("安全出口", "逃生出口"))
            yield Standard(
                code="SCH-S", title="示例标准", document_number="1号", issuer="示例局", issued=day
            )
            yield Criterion(
                code="SCH-S-1", standard="SCH-S", clause="1", title="示例", when="安全出口数 < 2"
            )

    Returns:
        :class:`~zhiben.spec.Standard`, :class:`~zhiben.spec.Criterion`,
        :class:`~zhiben.spec.Fact` and :class:`~zhiben.spec.Synonyms` records, in any order.

    .. versionadded:: 1
    """


@hookspec
def zhiben_derivations() -> Iterable[Derivation]:  # type: ignore[empty-body]  # as above
    """List the facts that are worked out from others by arithmetic.

    Called together with ``zhiben_standards``. The functions must be pure, and take ``None``
    for an input that is not known.

    Example::

        def over(总质量, 限值):
            return None if None in {总质量, 限值} else 总质量 - 限值


        @hookimpl
        def zhiben_derivations():
            yield Derivation(fact="超限量", inputs=("总质量", "限值"), function=over, source="方案")

    Returns:
        :class:`~zhiben.spec.Derivation` records over declared facts.

    .. versionadded:: 1
    """


@hookspec
def zhiben_checklists() -> Iterable[Checklist]:  # type: ignore[empty-body]  # as above
    """List the 检查表 inspectors take along; their answers become facts.

    Called when checklists are listed or filled in.

    Example::

        @hookimpl
        def zhiben_checklists():
            item = Item(code="SCH-C-1", text="疏散通道", facts=("通道畅通",), how="逐层走一遍")
            yield Checklist(code="SCH-C", title="校园安全检查表", items=(item,))

    Returns:
        :class:`~zhiben.spec.Checklist` records that feed declared facts only.

    .. versionadded:: 1
    """


@hookspec
def zhiben_indicators() -> Iterable[Indicator]:  # type: ignore[empty-body]  # as above
    """List the 指标 the sector reports.

    Called when indicators are listed.

    Example::

        @hookimpl
        def zhiben_indicators():
            yield Indicator(
                code="SCH-I-1",
                title="检查覆盖率",
                unit="%",
                formula="已检查学校数 ÷ 学校总数",
                direction=Direction.UP,
                period=Every.QUARTER,
            )

    Returns:
        :class:`~zhiben.spec.Indicator` records.

    .. versionadded:: 1
    """


@hookspec
def zhiben_headings() -> Iterable[Heading]:  # type: ignore[empty-body]  # as above
    """Say what the columns of the sector's own hazard tables are called.

    Called when a table of hazards is imported; the words count before those zhiben knows.

    Example::

        @hookimpl
        def zhiben_headings():
            yield Heading(words=("校名", "学校名称"), field="enterprise")
            yield Heading(words=("日期",), field="found_on", under=("排查情况",))

    Returns:
        :class:`~zhiben.spec.Heading` records.

    .. versionadded:: 1
    """


@hookspec
def zhiben_changes() -> Iterable[Revision]:  # type: ignore[empty-body]  # as above
    """Say what each revision since the first made of the ids of the one before it.

    Called together with ``zhiben_tasks``, because both are put on record when a revision
    is adopted. A first revision has none. Every id that is gone must be accounted for; one
    that stays needs no line. An id goes once and never comes back, and nothing goes on
    under one that was there before.

    Example::

        @hookimpl
        def zhiben_changes():
            yield Revision(
                revision=2, change=Change.RENAMED, old=("SCH-1",), new=("SCH-11",), reason="分列"
            )
            yield Revision(revision=2, change=Change.RETIRED, old=("SCH-2",), reason="停用")

    Returns:
        :class:`~zhiben.spec.Revision` records.

    .. versionadded:: 1
    """


@hookspec
def zhiben_commands() -> Iterable[Command]:  # type: ignore[empty-body]  # as above
    """List commands of the plugin's own, under ``zhiben sector CODE``.

    Called only when such a command is asked for; the command's module is imported only
    when it runs.

    Example::

        @hookimpl
        def zhiben_commands():
            yield Command(name="roster", target="zhiben_school.roster:main", summary="打印学校名册")

    Returns:
        :class:`~zhiben.spec.Command` records.

    .. versionadded:: 1
    """
