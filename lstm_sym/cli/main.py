"""The command, its verbs, and what its exit codes mean.

0 all verified; 1 something refuted, or drifted under --check; 2 a mistake of the user's; 3 nothing
refuted, something undecided; 4 an optional dependency is missing; 130 interrupted.
"""

from __future__ import annotations

import platform
import sys
import traceback
from importlib.metadata import version

import click

from .. import __version__
from .check import check
from .derive import derive
from .listing import listing
from .show import show

EXAMPLES = """\b
Examples:
  python -m lstm_sym derive                     every derivation and cell: pages and ledger
  python -m lstm_sym derive --cell my.cell      a recurrence of your own
  python -m lstm_sym show error-flow/path-sum   one formula, and why it holds
"""


def _versions() -> str:
    parts = [f"{name} {version(name)}" for name in ("sympy", "numpy")]
    return f"lstm_sym {__version__} ({', '.join(parts)}, Python {platform.python_version()})"


@click.group(
    help=f"The mathematics of recurrent networks, derived, proved and checked.\n\n{EXAMPLES}"
)
@click.version_option(message=_versions())
@click.help_option("-h", "--help")
def group() -> None:
    """Collect the verbs."""


for verb in (derive, listing, show, check):
    group.add_command(verb)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code; a user's mistake ends in one line."""
    sys.exit(code(sys.argv[1:] if arguments is None else arguments))


def code(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    try:
        found = group.main(args=arguments, prog_name="python -m lstm_sym", standalone_mode=False)
        return found if isinstance(found, int) else 0
    except click.ClickException as fault:
        where = (
            f"\ntry: {fault.ctx.command_path} --help"
            if isinstance(fault, click.UsageError) and fault.ctx
            else ""
        )
        return _failed(f"error: {fault.format_message()}{where}", 2, arguments)
    except (KeyboardInterrupt, click.Abort):
        return _failed("interrupted: what was derived so far is kept", 130, arguments)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as fault:
        if _is_users(fault):
            return _failed(str(fault), 2, arguments)
        told = f"internal error: {type(fault).__name__}: {fault}".splitlines()[0]
        return _failed(f"{told}; run again with --debug for the traceback", 70, arguments)


def _is_users(fault: Exception) -> bool:
    """Whether a fault says what the user did wrong: loaded late, since they stand on SymPy."""
    from ..job.outputs import UnknownReference
    from ..job.work import BrokenDerivation
    from ..language.cell import CellError
    from ..language.shapes import ShapeError
    from ..language.text import TextError

    return isinstance(
        fault, UnknownReference | BrokenDerivation | CellError | ShapeError | TextError | OSError
    )


def _failed(message: str, number: int, arguments: list[str]) -> int:
    click.echo(message, err=True)
    if "--debug" in arguments and sys.exc_info()[0] is not None:
        traceback.print_exc()
    return number
