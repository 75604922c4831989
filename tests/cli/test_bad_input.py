"""Whatever people, files, disks and other programs do: one clear line, and nothing written."""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhiben.cli import exits
from zhiben.cli.commands import Group, walk
from zhiben.cli.main import SYSTEM_CLOCK, program
from zhiben.cli.types import Day, Number, Whole

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from pytest_zhiben import Result, Terminal

DATABASE = "zhiben.db"
REPORT = ("task", "report", "4-4", "--org", "县住建局", "--on", "2024-11-20")
DOCUMENTED = {
    exits.CLEAN, exits.FINDINGS, exits.USAGE, exits.DATA, exits.PLUGIN, exits.INTERRUPTED,
}  # fmt: skip


def one_line(result: Result, code: int, *parts: str) -> None:
    """Check that a command failed with a code, and one Chinese line that holds the parts."""
    assert (code, "") == (result.code, result.out)
    first, *hint = result.err.splitlines()
    assert first.startswith("错误：")
    assert re.search("[一-龥]{2}", first)
    assert [] == [part for part in parts if part not in first]
    assert not hint or [hint[0]] == hint == [f"用法见：{hint[0].partition('：')[2]}"]


def journal(zhiben: Terminal) -> Any:  # noqa: ANN401 - JSON
    return zhiben("journal", "list", "--last", "1000", "--json").json()


COMMANDS = {
    context.command_path.removeprefix("zhiben "): context.command
    for context in walk(program(SYSTEM_CLOCK, []), "zhiben")
    if not isinstance(context.command, Group)
}
"""Every command of the core that does something, by its words."""


def options_of(kind: type[click.ParamType[Any]]) -> list[tuple[str, str]]:
    """Return every command and option that takes a value of that type."""
    return [
        (words, param.opts[0])
        for words, command in COMMANDS.items()
        for param in command.params
        if isinstance(param, click.Option) and isinstance(param.type, kind)
    ]


# Names, dates and numbers


@pytest.mark.parametrize(
    ("words", "name", "nearest"),
    [
        (("progres",), "progres", "progress"),
        (("task", "reprot"), "reprot", "report"),
        (("progress", "--asof", "2024-01-01"), "--asof", "--as-of"),
        (("plan", "show", "--plan", "wuhe2024"), "wuhe2024", "wuhe-2024"),
        (("task", "show", "4-3a"), "4-3a", "4-3"),
        (("task", "list", "--lead", "县应急居"), "县应急居", "县应急局"),
        (("task", "list", "--measure", "措施33"), "措施33", "“3”"),
        (("org", "show", "城管镇"), "城管镇", "城关镇"),
        (("journal", "list", "--subject", "城管镇"), "城管镇", "城关镇"),
        (("journal", "list", "--origin", "安委"), "安委", "安委办"),
        (("task", "waive", "2-1", "--unit", "城关乡", "--period", "2024Q1", "--reason", "示例"),
         "城关乡", "城关"),
        (("task", "amend", "4-3", "--lead", "经信", "--reason", "示例", "--document", "示例"),
         "经信", "经信局"),
    ],
)  # fmt: skip
def test_an_unknown_name_offers_the_nearest(
    office: Terminal, words: tuple[str, ...], name: str, nearest: str
) -> None:
    one_line(office(*words), exits.USAGE, name, "，是不是", nearest)


@pytest.mark.parametrize(("command", "option"), options_of(Day))
@pytest.mark.parametrize(
    "text", ["2024-02-30", "2024-13-01", "2023年2月29日", "明天", "20241", "", "0000-01-01"]
)
def test_an_impossible_date_is_refused_everywhere(
    zhiben: Terminal, command: str, option: str, text: str
) -> None:
    result = zhiben(*command.split(), option, text)

    one_line(result, exits.USAGE, option, f"“{text}”")
    assert [] == list(zhiben.folder.iterdir())


