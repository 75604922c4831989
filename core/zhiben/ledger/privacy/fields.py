"""Which fields of a hazard may go out to whom, and what becomes of them on the way.

政府信息公开条例第15、16条 let an office withhold what is private, a business secret, internal
or part of an enforcement file; 个人信息保护法第6条 asks for no more than the purpose needs.
How a report of the public came in is internal: where one report is one person, the channel
alone points at that person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from zhiben.errors import UsageError
from zhiben.ledger.privacy.masking import mask_value
from zhiben.ledger.units.rules import credit_code_fault
from zhiben.model.privacy import Audience, Content, ExportProfile, FieldClass, FieldPrivacy

if TYPE_CHECKING:
    from collections.abc import Mapping

_OPEN, _INNER, _CLOSED = FieldClass.PUBLIC, FieldClass.INTERNAL, FieldClass.RESTRICTED
_CODE, _TEXT, _PERSON = Content.CODE, Content.TEXT, Content.PERSON

FIELDS: Final[Mapping[str, FieldPrivacy]] = {
    name: FieldPrivacy(name=name, label=label, field_class=field_class, content=content)
    for name, label, field_class, content in (
        ("number", "隐患编号", _OPEN, _CODE),
        ("enterprise", "企业名称", _OPEN, _TEXT),
        ("credit_code", "统一社会信用代码", _OPEN, _CODE),
        ("region", "属地", _OPEN, _TEXT),
        ("sector", "行业领域", _OPEN, _TEXT),
        ("location", "隐患地点", _OPEN, _TEXT),
        ("description", "隐患描述", _OPEN, _TEXT),
        ("level", "隐患等级", _OPEN, _CODE),
        ("basis", "判定依据", _OPEN, _TEXT),
        ("found_on", "发现时间", _OPEN, _CODE),
        ("measures", "整改措施", _OPEN, _TEXT),
        ("unit_responsible", "责任单位（部门）", _OPEN, _TEXT),
        ("lead", "牵头单位", _OPEN, _TEXT),
        ("support", "配合单位", _OPEN, _TEXT),
        ("supervise", "督办单位", _OPEN, _TEXT),
        ("deadline", "整改期限", _OPEN, _CODE),
        ("done_on", "实际完成时间", _OPEN, _CODE),
        ("listed", "是否挂牌督办", _OPEN, _CODE),
        ("listing", "督办层级", _OPEN, _TEXT),
        ("status", "整改状态", _OPEN, _CODE),
        ("published", "公示情况", _OPEN, _TEXT),
        ("channel", "隐患来源", _INNER, _CODE),
        ("channels", "隐患来源（全部）", _INNER, _CODE),
        ("owner", "整改责任人", _INNER, _PERSON),
        ("sponsor", "包案责任人", _INNER, _PERSON),
        ("funds_yuan", "整改资金（元）", _INNER, _CODE),
        ("contingency", "应急预案", _INNER, _TEXT),
        ("accepted_by", "验收人", _INNER, _PERSON),
        ("accepted_on", "验收时间", _INNER, _CODE),
        ("acceptance", "验收情况", _INNER, _TEXT),
        ("reported", "上报情况", _INNER, _TEXT),
        ("reference", "来表中的编号", _INNER, _TEXT),
        ("year", "年度", _INNER, _CODE),
        ("sources", "来源文件", _INNER, _TEXT),
        ("extra", "附加内容", _CLOSED, _TEXT),
        ("reporter", "举报人令牌", _CLOSED, _CODE),
    )
}
"""Every field of a hazard that is shown or exported."""

PROFILES: Final[Mapping[Audience, ExportProfile]] = {
    one.audience: one
    for one in (
        ExportProfile(
            audience=Audience.PUBLIC,
            label="向社会公开",
            classes=frozenset({_OPEN}),
            is_masked=True,
        ),
        ExportProfile(
            audience=Audience.INTERNAL,
            label="单位内部使用",
            classes=frozenset({_OPEN, _INNER}),
            is_masked=True,
        ),
        ExportProfile(
            audience=Audience.FULL,
            label="全部内容（须写明理由）",
            classes=frozenset(FieldClass),
            is_masked=False,
        ),
    )
}
"""What each kind of export carries; none carries a reporter's identity, which no hazard has."""


def profile_for(audience: Audience, *, unmask: str | None) -> ExportProfile:
    """Return the profile of an export, not masked where a reason for that is given.

    Raises:
        UsageError: when everything is asked for without a reason, or the public would get
            what is masked.
    """
    profile = PROFILES[audience]
    if audience is Audience.FULL and unmask is None:
        raise UsageError("导出全部内容须写明理由，请加 --unmask --reason 文字。")
    if audience is Audience.PUBLIC and unmask is not None:
        raise UsageError("向社会公开的内容一律遮盖，不能加 --unmask。")
    return evolve(profile, is_masked=unmask is None)


def class_of(name: str) -> FieldClass:
    """Return who may see a field; one that nobody classified yet is restricted."""
    return FIELDS[name].field_class if name in FIELDS else FieldClass.RESTRICTED


def released(hazard: Mapping[str, Any], profile: ExportProfile) -> dict[str, Any]:
    """Return the fields of a hazard that a profile lets out, masked where it asks for that."""
    return {
        name: shown(name, value) if profile.is_masked else value
        for name, value in hazard.items()
        if class_of(name) in profile.classes
    }


def shown(name: str, value: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a field's value as anybody may see it: with what people wrote in it masked."""
    is_code = name in FIELDS and FIELDS[name].content is Content.CODE
    if name == "credit_code" and value and credit_code_fault(value):
        is_code = False  # somebody wrote another number there
    return value if is_code else mask_value(value)
