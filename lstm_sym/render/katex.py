"""KaTeX: one pinned release, fetched once, and its typesetter run by an embedded engine."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache as once
from pathlib import Path

import quickjs

RELEASE = "0.16.40"
CARRIER = "djangocms-katex==1.0.2"
SHA256 = "79774fa17f7d328252f6dd05688799fa7ee49abebb7cbe09f0cbf6f103352ac2"
WANTED = re.compile(
    r".*/vendor/katex/((?:katex|contrib/copy-tex)\.min\.js|katex\.min\.css|LICENSE|fonts/.*\.woff2)"
)
# An environment made by uv has no pip of its own.
PIPS = ((sys.executable, "-m", "pip"), ("pip",), ("uvx", "pip"))

# A command that is not trusted does not throw: it is printed in errorColor, a colour that nobody
# writes. The engine cannot hand over a long concatenated string; a joined one it can.
ERROR_COLOUR = "#facade"
PROGRAM = f"""
function typeset(tex, display) {{
  return [katex.renderToString(tex, {{
    displayMode: display, output: "htmlAndMathml", throwOnError: true,
    strict: "ignore", trust: false, errorColor: "{ERROR_COLOUR}",
  }}), ""].join("");
}}
"""
# What a typeset formula depends on, besides the formula.
SIGNATURE = f"{RELEASE}-{hashlib.sha256(PROGRAM.encode()).hexdigest()[:8]}"

log = logging.getLogger("mkdocs.hooks.katex")


@once
def distribution(cache: Path) -> Path | None:
    """The folder of KaTeX under the cache; None, with a warning, where it cannot be had."""
    folder = cache / f"katex-{RELEASE}"
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache) as scratch:
        try:
            _unpack(_download(Path(scratch)), Path(scratch, "katex"))
        except OSError as error:
            log.warning("KaTeX cannot be fetched (%s); formulas become plain MathML", error)
            return None
        try:
            Path(scratch, "katex").rename(folder)
        except OSError:
            if not folder.is_dir():  # else another build was faster
                raise
    return folder


def engine(folder: Path) -> Callable[[str, bool], str]:
    """The function (TeX, display) -> HTML with MathML; a formula that is wrong is a ValueError."""

    @once
    def program() -> Callable[[str, bool], str]:
        context = quickjs.Context()
        context.eval((folder / "katex.min.js").read_text(encoding="utf-8"))
        context.eval(PROGRAM)
        return context.get("typeset")

    def typeset(tex: str, display: bool) -> str:
        try:
            html = program()(tex, display)
        except quickjs.JSException as error:
            message = str(error).splitlines()[0].removeprefix("ParseError: KaTeX parse error: ")
            raise ValueError(message) from None
        if ERROR_COLOUR in html:
            raise ValueError("a command that is not trusted")
        return html

    return typeset


def _download(folder: Path) -> Path:
    """The wheel that carries KaTeX, its hash checked."""
    options = ("download", "--quiet", "--no-deps", "--only-binary=:all:", "--retries=1")
    reason = "no pip"
    for pip in PIPS:
        if shutil.which(pip[0]) is None:
            continue
        command = [*pip, *options, "--dest", str(folder), CARRIER]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        for wheel in folder.glob("*.whl"):
            if hashlib.sha256(wheel.read_bytes()).hexdigest() == SHA256:
                return wheel
            raise OSError(f"{wheel.name} has another hash than the pinned one")
        reason = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    raise OSError(reason)


def _unpack(wheel: Path, folder: Path) -> None:
    """The script, the style, the fonts and the licence, without the folders they lie in."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if wanted := WANTED.fullmatch(name):
                target = folder / wanted[1]
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