@pytest.mark.parametrize(("command", "option"), [*options_of(Whole), *options_of(Number)])
@pytest.mark.parametrize("text", ["-1", "nan", "inf", "1e999", "十", "", "1,5", "٣x"])
def test_an_impossible_number_is_refused_everywhere(
    zhiben: Terminal, command: str, option: str, text: str
) -> None:
    one_line(zhiben(*command.split(), f"{option}={text}"), exits.USAGE, option, text)


@pytest.mark.parametrize(
    "words",
    [
        (*REPORT, "--count", "-1"),
        (*REPORT, "--value", "NaN"),
        (*REPORT, "--value", "-0.5"),
        (*REPORT, "--status", "完成"),
        (*REPORT, "--note"),
        (*REPORT, "多出来的"),
        ("task", "report", "4-4"),
        (*REPORT, "--evidence", "没有.pdf"),
        (*REPORT, "--evidence", "."),
        (*REPORT, "--evidence", "x" * 300),
    ],
)
def test_a_report_that_is_wrong_writes_nothing(office: Terminal, words: tuple[str, ...]) -> None:
    before = journal(office)

    one_line(office(*words), exits.USAGE if "x" * 300 not in words else exits.DATA)
    assert before == journal(office)


@pytest.mark.parametrize("word", ["a\0b", "\0", "\ud800"])
def test_a_word_that_is_no_text_is_refused(office: Terminal, word: str) -> None:
    before = journal(office)

    one_line(office(*REPORT, "--note", word), exits.USAGE, ascii(word), "请重新输入")
    assert before == journal(office)


def test_half_a_character_is_not_recorded(office: Terminal) -> None:
    """As a terminal of another encoding hands over a byte it cannot read."""
    before = journal(office)

    one_line(office(*REPORT, "--note", "示例\udcb0"), exits.DATA, "不完整的字符")
    assert before == journal(office)


# Files that are no database


def test_a_file_that_is_no_database_is_told(zhiben: Terminal) -> None:
    path = zhiben.folder / DATABASE
    path.write_text("这是一份文档" * 1000, encoding="utf-8")

    one_line(zhiben("progress"), exits.DATA, DATABASE, "不是 zhiben 的数据库", "--db")
    assert "这是一份文档" * 1000 == path.read_text(encoding="utf-8")


def test_the_database_of_another_program_is_left_alone(zhiben: Terminal) -> None:
    path = zhiben.folder / DATABASE
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE 别的 (a)")
    before = path.read_bytes()

    one_line(zhiben(*REPORT), exits.DATA, DATABASE, "不是 zhiben 的数据库")
    one_line(zhiben("init"), exits.USAGE, DATABASE, "已经存在，没有改动")
    assert before == path.read_bytes()


def test_a_database_of_a_newer_version_asks_for_the_newer_program(office: Terminal) -> None:
    with closing(sqlite3.connect(office.folder / DATABASE)) as connection:
        connection.execute("PRAGMA user_version = 99")

    for words in (("progress",), REPORT, ("journal", "verify")):
        one_line(office(*words), exits.DATA, DATABASE, "由较新的 zhiben 建立（格式 99", "请先升级")


def test_an_empty_file_asks_to_start_again(zhiben: Terminal) -> None:
    (zhiben.folder / DATABASE).touch()

    one_line(zhiben("progress"), exits.DATA, DATABASE, "请再运行一次 zhiben init")
    assert exits.CLEAN == zhiben("init").code


def test_a_folder_is_no_database(zhiben: Terminal) -> None:
    (zhiben.folder / DATABASE).mkdir()

    one_line(zhiben("progress"), exits.DATA, DATABASE, "这是文件夹，不是数据库文件")


@pytest.mark.parametrize("words", [("progress",), ("due",), REPORT, ("undo", "1", "--reason", "x")])
def test_without_a_database_the_first_step_is_named(
    zhiben: Terminal, words: tuple[str, ...]
) -> None:
    one_line(zhiben(*words), exits.USAGE, DATABASE, "请先运行 zhiben init，或用 --db")
    assert [] == list(zhiben.folder.iterdir())


