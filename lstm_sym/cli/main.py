"""The command, its verbs, and what its exit codes mean.

0 all verified; 1 something refuted, or drifted under --check; 2 a mistake of the user's; 3 nothing
refuted, something undecided; 4 an optional dependency is missing; 70 a mistake of the engine's;
130 interrupted; 141 nobody read on.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from importlib.metadata import version
from io import TextIOWrapper

import click

from .. import __version__
from .bound import bound
from .check import check
from .code import code as code_of
from .demo import demo
from .derive import derive
from .diff import diff
from .equiv import equiv
from .flow import flow
from .listing import listing
from .new import new
from .show import show

NAME = "python -m lstm_sym"
# The matrices here are small: threads of BLAS wait for one another longer than they compute.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
EXAMPLES = """\b
Examples:
  python -m lstm_sym derive                     everything: pages and ledger
  python -m lstm_sym derive --cell my.cell      a recurrence of your own
  python -m lstm_sym show error-flow/path-sum   one formula, and why it holds
"""


def _versions() -> str:
    parts = [f"{name} {version(name)}" for name in ("sympy", "numpy")]
    return f"lstm_sym %(version)s ({', '.join(parts)}, Python {platform.python_version()})"


@click.group(
    help=f"The mathematics of recurrent networks, derived, proved and checked.\n\n{EXAMPLES}"
)
@click.version_option(__version__, message=_versions())
@click.help_option("-h", "--help")
def group() -> None:
    """Collect the verbs."""


VERBS = (
    derive,
    new,
    listing,
    show,
    check,
    bound,
    flow,
    diff,
    equiv,
    code_of,
    demo,
)
for verb in VERBS:
    group.add_command(verb)


def main(arguments: list[str] | None = None) -> None:
    """Run the command and exit with its code; a user's mistake ends in one line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(code(sys.argv[1:] if arguments is None else arguments))


def code(arguments: list[str]) -> int:
    """Run the command and return its exit code."""
    try:
        found = group.main(args=arguments, prog_name=NAME, standalone_mode=False)
        return found if isinstance(found, int) else 0
    except SystemExit:
        return 141  # click's own way out when the reader of a pipe has gone
    except (Exception, KeyboardInterrupt) as fault:
        number, message = _told(fault)
        click.echo(message, err=True)
        if "--debug" in arguments:
            traceback.print_exc()
        return number


def _told(fault: BaseException) -> tuple[int, str]:
    """The exit code of a fault, and what is said of it."""
    if isinstance(fault, KeyboardInterrupt | click.Abort):
        return 130, "interrupted: what was derived so far is kept"
    if isinstance(fault, click.exceptions.NoArgsIsHelpError):
        return 2, fault.format_message()
    if isinstance(fault, click.UsageError):
        where = fault.ctx.command_path if fault.ctx else NAME
        return 2, f"error: {fault.format_message().rstrip('.')}; see {where} --help"
    if isinstance(fault, click.ClickException):
        return 2, f"error: {fault.format_message()}"
    if isinstance(fault, OSError):
        what = f"error: {fault.strerror or fault}"
        return 2, f"{fault.filename}: {what}" if fault.filename else what
    if _is_users(fault):
        return 2, str(fault)
    if isinstance(fault, ImportError) and _is_missing(fault):
        return 4, f"error: {fault}"
    what = f"internal error: {type(fault).__name__}: {fault}".splitlines()[0]
    return 70, f"{what}; run again with --debug for the traceback"


def _is_missing(fault: ImportError) -> bool:
    """Whether an optional dependency was asked for that is not installed."""
    from ..calculus.extremes import MissingExtra

    return isinstance(fault, MissingExtra)


def _is_users(fault: BaseException) -> bool:
    """Whether a fault says what the user did wrong: loaded late, since they stand on SymPy."""
    from ..emit.refine import EmitError
    from ..job.faults import BrokenDerivation
    from ..job.outputs import UnknownReference
    from ..language.cell import CellError
    from ..language.shapes import ShapeError
    from ..language.text import TextError
    from ..mistakes.foreign import BrokenPass
    from ..render.story import UnknownPart

    users = (
        UnknownReference
        | UnknownPart
        | BrokenDerivation
        | BrokenPass
        | CellError
        | ShapeError
        | TextError
    )
    return isinstance(fault, users | EmitError)
