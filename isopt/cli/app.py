"""The command `isopt`: its sub-commands, and how their errors become messages and exit codes."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from isopt.cli import check, convert, formulation, new, schema, solve, verify
from isopt.cli.exits import Exit
from isopt.errors import AuditError, IsoptError, ScenarioError, SolverError, VerificationError

_ClickException: type[Exception] = typer.BadParameter.__mro__[2]
"""The root of usage errors, wherever this version of typer keeps it."""

app = typer.Typer(
    name="isopt",
    help="Plan industrial symbiosis: a scenario file in, a verified plan out.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("solve")(solve.solve)
app.command("check")(check.check)
app.command("verify")(verify.verify)
app.command("new")(new.new)
app.command("convert")(convert.convert)
app.command("schema")(schema.schema)
app.command("formulation")(formulation.formulation)


@app.callback(invoke_without_command=True)
def _root(version: bool = typer.Option(False, "--version", help="Print the version and exit.")) -> None:
    if version:
        from isopt.case import package_version  # noqa: PLC0415

        typer.echo(package_version())
        raise typer.Exit


def main() -> NoReturn:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run the command line; errors meant for users are printed without a traceback."""
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="isopt", standalone_mode=False)
    except _ClickException as error:
        error.show()  # type: ignore[attr-defined]
        return Exit.FAULT
    except (typer.Abort, KeyboardInterrupt):
        _say("interrupted; there is no plan yet")
        return Exit.STOPPED
    except ScenarioError as error:
        _say(str(error))
        count = len(error.faults)
        _say(f"{count} fault{'s' if count != 1 else ''}; nothing was solved")
        return Exit.FAULT
    except AuditError as error:
        _say(f"the audit failed; this result is not shown. Please report it with the scenario:\n{error}")
        return Exit.FAILED
    except (SolverError, VerificationError) as error:
        _say(str(error))
        return Exit.FAILED
    except IsoptError as error:
        _say(f"error: {error}")
        return Exit.FAULT
    except BrokenPipeError:
        sys.stderr.close()
        return Exit.PLAN
    return int(code or 0)


def _say(text: str) -> None:
    typer.echo(text, err=True)
