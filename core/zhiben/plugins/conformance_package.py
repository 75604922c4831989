"""Rules about a plugin as a program: how it is installed and imported, and what it leaves."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, cast

from zhiben.errors import Problem
from zhiben.plugins.conformance_probe import HEAVY
from zhiben.plugins.conformance_processes import built_files, collect_afresh, import_afresh
from zhiben.plugins.conformance_subject import (
    announced,
    canonical,
    installed_distribution,
    load,
    package_files,
)
from zhiben.plugins.discovery import CODE, Selection, discover
from zhiben.plugins.host import load_sectors
from zhiben.plugins.loading import Failure, Loaded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from zhiben.plugins.conformance_processes import Run
    from zhiben.plugins.conformance_subject import Subject

MOST_SECONDS: Final = 0.1
"""What importing a plugin may take beyond the contract itself."""

_TRIES: Final = 3
"""How often a slow import is measured again; the best one counts, as other programs may disturb."""

_SEEDS: Final = (1, 2)
"""Hash seeds, besides 0, under which sets of a few texts come out in different orders."""

_OPEN_TO_PLUGINS: Final = ("zhiben.spec", "zhiben.model", "zhiben.errors")


def discovered(subject: Subject) -> Iterator[Problem]:
    """Check that exactly one installed distribution announces the plugin, and is this source."""
    if not subject.claims:
        yield Problem(subject.code, f"没有安装，请先运行 pip install -e {subject.root}。")
    if len(subject.claims) > 1:
        names = "、".join(one.name for one in subject.claims)
        yield Problem(subject.code, f"不止一个：{names}，请卸载多余的。")
    for one in subject.claims:
        package, _, module = one.target.partition(".")
        if not CODE.fullmatch(one.code):
            yield Problem(one.distribution, f"入口点名称“{one.code}”应为二到四个大写字母。")
        if not package.startswith("zhiben_") or module != "plugin":
            yield Problem(
                one.distribution, f"入口点的模块“{one.target}”应写成 zhiben_行业.plugin。"
            )
    if subject.root is not None and subject.is_installed:
        yield from _differs_from_source(subject, subject.root)


def _differs_from_source(subject: Subject, root: Path) -> Iterator[Problem]:
    """Yield how what is installed differs from a source."""
    source = package_files(subject.source_folder)
    if announced(root) != (subject.plugin.code, subject.plugin.target):
        yield Problem("pyproject.toml", "入口点与装着的不一致，请重新安装。")
    elif not source:
        yield Problem(str(root), f"源码里没有 {subject.package} 这个包。")
    elif not subject.is_editable:
        installed = package_files(subject.installed_folder)
        names = sorted(source.keys() | installed.keys())
        changed = [name for name in names if _bytes(source, name) != _bytes(installed, name)]
        if changed:
            yield Problem("、".join(changed), f"装着的与源码不同，请重新运行 pip install {root}。")


def passes_alone(subject: Subject) -> Iterator[Problem]:
    """Check that the plugin passes all gates when it is the only one."""
    if isinstance(subject.loading, Failure):
        yield from _told(subject.loading)


def passes_together(subject: Subject) -> Iterator[Problem]:
    """Check that the plugin passes all gates beside every other one that is installed."""
    sectors = load_sectors(discover(), selection=Selection())
    for failure in (one for one in sectors.failures if one.found.code == subject.code):
        yield from _told(failure)


def _told(failure: Failure) -> Iterator[Problem]:
    """Yield why a plugin failed, with its gate."""
    for reason in failure.reasons:
        where = " ".join(filter(None, (f"{failure.gate} 关", reason.where)))
        yield Problem(where, f"{reason.message}{failure.advice}")


def imports_quickly(subject: Subject) -> Iterator[Problem]:
    """Check that importing the plugin takes little time, in a fresh interpreter."""
    best = subject.fresh_import.seconds if subject.fresh_import else 0.0
    for _ in range(_TRIES):
        if best <= MOST_SECONDS:
            return
        again = import_afresh(subject.plugin)
        best = min(best, again.seconds if again else best)
    yield Problem(
        subject.package,
        f"导入用了 {best * 1000:.0f} 毫秒，应在 {MOST_SECONDS * 1000:.0f} 毫秒以内；"
        "请把费时的导入和计算移到函数里面。",
    )


def imports_nothing_heavy(subject: Subject) -> Iterator[Problem]:
    """Check that importing the plugin loads none of the heavy packages."""
    if subject.fresh_import is None:
        yield Problem(subject.package, "在新的进程里导入不了，请核对它依赖的包。")
        return
    loaded = {name.partition(".")[0] for name in subject.fresh_import.modules}
    for name in (one for one in HEAVY if one in loaded):
        yield Problem(subject.package, f"导入时载入了 {name}，请移到用到它的函数里面。")


def imports_own_things(subject: Subject) -> Iterator[Problem]:
    """Check that the package imports nothing of zhiben but the contract, and no other sector."""
    files = package_files(subject.installed_folder)
    for name, file in ((name, file) for name, file in files.items() if file.suffix == ".py"):
        tree = ast.parse(file.read_bytes(), filename=name)
        for line, imported in _imported(tree):
            if not _is_open(imported, own=subject.package):
                yield Problem(
                    f"{name} 第{line}行",
                    f"不能导入 {imported}：只能用 {'、'.join(_OPEN_TO_PLUGINS)} 和自己的包。",
                )


def _imported(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what a module imports by absolute name, with the line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, one.name) for one in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            names = (f"{node.module}.{one.name}" for one in node.names)
            yield from ((node.lineno, name) for name in names)


def _is_open(name: str, *, own: str) -> bool:
    """Tell whether a plugin may import that."""
    top = name.partition(".")[0]
    if top != "zhiben" and not top.startswith("zhiben_"):
        return True
    return any(f"{name}.".startswith(f"{one}.") for one in (*_OPEN_TO_PLUGINS, own))


def says_the_same_twice(subject: Subject) -> Iterator[Problem]:
    """Check that hooks return the same records when they are asked again."""
    again = load(subject.plugin)
    if isinstance(again, Loaded):
        yield from _changed(canonical(subject.loaded), canonical(again), "再问一次")
    else:
        yield from _told(again)


def says_the_same_elsewhere(subject: Subject) -> tuple[Problem, ...]:
    """Check that hooks return the same records in other processes, whatever the hash seed."""
    runs = (subject.fresh_run, *(collect_afresh(subject.plugin, hash_seed=one) for one in _SEEDS))
    said = canonical(subject.loaded)
    problems = (problem for run in runs for problem in _told_elsewhere(subject, run, said))
    return tuple(dict.fromkeys(problems))


def _told_elsewhere(subject: Subject, run: Run, said: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what another process was told instead."""
    if run.failure:
        yield Problem(subject.package, f"在新的进程里没有通过：{run.failure}")
    else:
        yield from _changed(said, run.records, "换一个进程（PYTHONHASHSEED 不同）")


