"""What the Deepgram Voice Agent can do (SDK 7.17.0), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.capabilities import Capabilities, Templates
from engine.targets.code_rows import CONNECT_ROWS, SYSTEM_FUNCTIONS, row
from engine.targets.features import IN_README, emulated, native

LONGEST_PROMPT = 25_000
"""Characters, with a model that Deepgram runs (its guide to voice agent models)."""

CAPABILITIES = Capabilities(
    prompt=Profile(system_tools=SYSTEM_FUNCTIONS),
    templates=Templates(form="DG_{}", upper=True),
    features={
        "first_message": native("`agent.greeting`."),
        "languages": emulated("Heard together where the platform can; its voice speaks the default."),
        "variables": native("`DG_NAME`; `connect.py` fills them in for each call."),
        "tools": native("Functions; `calls.json` says how your code carries them out."),
        "voice": native("Its own voices."),
        "interruptions": emulated("The prompt asks for it; the platform always lets the caller in."),
        "model": native("Of those that Deepgram runs."),
        "call_limits": emulated("`call.json` has them; `connect.py` ends a call that is too long."),
    },
    rows=(
        *CONNECT_ROWS,
        row("tools.effect", native("`defer_until_eot` holds back what cannot be undone.")),
        row("voice.provider", emulated("The README names it; other voices need their own key.")),
        row("voice.description", emulated(f"{IN_README} Choose a voice by it.")),
    ),
)
