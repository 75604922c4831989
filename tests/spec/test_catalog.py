"""Catalogs: the TOML files of a plugin's package, and all that can be wrong with them."""

from __future__ import annotations

import sys
from datetime import date
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest

from zhiben.errors import DataError
from zhiben.spec import (
    Catalog,
    Change,
    Checklist,
    Command,
    Completeness,
    Criterion,
    Direction,
    Every,
    Fact,
    FactType,
    Heading,
    Indicator,
    Item,
    OrganisationKind,
    Publication,
    Revision,
    Scope,
    Sector,
    SectorTask,
    Standard,
    Target,
    TaskKind,
)
from zhiben.spec.catalog import FILES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PACKAGE = "zhiben_catalog_of_a_test"
SECTOR = """
[sector]
code = "SCH"
title = "校园安全"
api = 1
revision = 2
summary = "示例"
fields = ["校园"]
leads = ["县教体局"]
"""


class Package:
    """An importable package whose catalog a test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / PACKAGE
        (self.folder / "catalog").mkdir(parents=True)
        (self.folder / "__init__.py").touch()
        self.catalog = Catalog(PACKAGE)

    def write(self, name: str, text: str | bytes) -> None:
        """Write a file of the catalog."""
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / "catalog" / name).write_bytes(data)

    def problems(self, kind: str) -> list[str]:
        """Return what is wrong with the files of a kind."""
        with pytest.raises(DataError) as caught:
            getattr(self.catalog, kind)()
        return list(map(str, caught.value.problems))


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Package]:
    """The package, on the path."""
    found = Package(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield found
    sys.modules.pop(PACKAGE, None)


CASES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "sources": (
        """
        [[sources]]
        key = "方案"
        title = "示例方案"
        issuer = "示例安委会"
        document_number = "示例〔2024〕1号"
        issued = 2024-02-23
        url = "https://example.org/1"
        note = "示例"
        [[sources]]
        key = "条例"
        title = "示例条例"
        """,
        (
            Publication(
                key="方案",
                title="示例方案",
                issuer="示例安委会",
                document_number="示例〔2024〕1号",
                issued=date(2024, 2, 23),
                url="https://example.org/1",
                note="示例",
            ),
            Publication(key="条例", title="示例条例"),
        ),
    ),
    "tasks": (
        """
        [[tasks]]
        code = "SCH-T-1"
        measure = "13"
        title = "每季度检查"
        kind = "recurring"
        source = "方案"
        place = "措施13第1句"
        every = "quarter"
        at_least = 2
        due_day = 20
        leads = ["县教体局"]
        supports = ["县公安局"]
        field = "校园"
        scope = {text = "各乡镇", kinds = ["township"]}
        target = {value = 100, unit = "%"}
        """,
        (
            SectorTask(
                code="SCH-T-1",
                measure="13",
                title="每季度检查",
                kind=TaskKind.RECURRING,
                source="方案",
                place="措施13第1句",
                every=Every.QUARTER,
                at_least=2,
                due_day=20,
                leads=("县教体局",),
                supports=("县公安局",),
                field="校园",
                scope=Scope(text="各乡镇", kinds=(OrganisationKind.TOWNSHIP,)),
                target=Target(value=100.0, unit="%"),
            ),
        ),
    ),
    "standards": (
        """
        [[standards]]
        code = "SCH-S"
        title = "示例标准"
        document_number = "示例1号"
        issuer = "示例局"
        issued = 2024-01-01
        completeness = "partial"
        [[criteria]]
        code = "SCH-S-1"
        standard = "SCH-S"
        clause = "1"
        title = "示例"
        when = "安全出口数 < 2"
        [[facts]]
        name = "安全出口数"
        type = "integer"
        question = "有几个？"
        least = 0
        """,
        (
            Standard(
                code="SCH-S",
                title="示例标准",
                document_number="示例1号",
                issuer="示例局",
                issued=date(2024, 1, 1),
                completeness=Completeness.PARTIAL,
            ),
            Criterion(
                code="SCH-S-1", standard="SCH-S", clause="1", title="示例", when="安全出口数 < 2"
            ),
            Fact(name="安全出口数", type=FactType.INTEGER, question="有几个？", least=0.0),
        ),
    ),
    "checklists": (
        """
        [[checklists]]
        code = "SCH-C"
        title = "示例检查表"
        items = [{code = "SCH-C-1", text = "示例", facts = ["甲"], how = "看"}]
        """,
        (
            Checklist(
                code="SCH-C",
                title="示例检查表",
                items=(Item(code="SCH-C-1", text="示例", facts=("甲",), how="看"),),
            ),
        ),
    ),
    "indicators": (
        """
        [[indicators]]
        code = "SCH-I"
        title = "示例率"
        unit = "%"
        formula = "甲 ÷ 乙"
        direction = "up"
        period = "half-year"
        """,
        (
            Indicator(
                code="SCH-I",
                title="示例率",
                unit="%",
                formula="甲 ÷ 乙",
                direction=Direction.UP,
                period=Every.HALF_YEAR,
            ),
        ),
    ),
    "headings": (
        """
        [[headings]]
        words = ["校名"]
        field = "enterprise"
        under = ["单位"]
        """,
        (Heading(words=("校名",), field="enterprise", under=("单位",)),),
    ),
    "changes": (
        """
        [[changes]]
        revision = 2
        change = "split"
        old = ["SCH-T-1"]
        new = ["SCH-T-2", "SCH-T-3"]
        reason = "示例"
        """,
        (
            Revision(
                revision=2,
                change=Change.SPLIT,
                old=("SCH-T-1",),
                new=("SCH-T-2", "SCH-T-3"),
                reason="示例",
            ),
        ),
    ),
    "commands": (
        """
        [[commands]]
        name = "roster"
        target = "zhiben_school.roster:main"
        summary = "打印名册"
        """,
        (Command(name="roster", target="zhiben_school.roster:main", summary="打印名册"),),
    ),
}

each_kind = pytest.mark.parametrize("kind", CASES)


def test_every_file_of_a_catalog_has_a_case_here() -> None:
    assert FILES.keys() == CASES.keys() | {"sector"}


def test_the_sector_is_read(package: Package) -> None:
    package.write("sector.toml", SECTOR)

    assert package.catalog.sector() == Sector(
        code="SCH",
        title="校园安全",
        api=1,
        revision=2,
        summary="示例",
        fields=("校园",),
        leads=("县教体局",),
    )


@each_kind
def test_records_are_read_in_their_order(package: Package, kind: str) -> None:
    text, expected = CASES[kind]
    package.write(f"{kind}.toml", text)

    assert expected == getattr(package.catalog, kind)()


@each_kind
def test_what_is_not_there_is_nothing(package: Package, kind: str) -> None:
    assert () == getattr(package.catalog, kind)()
    assert () == getattr(Catalog(PACKAGE, folder="nowhere"), kind)()


def test_a_catalog_may_lie_in_another_folder(package: Package) -> None:
    folder = package.folder / "目录"
    folder.mkdir()
    (folder / "sector.toml").write_text(SECTOR, encoding="utf-8")

    assert "SCH" == Catalog(PACKAGE, folder="目录").sector().code


def test_a_file_may_be_cut_into_several(package: Package) -> None:
    """They are read in order of their names, and only those of the kind."""
    line = '[[sources]]\nkey = "{0}"\ntitle = "示例"\n'
    for name in ("sources-b.toml", "sources.toml", "sources-a.toml"):
        package.write(name, line.format(name))
    package.write("sources-b.toml.bak", "不是目录文件")
    package.write("读我.md", "不是目录文件")
    package.write("sector.toml", SECTOR)

    assert ["sources-a.toml", "sources-b.toml", "sources.toml"] == [
        one.key for one in package.catalog.sources()
    ]
    assert "SCH" == package.catalog.sector().code


def test_a_catalog_is_read_from_a_zipped_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = tmp_path / "plugin.zip"
    with ZipFile(archive, "w") as file:
        file.writestr("zhiben_zipped/__init__.py", "")
        file.writestr("zhiben_zipped/catalog/sector.toml", SECTOR)
    monkeypatch.syspath_prepend(archive)

    assert "SCH" == Catalog("zhiben_zipped").sector().code


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 0), ("# 空的\n", 0)],
)
def test_a_sector_must_be_there(package: Package, text: str, number: int) -> None:
    package.write("sector.toml", text)

    assert [f"sector.toml：应有且只有一个 [sector] 表，现有 {number} 个。"] == package.problems(
        "sector"
    )


def test_there_is_one_sector_only(package: Package) -> None:
    package.write("sector.toml", SECTOR)
    package.write("sector-2.toml", SECTOR)

    assert ["sector.toml：应有且只有一个 [sector] 表，现有 2 个。"] == package.problems("sector")


@pytest.mark.parametrize(
    ("kind", "text", "problem"),
    [
        ("sector", "[[sector]]\n", "sector.toml: sector：应写成 [sector]。"),
        ("sector", "sector = 5\n", "sector.toml: sector：应写成 [sector]。"),
        (
            "sector",
            'code = "SCH"\n',
            "sector.toml: code：不认识的键：code，请删去或改正。",
        ),
        ("tasks", "[tasks]\n", "tasks.toml: tasks：应写成 [[tasks]]。"),
        ("tasks", "tasks = 5\n", "tasks.toml: tasks：应写成 [[tasks]]。"),
        ("tasks", 'tasks = "示例"\n', "tasks.toml: tasks：应写成 [[tasks]]。"),
        ("tasks", "tasks = [5]\n", "tasks.toml: tasks[第1条]：应为表：键 = 值。"),
        ("tasks", "[[task]]\n", "tasks.toml: task：不认识的键：task，是不是“tasks”？"),
        (
            "indicators",
            "[[xyz]]\n",
            "indicators.toml: xyz：不认识的键：xyz，请删去或改正。",
        ),
    ],
)
def test_a_table_out_of_place_is_told(package: Package, kind: str, text: str, problem: str) -> None:
    package.write(f"{kind}.toml", text)

    assert [problem] == package.problems(kind)


def test_all_problems_of_all_files_of_a_kind_are_told_at_once(package: Package) -> None:
    _, *rest = CASES["tasks"][0].splitlines()
    package.write("tasks-a.toml", b"\xb0\xb2")
    package.write("tasks-b.toml", "[[tasks]\n")
    package.write("tasks-c.toml", "\n".join(rest).replace("quarter", "weekly"))
    package.write("tasks-d.toml", '[[tasks]]\ncode = "SCH-T-2"\nkind = "dated"\nsource = "方案"\n')
    found = package.problems("tasks")

    assert "tasks-a.toml：不是 UTF-8 编码，请另存为 UTF-8 后再读。" == found[0]
    assert found[1].startswith("tasks-b.toml：TOML 语法有误")
    assert found[2].startswith("tasks-c.toml: tasks[SCH-T-1].every：应为 month、quarter、")
    assert [
        "tasks-d.toml: tasks[SCH-T-2].measure：缺少这一项，请补上。",
        "tasks-d.toml: tasks[SCH-T-2].title：缺少这一项，请补上。",
    ] == found[3:]


def test_a_file_that_would_never_be_read_is_told_with_the_sector(package: Package) -> None:
    """A misspelt name must not make a hundred tasks disappear."""
    package.write("sector.toml", SECTOR.replace("api = 1", "api = true"))
    package.write("task.toml", "")
    package.write("xyz-2024.toml", "")

    assert [
        "task.toml：不认识的文件名，是不是 tasks.toml？",
        f"xyz-2024.toml：不认识的文件名，应为 {'、'.join(FILES)} 之一。",
        "sector.toml: sector[SCH].api：应为整数，写的是 true。",
    ] == package.problems("sector")


def test_a_package_that_is_not_there_is_not_the_data_s_fault() -> None:
    with pytest.raises(ModuleNotFoundError):
        Catalog("zhiben_nowhere").sector()
