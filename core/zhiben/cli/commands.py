"""Commands and groups whose help is Chinese, and a group that loads its members when used.

click translates through a gettext catalog of the machine; these offices have none, so the
few words click would print in English are written here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import east_asian_width

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

HELP_NAMES = ("-h", "--help")


class Member(NamedTuple):
    """A command that is imported only when it runs: ``module:attribute`` and its one line."""

    target: str
    summary: str


class Command(click.Command):
    """A command with Chinese help: usage, options, and an example that can be typed."""

    def __init__(self, *args: Any, example: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        self.example = example
        super().__init__(*args, **kwargs)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words; every complaint knows which command it is about."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option_names(self, ctx: click.Context) -> list[str]:
        """Return the names of the help option, the same wherever a command is called from."""
        del ctx
        return list(HELP_NAMES)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the help option with its Chinese explanation."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明。"
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the arguments, then the options."""
        records = [(p, record) for p in self.get_params(ctx) if (record := help_record(p, ctx))]
        given = [record for p, record in records if isinstance(p, click.Argument)]
        _write_list(formatter, "参数", given)
        _write_list(formatter, "选项", [record for _, record in records if record not in given])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example, line by line as it is."""
        del ctx
        _write_list(formatter, "示例", [(line, "") for line in self.example.splitlines()])


class CountingCommand(Command):
    """A command that takes numbers below zero: ``-5`` is an argument, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the numbers behind the options, where click takes them as they are."""
        below = [word for word in args if word[:1] == "-" and word[1:].isdecimal()]
        if below and "--" not in args:
            args = [*(word for word in args if word not in below), "--", *below]
        return super().parse_args(ctx, args)


class Group(Command, click.Group):
    """A group of commands; asked for nothing, it shows its help."""

    command_class = Command
    is_of_plugins = False
    """Whether the members are what the installed plugins bring."""

    def __init__(
        self,
        *args: Any,
        members: Mapping[str, Member] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("subcommand_metavar", "命令 …")
        self.members = members or {}
        super().__init__(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order they were declared in."""
        del ctx
        return [*self.members, *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing it when it is not loaded yet."""
        del ctx
        if cmd_name not in self.members:
            return self.commands.get(cmd_name)
        module, _, attribute = self.members[cmd_name].target.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which of all commands may be meant."""
        name = args[0]
        if name not in self.list_commands(ctx) and not name.startswith("-"):
            raise click.exceptions.NoSuchCommand(
                name, possibilities=self.list_commands(ctx), ctx=ctx
            )
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options and the commands, without importing any."""
        super().format_options(ctx, formatter)
        _write_list(formatter, "命令", self.summaries(ctx))

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """Return the commands with their one line each, without importing any."""
        del ctx
        rows = [(name, member.summary) for name, member in self.members.items()]
        return rows + [(name, one.short_help or "") for name, one in self.commands.items()]


def command(
    name: str, *, summary: str, example: str, details: str = "", cls: type[Command] = Command
) -> Callable[[Callable[..., Any]], Command]:
    """Return a decorator that makes a function a command.

    ``summary`` is the one Chinese line of lists, ``details`` goes on below it in the
    command's own help, and ``example`` are lines a user can type.
    """
    return click.command(
        name, cls=cls, short_help=summary, help=f"{summary}\n\n{details}", example=example
    )


def walk(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """Yield the context of a command, and of every command below it but those of plugins."""
    context = click.Context(command, parent, info_name=name)
    yield context
    if isinstance(command, Group) and not command.is_of_plugins:
        for one in command.list_commands(context):
            member = command.get_command(context, one)
            if member is not None:
                yield from walk(member, one, context)


def help_record(param: click.Parameter, ctx: click.Context) -> tuple[str, str] | None:
    """Return a parameter and its help, without the English mark of one that must be given."""
    record = param.get_help_record(ctx)
    return record and (record[0], record[1].removesuffix("[required]").rstrip())


def group(
    name: str,
    *,
    summary: str,
    example: str,
    members: tuple[Command, ...],
    kept_elsewhere: Mapping[str, Member] | None = None,
) -> Group:
    """Return a group of commands that live in one module, but for those kept elsewhere."""
    return Group(
        name,
        short_help=summary,
        help=summary,
        example=example,
        commands={str(member.name): member for member in members},
        members=kept_elsewhere,
    )


def _write_list(
    formatter: click.HelpFormatter, heading: str, rows: Sequence[tuple[str, str]]
) -> None:
    """Write terms and their explanations in two columns, counting wide characters as two."""
    if not rows:
        return
    width = max(_width(term) for term, _ in rows)
    formatter.write(f"\n{heading}：\n")
    for term, text in rows:
        gap = " " * (width - _width(term) + 2)
        formatter.write(f"  {term}{gap}{text}".rstrip() + "\n")


def _width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
