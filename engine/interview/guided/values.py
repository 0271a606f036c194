"""Bare values as answers: “formal”, “patients”, an address, the name of a secret, a phone number, “1 and 3”."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.document.changes import Accept, Approve, Change, Configure, Decline, Edit, Set, add
from engine.document.spec import Goal, Tool, Transfer
from engine.interview.guided.by_place import may_be_people, names_people
from engine.interview.guided.consulting import offered_answer, playbook_answer
from engine.interview.guided.corrections.vocabulary import without_around
from engine.interview.guided.doubt import shall_i_take
from engine.interview.guided.own_words import only_introduces
from engine.interview.guided.recognisers.tone import as_said
from engine.interview.guided.recognisers.transfers import e164, phone_in
from engine.interview.guided.rules import in_own_words
from engine.interview.guided.setting_values import SECRET
from engine.interview.guided.shapes import greeting_fit
from engine.interview.guided.short_answers import ordinals, short_answer
from engine.interview.guided.targets import named_items, part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.acts import LEARNT, Place
from engine.language.clauses import clauses_of
from engine.language.grammar import grammar_of
from engine.language.language_names import language_names
from engine.language.lexicon import book, word_set
from engine.language.lists import items_of
from engine.language.text import Token, joined, sentence_case, slug, tokens_of
from engine.language.tones import tone_words
from engine.sentences import quoted
from engine.targets import TARGETS
from engine.targets.spellings import platform_names
from engine.tools.selector import needs_in
from engine.urls import secret_name

_FEW_WORDS = 8


def value(part: Part) -> Meaning | None:
    """The message read as the value that was asked for; None where it cannot be one."""
    path = part.asked.path if part.asked else ""
    if only_introduces(part.tokens):
        return None  # “hmm” answers nothing
    for pattern, reader in _READERS:
        if re.fullmatch(pattern, path):
            return reader(part)
    return None


def tool_choice(part: Part) -> Meaning | None:
    """“1 and 3”, “all but payments”: a choice among the proposed tools, before anything else is read into it."""
    if not part.asked or part.asked.path != "approval:tools" or part_named(part.tokens) not in (None, "tools"):
        return None
    words = {t.folded for t in part.tokens}
    if words & (word_set("adding") | word_set("stating_words")) or whole(part).tells_nothing:
        return None
    choosing = ordinals().find(part.tokens) or words & (word_set("but") | {"only", "rest", "others"})
    return _tools(part) if choosing and len(part.tokens) <= _MOST_OF_A_CHOICE else None


_MOST_OF_A_CHOICE = 25

# --- basics ---


def _line(part: Part) -> Meaning | None:
    """A few words, taken as they are; a question, a long text and what is not so are no value."""
    path = part.asked.path if part.asked else ""
    words = [t for t in without_around(part.tokens) if t.is_word]
    if not any(t.text[0].isalpha() for t in words) or len(words) > _FEW_WORDS or "?" in part.text:
        return None
    if part.grammar.negators.find(words) or {t.folded for t in words} & _NOBODY or any(t.text.isdigit() for t in words):
        return None
    if not _belongs_there(part, path):
        return None
    text = joined(part.text, words)
    if path == "audience":
        text = _WHO_CALLS.sub("", text)
    for opener in ("a ", "an ", "the ", "it is a ", "it's a ", "it is an ", "they are ", "our "):
        text = text[len(opener) :] if text.lower().startswith(opener) else text
    return meaning(Set.model_validate({"path": path, "value": text}))


def _belongs_there(part: Part, path: str) -> bool:
    """“bookings and roadside help” is no audience, and “hook by the door” is neither that nor a role."""
    if path == "audience":
        if names_people(part) or part.language not in LEARNT:
            return True
        if not may_be_people(part):
            return False
    elif part.language not in LEARNT:
        return True
    utterance = whole(part)
    here, nowhere = utterance.placed.share(*_SLOTS[path]), utterance.placed.share("none")
    return here >= (_SURELY if path == "audience" else _LIKELY) or (
        utterance.judged.share(("answer",)) >= _ANSWERS and here >= nowhere - _HARDLY_LESS
    )


_ANSWERS, _SURELY, _HARDLY_LESS = 0.6, 0.57, 0.05
_SLOTS: Mapping[str, tuple[Place, ...]] = {"role": ("role", "name", "identity"), "audience": ("audience",)}
"""Where a line most likely belongs that answers each question."""
_NOBODY = frozenset(("nobody", "nothing", "else"))
_WHO_CALLS = re.compile(r"\s(?:mostly |mainly |usually )?(?:call|calls|ring|rings|phone|phones)(?: us| in)?$", re.I)


def _tone(part: Part) -> Meaning | None:
    if "?" in part.text or (part.language in LEARNT and whole(part).placed.share("tone") < _LIKELY):
        return None
    listed = items_of(without_around(part.tokens))
    said = [item for item in listed if not part.grammar.negators.find(item)]
    begins = bool(said) and bool(_said_of_it(said[0], part))
    tones = [tone for item in said for tone in _said_of_it(item, part)] if begins else _as_a_phrase(listed, part)
    if not tones:
        return None
    told = meaning(Set(path="tone", value=[*dict.fromkeys(tones)]))
    return told if len(said) in (0, len(listed)) else replace(told, found=(*told.found, *in_own_words(part).found))


def _as_a_phrase(listed: Sequence[Sequence[Token]], part: Part) -> list[str]:
    """“without judgement”: a few words that surely say how it sounds."""
    short = len(listed) == 1 and len(listed[0]) <= _MOST_NEW_TONES
    return (
        [joined(part.text, listed[0]).lower()] if short and whole(part).placed.share("tone") >= _SURELY_A_TONE else []
    )


def _said_of_it(item: Sequence[Token], part: Part) -> list[str]:
    """The tones that are known in an item of a list; else its words, where each may be one: “straight, fast”."""
    known = [as_said(item, hit, part.grammar) for hit in tone_words(item, forgiving=7)]
    words = [t.folded for t in item if t.is_word and t.folded not in part.grammar.joints]
    new = len(words) <= _MOST_NEW_TONES and all(_may_be_a_tone(word, part) for word in words)
    return known or (words if new else [])


_MOST_NEW_TONES, _SURELY_A_TONE = 3, 0.5


def _may_be_a_tone(word: str, part: Part) -> bool:
    known = {*grammar_of("en").common, *part.grammar.common}
    people = book("people").find(tokens_of(word))
    return word.isalpha() and len(word) > 2 and word not in known and not people


def _languages(part: Part) -> Meaning | None:
    tags = [hit.value for hit in language_names().find(part.tokens)]
    return meaning(Set(path="languages", value=[*dict.fromkeys(tags)])) if tags else None


def _goals(part: Part) -> Meaning | None:
    """What the parser does not see as jobs is split at its commas: “opening hours, prices”."""
    if "?" in part.text or len(part.tokens) > 30 or not _names_jobs(part):
        return None
    words = without_around(part.tokens)
    text = joined(part.text, words) if words else part.text
    pieces = [p.strip(" .") for p in re.split(r",|;|\n|\band\b|\bund\b|\by\b|\bet\b", text)]
    goals = {slug(p): Goal(id=slug(p), statement=sentence_case(p)) for p in pieces if _may_be_a_goal(p)}
    return meaning(*(add("goals", goal) for goal in goals.values())) if goals else None


def _names_jobs(part: Part) -> bool:
    """“Ironbarn, 24h, two locations” answers another question."""
    utterance = whole(part)
    return part.language not in LEARNT or utterance.placed.share("goals", "role", "tools", "none") >= _LIKELY


_LIKELY = 0.4


def _may_be_a_goal(text: str) -> bool:
    """Mostly letters, and no longer than a line."""
    return 2 < len(text) <= 200 and sum(c.isalpha() or c == " " for c in text) > 0.8 * len(text)


def greeting(part: Part) -> Meaning | None:
    """The first sentence of a call, where that is asked for: surely one, asked back where it only may be one."""
    if not part.asked or part.asked.path != "greeting":
        return None
    change = Set(path="greeting", value=part.text.strip().strip("\"“”'«»„")[:2000])
    match greeting_fit(part.tokens, part.spec):
        case "likely" if whole(part).judged.share(("question", "command")) >= _LIKELY:
            return None
        case "sure":
            return meaning(change, says=f"It opens with {quoted(str(change.value), _SHOWN)}.")
        case "likely":
            return shall_i_take(part, change, "the greeting")
        case _:
            return None


_SHOWN = 120


def _platforms(part: Part) -> Meaning | None:
    named = [hit.value for hit in platform_names().find(part.tokens, forgiving=9)]
    if not named and {"all", "every", "everything"} & {t.folded for t in part.tokens}:
        named = [*TARGETS]
    return meaning(Set(path="platforms", value=[*dict.fromkeys(named)])) if named else None


# --- tools ---


def _tools(part: Part) -> Meaning | None:
    """“1 and 3”, “all but payments”, “accept the first two, drop the rest”, “none”, or the names of some."""
    proposed = [t for t in part.spec.tools if t.state == "proposed"]
    if short_answer(part.tokens) in ("no", "none"):
        changes: list[Change] = [Decline(tool=t.name) for t in proposed]
        return (
            meaning(*changes, Approve(what="tools")) if proposed else Meaning(says="Then tell me which tools it needs.")
        )
    if not proposed:
        return None
    words = [t.folded for t in part.tokens]
    but = next((i for i, w in enumerate(words) if w in word_set("but")), None)
    if but is not None and (but == 0 or set(words[:but]) & word_set("all")):
        left_out = _chosen(part.tokens[but + 1 :], proposed, part)
        return _decided(proposed, [t for t in proposed if t not in left_out]) if left_out else None
    cut = next((i for i, w in enumerate(words) if w in word_set("drops") and i), len(words))
    chosen = _chosen(part.tokens[:cut], proposed, part)
    dropped = _chosen(part.tokens[cut:], proposed, part) if cut < len(words) else []
    rest = {"rest", "others", "other"} & set(words)
    if words and words[0] in word_set("drops") and chosen:
        return (
            _decided(proposed, [t for t in proposed if t not in chosen])
            if rest
            else meaning(*(Decline(tool=t.name) for t in chosen))
        )
    if not chosen or _tells_of_something_else(part, chosen):
        return None
    if rest or set(words) & {"only", "just"} or _is_bare_choice(part, chosen):
        return _decided(proposed, chosen)
    return meaning(*(Accept(tool=t.name) for t in chosen), *(Decline(tool=t.name) for t in dropped))


def _tells_of_something_else(part: Part, chosen: Sequence[Tool]) -> bool:
    """“one extra day is €9.50”, “payments go through a link”: a fact or a rule that has a tool's word in it."""
    utterance = whole(part)
    beside = utterance.beside_the_question.act in ("fact", "rule")
    return beside and (not _is_bare_choice(part, chosen) or utterance.judged.share(("answer",)) < _LIKELY)


