"""Inspections (检查): what inspectors answered on a checklist, and the verdict at the time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from attrs import frozen


class Conformity(StrEnum):
    """The answer to an item as a whole; 不清楚 is no answer."""

    CONFORMS = "conforms"
    """符合."""
    FAILS = "fails"
    """不符合."""
    NOT_APPLICABLE = "not_applicable"
    """不适用."""


@frozen(kw_only=True)
class Form:
    """Which checklist an inspection was made with: the plugin's version and revision as well."""

    code: str
    title: str
    distribution: str
    version: str
    revision: int

    @property
    def sector(self) -> str:
        """The code of the sector it belongs to."""
        return self.code.partition("-")[0]


@frozen(kw_only=True)
class Answer:
    """What was answered to one question of an item.

    ``fact`` is the name of the fact asked for and ``type`` its type; both are empty for
    an item that is answered as a whole. ``value`` is JSON, with decimals as texts, and
    ``None`` where the answer is not known, which never means no. Words and unit are kept
    so that an answer can be read without the plugin.
    """

    item: str
    text: str
    fact: str = ""
    type: str = ""
    question: str = ""
    unit: str = ""
    value: Any = None
    remark: str = ""


@frozen(kw_only=True)
class Filing:
    """The file an inspection came in: its name, the SHA-256 of its content, and the sheet."""

    file: str
    digest: str
    sheet: str


@frozen(kw_only=True)
class Inspection:
    """One inspection of a unit with a checklist; ``org`` is the id of the unit inspected.

    ``verdict`` is the judgement as it was made when the inspection was recorded, in the
    shape that ``zhiben judge`` prints.
    """

    form: Form
    org: str
    on: date
    inspectors: tuple[str, ...]
    place: str
    answers: tuple[Answer, ...]
    filing: Filing
    verdict: Mapping[str, Any]
