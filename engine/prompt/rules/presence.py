"""What a prompt must say at all. Each is found by the words that any wording of it has to use."""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.findings import Level
from engine.prompt.brief import Brief
from engine.prompt.rules.rule import Found, Rule, Subject
from engine.spec import AgentSpec


class _Section(NamedTuple):
    id: str
    level: Level
    source: str
    headings: tuple[str, ...]
    missing: str
    applies: Callable[[AgentSpec], bool] = lambda spec: True


class _Saying(NamedTuple):
    id: str
    source: str
    cue: str
    """A regular expression, case ignored, for the text of the prompt."""
    missing: str
    applies: Callable[[Subject], bool] = lambda subject: True


_SECTIONS = (
    _Section("section.identity", "error", "Identity", ("identity", "role", "persona", "who you are"), "who the agent is"),
    _Section("section.context", "warning", "Context", ("context", "environment", "background"), "its environment and context"),
    _Section("section.speech", "warning", "Speech", ("speech", "speak", "voice", "tone", "style"), "how it speaks"),
    _Section("section.language", "warning", "Language", ("language",), "which language it speaks"),
    _Section("section.goal", "error", "Steps", ("goal", "task", "objective"), "what it is to achieve"),
    _Section("section.steps", "warning", "Steps", ("step", "flow", "conversation"), "the steps of the call"),
    _Section(
        "section.data", "warning", "Data capture", ("data", "collect", "information to"), "how data is collected",
        lambda spec: bool(spec.data_fields),
    ),
    _Section(
        "section.tools", "error", "Tools", ("tool", "function", "capabilities"), "when to use which tool",
        lambda spec: bool(spec.accepted_tools()),
    ),
    _Section("section.guardrails", "error", "Guardrails", ("guardrail", "limits", "boundaries"), "its guardrails"),
    _Section("section.unclear", "warning", "Unclear audio and silence", ("unclear", "silence", "audio"), "unclear audio and silence"),
    _Section("section.escalation", "warning", "Escalation", ("escalat", "handoff", "hand-off", "transfer", "handover"), "when it hands over"),
    _Section("section.examples", "warning", "Examples", ("example", "sample"), "sample conversations"),
)  # fmt: skip


def _branches(subject: Subject) -> bool:
    return len(subject.spec.goals) > 1


def _discloses(subject: Subject) -> bool:
    return Brief(subject.spec, subject.profile).discloses_ai


def _asks_consent(subject: Subject) -> bool:
    return Brief(subject.spec, subject.profile).asks_recording_consent


def _writes(subject: Subject) -> bool:
    return any(t.effect != "read" and t.kind != "system" for t in subject.spec.accepted_tools())


def _calls_out(subject: Subject) -> bool:
    return any(t.kind != "system" for t in subject.spec.accepted_tools())


def _slow(subject: Subject) -> bool:
    return subject.profile.speaks_before_tool and any(
        t.kind != "system" and t.timeout > 2 for t in subject.spec.accepted_tools()
    )


