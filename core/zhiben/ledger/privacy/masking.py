"""Phones, ID numbers, bank cards and e-mail addresses in what people write: found and masked.

Masking keeps the length and the separators of a number, and enough of its digits to tell
two of them apart. What is no personal data stays: credit codes, amounts, days, clauses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import normalize

if TYPE_CHECKING:
    from zhiben.model.privacy import Reporter

STAR: Final = "*"


class Personal(StrEnum):
    """A kind of personal data."""

    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    MOBILE = "mobile"
    LANDLINE = "landline"
    ACCOUNT = "account"
    """A number that only the word before it makes one: 电话 5021234, QQ 12345678."""
    EMAIL = "email"


LABELS: Final[Mapping[Personal, str]] = {
    Personal.ID_NUMBER: "身份证号",
    Personal.BANK_CARD: "银行卡号",
    Personal.MOBILE: "手机号",
    Personal.LANDLINE: "座机号",
    Personal.ACCOUNT: "电话、QQ等后面的号码",
    Personal.EMAIL: "电子邮箱",
}
"""What people call each kind."""


class Finding(NamedTuple):
    """Personal data in a text: its kind, and where it starts and ends."""

    kind: Personal
    start: int
    end: int


class _Rule(NamedTuple):
    """How one kind is found and masked.

    ``pattern`` has a group ``number``; ``is_meant`` tells by the number's digits whether it is
    one. The first ``head`` and last ``tail`` letters and digits of the number stay.
    """

    kind: Personal
    pattern: re.Pattern[str]
    is_meant: Callable[[str], bool]
    head: int
    tail: int


def find_personal(text: str) -> tuple[Finding, ...]:
    """Return the personal data in a text, in the order it stands there."""
    return tuple(finding for finding, _ in _found(text))


def mask_text(text: str) -> str:
    """Return the text with the personal data in it masked: 138****5678, 3403**********1234."""
    pieces, last = [], 0
    for (_, start, end), rule in _found(text):
        pieces += [text[last:start], _starred(text[start:end], rule)]
        last = end
    return "".join((*pieces, text[last:]))


def mask_value(value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a value with every text in it masked, however deep; other values are kept."""
    match value:
        case str():
            return mask_text(value)
        case Mapping():
            return {key: mask_value(part) for key, part in value.items()}
        case list() | tuple():
            return [mask_value(part) for part in value]
    return value


def gives_away(text: str, reporter: Reporter) -> bool:
    """Tell whether a text holds something of a reporter's identity, however it is spaced."""
    said = _core(text)
    values = (reporter.name, reporter.phone, reporter.id_number, reporter.address, reporter.words)
    return any(len(core) > 1 and core in said for core in map(_core, values))


def _found(text: str) -> list[tuple[Finding, _Rule]]:
    """Return the findings with the rules that made them, none of them overlapping."""
    plain = _plain(text)
    if not _MAY_HOLD.search(plain):
        return []
    taken = bytearray(len(plain))
    found = [(one, rule) for rule in _RULES for one in _by(rule, plain, taken)]
    return sorted(found, key=lambda pair: pair[0].start)


def _by(rule: _Rule, plain: str, taken: bytearray) -> Iterator[Finding]:
    """Yield what one rule finds outside of what others took, and take it.

    What only looked like a number hides no other one that starts within it.
    """
    place = 0
    while match := rule.pattern.search(plain, place):
        start, end = match.span("number")
        is_free = taken.find(1, start, end) < 0
        is_found = is_free and rule.is_meant(_SEPARATOR.sub("", match["number"]))
        if is_found:
            taken[start:end] = bytes([1]) * (end - start)
            yield Finding(rule.kind, start, end)
        place = end if is_found else match.start() + 1


def _starred(number: str, rule: _Rule) -> str:
    """Return a number with stars for all but its first and last digits."""
    if rule.kind is Personal.EMAIL:
        kept = number[:1] if len(number) > 1 else ""
        return kept.ljust(len(number), STAR)
    places = [place for place, letter in enumerate(number) if _plain(letter) in _KEPT]
    hidden = set(places[rule.head : len(places) - rule.tail])
    return "".join(STAR if place in hidden else letter for place, letter in enumerate(number))


def _plain(text: str) -> str:
    """Return the text in one width, letter for letter, so that places stay what they are."""
    return text.translate(_WIDTHS)


def _core(text: str) -> str:
    """Return the letters and digits of a text, in one width and case."""
    return "".join(filter(str.isalnum, normalize("NFKC", text).casefold()))


def _any(_number: str) -> bool:
    """Accept whatever the pattern found."""
    return True


def _is_id(number: str) -> bool:
    """Tell whether 18 digits are an ID number.

    One mistyped digit makes the check digit wrong, and still tells whose number it is. But
    numbers of other things are also made of a place, a day and a serial number: without the
    right check digit only a day on which a grown-up may be born counts.
    """
    if not _is_born(number[6:14]):
        return False
    return _check_digit(number.upper()) or number[6:10] <= _LATEST_BIRTH


def _is_old_id(number: str) -> bool:
    """Tell whether 15 digits are an ID number as they were until 1999."""
    return _is_born(f"19{number[6:12]}")


