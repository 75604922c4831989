"""Whether an overlay fits a sector's records, and those laid over them that do."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from itertools import chain, product
from typing import TYPE_CHECKING, Final, TypeVar
from unicodedata import is_normalized, normalize

from attrs import evolve, frozen

from zhiben.errors import Problem, nearest_names
from zhiben.rules.catalog_faults import criterion_faults, fact_faults
from zhiben.rules.overlays import (
    GUARDS,
    Layout,
    Overlay,
    Part,
    Placed,
    is_open,
    lay_over,
    part_of,
    rank,
)
from zhiben.rules.rulebook import build_rulebook
from zhiben.rules.syntax import Refusal, tree_of
from zhiben.spec.records import Completeness, Criterion, Effect, Fact, Publication, Standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date

    from zhiben.spec import Record

T = TypeVar("T")

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MET: Final = "met"
_NAMED: Final = 5


def lay(records: Sequence[Record], placed: Sequence[Placed]) -> Layout:
    """Return a plugin's records with every overlay laid over that fits.

    ``placed`` come in the order they were recorded in: of two about the same criterion the
    earlier one counts. An overlay that no longer fits, as after a change of the plugin, is
    left out whole: it must not keep the sector from being judged.
    """
    base = _Base.of(records)
    fitting: list[Placed] = []
    unused: dict[Placed, tuple[Problem, ...]] = {}
    for one in placed:
        problems = tuple(_clashes(base, fitting, one))
        if problems:
            unused[one] = problems
        else:
            fitting.append(one)
    if fitting and _faults(records, fitting):
        fitting = _readable(records, fitting, unused)
    return lay_over(records, fitting, unused=unused)


def check_overlay(
    overlay: Overlay,
    records: Sequence[Record],
    others: Sequence[Placed],
    *,
    sector: str,
    today: date,
) -> tuple[Placed, tuple[Problem, ...]]:
    """Return an overlay as it is to be taken in, and everything that is wrong with it.

    ``others`` are those in force beside it. With problems it must not be taken in.
    """
    base = _Base.of(records)
    placed = Placed(overlay=overlay, reference="", tightened=tuple(_full_codes(overlay, base)))
    if overlay.standard not in base.standards:
        return placed, (_no_standard(overlay.standard, base),)
    fitting = [one for one in others if one.reference not in lay(records, others).unused]
    problems = [
        *_head_faults(overlay, base.standards[overlay.standard], today=today),
        *_cover_faults(overlay, base),
        *_part_faults(overlay, base, sector=sector),
    ]
    amiss = [*_doubled(overlay), *_clashes(base, fitting, placed), *_yieldings(placed, base)]
    amiss = amiss or _faults(records, [*fitting, placed])
    if not amiss:
        layout = lay_over(records, [*fitting, placed])
        if overlay.completeness is Completeness.FULL:
            placed = evolve(placed, basis=_codes(layout.records, overlay.standard))
        amiss = list(_untrue(overlay, layout.records))
    return placed, (*problems, *amiss)


def _full_codes(overlay: Overlay, base: _Base) -> Iterator[str]:
    """Yield the codes of an overlay's criteria that the plugin has in full."""
    for one in overlay.criteria:
        old = base.criteria.get(one.code)
        if old is not None and not is_open(old):
            yield one.code


def _part_faults(overlay: Overlay, base: _Base, *, sector: str) -> Iterator[Problem]:
    """Yield what is wrong with an overlay's criteria and facts by themselves."""
    for one in overlay.criteria:
        yield from _row_faults(one, base, sector=sector)
    for fact in overlay.facts:
        yield from (Problem(f"facts[{fact.name}]", text) for text in fact_faults(fact))


@frozen(kw_only=True)
class _Base:
    """What a plugin itself has, by code or name; ``taken`` are its codes of other things."""

    standards: Mapping[str, Standard]
    criteria: Mapping[str, Criterion]
    facts: Mapping[str, Fact]
    sources: frozenset[str]
    taken: frozenset[str]

    @classmethod
    def of(cls, records: Iterable[object]) -> _Base:
        """Return a plugin's records in order."""
        listed = list(records)
        return cls(
            standards=_called(listed, Standard),
            criteria=_called(listed, Criterion),
            facts=_called(listed, Fact, key="name"),
            sources=frozenset(_called(listed, Publication, key="key")),
            taken=frozenset(_called(listed, object)) - frozenset(_called(listed, Criterion)),
        )