_SAYINGS = (
    _Saying("identity.lock", "Identity", r"(keep|stay in|remain in|never (change|leave|drop)) (this|your|the)? ?(role|character|identity)", "Say that the agent keeps its role whatever it is asked."),
    _Saying("identity.channel", "Identity", r"\b(phone|call|voice|website|app)\b", "Say on which channel the agent speaks: phone or web."),
    _Saying("speech.cap", "Speech", r"\b(one|two|three|1|2|3)\b[^.\n]{0,30}\bsentences?\b|\bsentences? (at most|or fewer)", "Cap the length of a turn at one to three sentences."),
    _Saying("speech.one_question_said", "Speech", r"one (question|thing) (a|per|at a|each)|single question", "Say that the agent asks one question a turn."),
    _Saying("speech.no_markup_said", "Speech", r"\b(no|not|never|without|avoid)\b[^.\n]{0,40}\b(markdown|formatting|bullet|emoji)", "Say that what is spoken holds no markdown, lists or emoji."),
    _Saying("speech.options_said", "Speech", r"(three|two|3|2) (options|choices)|at most three", "Say that the agent offers at most three options at a time."),
    _Saying("speech.spoken_forms", "Speech", r"(dates?|times?|numbers?|money|amounts?|e-?mails?)\b[^\n]*[“\"]", "Show how numbers, dates, money, phone numbers, e-mail and web addresses are spoken."),
    _Saying("steps.ending", "Steps", r"(end|hang up|finish|close)s? (the )?(call|conversation)|say goodbye", "Say how the call ends."),
    _Saying("steps.no_early_end", "Steps", r"(do not|don['’]t|never) (end|hang up|close)", "Say when the call must not be ended."),
    _Saying("steps.routing", "Steps", r"\b(if|when|otherwise)\b[^.\n]*\b(step|go to|then)|matching task", "Say which way the call takes for which request.", _branches),
    _Saying("data.one_at_a_time", "Data capture", r"one (thing|field|item|detail|question) (at a time|a turn|per turn)", "Say that data is asked for one field at a time.", lambda s: bool(s.spec.data_fields)),
    _Saying("data.not_again", "Data capture", r"(not|never) (be )?ask(ed)?\b[^.\n]{0,40}(again|for it|twice)|skip\b[^.\n]{0,40}(known|done)|is not asked again", "Say that what is known is not asked again.", lambda s: bool(s.spec.data_fields)),
    _Saying("data.read_back_said", "Data capture", r"read[^.\n]{0,20} back|repeat[^.\n]{0,20} back|reading back", "Say which data is read back.", lambda s: any(f.read_back != "none" for f in s.spec.data_fields)),
    _Saying("tools.hold_line", "Tools", r"before[^.\n]{0,40}tool[^\n]{0,60}(say|tell)|(say|tell)[^.\n]{0,40}before[^.\n]{0,30}tool", "Give the agent something to say before a tool that takes a moment.", _slow),
    _Saying("tools.claim_after_success", "Tools", r"only (after|once|when)[^.\n]{0,60}(succe|confirm|worked)", "Say that success is claimed only after the tool has reported it.", _writes),
    _Saying("tools.confirm_first", "Tools", r"(wait for|get|ask for)[^.\n]{0,20}(clear |explicit )?(yes|confirmation)|confirm[^.\n]{0,30}before", "Say that the agent asks for a yes before a tool that changes something.", lambda s: any(t.confirm and t.kind != "system" for t in s.spec.accepted_tools())),
    _Saying("tools.failure", "Tools", r"(fail|error|does not work)[^\n]{0,120}(once|retry|again)", "Say what happens when a tool fails: explain, retry once, then offer a way on.", _calls_out),
    _Saying("tools.results", "Tools", r"(none|nothing|no result|zero)[^\n]*\b(one)\b[^\n]*\b(many|several|more)", "Say what to do with no result, one and many.", lambda s: any(t.effect == "read" and t.kind != "system" for t in s.spec.accepted_tools())),
    _Saying("guardrails.scope", "Guardrails", r"\bscope\b|help only with|only (answer|help|handle)", "Say what is out of the agent's scope."),
    _Saying("guardrails.no_invention", "Guardrails", r"invent|make[^.\n]{0,10} up|do not guess|not guess|hallucinat", "Say that the agent invents nothing."),
    _Saying("guardrails.privacy", "Guardrails", r"privacy|personal (data|information|details)|confidential", "Say how the agent treats personal data."),
    _Saying("guardrails.advice", "Guardrails", r"(medical|legal|financial|professional|investment)[^.\n]{0,40} advice", "Say that the agent gives no professional advice."),
    _Saying("guardrails.abuse", "Guardrails", r"abus|insult|harass|rude", "Say what happens on abuse: warn once, then end the call."),
    _Saying("guardrails.prompt_secret", "Guardrails", r"(not|never)[^.\n]{0,40}(read out|reveal|share|repeat|disclose|show)[^.\n]{0,40}(instruction|prompt)", "Say that the agent does not read out its instructions."),
    _Saying("guardrails.ai_disclosure", "Guardrails", r"\b(an ai|virtual assistant|automated|digital assistant|not a human|ai assistant)\b", "Say that the agent discloses that it is an AI.", _discloses),
    _Saying("guardrails.recording", "Guardrails", r"record(ed|ing)", "Say that the agent asks for consent to the recording.", _asks_consent),
    _Saying("unclear.ask", "Unclear audio and silence", r"did not understand|not (hear|catch|understand)|unclear|inaudible", "Say that the agent asks when it did not understand."),
    _Saying("unclear.cap", "Unclear audio and silence", r"(after|more than|at most|maximum)[^.\n]{0,20}(two|three|twice|2|3|second)", "Cap how often the agent asks to repeat."),
    _Saying("unclear.silence", "Unclear audio and silence", r"silen(t|ce)|no (answer|response)|quiet", "Say what the agent does when nobody speaks."),
    _Saying("escalation.safety", "Escalation", r"danger|emergency|safety|harm", "Say what happens when somebody is in danger."),
    _Saying("escalation.on_request", "Escalation", r"asks? (for|to (speak|talk) (to|with)) a (human|person|agent|colleague|real)", "Say what happens when somebody asks for a human."),
    _Saying("escalation.after_failures", "Escalation", r"fail(ed|s|ures?)?[^.\n]{0,30}(twice|times|two|three)|(twice|two|three)[^.\n]{0,30}fail", "Say after how many failures the agent hands over."),
    _Saying("escalation.context", "Escalation", r"(pass on|write down|summar|hand over with|tell the colleague)[^\n]{0,80}(who|what|tried|caller|context|person)", "Say that a handover carries what is known, so that nobody asks again.", lambda s: bool(s.spec.transfers)),
)  # fmt: skip


def _section_rule(wanted: _Section) -> Rule:
    def check(subject: Subject) -> Iterator[Found]:
        if wanted.applies(subject.spec):
            section = subject.document.find(*wanted.headings)
            if section is None or not section.text:
                yield Found(f"The prompt has no section on {wanted.missing}.", wanted.source)

    return Rule(wanted.id, wanted.level, wanted.source, check)


def _saying_rule(wanted: _Saying) -> Rule:
    cue = re.compile(wanted.cue, re.IGNORECASE)

    def check(subject: Subject) -> Iterator[Found]:
        if wanted.applies(subject) and not cue.search(subject.document.text):
            yield Found(wanted.missing, wanted.source)

    return Rule(wanted.id, "warning", wanted.source, check)


SECTION_RULES = tuple(map(_section_rule, _SECTIONS))
SAYING_RULES = tuple(map(_saying_rule, _SAYINGS))
