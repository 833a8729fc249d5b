"""How wide a formula is for the eye."""

import re


def width(tex: str) -> int:
    """Estimate how many characters a reader sees of a formula."""
    silent = "left|right|,|operatorname|mathrm|bar|frac|quad|qquad|displaystyle"
    seen = re.sub(rf"\\({silent})", "", tex)
    seen = re.sub(r"\\[A-Za-z]+", "x", seen)
    return len(re.sub(r"[{}_^\s\\]", "", seen))
