"""The attention of a draft as one web page that needs nothing else, neither network nor scripts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from string import Template

from app.attention.export import weights
from engine.events import Draft

TEMPLATE = Path(__file__).resolve().parents[2] / "resources" / "attention.html"
DIGITS = 4  # after the point: to look at, not to compute with


def as_html(
    draft: Draft,
    labels: tuple[list[str], list[str]],
    words: Mapping[str, str],
    language: str,
    colours: list[str],
) -> str:
    """`labels` of all source and all target pieces; `words` are those of the page, in `language`."""
    data = {
        "rows": labels[0],
        "columns": labels[1],
        "weights": weights(draft).round(DIGITS).astype(str).astype(float).tolist(),
        "words": dict(words),
        "colours": colours,
    }
    # Within a script nothing is escaped but by JSON's own means: a text may hold "</script>".
    safe = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c").replace("&", "\\u0026")
    return Template(TEMPLATE.read_text("utf-8")).substitute(
        language=escape(language), title=escape(draft.text), heading=escape(words["heading"]), data=safe
    )
