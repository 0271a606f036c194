"""Rules of meaning: what reads well sentence by sentence, and cannot be kept as a whole."""

from engine.prompt.rules.meaning.checks import CHECK_RULES
from engine.prompt.rules.meaning.claims import CLAIM_RULES
from engine.prompt.rules.meaning.contradictions import contradictions, forbidden_tasks, forbidden_tools
from engine.prompt.rules.meaning.decisions import DECISION_RULES
from engine.prompt.rules.meaning.edited import EDITED_RULES
from engine.prompt.rules.meaning.emergencies import EMERGENCY_RULES
from engine.prompt.rules.meaning.endings import ENDING_RULES
from engine.prompt.rules.meaning.figures import FIGURE_RULES
from engine.prompt.rules.meaning.hours import HOURS_RULES
from engine.prompt.rules.meaning.kept import KEPT_RULES
from engine.prompt.rules.meaning.outbound import OUTBOUND_RULES
from engine.prompt.rules.meaning.places import PLACE_RULES
from engine.prompt.rules.meaning.said import SAID_RULES
from engine.prompt.rules.meaning.tasks import TASK_RULES
from engine.prompt.rules.meaning.voices import VOICE_RULES
from engine.prompt.rules.rule import Rule

MEANING_RULES = (
    Rule(
        "meaning.contradiction",
        "error",
        "Meaning",
        contradictions,
        "the agent keeps one of the two, and nobody knows which",
    ),
    Rule("meaning.forbidden_task", "error", "Meaning", forbidden_tasks, "the agent refuses what it is there for"),
    Rule("meaning.forbidden_tool", "error", "Meaning", forbidden_tools, "the agent refuses what it is there for"),
    *TASK_RULES,
    *VOICE_RULES,
    *CHECK_RULES,
    *CLAIM_RULES,
    *ENDING_RULES,
    *SAID_RULES,
    *FIGURE_RULES,
    *PLACE_RULES,
    *DECISION_RULES,
    *HOURS_RULES,
    *EMERGENCY_RULES,
    *KEPT_RULES,
    *EDITED_RULES,
    *OUTBOUND_RULES,
)