def _is_bare_choice(part: Part, chosen: Sequence[Tool]) -> bool:
    """“1 and 3” names all that is wanted; “I like the lookup” says nothing of the others."""
    return bool(ordinals().find(part.tokens)) or len(part.tokens) <= 2 * len(chosen) + 1


def _decided(proposed: Sequence[Tool], wanted: Sequence[Tool]) -> Meaning:
    changes: list[Change] = [Accept(tool=t.name) if t in wanted else Decline(tool=t.name) for t in proposed]
    return meaning(*changes, Approve(what="tools"))


def _chosen(tokens: Sequence[Token], proposed: Sequence[Tool], part: Part) -> list[Tool]:
    """The proposed tools that words, names or numbers mean; “the first two” are two."""
    words = [t.folded for t in tokens]
    first = next((i for i, w in enumerate(words) if w == "first"), None)
    if first is not None and first + 1 < len(words):
        count = ordinals().at(tokens, first + 1)
        if count and count.value.isdigit():
            return list(proposed[: int(count.value)])
    numbers = [int(hit.value) for hit in ordinals().find(tokens)]
    if numbers:
        return [proposed[n - 1 if n > 0 else n] for n in numbers if 0 < abs(n) <= len(proposed)]
    text = joined(part.text, tokens)
    meant = {need.id for need in needs_in(text)} if text else set()
    by_name = {t.name for t in proposed if t.name in words or t.name.replace("_", " ") in text.casefold()}
    close: set[str] = set()
    for piece in clauses_of(re.sub(r"\band\b|,|&", ".", text), part.language):
        close |= {i.key for i in named_items(piece.tokens, part.spec) if i.part == "tools"}
    return [
        t for t in proposed if t.name in by_name or t.name in close or (not by_name and not close and t.name in meant)
    ]


