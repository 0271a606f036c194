"""“Riley”, while the first sentence of the call is asked: what the agent is called, since it says who is speaking."""

from engine.document.changes import Set
from engine.interview.guided.name_runs import run_end
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.language_names import language_names
from engine.language.lexicon import book
from engine.language.text import fold, joined
from engine.targets.spellings import platform_names

_MOST_WORDS = 2


def own_name(part: Part) -> Meaning | None:
    """A name written large and nothing else; None where it is the company, a platform, a tone or a language."""
    words = [t for t in part.tokens if t.is_word]
    if not part.asked or part.asked.path != "greeting":
        return None
    if [t.folded for t in words[:2]] == ["no", "name"] and not part.spec.name:
        return Meaning(says="Then it gives no name.")
    if not 0 < len(words) <= _MOST_WORDS:
        return None
    if run_end(words, 0, most=_MOST_WORDS) < len(words) or not all(t.text.isalpha() for t in words):
        return None
    name = joined(part.text, words)
    other = book("tones").find(words) or platform_names().find(words) or language_names().find(words)
    if other or fold(name) in fold(part.spec.company or ""):
        return None
    return meaning(Set(path="name", value=name))
