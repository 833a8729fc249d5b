"""The drawings of a built page: the files that it shows as images are put into it."""

from __future__ import annotations

import re
from collections.abc import Callable

IMAGE = re.compile(
    r'<p><img alt="(?P<shows>[^"]*)" src="[^"]*?figures/(?P<name>[\w./-]+\.svg)"\s*/?></p>'
)
FIGURE = """\
<figure class="picture">
<div class="sheet" tabindex="0" role="group" aria-label="picture">
{drawing}</div>
<figcaption>{shows}</figcaption>
</figure>"""


def page(html: str, drawing: Callable[[str], str | None]) -> str:
    """The page with every image of a paragraph of its own whose drawing is known drawn in it."""

    def shown(found: re.Match[str]) -> str:
        svg = drawing(found["name"])
        return found[0] if svg is None else FIGURE.format(drawing=svg, shows=found["shows"])

    return IMAGE.sub(shown, html)