def _called(records: Iterable[object], kind: type[T], *, key: str = "code") -> dict[str, T]:
    """Return the records of a kind by what they are called."""
    return {getattr(one, key, ""): one for one in records if isinstance(one, kind)}


def _clashes(base: _Base, others: Sequence[Placed], placed: Placed) -> Iterator[Problem]:
    """Yield why an overlay does not fit the plugin's records, or the overlays there are."""
    overlay = placed.overlay
    if overlay.standard not in base.standards:
        yield _no_standard(overlay.standard, base)
    for one in others:
        for code in sorted(one.overlay.claimed & overlay.claimed):
            text = f"补录《{one.overlay.title}》（台账 {one.reference}）已经有这一条，"
            yield Problem(f"criteria[{code}]", f"{text}要代替它，请写 --replaces {one.reference}。")
    for new in overlay.criteria:
        for text in _misfits(base.criteria.get(new.code), new, placed):
            yield Problem(f"criteria[{new.code}]", text)
    yield from _bent(base, others, placed)
    declared = {fact.name: fact for one in others for fact in one.overlay.facts}
    declared |= base.facts
    for fact in overlay.facts:
        if declared.get(fact.name, fact) != fact:
            text = "已经声明过，而且不一样；请照原来的写，或者删去。"
            yield Problem(f"facts[{fact.name}]", text)


def _misfits(old: Criterion | None, new: Criterion, placed: Placed) -> Iterator[str]:
    """Yield why a criterion cannot be laid over what the plugin has of its code."""
    if old is not None and old.standard != new.standard:
        yield f"是标准 {old.standard} 的条款的代码，请换一个。"
    elif new.code in placed.tightened:
        yield from _loosenings(old, new)


def _yieldings(placed: Placed, base: _Base) -> Iterator[Problem]:
    """Yield the criteria of a new overlay that would not count at all."""
    for new in placed.overlay.criteria:
        if part_of(new, base.criteria, placed) is not Part.YIELDED:
            continue
        old = base.criteria.get(new.code)
        if old is not None and rank(old.completeness) > rank(new.completeness):
            text = f"插件已经录到 {old.completeness}，补录的只有 {new.completeness}，不能倒退。"
        else:
            text = (
                "补录不能放宽：不应判定、转其他规定的情形，只能补在插件标明没有录入的这类条款上"
                "（用它的代码，或把它的代码写进 covers）。"
            )
        yield Problem(f"criteria[{new.code}]", text)


def _loosenings(old: Criterion | None, new: Criterion) -> Iterator[str]:
    """Yield why a criterion does not tighten one that the plugin has in full."""
    if old is None or is_open(old):
        yield "是对插件的全文条款加严，现在的插件没有这一条的全文。"
        return
    if old.effect in GUARDS:
        yield "插件已有全文，是不应判定、转其他规定的情形，补录不能改动。"
    elif old.when is None or new.when is None:
        yield "插件已有全文；没有条件、由人判断的条款不能加严，请另起一个代码。"
    elif _squeezed(old.when) == _squeezed(new.when):
        yield "插件已有全文，条件也一样，不用补录，请删去这一条。"
    yield from _strayings(old, new)


def _strayings(old: Criterion, new: Criterion) -> Iterator[str]:
    """Yield in what a criterion is another thing than the one it is to tighten."""
    if (old.effect, old.clause) != (new.effect, new.clause):
        yield (
            f"插件已有全文（条款号 {old.clause}，效力 {old.effect}），加严时条款号和效力要一致；"
            "是另一回事的，请另起一个代码。"
        )
    if is_open(new) or (new.manual and not old.manual):
        yield "插件已有全文，加严的条件也要是全文、不用人判断的；不是的，请另起一个代码。"


def _bent(base: _Base, others: Sequence[Placed], placed: Placed) -> Iterator[Problem]:
    """Yield that a clause counts an element in a way by which to tighten it would loosen that.

    It does not matter which of the two is the overlay's, and which was there before.
    """
    own, known = placed.overlay.criteria, base.criteria.values()
    there = [*known, *chain.from_iterable(other.overlay.criteria for other in others)]
    before = list(chain.from_iterable(other.tightened for other in others))
    pairs = chain(product(placed.tightened, (*there, *own)), product(before, own))
    elements = {one.code for one in known if one.effect is Effect.ELEMENT}
    for code, one in pairs:
        if code in elements and _counts_against(one, code):
            text = f"条款 {one.code} 用到 {code} 不成立的情形，加严 {code} 会放宽那一条，不能加严。"
            yield Problem(f"criteria[{code if code in placed.tightened else one.code}]", text)


