"""How the agent speaks: length, form, and which language."""

from collections.abc import Iterator

from engine.language.names import language_name
from engine.prompt.brief import Brief
from engine.prompt.text import bullets
from engine.sentences import listed

_CAP = {
    1: "Say one short sentence a turn",
    2: "Say one or two short sentences a turn",
    3: "Say one to three short sentences a turn",
}


_PAYING = frozenset({"take_payment", "issue_refund", "set_up_payment_plan", "lookup_account"})
"""Tools that deal in money."""


def speech(brief: Brief) -> str:
    return bullets([*_manner(brief), *_forms(brief), *_pronunciations(brief)])


def language(brief: Brief) -> str:
    return bullets(_language_rules(brief, brief.language_name))


def _manner(brief: Brief) -> Iterator[str]:
    yield f"{_CAP[brief.spec.speech.max_sentences]}, with one question a turn and at most three options."
    yield "Use no markdown, lists or emoji."
    if brief.fillers:
        yield "A light “well” or “let me see” is welcome, at most one a turn."
    if not brief.spec.speech.interruptions:
        yield f"Finish your sentence even if {brief.person} starts to talk, then take up what was said."


def _forms(brief: Brief) -> Iterator[str]:
    forms = brief.phrases.spoken
    kinds = {f.type for f in brief.spec.data_fields}
    money = "number" in kinds or any(tool.catalog in _PAYING for tool in brief.tools)
    signs = any(f.read_back == "digits" for f in brief.spec.data_fields)
    shown = [f"dates “{forms.date}”", f"times “{forms.time}”"]
    shown += [f"money “{forms.money}”"] if money else []
    shown += [f"numbers and codes sign by sign “{forms.phone}”"] if signs or "phone" in kinds else []
    shown += [f"e-mail addresses “{forms.email}”"] if "email" in kinds else []
    yield f"Write what you say as it sounds: {', '.join(shown)}."


def _pronunciations(brief: Brief) -> Iterator[str]:
    words = brief.spec.speech.pronunciations
    if words:
        yield f"Pronounce {listed([f'{w.word} as {w.say}' for w in words])}."


def _language_rules(brief: Brief, first: str) -> Iterator[str]:
    others = [language_name(tag) for tag in brief.spec.languages[1:]]
    if others:
        which = "it" if len(others) == 1 else "one of them"
        yield (
            f"Speak {first} from the start, and {listed(others)} after a whole sentence in {which}, not for an accent "
            f"or a single word. To any other language, say in {first} what you speak."
        )
    else:
        yield f"Speak {first} only. To another language, say so in simple {first}."
    if not brief.has_phrases:
        yield f"The sample lines are in English. Say them in natural {first}."
    elif not brief.speaks_english:
        yield f"Lines marked “in {first}” are written in English; say them in natural {first}."
