"""What OpenAI Realtime can do (SDK 3.54.0), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.code_rows import CONNECT_ROWS, FILLED, SYSTEM_FUNCTIONS, row
from engine.targets.features import IN_README, emulated, lost, native

MODELS = (
    "gpt-realtime-2.1",
    "gpt-realtime-2.1-mini",
    "gpt-realtime-2",
    "gpt-realtime-1.5",
    "gpt-realtime",
    "gpt-realtime-mini",
)
"""The first is the default. The last two shut down on 2027-01-20."""
VOICES = ("marin", "cedar", "alloy", "ash", "ballad", "coral", "echo", "sage", "shimmer", "verse")
"""The first is the default; a custom voice is an id such as `voice_1234`."""
IDLE_SECONDS = (5, 30)
"""What `idle_timeout_ms` accepts, in seconds."""

CAPABILITIES = Capabilities(
    prompt=Profile(fillers="none", system_tools=SYSTEM_FUNCTIONS),
    templates=Templates(form=None),
    features={
        "first_message": emulated("The prompt quotes it, and `connect.py` has it said when a call starts."),
        "languages": emulated("The prompt names the default; all of them help the transcription."),
        "variables": emulated(FILLED),
        "tools": native("Functions; `calls.json` says how your code carries them out."),
        "mcp": native("An `mcp` tool; `connect.py` adds the secret."),
        "voice": native(),
        "interruptions": native("`turn_detection.interrupt_response`."),
        "model": native(),
        "end_call": emulated("A function that your code carries out."),
        "call_limits": emulated(
            "`idle_timeout_ms` brings the agent to ask; `connect.py` ends a call that is too long."
        ),
    },
    limits={
        "runtime.max_duration_seconds": Limit(high=3600),
        "runtime.silence_timeout_seconds": Limit(*IDLE_SECONDS),
    },
    rows=(
        *CONNECT_ROWS,
        row("speech.fillers", lost("The models use fillers by themselves; the prompt asks for none.")),
        row("runtime.temperature", lost("Realtime sessions have no temperature.")),
        row("voice.provider", emulated("The platform speaks with its own voices only; the README names the provider.")),
        row("voice.description", emulated(f"{IN_README} Choose a voice by it.")),
    ),
)
