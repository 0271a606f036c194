"""Templates -> HTML. Whatever people wrote is escaped by Jinja; what the builder wrote as Markdown is shown as such,
with raw HTML in it as text."""

from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from engine.document.stages import TITLES

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",
    "Cache-Control": "private, no-store",
}
"""Of every page: nothing from elsewhere runs or is fetched, and no address of ours is passed on."""
_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")


def page(template: str, code: int = 200, /, **values: Any) -> HTMLResponse:
    """One page, whole."""
    html = _templates.get_template(template).render(stage_titles=TITLES, **values)
    return HTMLResponse(html, code, headers=dict(HEADERS))


def static(name: str) -> bytes:
    """A file that pages name. Raises FileNotFoundError."""
    return files(__package__).joinpath("static", name).read_bytes()


def markdown(text: str) -> Markup:
    """CommonMark as HTML; pictures from elsewhere are shown as links, so that looking tells nobody anything."""
    return Markup(_markdown.render(text.replace("![", r"\![")))  # noqa: S704 - raw HTML was escaped by the renderer


def day(at: datetime) -> Markup:
    """A time in UTC, for people and for machines; the page's script shows it in the reader's zone."""
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), at.strftime("%d %b %Y, %H:%M UTC"))


def _environment() -> Environment:
    found = Environment(
        loader=PackageLoader("admin_api.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"markdown": markdown, "day": day}
    return found


_templates = _environment()
