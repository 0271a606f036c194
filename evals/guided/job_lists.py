"""Lists of jobs as people write them: things x verbs x forms x openings, drawn by a seed, each in a session of its own.

Verbs and things are in one half each, by the hash of the word. The tuned half uses only words of its own; every thing
of the half that is held out is its own, and so is every other verb.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, get_args

from engine.document.spec import AgentSpec
from engine.turns.turn import Engine
from evals.guided.conversation import Language, read_texts
from evals.guided.drive import Talk
from evals.guided.matching import folded, says
from evals.guided.split import HALVES, Half, half_of_word

LANGUAGES: tuple[Language, ...] = get_args(Language)
HOW_MANY: Mapping[Language, int] = {"en": 80, "de": 30, "es": 30, "fr": 30}
"""Lists of each form, in each half."""
_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Job:
    verb: str
    thing: str


@dataclass(frozen=True, slots=True)
class JobList:
    language: Language
    half: Half
    form: str
    text: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """The words of one language, see `job_forms.yaml`."""

    language: Language
    written: Mapping[str, Any]

    def job(self, job: Job) -> str:
        return str(self.written["job"]).format(verb=job.verb, thing=job.thing)

    def shared(self, jobs: Sequence[Job]) -> str:
        verbs = self.with_commas([job.verb for job in jobs])
        return str(self.written["shared"]).format(verbs=verbs, thing=jobs[0].thing)

    def with_commas(self, parts: Sequence[str], word: str = "and") -> str:
        """`a, b and c`."""
        *most, last = parts
        return f"{', '.join(most)} {self.written[word]} {last}" if most else last

    def opened(self, random: Random, listed: str) -> str:
        return str(random.choice(self.written["openings"])).format(list=listed)


@cache
def phrasing(language: Language) -> Phrasing:
    return Phrasing(language, read_texts(_HERE / "job_forms.yaml")[language])


@cache
def jobs_of(language: Language, half: Half) -> tuple[Job, ...]:
    things: Mapping[str, Sequence[str]] = read_texts(_HERE / "jobs.yaml")[language]
    jobs = (Job(verb, thing) for thing, verbs in things.items() for verb in verbs)
    ours = (job for job in jobs if half_of_word(job.thing) == half)
    return tuple(job for job in ours if half == "held_out" or half_of_word(job.verb) == half)


def job_lists(language: Language, half: Half, each: int, seed: int = 11) -> Iterator[JobList]:
    """`each` lists of every form; the same ones for the same seed."""
    random, words = Random(f"{language} {half} {seed}"), phrasing(language)
    known = jobs_of(language, half)
    for form, write in FORMS.items():
        for _ in range(each):
            text, jobs = write(random, words, known)
            yield JobList(language, half, form, text, tuple(jobs))


def all_lists() -> Iterator[JobList]:
    for language in LANGUAGES:
        for half in HALVES:
            yield from job_lists(language, half, HOW_MANY[language])


Written = tuple[str, Sequence[Job]]
Write = Callable[[Random, Phrasing, Sequence[Job]], Written]


def _commas(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    jobs = _some(random, known, 2, 5)
    return words.opened(random, words.with_commas([words.job(job) for job in jobs])), jobs


def _and_and(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    jobs = _some(random, known, 2, 4)
    return words.opened(random, f" {words.written['and']} ".join(map(words.job, jobs))), jobs


def _no_commas(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    jobs = _some(random, known, 2, 4)
    return words.opened(random, " ".join(map(words.job, jobs))), jobs


def _bullets(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    jobs, mark = _some(random, known, 2, 6), random.choice(("- ", "* ", "• ", "{}. ", "{}) ", ""))
    lines = [mark.format(number) + words.job(job) for number, job in enumerate(jobs, start=1)]
    return "\n".join([random.choice(words.written["above_bullets"]), *lines]), jobs


def _shared(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    """One thing with several verbs, and mostly another job after it."""
    several, others = _several_verbs(random, known)
    parts = [words.shared(several), *map(words.job, others)]
    return words.opened(random, f" {words.written['and']} ".join(parts)), [*several, *others]


def _never(random: Random, words: Phrasing, known: Sequence[Job]) -> Written:
    """One “never” for two jobs, neither of which is one."""
    jobs = _some(random, known, 4, 5)
    wanted, unwanted = jobs[:-2], [words.job(job) for job in jobs[-2:]]
    listed, never = words.with_commas([words.job(job) for job in wanted]), words.with_commas(unwanted, "or")
    return str(words.written["never"]).format(list=listed, never=never), wanted


FORMS: Mapping[str, Write] = {
    "commas": _commas,
    "and … and": _and_and,
    "no commas": _no_commas,
    "bullets": _bullets,
    "shared thing": _shared,
    "shared never": _never,
}


def _some(random: Random, known: Sequence[Job], least: int, most: int) -> list[Job]:
    """Jobs of different things, in random order."""
    picked, used = list[Job](), set[str]()
    for job in random.sample(known, len(known)):
        if not used & set(stems(job.thing)) and len(picked) < most:
            picked.append(job)
            used |= set(stems(job.thing))
    return picked[: random.randint(least, most)]


def _several_verbs(random: Random, known: Sequence[Job]) -> tuple[list[Job], list[Job]]:
    by_thing = {job.thing: [other for other in known if other.thing == job.thing] for job in known}
    several = random.choice([jobs for jobs in by_thing.values() if len(jobs) > 1])
    taken = set(stems(several[0].thing))
    others = [job for job in known if not taken & set(stems(job.thing))]
    return random.sample(several, len(several)), random.sample(others, random.randint(0, 1))


async def read_whole(engine: Engine, wanted: JobList, number: int) -> bool:
    """Whether a session that is opened with it has all of its jobs as goals, each by itself, and no others."""
    turn = await Talk(engine, f"list{number}").say("Ana", wanted.text)
    return is_whole(wanted, turn.after)


def is_whole(wanted: JobList, spec: AgentSpec) -> bool:
    goals = [goal.statement for goal in spec.goals if not _was_offered(spec, goal.id)]
    fits = [[_is_job(goal, job, wanted) for job in wanted.jobs] for goal in goals]
    return len(goals) == len(wanted.jobs) and all(map(any, fits)) and all(map(any, zip(*fits, strict=True)))


def _was_offered(spec: AgentSpec, goal: str) -> bool:
    origin = spec.origins.get(f"goals.{goal}")
    return origin is not None and origin.how in ("defaulted", "suggested")


def _is_job(goal: str, job: Job, wanted: JobList) -> bool:
    """It says the job, and nothing else that stands in the text; little words do not count."""
    demands = (_same(job.verb, wanted.language), *stems(job.thing))
    text = set(folded(wanted.text).split())
    strange = [word for word in folded(goal).split() if word in text and (len(word) > 3 or word.isdigit())]
    own = "|".join(demands)
    return says(goal, demands) and all(says(word, (own,)) for word in strange)


@cache
def _same(verb: str, language: Language) -> str:
    """`move` -> `move|resch|change`: the verb, and those that mean the same."""
    rows: Sequence[Sequence[str]] = phrasing(language).written["same"]
    verbs = dict.fromkeys([verb, *(other for row in rows if verb in row for other in row)])
    return "|".join(" ".join(stems(other)) for other in verbs)


def stems(words: str) -> tuple[str, ...]:
    """`meter readings` -> `mete readi`: what stays of each word in most of its forms."""
    return tuple(word[: max(4, len(word) - 3)] for word in folded(words).split() if word not in ("des", "up"))
