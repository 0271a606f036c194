"""Ultravox' types as its OpenAPI of July 2026 has them (there is no SDK in Python): what an agent is created from.

Only what a voice agent can use is here; other keys of the API (media, data connections, generic voices) are refused.
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

_DURATION = r"^(?:0|[1-9][0-9]{0,11})(?:\.[0-9]{1,9})?s$"
Duration = Annotated[str, Field(pattern=_DURATION)]
Location = Literal[
    "PARAMETER_LOCATION_QUERY", "PARAMETER_LOCATION_PATH", "PARAMETER_LOCATION_HEADER", "PARAMETER_LOCATION_BODY"
]


class Parameter(BaseModel):
    name: str
    location: Location


class DynamicParameter(Parameter):
    schema_: dict[str, Any] = Field(alias="schema")
    required: bool


class StaticParameter(Parameter):
    value: Any


class AutomaticParameter(Parameter):
    known_value: Literal["KNOWN_PARAM_CALL_ID", "KNOWN_PARAM_CONVERSATION_HISTORY", "KNOWN_PARAM_CALL_STATE"] = Field(
        alias="knownValue"
    )


class HttpAuth(BaseModel):
    scheme: str


class HeaderApiKey(BaseModel):
    name: str


class Requirement(BaseModel):
    http_auth: HttpAuth | None = Field(None, alias="httpAuth")
    header_api_key: HeaderApiKey | None = Field(None, alias="headerApiKey")


class Requirements(BaseModel):
    requirements: dict[str, Requirement]


class SecurityOptions(BaseModel):
    options: list[Requirements]


class ToolRequirements(BaseModel):
    http_security_options: SecurityOptions = Field(alias="httpSecurityOptions")


class Http(BaseModel):
    base_url_pattern: str = Field(alias="baseUrlPattern")
    http_method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field(alias="httpMethod")


class Client(BaseModel):
    pass


class Tool(BaseModel):
    model_tool_name: str = Field(alias="modelToolName")
    description: str
    timeout: Duration
    dynamic_parameters: list[DynamicParameter] | None = Field(None, alias="dynamicParameters")
    static_parameters: list[StaticParameter] | None = Field(None, alias="staticParameters")
    automatic_parameters: list[AutomaticParameter] | None = Field(None, alias="automaticParameters")
    requirements: ToolRequirements | None = None
    precomputable: bool | None = None
    http: Http | None = None
    client: Client | None = None


class SelectedTool(BaseModel):
    tool_name: str | None = Field(None, alias="toolName")
    temporary_tool: Tool | None = Field(None, alias="temporaryTool")
    name_override: str | None = Field(None, alias="nameOverride")
    description_override: str | None = Field(None, alias="descriptionOverride")
    parameter_overrides: dict[str, str] | None = Field(None, alias="parameterOverrides")


class Greeting(BaseModel):
    text: str | None = None
    prompt: str | None = None


class AgentGreeting(Greeting):
    uninterruptible: bool | None = None


class Fallback(Greeting):
    delay: Duration


class UserGreeting(BaseModel):
    fallback: Fallback | None = None


class FirstSpeaker(BaseModel):
    user: UserGreeting | None = None
    agent: AgentGreeting | None = None


class TimedMessage(BaseModel):
    duration: Duration
    message: str
    end_behavior: Literal["END_BEHAVIOR_HANG_UP_SOFT", "END_BEHAVIOR_HANG_UP_STRICT"] | None = Field(
        None, alias="endBehavior"
    )


class Voice(BaseModel):
    voice_id: str = Field(alias="voiceId")
    speed: float | None = None
    speaking_rate: float | None = Field(None, alias="speakingRate")
    generation_config: dict[Literal["speed"], float] | None = Field(None, alias="generationConfig")


class ExternalVoice(BaseModel):
    eleven_labs: Voice | None = Field(None, alias="elevenLabs")
    cartesia: Voice | None = None
    lmnt: Voice | None = None
    google: Voice | None = None
    inworld: Voice | None = None


class Vad(BaseModel):
    minimum_interruption_duration: Duration = Field(alias="minimumInterruptionDuration")


class CallTemplate(BaseModel):
    system_prompt: str = Field(alias="systemPrompt")
    language_hint: str = Field(alias="languageHint")
    max_duration: Duration = Field(alias="maxDuration")
    inactivity_messages: list[TimedMessage] = Field(alias="inactivityMessages")
    first_speaker_settings: FirstSpeaker = Field(alias="firstSpeakerSettings")
    selected_tools: list[SelectedTool] = Field(alias="selectedTools")
    temperature: float | None = None
    model: str | None = None
    voice: str | None = None
    external_voice: ExternalVoice | None = Field(None, alias="externalVoice")
    vad_settings: Vad | None = Field(None, alias="vadSettings")
    context_schema: dict[str, Any] | None = Field(None, alias="contextSchema")


class Agent(BaseModel):
    name: str
    call_template: CallTemplate = Field(alias="callTemplate")


class StartCall(BaseModel):
    """`POST /api/agents/{id}/calls`."""

    template_context: dict[str, str] = Field(alias="templateContext")
    first_speaker_settings: FirstSpeaker = Field(alias="firstSpeakerSettings")
