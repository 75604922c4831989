"""Rules for registering units: ids that every site derives alike, credit codes, labels."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from zhiben.errors import UnknownNameError
from zhiben.ledger.tables import one_width
from zhiben.ledger.units.registry import Registry
from zhiben.model.organisations import OrganisationKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from zhiben.model.organisations import Organisation
    from zhiben.model.plan import Plan

NO_TERRITORY: Final = "乡镇街道本身就是属地，不另写属地。"

_CODE_LETTERS: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_LENGTH: Final = 18
_LONGEST_NAME: Final = 100
_ID = re.compile(r"[\w.-]{1,40}")
_NO_NAME = re.compile(r"[:：\x00-\x1f\x7f\ud800-\udfff]")


def derived_id(name: str, credit_code: str | None = None) -> str:
    """Return the id of a unit nobody gave one: the same on every site that registers it.

    It is ``u-`` and the first 10 hexadecimal digits of the SHA-256 of the credit code
    or, for a unit without one, of its name in one width and without spaces.
    """
    key = credit_code or one_width(name)
    return f"u-{hashlib.sha256(key.encode(errors='surrogatepass')).hexdigest()[:10]}"


def credit_code_of(text: str) -> str:
    """Return a credit code as it is stored: capitals of one width, without spaces."""
    return one_width(text).upper()


def credit_code_fault(code: str) -> str:
    """Say why this cannot be a 统一社会信用代码 (GB 32100-2015), or nothing.

    Its 18 characters leave out I, O, S, V and Z; the last one checks the others, which
    weigh 3**i each, modulo 31.
    """
    if len(code) != _CODE_LENGTH:
        return (
            f"统一社会信用代码“{code}”有 {len(code)} 位，应为 {_CODE_LENGTH} 位，请对照证照核对。"
        )
    wrong = [letter for letter in code if letter not in _CODE_LETTERS]
    if wrong:
        return (
            f"统一社会信用代码“{code}”里的“{wrong[0]}”不在字符集内（不用 I、O、S、V、Z），"
            "请对照证照核对。"
        )
    if check_character(code[:-1]) != code[-1]:
        return f"统一社会信用代码“{code}”的校验位不符，至少有一位写错，请对照证照核对。"
    return ""


def check_character(code: str) -> str:
    """Return the character that checks the 17 before it."""
    size = len(_CODE_LETTERS)
    total = sum(_CODE_LETTERS.index(letter) * 3**place for place, letter in enumerate(code))
    return _CODE_LETTERS[-total % size]


def unit_faults(unit: Organisation) -> Iterator[str]:
    """Yield everything that keeps a unit from being registered, whatever else there is."""
    if fault := name_fault(unit.name):
        yield fault
    if fault := id_fault(unit.id):
        yield fault
    if unit.credit_code and (fault := credit_code_fault(unit.credit_code)):
        yield fault
    if unit.territory and unit.kind is OrganisationKind.TOWNSHIP:
        yield NO_TERRITORY
    if unit.valid_from and unit.valid_to and unit.valid_to < unit.valid_from:
        yield f"终止日期 {unit.valid_to} 早于起始日期 {unit.valid_from}，请核对。"


def name_fault(name: str) -> str:
    """Say why this is no name of a unit, or nothing."""
    if not name:
        return "没有写单位名称。"
    no_name = _NO_NAME.search(name) or not any(map(str.isalpha, name))
    if no_name or len(name) > _LONGEST_NAME:
        return f"“{name[:20]}”不像单位名称，请核对。"
    return ""


def id_fault(identity: str) -> str:
    """Say why this cannot be a unit's id, or nothing."""
    if _ID.fullmatch(identity):
        return ""
    return f"编号“{identity}”不行：用 1 到 40 个汉字、字母、数字或“-”“_”“.”，不含空格。"


def label_key(text: str) -> str:
    """Return what two labels of a unit have in common when people take them for the same."""
    return one_width(text).casefold()


def labels(unit: Organisation) -> tuple[str, ...]:
    """Return everything only one unit may answer to: id, name, aliases and credit code."""
    code = (unit.credit_code,) if unit.credit_code else ()
    return (unit.id, unit.name, *unit.aliases, *code)


def labelled(registry: Registry, *, except_for: str | None = None) -> dict[str, Organisation]:
    """Return the units by the keys of their labels and former names, one of them left out."""
    found: dict[str, Organisation] = {}
    for identity, versions in registry.histories.items():
        if identity != except_for:
            unit = versions[-1].organisation
            former = (version.organisation.name for version in versions)
            found |= dict.fromkeys(map(label_key, (*former, *labels(unit))), unit)
    return found


def clashes(unit: Organisation, taken: Mapping[str, Organisation]) -> Iterator[str]:
    """Yield which of the unit's labels belong to another unit, and to which."""
    found: dict[str, dict[str, Organisation]] = {}
    for label in labels(unit):
        other = taken.get(label_key(label))
        if other is not None:
            found.setdefault(other.id, {})[label] = other
    for identity, by_label in found.items():
        name = next(iter(by_label.values())).name
        yield f"“{'”“'.join(by_label)}”已由登记过的“{name}”（编号 {identity}）使用。"


def townships(registry: Registry) -> Registry:
    """Return the townships among the units, with their history."""
    return Registry(
        histories={
            identity: versions
            for identity, versions in registry.histories.items()
            if versions[-1].organisation.kind is OrganisationKind.TOWNSHIP
        }
    )


def find_township(text: str, towns: Registry) -> Organisation:
    """Return the one of the townships that people call that.

    Raises:
        UnknownNameError: when there is none; offers the nearest townships.
    """
    try:
        return towns.find(one_width(text))
    except UnknownNameError as error:
        raise UnknownNameError("乡镇街道", text, error.nearest) from None


def known_marks(plan: Plan, units: Iterable[Organisation]) -> tuple[str, ...]:
    """Return the marks that a scope of the plan tests, then those that units have."""
    scopes = [task.scope for task in plan.tasks() if task.scope]
    tested = (mark for scope in scopes for mark in (*scope.having, *scope.lacking))
    return tuple(dict.fromkeys((*tested, *(mark for unit in units for mark in unit.attributes))))
