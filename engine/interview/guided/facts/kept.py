"""What is said about a business, each kind to its place: answers for callers, notes, measures of success, audience."""

from functools import cache

from engine.document.changes import Change, Edit, Set, add
from engine.document.spec import Criterion, Guardrail, KnowledgeItem, Note
from engine.interview.guided.facts.asked_by_callers import question_to
from engine.interview.guided.facts.statement import BE, Statement, has, number_in, statement
from engine.interview.guided.facts.zones import zone_of_place
from engine.interview.guided.own_words import own_words
from engine.interview.guided.setting_values import SECRET
from engine.interview.guided.targets import stems
from engine.interview.guided.understanding import Meaning, Part, meaning
from engine.language.grammar import grammar_of
from engine.language.lexicon import book, lexicon, word_set
from engine.language.phrases import PhraseBook
from engine.language.text import fold, joined, sentence_case, slug
from engine.sentences import quoted

_MOST = 300


def success(part: Part) -> Meaning | None:
    """“success is when …”, “we measure success by …”: how a call is judged."""
    if "?" in part.text or not has(part.tokens, "success"):
        return None
    hit = next(iter(_judging().find(part.tokens)), None)
    at = hit.end if hit else next((i + 1 for i, t in enumerate(part.tokens) if t.folded in _LINKS), None)
    what = joined(part.text, part.tokens[at:]).strip(" .!:") if at is not None else ""
    key = slug(what, limit=32)
    if len(what.split()) < 2 or any(c.id == key for c in part.spec.criteria):
        return None
    prompt = f"The call was a success if {what}."
    return meaning(
        add("criteria", Criterion(id=key, name=sentence_case(what)[:120], prompt=prompt[:2000])),
        says=f"A call counts as a success if {what}.",
    )


_LINKS = ("if", "when", "where", "by", "means", "is", ":")


def emergency(part: Part) -> Meaning | None:
    """“a burst main is an emergency”: what the agent must see in every call, so a rule, and nothing to be told."""
    if "?" in part.text or not has(part.tokens, "emergencies") or not {t.folded for t in part.tokens} & _BEING:
        return None
    statement = own_words(part.text, _MOST - 10)
    return meaning(add("guardrails", Guardrail(id=slug(statement), statement=statement)))


_BEING = frozenset((*BE, "=", "sind", "ist", "es", "son", "est", "sont", "means", "count", "counts"))


def noted(part: Part) -> Meaning:
    """Any fact that fits nowhere else is kept as a note, in the team's words. For a part that is known to be a fact."""
    text = _sentence(part.text)
    if any(fold(n.text) == fold(text) for n in part.spec.notes):
        return Meaning(says="I have noted that.")
    item = Note(id=_free(slug(text), {n.id for n in part.spec.notes}), text=text)
    return meaning(add("notes", item), says=f"Noted: {_quoted(text)}.")


def note(part: Part) -> Meaning | None:
    """What helps to build the agent, and no caller asks for: volumes, staff, systems in use."""
    if _is_volume(part):
        return noted(part)
    said = statement(part) if not _is_address(part) else None
    if said is None or not any(of(said) for of in (_is_staff, _is_system, _is_about_callers, _is_a_reason)):
        return None
    return noted(part)


def audience(part: Part) -> Meaning | None:
    """“our callers are mostly students”, “mostly older people call us”; only where nobody has said it yet."""
    if "?" in part.text or part.spec.audience or len(part.tokens) > _FEW or not has(part.tokens, "callers"):
        return None
    hit = next((h for h in _callers().find(part.tokens)), None)
    if hit is None:
        return None
    before, after = part.tokens[: hit.start], part.tokens[hit.end :]
    stop = next((i for i, t in enumerate(after) if t.text == "," or t.folded in ("and", "because", "when")), len(after))
    words = joined(part.text, before or after[:stop]).strip(" .,!")
    if len(before) == 1 and before[0].folded in ("people", "they", "everybody", "customers", "everyone", "clients"):
        return None
    backwards = hit is not None and part.tokens[hit.end - 1].folded == "us"
    if (
        not words
        or (backwards and not before)
        or any(t.folded in ("we", "it", "she", "should", "when", "if", "can", "never") for t in before)
    ):
        return None
    return meaning(Set(path="audience", value=words[:_MOST]), says=f"It talks to: {words}.")


_FEW = 20


def place(part: Part) -> Meaning | None:
    """“we are in Vienna”, “our address is 12 Castle Street in Leeds”: an answer, and perhaps a time zone."""
    said = statement(part)
    hit = next(iter(_located().find(part.tokens)), None) if said else None
    if said is None or (said.ours and hit is not None and hit.start > 2):
        return None
    ours = hit is not None and hit.end < len(part.tokens)
    where = joined(part.text, part.tokens[hit.end :] if hit else said.rest[1:])
    zone = zone_of_place(where)
    if not (ours and (zone or _is_named(where))) and not (
        zone and said.verb.folded == "is" and _leads_to_a_place(said)
    ):
        return None
    new = zone and not part.spec.runtime.timezone
    changes: list[Change] = [Set(path="runtime.timezone", value=zone)] if new else []
    answer = _answer(part, "Where are you?" if ours else question_to(said), _sentence(said.text))
    told = f" The time zone is {zone}." if new else ""
    return meaning(*answer, *changes, says=f"{_CALLERS_HEAR} {_quoted(said.text)}.{told}")


def _is_named(where: str) -> bool:
    return any(word[0].isupper() or word[0].isdigit() for word in where.split())