def _url(part: Part) -> Meaning | None:
    tool = _tool_name(part)
    url = next((t.text.rstrip(".,;)") for t in part.tokens if t.folded.startswith(("http://", "https://"))), None)
    if url and {t.folded for t in part.tokens} & {"website", "homepage"}:
        return None
    if url is None:
        bare = part.text.strip().rstrip(".,")
        if not re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", bare):
            return None
        url = f"https://{bare}"
    return meaning(Configure(tool=tool, values={"url": url}))


def _secret(part: Part) -> Meaning | None:
    tool = _tool_name(part)
    named = SECRET.search(part.text)
    if named:
        return meaning(Configure(tool=tool, values={"auth": "bearer", "auth_ref": named[0]}))
    words = {t.folded for t in part.tokens}
    if (
        words & {"no", "none", "nothing", "without", "public", "open", "kein", "keine", "sin", "aucun"}
        and len(words) <= 6
    ):
        return meaning(Configure(tool=tool, values={"auth": "none"}))
    bare = part.text.strip()
    if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{2,63}", bare) and "_" in bare:
        return meaning(Configure(tool=tool, values={"auth": "bearer", "auth_ref": bare.replace("-", "_")}))
    return (
        Meaning(says=f"I need the name of a secret in capitals, such as {secret_name(tool)}.")
        if len(words) <= 4
        else None
    )


