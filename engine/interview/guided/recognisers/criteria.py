"""How a call is judged: “a call is successful when …”."""

from collections.abc import Iterator
from functools import cache

from engine.document.changes import add
from engine.document.spec import Criterion
from engine.interview.guided.reading import Found, Reading
from engine.language.clauses import sentences_of
from engine.language.lexicon import lexicon
from engine.language.phrases import PhraseBook
from engine.language.text import joined, sentence_case, slug


def criteria(reading: Reading) -> Iterator[Found]:
    known = {c.id for c in reading.spec.criteria}
    for sentence in sentences_of(reading.text):
        for hit in _judging().find(sentence)[:1]:
            what = joined(reading.text, sentence[hit.end :])
            key = slug(what, limit=32)
            if what and key not in known:
                known.add(key)
                prompt = f"The call was a success if {what}."
                yield Found(add("criteria", Criterion(id=key, name=sentence_case(what)[:120], prompt=prompt[:2000])))


@cache
def _judging() -> PhraseBook:
    return PhraseBook({"success": lexicon("criteria")["words"]})
