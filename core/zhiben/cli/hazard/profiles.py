"""Whom a list of hazards is for: which fields it carries, and how it is written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import click

from zhiben.cli.hazard.words import CHANNELS, LEVELS
from zhiben.ledger.hazards.moves import STATES
from zhiben.ledger.privacy.fields import FIELDS, PROFILES, profile_for, released
from zhiben.model.hazards import Channel, Level, State
from zhiben.model.privacy import Audience

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from zhiben.model.hazards import HazardLife
    from zhiben.model.privacy import ExportProfile

FORMATS: Final = ("table", "csv", "json")
_HEADERS: Final = (
    "编号", "单位", "属地", "地点", "描述", "等级", "状态", "时限", "牵头或责任单位",
)  # fmt: skip
"""The columns of the table on the screen, all of them public."""
_ANSWERS: Final = {True: "是", False: "否"}


def profile_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--profile``: whom the list is for."""
    from zhiben.cli.hazard.options import OneOf

    labels = {one: profile.label for one, profile in PROFILES.items()}
    known = "、".join(f"{one} {label}" for one, label in labels.items())
    return click.option(
        "--profile", "audience", type=OneOf(labels), default=Audience.INTERNAL.value,
        help=f"给谁看：{known}；默认 internal。",
    )(function)  # fmt: skip


def list_profile(
    audience: Audience, *, unmask: str | None, channel: Channel | None
) -> ExportProfile:
    """Return what a list may carry.

    Raises:
        UsageError: when the public would get what is masked or learn of a channel, or
            everything is asked for without a reason.
    """
    from zhiben.cli.session import refuse

    profile = profile_for(audience, unmask=unmask)
    if audience is Audience.PUBLIC and channel is not None:
        raise refuse(
            "向社会公开的不能按渠道筛选：一个单位只有一条举报时，说出渠道就等于指出了人，"
            "请去掉 --channel。"
        )
    return profile


def show_hazards(
    found: Sequence[HazardLife], profile: ExportProfile, *, day: date, gone: int, form: str
) -> None:
    """Print the fields of hazards that a profile lets out."""
    from zhiben.cli.hazard.page import list_rows
    from zhiben.cli.masking import print_table
    from zhiben.cli.output import show_csv, show_json

    if form == "json":
        show_json({"hazards": [_let_out(life, profile) for life in found]})
        return
    if form == "csv":
        names = [name for name in FIELDS if name in _let_out_names(profile)]
        rows = [_row(_let_out(life, profile), names) for life in found]
        show_csv([FIELDS[name].label for name in names], rows)
        return
    print_table(_HEADERS, list_rows(found, day), is_masked=profile.is_masked)
    click.echo(f"\n共 {len(found)} 条。" + (f"另有 {gone} 条已合并或撤销，未列。" if gone else ""))


def _let_out(life: HazardLife, profile: ExportProfile) -> dict[str, Any]:
    """Return what may be known of a hazard, as JSON."""
    from zhiben.cli.hazard.page import hazard_shape

    return released({**hazard_shape(life), "reporter": list(life.reporters)}, profile)


def _let_out_names(profile: ExportProfile) -> frozenset[str]:
    """Return the names of the fields that a list carries."""
    from zhiben.cli.hazard.page import LIST_KEYS

    return frozenset(released(dict.fromkeys((*LIST_KEYS, "reporter")), profile))


def _row(shape: Mapping[str, Any], names: Sequence[str]) -> list[str]:
    """Return the fields of a hazard as people read them in a spreadsheet."""
    return [_cell(name, shape[name]) for name in names]


def _cell(name: str, value: Any) -> str:  # noqa: ANN401 - JSON
    """Return what a field says, in words."""
    if value is None:
        return ""
    words: Mapping[str, Callable[[Any], str]] = {
        "level": lambda one: LEVELS[Level(one)],
        "status": lambda one: STATES[State(one)],
        "listed": _ANSWERS.__getitem__,
        "channels": lambda several: "、".join(CHANNELS[Channel(one)] for one in several),
        "sources": lambda several: "；".join(map(_source, several)),
        "reporter": "、".join,
    }
    return words.get(name, str)(value)


def _source(source: Mapping[str, Any]) -> str:
    """Return where a hazard was read from."""
    row = f"第{source['row']}行" if source["row"] else ""
    return " ".join(filter(None, (source["file"], source["sheet"], row)))
