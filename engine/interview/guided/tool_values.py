"""Bare values for tools and transfers: “1 and 3”, an address, the name of a secret, a phone number."""

import re
from collections.abc import Sequence

from engine.document.changes import Accept, Approve, Change, Configure, Decline, Edit, add
from engine.document.spec import Tool, Transfer
from engine.interview.guided.recognisers.transfers import e164, phone_in
from engine.interview.guided.setting_values import SECRET
from engine.interview.guided.short_answers import ordinals, short_answer
from engine.interview.guided.targets import named_items, part_named
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.interview.guided.utterances import whole
from engine.language.clauses import clauses_of
from engine.language.lexicon import word_set
from engine.language.text import Token, joined, sentence_case, slug
from engine.tools.selector import needs_in
from engine.urls import secret_name

_FEW_WORDS = 8
_LIKELY = 0.4


def tool_choice(part: Part) -> Meaning | None:
    """“1 and 3”, “all but payments”: a choice among the proposed tools, before anything else is read into it."""
    if not part.asked or part.asked.path != "approval:tools" or part_named(part.tokens) not in (None, "tools"):
        return None
    words = {t.folded for t in part.tokens}
    if words & (word_set("adding") | word_set("stating_words")) or whole(part).tells_nothing:
        return None
    choosing = ordinals().find(part.tokens) or words & (word_set("but") | {"only", "rest", "others"})
    return tools_chosen(part) if choosing and len(part.tokens) <= _MOST_OF_A_CHOICE else None


_MOST_OF_A_CHOICE = 25


def tools_chosen(part: Part) -> Meaning | None:
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


def tool_address(part: Part) -> Meaning | None:
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


def tool_secret(part: Part) -> Meaning | None:
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


def tool_parameter(part: Part) -> Meaning | None:
    _, tool, _, parameter, _ = (part.asked.path if part.asked else "").split(".")
    if len(part.tokens) < 2 or "?" in part.text:
        return None
    edit = {"name": parameter, "description": part.text.strip()[:280]}
    return meaning(Configure(tool=tool, values={"params": [edit]}))


def tool_parameters(part: Part) -> Meaning | None:
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


def transfer_number(part: Part) -> Meaning | None:
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


def transfer_named(part: Part) -> Meaning | None:
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
