"""What is asked across all jobs at once: a few lines of each playbook, kept on disk between two starts.

So a question such as “which job does this tool stand for?” reads one small file, and loads no playbook.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from engine.disk_cache import cached_on_disk
from engine.playbooks.load import JOBS, job_ids, jobs
from engine.playbooks.parts import PlaybookPart
from engine.spec import Line, Slug
from engine.tools.catalog import CATALOG


class Outline(PlaybookPart):
    """The part of a job that is compared with others."""

    statement: Mapping[str, Line]
    tools: tuple[Slug, ...]
    stands_for: tuple[Slug, ...]


@cache
def outlines() -> Mapping[str, Outline]:
    """Every job's outline by the job's id."""
    sources = [(JOBS / f"{job_id}.yaml").read_bytes() for job_id in job_ids()]
    found = cached_on_disk("playbooks.outlines", (",".join(Outline.model_fields).encode(), *sources), _drawn)
    return {job_id: Outline.model_validate(values) for job_id, values in found.items()}


def statement_for(tool: str, language: str) -> str | None:
    """The goal in plain words that a catalog tool stands for; in English where `language` is not known.

    A tool that many jobs share, or that is nobody's job, says it itself. None where neither does.
    """
    job_id = _job_by_tool().get(tool)
    entry = CATALOG.get(tool)
    statement = outlines()[job_id].statement if job_id else entry.goal if entry else None
    return statement.get(language, statement["en"]) if statement else None


@cache
def _job_by_tool() -> Mapping[str, str]:
    return {tool: job_id for job_id, outline in outlines().items() for tool in outline.stands_for}


def _drawn() -> dict[str, Any]:
    wanted = set(Outline.model_fields)
    return {job_id: job.model_dump(mode="json", include=wanted) for job_id, job in jobs().items()}
