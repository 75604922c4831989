"""The facts of the sector that are worked out from others."""

from __future__ import annotations

from zhiben.spec import Derivation
from zhiben_traffic.fatigue import is_fatigued
from zhiben_traffic.overlimit import axle_limit, is_overlimit, mass_limit, overlimit_percent
from zhiben_traffic.overload import (
    crowding_percent,
    excess_percent,
    overload_percent,
    penalty_points,
)


def derivations() -> tuple[Derivation, ...]:
    """Return each derived fact with its inputs and the publication of its formula."""
    return (
        Derivation(
            fact="查表总质量限值",
            inputs=(
                "车辆类型",
                "轴数",
                "牵引车驱动轴为单轴",
                "非驱动轴组或挂车每侧单胎",
                "行驶证核定总质量",
            ),
            function=axle_limit,
            source="超限规定",
        ),
        Derivation(
            fact="车货总质量限值",
            inputs=("车辆类型", "查表总质量限值", "各轴最大允许轴荷之和"),
            function=mass_limit,
            source="超限规定",
        ),
        Derivation(
            fact="超限率",
            inputs=("车货总质量", "车货总质量限值"),
            function=overlimit_percent,
            source="超限规定",
        ),
        Derivation(
            fact="超限",
            inputs=(
                "车辆类型",
                "不认定为超限的车辆",
                "车货总质量",
                "查表总质量限值",
                "车货总质量限值",
                "超限率",
            ),
            function=is_overlimit,
            source="超限规定",
        ),
        Derivation(
            fact="超载率",
            inputs=("实际载质量", "核定载质量"),
            function=overload_percent,
            source="道交法",
        ),
        Derivation(
            fact="超过最大允许总质量比例",
            inputs=("车货总质量", "最大允许总质量"),
            function=excess_percent,
            source="记分办法",
        ),
        Derivation(
            fact="超限超载记分",
            inputs=("车辆类型", "超过最大允许总质量比例"),
            function=penalty_points,
            source="记分办法",
        ),
        Derivation(
            fact="超员率",
            inputs=("实载人数", "核定载客人数"),
            function=crowding_percent,
            source="道交法",
        ),
        Derivation(
            fact="疲劳驾驶",
            inputs=(
                "车辆类型",
                "连续驾驶分钟数",
                "夜间连续驾驶分钟数",
                "停车休息分钟数",
                "二十四小时累计驾驶分钟数",
                "七日累计驾驶分钟数",
                "短途驳载不受时限",
            ),
            function=is_fatigued,
            source="客运规范",
        ),
    )