def _parameter(part: Part) -> Meaning | None:
    _, tool, _, parameter, _ = (part.asked.path if part.asked else "").split(".")
    if len(part.tokens) < 2 or "?" in part.text:
        return None
    edit = {"name": parameter, "description": part.text.strip()[:280]}
    return meaning(Configure(tool=tool, values={"params": [edit]}))


def _parameters(part: Part) -> Meaning | None:
    """“city and date” -> two parameters of a tool of the team's own."""
    tool = _tool_name(part)
    words = {t.folded for t in part.tokens}
    if words & {"nothing", "none", "no"} and len(words) <= 4:
        return Meaning(says="It takes no values, then.", answered=True)
    pieces = [p.strip(" .") for p in re.split(r",|;|\band\b|\bund\b|\by\b|\bet\b|\be\b", part.text)]
    names = {slug(_bare(p), limit=40): _bare(p) for p in pieces if 0 < len(_bare(p)) <= 60}
    if not names or len(names) > 12 or "?" in part.text:
        return None
    described = [
        {
            "name": name if name[0].isalpha() else f"value_{name}",
            "description": f"{sentence_case(text)}, as the caller says it.",
        }
        for name, text in names.items()
    ]
    return meaning(Configure(tool=tool, values={"params": [*described]}), says=f"It takes {', '.join(names.values())}.")


def _bare(words: str) -> str:
    return re.sub(r"^(the|a|an|their|its|caller's|your)\s+", "", words.strip(), flags=re.IGNORECASE)


def _number(part: Part) -> Meaning | None:
    transfer = (part.asked.path if part.asked else "").split(".")[1]
    number = phone_in(part.tokens) or e164(part.text.strip())
    if number:
        return meaning(Edit(part="transfers", id=transfer, values={"destination": number}))
    digits = re.sub(r"\D", "", part.text)
    if len(digits) >= 5:
        return Meaning(
            says="I need that number with its country code, for example +1 for the United States or +44 for the UK."
        )
    return None


def _transfer(part: Part) -> Meaning | None:
    """“the manager at +44 …”, or a number alone."""
    number = phone_in(part.tokens)
    words = [t for t in part.tokens if t.is_word and not e164(t.text)]
    while words and words[-1].folded in ("at", "on", "an", "al", "au", "under", "is"):
        words.pop()
    label = joined(part.text, words) if len(words) <= _FEW_WORDS else ""
    if "?" in part.text or not (number or label):
        return None
    label = re.sub(r"^(the|our|a|an|to)\s+", "", label or "a person", flags=re.IGNORECASE)
    condition = "The caller asks for a person, or the agent cannot help"
    handed = Transfer(id=slug(label), label=sentence_case(label), condition=condition, destination=number)
    return meaning(add("transfers", handed))


def _tool_name(part: Part) -> str:
    return (part.asked.path if part.asked else "").split(".")[1]


_READERS: tuple[tuple[str, Callable[[Part], Meaning | None]], ...] = (
    ("role|audience", _line),
    ("goals", _goals),
    ("tone", _tone),
    ("languages", _languages),
    ("platforms", _platforms),
    (r"questions\..+", playbook_answer),
    ("fallback", offered_answer),
    ("approval:tools", _tools),
    (r"tools\.[^.]+\.url", _url),
    (r"tools\.[^.]+\.auth_ref", _secret),
    (r"tools\.[^.]+\.params\.[^.]+\.description", _parameter),
    (r"tools\.[^.]+\.params", _parameters),
    (r"transfers\.[^.]+\.destination", _number),
    ("transfers", _transfer),
)
