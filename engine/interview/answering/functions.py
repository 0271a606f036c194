"""The answers that come from the spec and the playbooks, by the names under which `questions/*.yaml` call them."""

from collections.abc import Callable, Mapping

from engine.interview.answering import about_calls, about_question, about_rules, about_session, about_spec, provenance
from engine.interview.answering.answer import Answer, Situation

Function = Callable[[Situation], Answer | str | None]
"""None: after all this is not what was asked."""

FUNCTIONS: Mapping[str, Function] = {
    "reason": about_question.reason,
    "reason_and_example": about_question.reason_and_example,
    "example": about_question.example,
    "recommendation": about_question.recommendation,
    "others": about_question.others,
    "skipping": about_question.skipping,
    "agreed": about_session.agreed,
    "still_missing": about_session.still_missing,
    "next_step": about_session.next_step,
    "time_needed": about_session.time_needed,
    "stages": about_session.stages,
    "last_change": about_session.last_change,
    "previous_version": about_session.previous_version,
    "platforms": about_session.platforms,
    "vendor": about_session.vendor,
    "export_contents": about_session.export_contents,
    "who_said": provenance.who_said,
    "tools_listed": about_spec.tools_listed,
    "tool_explained": about_spec.tool_explained,
    "tools_reasons": about_spec.tools_reasons,
    "goals_listed": about_spec.goals_listed,
    "rules_listed": about_spec.rules_listed,
    "fields_listed": about_spec.fields_listed,
    "transfers_listed": about_spec.transfers_listed,
    "greeting_shown": about_spec.greeting_shown,
    "flow_shown": about_spec.flow_shown,
    "prompt_shown": about_spec.prompt_shown,
    "sample_call": about_spec.sample_call,
    "legal": about_rules.legal,
    "recording": about_rules.recording,
    "ai_disclosure": about_rules.ai_disclosure,
    "agent_languages": about_rules.agent_languages,
    "voice": about_rules.voice,
    "good_greeting": about_rules.good_greeting,
    "good_tone": about_rules.good_tone,
    "connect_system": about_rules.connect_system,
    "knowledge_source": about_rules.knowledge_source,
    "outbound": about_rules.outbound,
    "outside_hours": about_calls.outside_hours,
    "emergencies": about_calls.emergencies,
    "fallback": about_calls.fallback,
    "wants_person": about_calls.wants_person,
    "transfer_busy": about_calls.transfer_busy,
    "tool_fails": about_calls.tool_fails,
    "silent_caller": about_calls.silent_caller,
    "interruptions": about_calls.interruptions,
    "call_length": about_calls.call_length,
    "voicemail": about_calls.voicemail,
    "identity": about_calls.identity,
    "confirmations": about_calls.confirmations,
}