READERS = (
    ("progress", "--by", "lead"), ("due",), ("task", "show", "4-4"), ("org", "list"),
    ("journal", "list"), ("journal", "verify"), ("plan", "show"), ("calendar", "show", "2027"),
    REPORT, ("undo", "41", "--reason", "示例"),
)  # fmt: skip


@given(seed=st.integers(0, 10**6), bytes_=st.sampled_from([1, 4, 64]))
@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_damaged_file_is_never_the_programs_fault(
    office: Terminal, seed: int, bytes_: int
) -> None:
    """Bytes change where no program put them; commands may still find their figures."""
    path, whole = office.folder / DATABASE, office.folder / "完好.db"
    if not whole.exists():
        office(*REPORT, "--note", "示例")
        office(*REPORT, "--status", "done")
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(path, whole)
    for name in (f"{DATABASE}-wal", f"{DATABASE}-shm"):
        (office.folder / name).unlink(missing_ok=True)
    data, chance = bytearray(whole.read_bytes()), random.Random(seed)  # noqa: S311 - a fixed order
    for _ in range(bytes_):
        data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(data)

    for words in READERS:
        result = office(*words)

        assert result.code in DOCUMENTED, (words, result.err)
        assert "Traceback" not in result.err


DAMAGE = (
    ("UPDATE entries SET kind = 'x' WHERE seq = 40", ("journal", "list")),
    ("UPDATE entries SET body = 'x' WHERE seq = 40", ("task", "show", "4-4", "--json")),
    ("UPDATE entries SET recorded_at = 'x' WHERE seq = 41", ("calendar", "show", "2027")),
    ("UPDATE entries SET body = 'x' WHERE seq = 1", ("progress",)),
    ("UPDATE entries SET body = '{}' WHERE seq = 2", ("org", "list")),
)


@pytest.mark.parametrize(("statement", "words"), DAMAGE)
def test_a_damaged_line_sends_to_verify(
    office: Terminal, statement: str, words: tuple[str, ...]
) -> None:
    office(*REPORT)
    holidays = office.folder / "2027.csv"
    holidays.write_text(
        "年度,名称,开始,结束,类型\n2027,元旦,2027-01-01,2027-01-03,休\n", encoding="utf-8"
    )
    office("calendar", "import", holidays)
    with closing(sqlite3.connect(office.folder / DATABASE)) as connection, connection:
        connection.execute(statement)

    one_line(office(*words), exits.DATA, DATABASE, "请用 zhiben journal verify 查出是哪一条")
    assert exits.FINDINGS == office("journal", "verify").code


# Places that cannot be written, and programs that stand in the way


