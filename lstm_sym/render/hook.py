"""The MkDocs hook: what was derived becomes pages and chapters, and formulas are typeset."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any, Literal

import inline
import katex
import typeset
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

OUT = "build"
# A process of its own, so that an edited module is never stale and a broken one stops no server.
DERIVE = (sys.executable, "-m", "lstm_sym", "derive", "--quiet", "--out", OUT)
CACHE = ".cache"
FIGURES = "figures"
KATEX = "assets/katex"
REST = "The project"
START = "index.md"
NOTHING = "# Nothing is derived yet\n"
FAILURE = """\
<div class="admonition failure">
<p class="admonition-title">Not everything could be derived: what follows may be out of date</p>
<pre>{}</pre>
</div>

"""

log = logging.getLogger("mkdocs.hooks.lstm_sym")


class Build:
    """What one build hands from event to event."""

    serving: bool = False
    failure: str = ""
    told: str = ""
    katex: Path | None = None
    render: typeset.Render = typeset.native


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Tell a server, which must survive a failure, from a build, which must not."""
    Build.serving = command == "serve"


def on_config(config: MkDocsConfig) -> None:
    """Derive everything, and make KaTeX ready."""
    root = Path(config.config_file_path).parent
    Build.failure = _derive(root)
    if Build.failure:
        _fail(Build.failure)
    Build.katex = katex.distribution(root / CACHE)
    if Build.katex is None:
        Build.render = typeset.native
    else:
        store = root / CACHE / f"formulas-{katex.SIGNATURE}"
        Build.render = typeset.kept(katex.engine(Build.katex), store)
        config.extra_css.insert(0, f"{KATEX}/katex.min.css")
        config.extra_javascript.append(f"{KATEX}/contrib/copy-tex.min.js")


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add what was derived and what KaTeX needs, and lay out the chapters."""
    out = Path(config.config_file_path).parent / OUT
    contents = out / "contents.json"
    chapters = json.loads(contents.read_text(encoding="utf-8")) if contents.exists() else []
    pages = [page["path"] for chapter in chapters for page in chapter["pages"]]
    written = sorted(file.src_uri for file in files.documentation_pages())
    for file in _files(config, out):
        # A page that the contents do not name was left by an earlier run.
        if file.src_uri in (START, *pages) or not file.is_documentation_page():
            files.append(file)
    if START not in files.src_uris:
        files.append(File.generated(config, START, content=NOTHING))
    if Build.katex:
        for file in _files(config, Build.katex, KATEX):
            files.append(file)
    if Build.failure != Build.told:
        # All pages tell a failure, also where a server builds only those that changed.
        for file in files.documentation_pages():
            file.content_string = file.content_string
        Build.told = Build.failure
    rest = [path for path in written if path not in (START, *pages)]
    config.nav = [START, *map(_chapter, chapters), *([{REST: rest}] if rest else [])]


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Hand the title on as it is written; while serving, say that the derivations failed."""
    # The theme strips tags of a title of its own finding, and thereby undoes what is escaped.
    page.meta.setdefault("title", page.title)
    return FAILURE.format(escape(Build.failure)) + markdown if Build.failure else markdown


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the drawings themselves into the page, where they take its colours."""
    out = Path(config.config_file_path).parent / OUT
    return inline.page(html, lambda name: _drawing(out / FIGURES / name))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Typeset the page; only now, so that the search finds formulas by their TeX."""
    html, errors = typeset.page(output, Build.render)
    if errors:
        _fail("\n".join(f"{page.file.src_uri}{error}" for error in errors))
    return html


def _derive(root: Path) -> str:
    """Run the derivations; the empty string, or what went wrong."""
    # Compiled files beside the watched sources would make the server build twice.
    env = os.environ | {"PYTHONPYCACHEPREFIX": str(root / CACHE / "bytecode")}
    done = subprocess.run(
        DERIVE, cwd=root, env=env, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode == 0:
        return ""
    return done.stderr.strip() or f"derive ended with exit code {done.returncode}"


def _fail(message: str) -> None:
    """End the build; a server only tells."""
    if not Build.serving:
        raise PluginError(message)
    log.error(message)


def _drawing(file: Path) -> str | None:
    """A drawing that was derived; None if there is none of the name."""
    return file.read_text(encoding="utf-8") if file.is_file() else None


def _chapter(chapter: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """A chapter of the contents as MkDocs writes navigation."""
    return {chapter["title"]: [{page["title"]: page["path"]} for page in chapter["pages"]]}


def _files(config: MkDocsConfig, folder: Path, under: str = "") -> Iterator[File]:
    """The files of a folder, as if they lay in docs."""
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            uri = Path(under, inside).as_posix()
            yield File.generated(config, uri, abs_src_path=str(path))