def _counts_against(criterion: Criterion, code: str) -> bool:
    """Tell whether a criterion counts an element otherwise than in its own favour."""
    try:
        tree = tree_of((criterion.when or "").strip())
    except Refusal:  # told where conditions are read
        return False
    counted = [node for node in ast.walk(tree) if _is_met(node, code)]
    plain = [] if criterion.effect in GUARDS else list(_plain(tree))
    return any(node not in plain for node in counted)


def _plain(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a condition that can only speak for it."""
    parts = _speaking_for(node)
    if parts is None:
        yield node
    else:
        yield from chain.from_iterable(map(_plain, parts))


def _speaking_for(node: ast.AST) -> Sequence[ast.AST] | None:
    """Return the parts of a condition that speak for it as it does for the whole, if it has any."""
    match node:
        case ast.BoolOp(values=parts) | ast.Call(func=ast.Name(id="at_least"), args=[_, *parts]):
            return parts
        case ast.Compare(
            left=ast.Call(func=ast.Name(id="count"), args=parts), ops=[ast.Gt() | ast.GtE()]
        ):
            return parts
    return None


def _is_met(node: ast.AST, code: str) -> bool:
    """Tell whether a part of a condition is ``met('code')``."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=[ast.Constant(value=str() as text)]):
            return name == _MET and normalize("NFKC", text) == normalize("NFKC", code)
        case _:
            return False


def _faults(records: Sequence[Record], placed: Sequence[Placed]) -> list[Problem]:
    """Return what is wrong with the conditions once overlays are laid over."""
    _, problems = build_rulebook(lay_over(records, placed).records)
    if not problems:
        return []
    _, before = build_rulebook(records)
    return [one for one in problems if one not in before]


def _readable(
    records: Sequence[Record],
    placed: Iterable[Placed],
    unused: dict[Placed, tuple[Problem, ...]],
) -> list[Placed]:
    """Return the overlays whose conditions can be read; the others are put among the unused."""
    fitting: list[Placed] = []
    for one in placed:
        problems = tuple(_faults(records, [*fitting, one]))
        if problems:
            unused[one] = problems
        else:
            fitting.append(one)
    return fitting


def _no_standard(code: str, base: _Base) -> Problem:
    """Return the problem of an overlay of an edition that is not there."""
    near = nearest_names(code, base.standards, most=1)
    hint = f"，是不是“{near[0]}”？" if near else f"，有：{'、'.join(base.standards)}。"
    return Problem("standard", f"没有代码为“{code}”的标准{hint}")


def _head_faults(overlay: Overlay, standard: Standard, *, today: date) -> Iterator[Problem]:
    """Yield what is wrong with what an overlay says of itself."""
    yield from _wording_faults(overlay)
    yield from _day_faults(overlay, standard, today=today)
    if overlay.url is not None and not re.fullmatch(r"https?://\S+", overlay.url):
        yield Problem("url", f"应是 http 或 https 开头的网址，写的是“{overlay.url}”。")
    if overlay.expected is not None and overlay.expected < 1:
        yield Problem("expected", "应有的条数要大于 0。")
    if overlay.completeness and rank(overlay.completeness) < rank(standard.completeness):
        text = f"插件已经录到 {standard.completeness}，不能改低为 {overlay.completeness}。"
        yield Problem("completeness", text)
    if not (overlay.criteria or overlay.completeness or overlay.expected is not None):
        yield Problem("", "什么也没有补录：没有 [[criteria]]，也没有改 completeness、expected。")


def _wording_faults(overlay: Overlay) -> Iterator[Problem]:
    """Yield what is wrong with the texts an overlay says of itself."""
    for name in ("title", "reviewer", "source"):
        yield from (Problem(name, text) for text in _said_faults(getattr(overlay, name)))
    yield from (Problem("note", text) for text in _text_faults(overlay.note))


def _day_faults(overlay: Overlay, standard: Standard, *, today: date) -> Iterator[Problem]:
    """Yield why an overlay cannot have been checked on the day it says."""
    if overlay.reviewed_on > today:
        yield Problem("reviewed_on", f"{overlay.reviewed_on} 晚于今天 {today}，请核对。")
    if standard.issued is not None and overlay.reviewed_on < standard.issued:
        text = f"{overlay.reviewed_on} 早于标准发布的日期 {standard.issued}，请核对。"
        yield Problem("reviewed_on", text)


def _cover_faults(overlay: Overlay, base: _Base) -> Iterator[Problem]:
    """Yield the codes that an overlay says it covers and cannot."""
    own = {one.code for one in overlay.criteria}
    for code in overlay.covers:
        old = base.criteria.get(code)
        if old is None or old.standard != overlay.standard:
            text = f"“{code}”不是 {overlay.standard} 的条款，请核对代码。"
        elif not is_open(old):
            text = f"“{code}”插件已有全文，不能由补录的条款代替。"
        elif code in own:
            text = f"“{code}”在 criteria 里另有补录，请留一处。"
        else:
            continue
        yield Problem("covers", text)


def _row_faults(new: Criterion, base: _Base, *, sector: str) -> Iterator[Problem]:
    """Yield what is wrong with a criterion by itself."""
    where = f"criteria[{new.code}]"
    yield from (Problem(where, text) for text in _code_faults(new.code, base, sector=sector))
    yield from (Problem(f"{where}.title", text) for text in _said_faults(new.title))
    for name in ("clause", "regime", "interpretation", "note"):
        yield from (Problem(f"{where}.{name}", text) for text in _text_faults(getattr(new, name)))
    yield from (Problem(where, text) for text in criterion_faults(new))
    for key in (one for one in new.sources if one not in base.sources):
        yield Problem(f"{where}.sources", f"插件没有代号为“{key}”的出处，请改正或删去。")


def _code_faults(code: str, base: _Base, *, sector: str) -> Iterator[str]:
    """Yield what is wrong with the code of a criterion."""
    if not re.fullmatch(rf"{re.escape(sector)}-\S+", code):
        yield f"代码应以“{sector}-”开头，中间没有空格。"
    elif not is_normalized("NFKC", code):
        yield f"代码里有全角字符，应写成 {normalize('NFKC', code)}。"
    if code in base.taken:
        yield "这个代码插件另有他用，请换一个。"


def _said_faults(text: str) -> Iterator[str]:
    """Yield what no text may have that must be there."""
    if text.strip():
        yield from _text_faults(text)
    else:
        yield "不能空着。"


def _text_faults(text: str) -> Iterator[str]:
    """Yield what no text may have."""
    if not is_normalized("NFC", text):
        yield "有未合成的字符（不是 NFC），请重新输入。"
    if text != text.strip():
        yield "首尾有空白，请删去。"
    elif _CONTROL.search(text):
        yield "有换行或控制字符，请删去。"


def _doubled(overlay: Overlay) -> Iterator[Problem]:
    """Yield codes and names that occur twice in one overlay."""
    codes = [f"criteria[{one.code}]" for one in overlay.criteria]
    names = [f"facts[{one.name}]" for one in overlay.facts]
    every = [*codes, *names, *(f"covers[{code}]" for code in overlay.covers)]
    for where in dict.fromkeys(one for one in every if every.count(one) > 1):
        yield Problem(where, "在这个文件里写了不止一次，请只留一处。")


def _untrue(overlay: Overlay, records: Iterable[object]) -> Iterator[Problem]:
    """Yield why an edition is not complete that an overlay calls so."""
    if overlay.completeness is not Completeness.FULL:
        return
    own, standard = _edition_of(records, overlay.standard)
    unread = [one.code for one in own if is_open(one)]
    if unread:
        more = f" 等 {len(unread)} 条" if unread[_NAMED:] else ""
        shown = "、".join(unread[:_NAMED]) + more
        text = f"还有没有录全的条款，不能写 full：{shown}；已由别的条款代替的，写进 covers。"
        yield Problem("completeness", text)
    if len(own) < (standard.expected or 0):
        text = f"应有 {standard.expected} 条，连补录的只有 {len(own)} 条，不能写 full。"
        yield Problem("completeness", text)


def _edition_of(records: Iterable[object], code: str) -> tuple[list[Criterion], Standard]:
    """Return the criteria of an edition, and the edition itself."""
    listed = list(records)
    own = [one for one in listed if isinstance(one, Criterion) and one.standard == code]
    (standard,) = (one for one in listed if isinstance(one, Standard) and one.code == code)
    return own, standard


def _codes(records: Iterable[object], standard: str) -> tuple[str, ...]:
    """Return the codes of an edition's criteria."""
    criteria = (one for one in records if isinstance(one, Criterion))
    return tuple(one.code for one in criteria if one.standard == standard)


def _squeezed(text: str) -> str:
    """Return a condition without its blanks."""
    return "".join(text.split())
