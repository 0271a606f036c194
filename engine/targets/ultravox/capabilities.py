"""What Ultravox can do (its REST API of July 2026), and how it takes each part of a spec."""

from engine.prompt.profiles import Profile
from engine.targets.capabilities import Capabilities, Limit, Templates
from engine.targets.code_rows import NAMES, row
from engine.targets.features import IN_PROMPT, IN_README, emulated, lost, native

HANG_UP = "hangUp"
TRANSFER = "transfer_call"
"""Its transfers have a name of their own, so that a call can be handed to several people."""
LONGEST_TIMEOUT = 40
"""Seconds that a tool may take (its guide to tools)."""
CALL_ID = ("call_id", "conversation_id")
"""Our words for what the platform fills in by itself."""
VOICES = {
    "elevenlabs": "elevenLabs",
    "cartesia": "cartesia",
    "lmnt": "lmnt",
    "google": "google",
    "inworld": "inworld",
}
"""Provider of a voice, in small letters -> its key under `externalVoice`; its own voices need none."""

CAPABILITIES = Capabilities(
    prompt=Profile(
        system_tools={
            "end_call": HANG_UP,
            "transfer_to_human": TRANSFER,
            "transfer_to_number": TRANSFER,
            "collect_voicemail": "leaveVoicemail",
            "voicemail_detection": "leaveVoicemail",
            "play_keypad_touch_tone": "playDtmfSounds",
        }
    ),
    templates=Templates(system={name: name for name in CALL_ID}),
    features={
        "first_message": native("`firstSpeakerSettings`; with variables in it, filled in when a call starts."),
        "languages": emulated("`languageHint` has the default; the prompt names all of them."),
        "variables": native("Templates, filled by `templateContext`."),
        "tools": native("HTTP tools that the platform calls by itself, and client tools."),
        "fixed_values": native("Static and automatic parameters."),
        "secrets": native("A security requirement by its name; `agent.py` adds the value when it creates the agent."),
        "timeouts": native(),
        "mcp": lost("The platform calls no MCP servers; the README names them."),
        "transfer": native("`coldTransfer` and `warmTransfer`, one for each person."),
        "warm_transfer": native("`warmTransfer`, over your SIP trunk."),
        "end_call": native("`hangUp`."),
        "voicemail": native("`leaveVoicemail`."),
        "knowledge": native("A corpus, which `queryCorpus` searches; `agent.py` fills it."),
        "voice": native("Its own voices, and those of five providers."),
        "interruptions": emulated("Only a very long word of the caller interrupts."),
        "model": native(),
        "call_limits": native("`maxDuration` and `inactivityMessages`."),
    },
    limits={
        "name": Limit(characters=64),
        "runtime.temperature": Limit(low=0, high=1),
        "tools.timeout": Limit(high=LONGEST_TIMEOUT),
    },
    rows=(
        *NAMES,
        row("name", native("Also the name of the agent there.")),
        row("direction", native("Who speaks first.")),
        row("data_fields.type", emulated("A date or a phone number is collected as text.")),
        row("variables.example", emulated("Stands in where there is no default.")),
        row("variables.description", native("Part of `contextSchema` and of the prompt.")),
        row("tools.effect", native("What only reads may be called ahead (`precomputable`).")),
        row("tools.params.in", native("Body arguments of GET and DELETE go into the query.")),
        row("tools.params.source", native("Dynamic, static and automatic parameters.")),
        row("tools.params.format", emulated("Part of the argument's description.")),
        row("tools.params.enum", native("For text; else part of the argument's description.")),
        row("tools.auth", native("A security requirement.")),
        row("tools.auth_header", native("A security requirement.")),
        row("knowledge.kind", emulated("A FAQ is a text document; an address is crawled.")),
        row("runtime.timezone", emulated(f"{IN_PROMPT} `agent.py` works out date and time in it.")),
        row("voice.description", emulated(f"{IN_README} Choose a voice by it.")),
    ),
)
