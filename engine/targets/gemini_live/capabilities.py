"""What Gemini Live can do (google-genai 3.4.0), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.code_rows import CONNECT_ROWS, FILLED, SYSTEM_FUNCTIONS, row
from engine.targets.features import IN_README, emulated, lost, native

MODELS = (
    "gemini-3.8-live",
    "gemini-3.8-live-extended-thinking",
    "gemini-3.1-flash-live-preview",
    "gemini-2.5-flash-native-audio-preview-12-2025",
    "gemini-live-2.5-flash-native-audio",
)
"""The first is the default."""
VOICES = (
    *("Kore", "Zephyr", "Puck", "Charon", "Fenrir", "Leda", "Orus", "Aoede", "Callirrhoe", "Autonoe"),
    *("Enceladus", "Iapetus", "Umbriel", "Algieba", "Despina", "Erinome", "Algenib", "Rasalgethi", "Laomedeia"),
    *("Achernar", "Alnilam", "Schedar", "Gacrux", "Pulcherrima", "Achird", "Zubenelgenubi", "Vindemiatrix"),
    *("Sadachbia", "Sadaltager", "Sulafat"),
)
"""The first is the default."""

CAPABILITIES = Capabilities(
    prompt=Profile(fillers="none", system_tools=SYSTEM_FUNCTIONS),
    templates=Templates(form=None),
    features={
        "first_message": emulated("The prompt quotes it, and `connect.py` has it said when a call starts."),
        "languages": emulated("The prompt names the default; all of them help the transcription."),
        "variables": emulated(FILLED),
        "tools": native("Functions; `calls.json` says how your code carries them out."),
        "voice": native(),
        "interruptions": native("`realtimeInputConfig.activityHandling`."),
        "model": native("The model stands in `call.json`, since one connects with it."),
        "call_limits": emulated("`call.json` has them; `connect.py` ends a call that is too long."),
    },
    limits={"tools.name": Limit(letter_first=True)},
    rows=(
        *CONNECT_ROWS,
        row("speech.fillers", lost("The models use fillers by themselves; the prompt asks for none.")),
        row("runtime.temperature", native()),
        row("voice.provider", emulated("The platform speaks with its own voices only; the README names the provider.")),
        row("voice.speed", lost("The voices have one speed.")),
        row("voice.description", emulated(f"{IN_README} Choose a voice by it.")),
    ),
)