def _is_born(digits: str) -> bool:
    """Tell whether eight digits are a day on which a person may be born."""
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year >= _EARLIEST_BIRTH
    except ValueError:
        return False


def _check_digit(number: str) -> bool:
    """Tell whether the last of 18 digits is the one GB 11643 asks for."""
    total = sum(2 ** (17 - place) * int(digit) for place, digit in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17]


def _is_card(number: str) -> bool:
    """Tell whether digits look like a bank card.

    Those of UnionPay start with 62, whatever follows. Of the others the Luhn sum must be right
    and the length one of theirs, for credit codes and archive numbers are as long.
    """
    if number.startswith("62"):
        return True
    is_one = len(number) in _CARD_LENGTHS and number.startswith(("4", "5", "60", "9558"))
    return is_one and _luhn(number)


def _luhn(number: str) -> bool:
    """Tell whether the Luhn sum of a number is right."""
    doubled = (2 * int(digit) for digit in number[-2::-2])
    return (sum(map(int, number[::-2])) + sum(n - 9 * (n > _ONES) for n in doubled)) % 10 == 0


_KEPT: Final = frozenset("0123456789Xx")
_EARLIEST_BIRTH: Final = 1900
_LATEST_BIRTH: Final = "2010"
_CARD_LENGTHS: Final = (16, 19)
_ONES: Final = 9
_WIDTHS: Final = {
    **{ord("！") + place: chr(ord("!") + place) for place in range(94)},
    **dict.fromkeys(map(ord, "‐‑‒–—―−"), "-"),
    **dict.fromkeys(map(ord, "\u3000\u00a0\u2002\u2003\u2009"), " "),
}
_SEPARATOR: Final = re.compile(r"[ .·-]")
_MAY_HOLD: Final = re.compile(r"\d|@")
_S: Final = "[ .·-]"
_PLACE: Final = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])"


def _rule(
    kind: Personal,
    pattern: str,
    *,
    keeps: tuple[int, int],
    is_meant: Callable[[str], bool] = _any,
) -> _Rule:
    """Return a rule for numbers that no further digit goes before or after."""
    whole = rf"(?<!\d){pattern}(?!\d)"
    return _Rule(kind, re.compile(whole, re.ASCII), is_meant, *keeps)


_RULES: Final = (
    _Rule(
        Personal.EMAIL,
        # What stands before the @; the host may be a number of its own.
        re.compile(r"(?<![\w.+%-])(?P<number>[\w.+%-]{1,64})@[a-z\d-]{1,63}(?:\.[a-z\d-]{1,63})*"
                   r"\.[a-z]{2}", re.ASCII | re.IGNORECASE),
        _any, 1, 0,
    ),
    _rule(
        Personal.ID_NUMBER,
        rf"(?P<number>{_PLACE}\d{{4}}{_S}?\d{{8}}{_S}?\d{{3}}[\dXx])",
        keeps=(4, 4), is_meant=_is_id,
    ),
    _rule(
        Personal.BANK_CARD,
        rf"(?P<number>\d{{4}}(?:{_S}?\d{{4}}){{3}}(?:{_S}?\d{{1,3}})?)",
        keeps=(4, 4), is_meant=_is_card,
    ),
    _rule(
        Personal.ID_NUMBER, rf"(?P<number>{_PLACE}\d{{4}}{_S}?\d{{6}}{_S}?\d{{3}})",
        keeps=(4, 4), is_meant=_is_old_id,
    ),
    _rule(
        Personal.MOBILE,
        r"(?:(?:\+|00)?86" + _S + "?)?(?P<number>"
        rf"1[3-9]\d(?:{_S}?\d{{4}}{_S}?\d{{4}}|{_S}\d{{3}}{_S}?\d{{5}})"
        rf"|1[3-9]\d{{2}}{_S}\d{{3}}{_S}?\d{{4}}|1[3-9]\d{{3}}{_S}\d{{6}}"
        rf"|1[3-9]\d{{2}}{_S}\d{{4}}{_S}\d{{3}}|1[3-9]\d{{4}}{_S}\d{{5}})(?! ?[元万亿])",
        keeps=(3, 4),
    ),
    _rule(
        Personal.LANDLINE,
        rf"(?:(?:\+|00)?86{_S}?)?\(?0(?:10|2\d|[3-9]\d{{2}})\)? ?{_S}?"
        rf"(?P<number>[2-8]\d{{2,3}}{_S}?\d{{4}}(?:(?:-|转| ?转 ?)\d{{1,5}})?)",
        keeps=(0, 2),
    ),
    _rule(
        Personal.ACCOUNT,
        r"(?i:电话|座机|手机|联系方式|传真|固话|tel|phone|qq|微信)(?:号码?)?(?:[(][^()]{0,8}[)])?"
        rf"(?:[ :是为]{{0,3}}|: ?[一-龥]{{2,4}}[ :]?)"
        rf"(?P<number>\d{{3,4}}{_S}?\d{{4,7}}(?:(?:-|转)\d{{1,5}})?)",
        keeps=(0, 2),
    ),
)  # fmt: skip
"""The longer numbers first: a part of one is not another."""
