"""How the agent speaks: length, form, and which language."""

from collections.abc import Iterator

from engine.language.names import language_name
from engine.prompt.brief import Brief, said
from engine.prompt.phrases import has_phrases
from engine.prompt.text import bullets, paragraphs
from engine.sentences import listed

_CAP = {
    1: "Say one sentence a turn; a short question may follow it.",
    2: "Say one or two short sentences a turn, then stop and listen.",
    3: "Say one to three short sentences a turn, then stop and listen.",
}
_SPOKEN = {
    "number": "Amounts and counts",
    "date": "Dates",
    "time": "Times",
    "money": "Money",
    "phone": "Phone numbers, in groups",
    "code": "Codes, one character at a time",
    "email": "E-mail addresses",
    "url": "Web addresses",
}


def speech(brief: Brief) -> str:
    forms = brief.phrases.spoken.model_dump()
    spoken = bullets(f"{label}: {said(forms[key])}" for key, label in _SPOKEN.items())
    return paragraphs(
        bullets(_manner(brief)),
        f"All you say is heard, not read. Write it as it is spoken:\n\n{spoken}",
        _pronunciations(brief),
    )


def language(brief: Brief) -> str:
    first = language_name(brief.language.partition("-")[0])
    others = [language_name(tag) for tag in brief.spec.languages[1:]]
    return bullets(_language_rules(brief, first, others))


def _manner(brief: Brief) -> Iterator[str]:
    yield _CAP[brief.spec.speech.max_sentences]
    yield "Ask one question a turn."
    yield "Name at most three options at a time."
    yield "Use no markdown, lists, emoji or stage directions, and never read out the name of a tool or an internal id."
    yield "Vary how you acknowledge, and do not repeat all that was just said to you."
    if brief.fillers:
        yield "A light “well” or “let me see” now and then is welcome, at most one a turn."
    else:
        yield "Leave out fillers such as “um” and “well”."
    if brief.spec.speech.interruptions:
        yield f"When {brief.person} talks over you, stop, listen, and go on from what was said."
    else:
        yield f"Finish your sentence even if {brief.person} starts to talk, then take up what was said."


def _pronunciations(brief: Brief) -> str:
    words = brief.spec.speech.pronunciations
    return f"Say these words like this:\n\n{bullets(f'{w.word}: {w.say}' for w in words)}" if words else ""


def _language_rules(brief: Brief, first: str, others: list[str]) -> Iterator[str]:
    yield f"Speak {language_name(brief.language)} from the start."
    if others:
        yield (
            f"You also speak {listed(others)}. Switch when {brief.person} says a whole sentence in "
            f"{'it' if len(others) == 1 else 'one of them'} or asks for it, not for an accent, a name or a single word."
        )
        yield f"In any other language, say in {first} which ones you speak."
    else:
        yield (
            f"When {brief.person} speaks another language, say in simple {first} that you speak {first} "
            "only; an accent, a name or a single word is no reason to say so."
        )
    if not has_phrases(brief.language):
        yield f"The sample lines in these instructions are in English. Say them in natural {first}."
    elif others:
        yield f"The sample lines here are in {first}; in another language, say the same naturally."
