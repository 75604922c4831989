"""Lines that arrive: whether each is what it claims, and whether it fits those already here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from zhiben.errors import JournalError, Problem
from zhiben.ledger.digests import body_text
from zhiben.ledger.entries import FIRST, Line, is_intact, place_of
from zhiben.model.entries import EntryKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from zhiben.model.entries import Draft

LARGEST_BODY: Final = 16 * 1024 * 1024
"""How many characters the body of one entry may have."""

LAST: Final = 2**53 - 1
"""The largest running number: the last one that every reader of JSON keeps exact."""

by_place: Final = itemgetter(Line._fields.index("origin"), Line._fields.index("seq"))
"""The key that puts lines in the order of their chains."""


def refusal(line: Line, message: str) -> JournalError:
    """Return the error for a line that cannot be taken in."""
    return JournalError([Problem(place_of(line.origin, line.seq), message)])


def check_fields(lines: Sequence[Line]) -> None:
    """Refuse lines with a field that no entry holds, or that is written in another form.

    Stored text is compared as text, so a date or a time may have one form only. Whole
    columns are looked at, and every value only once: there may be hundreds of thousands.

    Raises:
        JournalError: naming the first such line.
    """
    for index, form in enumerate(_FORMS):
        column = [line[index] for line in lines]
        same = set(map(type, column)) <= {form.kind}
        if same and (form.fits is None or all(map(form.fits, set(column)))):
            continue
        line = next(line for line in lines if not form.holds(line[index]))
        raise refusal(line, form.complaint(line[index]))


def check_digests(lines: Iterable[Line]) -> None:
    """Refuse lines that do not carry the digest of their own content.

    Raises:
        JournalError: naming the first such line.
    """
    for line in lines:
        if not is_intact(line):
            raise refusal(line, "摘要与内容不符，这一条损坏或被改动过，请向报送单位重新索取。")


def sift(lines: Iterable[Line], *, known: Sequence[Line]) -> list[Line]:
    """Return the lines that are new, in chain order.

    Args:
        lines: what arrived, in chain order.
        known: the lines already here at the same places and right beside them.

    Raises:
        JournalError: when two lines contradict each other, naming both.
    """
    here = set(map(by_place, known))
    fresh = []
    before = _NOTHING
    for line in sorted([*known, *lines], key=by_place) if known else lines:
        if line.origin != before.origin:
            fits = line.seq > FIRST or not line.previous
        elif line.seq == before.seq:
            if line.digest != before.digest:
                raise refusal(line, _forked(f"摘要 {before.digest}", f"摘要 {line.digest}"))
            continue
        else:
            fits = line.seq > before.seq + 1 or line.previous == before.digest
        if not fits:
            raise refusal(line, _forked(place_of(line.origin, line.seq - 1), "这一条"))
        if not here or by_place(line) not in here:
            fresh.append(line)
        before = line
    return fresh


def runs(lines: Iterable[Line]) -> Iterator[tuple[str, int, int]]:
    """Yield the unbroken runs of lines in chain order: origin, first and last number."""
    places = [by_place(line) for line in lines]
    start = places[0]
    for place, after in pairwise([*places, None]):
        origin, seq = place
        if after not in (place, (origin, seq + 1)):
            yield origin, start[1], seq
            start = after


def clash(line: Line, *, origin: str, seq: int) -> JournalError:
    """Return the error for a line that carries the id of another one."""
    return refusal(line, f"与{place_of(origin, seq)}编号相同（{line.id}）而内容不同。")


def first_unstorable(lines: Iterable[Line]) -> JournalError:
    """Return the error for the first line with half a character, which no database takes."""
    line = next(line for line in lines if not _is_storable(line))
    return refusal(line, "含有不完整的字符（半个代理对），无法保存，请重新输入这段文字。")


def first_unwritable(drafts: Iterable[Draft]) -> JournalError | None:
    """Return the error for the first draft with a number that JSON cannot write."""
    for draft in drafts:
        try:
            body_text(draft.body)
        except ValueError:
            message = "数值不是有限的数（NaN 或无穷大），没有写入，请更正后重试。"
            return JournalError([Problem(draft.subject, message)])
    return None


def _forked(one: str, other: str) -> str:
    """Say that an origin's chain has two histories."""
    return f"{one} 与 {other} 对不上，这个单位可能在两处各自记账，请先核对以哪一处为准。"


def _is_storable(line: Line) -> bool:
    """Tell whether all text of a line is whole characters, written out or escaped."""
    from json import dumps, loads

    texts = [text for text in line if isinstance(text, str)]
    try:
        "".join([*texts, dumps(loads(line.body), ensure_ascii=False)]).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_day(text: str) -> bool:
    """Tell whether a text is a date in the one form dates are stored in."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_moment(text: str) -> bool:
    """Tell whether a text is a time in UTC in the one form times are stored in."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    return moment.utcoffset() == timedelta(0) and moment.isoformat(timespec="microseconds") == text


class _Form(NamedTuple):
    """What a field of a line must be, with the name people know it by."""

    name: str
    fits: Callable[[Any], bool] | None = None
    kind: type = str

    def holds(self, value: object) -> bool:
        """Tell whether a value is what the field must be."""
        return type(value) is self.kind and (self.fits is None or self.fits(value))

    def complaint(self, value: object) -> str:
        """Say what is wrong with a value that the field does not hold."""
        text = str(value)
        shown = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
        return f"{self.name}“{shown}”不合台账的格式，可能来自较新的版本或别的程序。"


_LONGEST_QUOTE: Final = 40
_NOTHING: Final = Line("", "", FIRST - 1, *[""] * 8)
_FORMS: Final = (
    _Form("编号", bool),
    _Form("记录单位", bool),
    _Form("序号", lambda seq: FIRST <= seq <= LAST, int),
    _Form("业务日期", _is_day),
    _Form("记入时间", _is_moment),
    _Form("经办人"),
    _Form("类别", frozenset(EntryKind).__contains__),
    _Form("对象"),
    _Form("内容", lambda body: len(body) <= LARGEST_BODY),
    _Form("上一条摘要"),
    _Form("摘要"),
)
"""The form of every field, in the order of ``Line``."""
