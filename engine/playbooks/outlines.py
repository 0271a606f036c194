"""What is asked across all jobs at once: a few lines of each playbook, kept on disk between two starts.

So a question such as “which job does this tool stand for?” reads one small file, and loads no playbook.
"""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, Literal

from engine.disk_cache import cached_on_disk
from engine.document.spec import Direction, Line, Slug
from engine.language.phrases import PhraseBook
from engine.language.telling import telling_words
from engine.language.text import fold, tokens_of
from engine.playbooks.load import JOBS, job_ids, jobs
from engine.playbooks.parts import PlaybookPart
from engine.playbooks.word_cues import AND, WordCues
from engine.tools.catalog import CATALOG, Cue
from engine.tools.selector import CueIndex, cue_index, cued_in, needs_in


class Outline(PlaybookPart):
    """The part of a job that is compared with others."""

    statement: Mapping[str, Line]
    role: Line | None
    role_alone: Line | None
    direction: Direction | Literal["both"]
    tools: tuple[Slug, ...]
    stands_for: tuple[Slug, ...]
    offered_tools: frozenset[Slug]
    cues: Mapping[str, tuple[str, ...]]


@cache
def outlines() -> Mapping[str, Outline]:
    """Every job's outline by the job's id."""
    sources = [(JOBS / f"{job_id}.yaml").read_bytes() for job_id in job_ids()]
    found = cached_on_disk("playbooks.outlines", (",".join(Outline.model_fields).encode(), *sources), _drawn)
    return {job_id: Outline.model_validate(values) for job_id, values in found.items()}


def job_of_tool(tool: str) -> Slug | None:
    """The job that a team means when it names this tool and says no verb."""
    return _job_by_tool().get(tool)


def statement_for(tool: str, language: str) -> str | None:
    """The goal in plain words that a catalog tool stands for; in English where `language` is not known.

    A tool that many jobs share, or that is nobody's job, says it itself. None where neither does.
    """
    job_id = _job_by_tool().get(tool)
    entry = CATALOG.get(tool)
    statement = outlines()[job_id].statement if job_id else entry.goal if entry else None
    return statement.get(language, statement["en"]) if statement else None


@lru_cache(maxsize=2_000)
def jobs_for(goal: str) -> tuple[str, ...]:
    """Ids of the jobs that a goal in a team's words may be, the likeliest first.

    By a statement or a set phrase in it, by its words, by what it speaks of, or by the tool that it asks for.
    """
    tokens = tokens_of(goal)
    by_phrase = (*(hit.value for hit in _phrases().find(tokens)), *_word_cues().find(tokens))
    by_tool = (_job_by_tool().get(need.id) for need in needs_in(goal))
    found = (_job_by_statement().get(fold(goal)), *by_phrase, *cued_in(goal, _concepts()), *by_tool)
    return tuple(dict.fromkeys(filter(None, found)))


@lru_cache(maxsize=2_000)
def jobs_like(goal: str) -> tuple[str, ...]:
    """Ids of the jobs whose statements and set phrases share two telling words with a goal, the most alike first.

    For words that no phrase foresaw: “collect payments that are overdue”. All its words where a goal has only one.
    """
    said = telling_words(goal)
    shared = {job_id: max((len(said & words) for words in lines), default=0) for job_id, lines in _telling().items()}
    enough = min(2, len(said))
    return tuple(sorted((j for j, n in shared.items() if n >= enough > 1), key=lambda j: -shared[j]))


@cache
def _telling() -> Mapping[str, tuple[frozenset[str], ...]]:
    return {
        job_id: tuple(map(telling_words, (*outline.statement.values(), *_phrases_of(outline, "en"))))
        for job_id, outline in outlines().items()
    }


@cache
def companions() -> Mapping[str, frozenset[str]]:
    """Tools that serve other tools, and which: free times are looked up for a booking, an order is paid when placed.

    Only tools without a place of their own in a call serve and are served.
    """
    found: dict[str, set[str]] = {}
    for outline in outlines().values():
        for tool, served in _serving(outline):
            found.setdefault(tool, set()).add(served)
    return {tool: frozenset(served) for tool, served in found.items()}


def _serving(outline: Outline) -> Iterator[tuple[str, str]]:
    """What is looked up serves the first thing done after it, or else the next look-up; what is offered does so too."""
    tools = [tool for tool in outline.tools if not CATALOG[tool].place]
    writes = [tool for tool in tools if CATALOG[tool].effect != "read"]
    for at, tool in enumerate(tools):
        after = [other for other in tools[at + 1 :] if other in writes or not writes]
        if tool not in writes and after:
            yield tool, after[0]
    for tool in outline.offered_tools - set(tools):
        if writes and not CATALOG[tool].place:
            yield tool, writes[0]


@cache
def _job_by_statement() -> Mapping[str, str]:
    return {fold(said): job_id for job_id, outline in outlines().items() for said in outline.statement.values()}


@cache
def _phrases() -> PhraseBook:
    return PhraseBook(
        {
            job_id: (*outline.statement.values(), *_phrases_of(outline, *_languages(outline)))
            for job_id, outline in outlines().items()
        }
    )


@cache
def _word_cues() -> WordCues:
    return WordCues(
        {
            job_id: [cue for language in _languages(outline) for cue in outline.cues[language] if AND in cue]
            for job_id, outline in outlines().items()
        }
    )


def _languages(outline: Outline) -> tuple[str, ...]:
    return tuple(kind for kind in outline.cues if kind != "concepts")


def _phrases_of(outline: Outline, *languages: str) -> Iterator[str]:
    return (cue for language in languages for cue in outline.cues.get(language, ()) if AND not in cue)


@cache
def _concepts() -> CueIndex:
    return cue_index(
        (job_id, Cue.parse(cue)) for job_id, outline in outlines().items() for cue in outline.cues.get("concepts", ())
    )


@cache
def _job_by_tool() -> Mapping[str, str]:
    return {tool: job_id for job_id, outline in outlines().items() for tool in outline.stands_for}


def _drawn() -> dict[str, Any]:
    return {
        job_id: {
            "statement": dict(job.statement),
            "role": job.role,
            "role_alone": job.role_alone,
            "direction": job.direction,
            "tools": list(job.tools),
            "stands_for": list(job.stands_for),
            "offered_tools": sorted(job.offered_tools),
            "cues": {kind: list(words) for kind, words in job.cues.items()},
        }
        for job_id, job in jobs().items()
    }