def _leads_to_a_place(said: Statement) -> bool:
    return bool(said.rest) and said.rest[0].folded == "in"


def knowledge(part: Part) -> Meaning | None:
    """Prices, policies, parking, what is offered: whatever else a statement tells is an answer for callers."""
    said = statement(part)
    if said is None or _is_address(part) or (has(part.tokens, "uses") and _is_system(said)):
        return None
    title, content = question_to(said), _sentence(said.text)
    return meaning(*_answer(part, title, content), says=f"{_CALLERS_HEAR} {_quoted(content)}.")


def kept_for_callers(part: Part) -> Meaning:
    """What is known to be an answer for callers, in whatever form it was said."""
    content = _sentence(part.text)
    known = any(fold(k.content) == fold(content) for k in part.spec.knowledge)
    changes = [] if known else _answer(part, content.rstrip(".")[:120], content)
    return meaning(*changes, says=f"{_CALLERS_HEAR} {_quoted(content)}.")


_CALLERS_HEAR = "Callers who ask will hear this:"


def _answer(part: Part, title: str, content: str) -> list[Change]:
    """A new answer, or another one to the same question."""
    known = next((k for k in part.spec.knowledge if _matter(k.title) == _matter(title)), None)
    if known:
        return [Edit(part="knowledge", id=known.id, values={"content": content})] if known.content != content else []
    key = _free(slug(title), {k.id for k in part.spec.knowledge})
    return [add("knowledge", KnowledgeItem(id=key, title=title, content=content))]


def _matter(title: str) -> frozenset[str]:
    """What a question is about: “the oil change” and “an oil change” are the same thing."""
    return frozenset(
        stems(" ".join(w for w in fold(title).split() if w not in ("a", "an", "the", "your", "is", "are")))
    )


def _is_volume(part: Part) -> bool:
    """“about 400 calls a day”, with or without a verb; “take 5 calls a day” is an order."""
    if len(part.tokens) > _FEW or has(part.tokens[:1], "imperatives") or any(t.folded == "it" for t in part.tokens):
        return False
    counted = number_in(part.tokens) and has(part.tokens, "volume") and has(part.tokens, "rate")
    return counted or (has(part.tokens, "average_call") and statement(part) is not None)


def _is_staff(said: Statement) -> bool:
    """“we have four mechanics”, “there are six therapists in the team”: a number of people or things that we have."""
    counted = said.rest[:3] if said.ours or not said.subject else ()
    owns = said.verb.folded in ("have", "has", "are", "employ", "look", "we've")
    return owns and number_in(counted) and not any(t.text in "€$£%" or has((t,), "prices") for t in said.rest)


def _is_system(said: Statement) -> bool:
    """“we use HubSpot”, “tickets live in Jira”, “Koha is our catalogue”, “our CRM is Salesforce”."""
    names = [t for t in said.tokens if t.is_capital and (t.start > 0 or has(said.rest, "systems"))]
    named = bool(names) and has(said.tokens, "uses") and (said.ours or has(said.tokens, "systems"))
    kept = has(said.subject, "systems") and said.verb.folded in BE
    return named or (kept and (has(said.tokens, "uses") or any(t.is_capital for t in said.rest[:1])))


def _is_about_callers(said: Statement) -> bool:
    """“customers are often angry”, “callers usually ask about prices”; “students pay half” is a policy."""
    subject = [t for t in said.subject if t.folded not in _ADVERBS]
    people = book("people").find(subject)
    named = bool(people) and people[-1].end == len(subject)
    ends_with_them = named or (bool(subject) and subject[-1].folded in grammar_of("en").people)
    return ends_with_them and not has((said.verb,), "modals") and not number_in(said.rest) and not _is_policy(said)


def _is_a_reason(said: Statement) -> bool:
    """“phone is a pain on saturdays”, “we miss calls cause we're on roofs”: why there is an agent."""
    why = any(t.folded in word_set("because") | {"while"} for t in said.rest)
    complains = bool(book("telephone").find(said.subject)) and not number_in(said.rest)
    return complains or (why and bool(book("telephone").find(said.tokens)))


_ADVERBS = ("usually", "often", "always", "mostly", "mainly", "sometimes", "also", "typically")


def _is_policy(said: Statement) -> bool:
    return has(said.rest, "prices") or said.verb.folded in ("pay", "pays", "get", "gets", "bring", "need", "needs")


def _quoted(text: str) -> str:
    return quoted(_sentence(text).rstrip("."), limit=120)


def _is_address(part: Part) -> bool:
    """“the ticket tool is at https://…” sets up a tool; “resets go through https://…” is an answer."""
    url = any(t.folded.startswith("http") for t in part.tokens)
    words = {t.folded for t in part.tokens}
    tool = words & {"tool", "endpoint", "secret", "webhook"}
    return bool((url and tool) or words & {"api", "apis"} or SECRET.search(part.text))


def _sentence(text: str) -> str:
    return f"{own_words(text, _MOST - 1)}."


def _free(key: str, taken: set[str]) -> str:
    return next(name for name in (key, *(f"{key[:44]}_{n}" for n in range(2, 300))) if name not in taken)


@cache
def _judging() -> PhraseBook:
    return PhraseBook({"success": lexicon("criteria")["words"]})


@cache
def _callers() -> PhraseBook:
    return PhraseBook({"callers": lexicon("facts")["callers"]})


@cache
def _located() -> PhraseBook:
    return PhraseBook({"located": lexicon("facts")["located"]})