def test_a_read_only_file_can_be_looked_at(
    office: Terminal, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    before = journal(office)
    (office.folder / DATABASE).chmod(0o444)

    with ordinary_user():
        shown, refused = office("progress"), office(*REPORT)

    assert exits.CLEAN == shown.code
    one_line(refused, exits.DATA, "zhiben.db：数据库只读，没有写入；请取消文件或文件夹的只读属性")
    assert before == journal(office)


def test_a_read_only_folder_can_be_looked_at_and_says_so(
    office: Terminal, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    before = journal(office)
    (office.folder / DATABASE).chmod(0o444)
    office.folder.chmod(0o555)
    try:
        with ordinary_user():
            shown, refused = office("progress"), office(*REPORT)
            kept = office(*REPORT, "--evidence", DATABASE)
            new = office("--db", "新.db", "init")
    finally:
        office.folder.chmod(0o755)

    assert exits.CLEAN == shown.code
    assert "说明：zhiben.db 所在的位置只读，只能查看，不能写入。" in shown.err
    assert [exits.DATA] * 2 == [refused.code, kept.code]
    assert "错误：zhiben.db：数据库只读，没有写入" in refused.err
    assert "错误：佐证材料 zhiben.db 没有保存：没有读写权限" in kept.err
    one_line(new, exits.DATA, "新.db", "打不开数据库")
    assert before == journal(office)


def test_a_file_nobody_may_read_is_told(
    office: Terminal, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    (office.folder / DATABASE).chmod(0)

    with ordinary_user():
        one_line(office("progress"), exits.DATA, DATABASE, "打不开数据库")


def test_evidence_that_cannot_be_kept_leaves_no_report(
    office: Terminal, ordinary_user: Callable[[], AbstractContextManager[None]]
) -> None:
    before = journal(office)
    (office.folder / "签到表.txt").write_bytes(b"1")
    (office.folder / "evidence").mkdir(mode=0o555)

    with ordinary_user():
        one_line(
            office(*REPORT, "--evidence", "签到表.txt"), exits.DATA, "签到表.txt", "没有读写权限"
        )

    assert before == journal(office)


@pytest.mark.parametrize(
    "words",
    [
        REPORT,
        ("undo", "2", "--reason", "示例"),
        ("task", "waive", "2-1", "--unit", "城关镇", "--period", "2024Q1", "--reason", "示例"),
        ("task", "amend", "4-3", "--lead", "县经信局", "--reason", "示例", "--document", "示例"),
        ("org", "add", "示例厂", "--kind", "企业"),
    ],
)
def test_a_database_another_program_writes_to_is_told_and_can_be_read(
    office: Terminal, words: tuple[str, ...]
) -> None:
    before = journal(office)
    with closing(sqlite3.connect(office.folder / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused, shown = office("--wait", "0", *words), office("--wait", "0", "progress")
        other.execute("ROLLBACK")

    one_line(refused, exits.DATA, DATABASE, "正被另一个程序占用，没有写入；请稍后重试")
    assert exits.CLEAN == shown.code
    assert before == journal(office)
    assert exits.CLEAN == office(*words).code


def test_how_long_to_wait_may_stand_in_the_environment(
    office: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIBEN_WAIT", "0")
    with closing(sqlite3.connect(office.folder / DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        one_line(office(*REPORT), exits.DATA, "正被另一个程序占用")


FULL_DISK = """
import resource, signal, sys
from zhiben.cli.main import main

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
most = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), most))
code = main(sys.argv[2:])
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))  # coverage has yet to write its data
sys.exit(code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no limit for files there")
@pytest.mark.parametrize(
    "words",
    [
        (*REPORT, "--note", "示例" * 3000),
        (*REPORT, "--evidence", "大.bin"),
        ("--db", "新.db", "init"),
        ("org", "import", "名录.csv", "--on", "2024-03-01"),
    ],
    ids=["note", "evidence", "init", "units"],
)
def test_a_disk_that_takes_no_more_leaves_everything_as_it_was(
    office: Terminal, words: tuple[str, ...]
) -> None:
    """No file may grow beyond two pages, as on a disk with little left."""
    before = journal(office)
    (office.folder / "大.bin").write_bytes(b"1" * 100_000)
    firms = "".join(f"示例{number}厂,企业\n" for number in range(200))
    (office.folder / "名录.csv").write_text("单位名称,类别\n" + firms, encoding="utf-8")
    files = sorted(office.folder.rglob("*"))

    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, "8192", *words],
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        cwd=office.folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (exits.DATA, "") == (done.returncode, done.stdout), done.stderr
    (line,) = done.stderr.splitlines()
    assert re.match("错误：.*没有(写入|保存)", line)
    assert before == journal(office)
    left = {path.name for path in set(office.folder.rglob("*")) - set(files)}
    assert left <= {f"{DATABASE}-wal", f"{DATABASE}-shm", "evidence"} | {
        path.name for path in (office.folder / "evidence").glob("*")
    }
    assert [] == list((office.folder / "evidence").rglob("*.*"))


def test_several_processes_lose_nothing(office: Terminal) -> None:
    words = [sys.executable, "-m", "zhiben", *REPORT, "--note"]
    started = [
        subprocess.Popen(
            [*words, f"示例{number}"], cwd=office.folder, stdout=subprocess.PIPE, encoding="utf-8",
            env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        )
        for number in range(8)
    ]  # fmt: skip
    told = [process.communicate()[0] for process in started]

    assert [exits.CLEAN] * 8 == [process.returncode for process in started]
    references = {line.split("：")[0].split()[1] for line in told}
    assert {f"office:{number}" for number in range(40, 48)} == references
    notes = {one["body"].get("note") for one in journal(office)["entries"][:8]}
    assert {f"示例{number}" for number in range(8)} == notes
    assert exits.CLEAN == office("journal", "verify").code


# Anything at all

HOSTILE = st.sampled_from(
    [
        "", "x" * 5000, "\0", "\ud800", "\udc80文件", "😀", "-", "--", "-v", ".", "..", "/", "~",
        DATABASE, "没有.csv", "坏.toml", "坏.csv", "坏.xlsx", "nan", "-1", "1e999", "9" * 30, "٣",
        "2024-02-30", "0001-01-01", "9999-12-31", "2024-06-30", "4-4", "2-1", "县住建局",
        "县安委办", "城关镇", "全部", "2024Q1", "office:5", "40", "\n", "a\nb", "{}", "'\"", "=1+1",
        "\x1b[2J", "\u202e", "done", "ongoing", "企业", "wuhe-2024", "%s",
    ]
)  # fmt: skip


FITTING = {
    "任务编号": "4-4", "日期": "2024-06-30", "单位": "县住建局", "期次": "2024Q1", "记录": "2",
    "编号": "4", "对象": "4-4", "类别": "企业", "年份": "2027", "起算日": "2024-06-30", "天数": "5",
    "条数": "5", "措辞": "2024年底前", "文件": "坏.csv", "名称": "示例厂",
}  # fmt: skip
"""A value that makes sense, by what the help calls a parameter."""


def value_of(param: click.Parameter) -> st.SearchStrategy[str]:
    """Return hostile values, and one that fits."""
    fitting = st.just(FITTING.get(str(param.metavar), "示例"))
    return st.one_of(fitting, fitting, HOSTILE)


@st.composite
def hostile_words(draw: st.DrawFn) -> list[str]:
    """Return the words of a command: its own options, with values that fit or do not."""
    own = [name for name in COMMANDS if not name.startswith(("plugin", "demo"))]
    name = draw(st.sampled_from(own))
    words: list[str] = []
    for param in COMMANDS[name].params:
        if isinstance(param, click.Argument):
            words.append(draw(value_of(param)))
        elif param.required or draw(st.integers(0, 5)) == 0:
            words.append(param.opts[0])
            words += [] if getattr(param, "is_flag", False) else [draw(value_of(param))]
    if draw(st.integers(0, 5)) == 0:
        words.insert(draw(st.integers(0, len(words))), draw(HOSTILE))
    start = draw(st.sampled_from([[], [], [], ["--db", "新.db"], ["--actor", "\n"]]))
    return [*start, "--wait", "0", *name.split(), *words]


@given(words=hostile_words())
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_words_at_all_break_the_program(office: Terminal, words: list[str]) -> None:
    for name, data in (
        ("坏.toml", b"x = ["),
        ("坏.csv", b"\xff\xfe\x00"),
        ("坏.xlsx", b"PK\x03\x04"),
    ):
        (office.folder / name).write_bytes(data)

    result = office(*words)

    assert result.code in DOCUMENTED, result.err
    assert "Traceback" not in result.err or "-v" in words
    assert result.code in {exits.CLEAN, exits.FINDINGS} or result.err