def _changed(before: Mapping[str, str], after: Mapping[str, str], when: str) -> Iterator[Problem]:
    """Yield the hooks that said something else."""
    for hook, said in before.items():
        if after.get(hook) != said:
            yield Problem(
                hook,
                f"{when}，内容或次序就不同了；请不要用集合的次序、时钟、随机数和一次性的迭代器。",
            )


def prints_nothing(subject: Subject) -> Iterator[Problem]:
    """Check that nothing reaches the terminal while the plugin is imported and asked."""
    run = subject.fresh_run
    if run.printed.strip():
        first = run.printed.strip().splitlines()[0]
        yield Problem(subject.package, f"加载时输出了“{first[:60]}”，请删去 print 之类的语句。")


def writes_nothing(subject: Subject) -> Iterator[Problem]:
    """Check that no file is left while the plugin is imported and asked."""
    run = subject.fresh_run
    for name in run.written:
        yield Problem(name, "加载时写出了这个文件，插件不得写文件。")


def ships_everything(subject: Subject) -> Iterator[Problem]:
    """Check that every file of the package in the source is in what is installed or built."""
    if subject.is_editable:
        shipped = built_files(cast("Path", subject.root))
    else:
        shipped = _recorded(subject.plugin.distribution)
    if shipped is None:
        yield Problem(
            "pyproject.toml", "打不出安装包（wheel），请核对 [build-system]，并装好 hatchling。"
        )
        return
    for name in package_files(subject.source_folder):
        if f"{subject.package}/{name}" not in shipped:
            yield Problem(name, "没有打进安装包（wheel），请核对 pyproject.toml 和 .gitignore。")


def _recorded(name: str) -> frozenset[str] | None:
    """Return the files an installed distribution says it has."""
    installed = installed_distribution(name)
    files = installed.files if installed else None
    return None if files is None else frozenset(file.as_posix() for file in files)


def _bytes(files: Mapping[str, Path], name: str) -> bytes | None:
    """Return what one of these files holds, ``None`` when it is not there."""
    return files[name].read_bytes() if name in files else None
