"""Settings: read once by an entry point, from the environment and from `.env`, and handed down as an argument.

Names are those that users of the first version know. `.env.example` lists them with what they mean.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self
from urllib.parse import quote, urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from engine.errors import OperatorError
from engine.sentences import sentence_of

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
_Port = Annotated[int, Field(ge=1, le=65_535)]


class Settings(BaseSettings):
    """What an operator can set. Secrets never show in `repr`, in messages or in logs."""

    model_config = SettingsConfigDict(
        env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    database_url: str = Field(default="sqlite:///agent-builder.db", repr=False)
    redis_url: str | None = Field(default=None, repr=False)
    redis_host: str | None = None
    redis_port: _Port = 6379
    redis_db: Annotated[int, Field(ge=0)] = 0
    redis_username: str | None = None
    redis_password: str | None = Field(default=None, repr=False)
    session_expiry_seconds: Annotated[int, Field(ge=1, le=31_536_000)] = 86_400
    metrics_host: str = "127.0.0.1"
    metrics_port: _Port | None = None
    retention_days: Annotated[int, Field(ge=0, le=36_500)] = 0
    host: str = "127.0.0.1"
    port: _Port = 8000
    public_url: str | None = None
    api_requests_per_minute: Annotated[int, Field(ge=0)] = 3_000
    webhooks_allow_private: bool = False
    llm_models: str = ""
    openai_api_key: str | None = Field(default=None, repr=False)
    openai_base_url: str | None = Field(default=None, repr=False)
    anthropic_api_key: str | None = Field(default=None, repr=False)
    anthropic_base_url: str | None = Field(default=None, repr=False)
    elevenlabs_api_key: str | None = Field(default=None, repr=False)
    elevenlabs_base_url: str = "https://api.elevenlabs.io"
    vapi_api_key: str | None = Field(default=None, repr=False)
    vapi_base_url: str = "https://api.vapi.ai"
    retell_api_key: str | None = Field(default=None, repr=False)
    retell_base_url: str = "https://api.retellai.com"
    llm_timeout_seconds: Annotated[float, Field(gt=0, le=600)] = 60
    llm_first_word_seconds: Annotated[float, Field(gt=0, le=600)] = 15
    llm_traces: bool = False
    document_budget: Annotated[int, Field(ge=1_000)] = 200_000
    session_token_budget: Annotated[int, Field(ge=0)] = 1_000_000
    person_token_budget: Annotated[int, Field(ge=0)] = 0
    workspace_token_budget: Annotated[int, Field(ge=0)] = 0
    person_open_sessions: Annotated[int, Field(ge=0)] = 0
    workspace_open_sessions: Annotated[int, Field(ge=0)] = 0
    person_messages_a_day: Annotated[int, Field(ge=0)] = 0
    workspace_messages_a_day: Annotated[int, Field(ge=0)] = 0
    allowed_channels: str = ""
    allowed_roles: str = ""
    discord_token: str | None = Field(default=None, repr=False)
    discord_guild_id: Annotated[int, Field(gt=0)] | None = None
    discord_api_url: str | None = None
    discord_gateway_url: str | None = None
    slack_bot_token: str | None = Field(default=None, repr=False)
    slack_app_token: str | None = Field(default=None, repr=False)
    slack_signing_secret: str | None = Field(default=None, repr=False)
    slack_client_id: str | None = None
    slack_client_secret: str | None = Field(default=None, repr=False)
    slack_token_keys: str | None = Field(default=None, repr=False)
    slack_mode: Literal["socket", "http"] | None = None
    slack_api_url: str = "https://slack.com/api/"
    slack_host: str = "127.0.0.1"
    slack_port: _Port = 3000

    @field_validator("database_url")
    @classmethod
    def _database_is_known(cls, value: str) -> str:
        _sql_url(value)
        return value

    @field_validator("redis_url")
    @classmethod
    def _redis_is_an_address(cls, value: str | None) -> str | None:
        if value is not None and urlsplit(value).scheme not in ("redis", "rediss", "unix"):
            raise ValueError("REDIS_URL must look like redis://localhost:6379/0")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _slack_is_an_address(cls, value: str) -> str:
        if urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname:
            raise ValueError("SLACK_API_URL must be an address like https://slack.com/api/")
        return value.rstrip("/") + "/"

    @field_validator("public_url")
    @classmethod
    def _pages_have_an_address(cls, value: str | None) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError("PUBLIC_URL must be an address like https://agents.example.com")
        return value.rstrip("/") if value else None

    @field_validator("openai_base_url", "anthropic_base_url", "elevenlabs_base_url", "vapi_base_url", "retell_base_url")
    @classmethod
    def _base_is_an_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and (urlsplit(value).scheme not in ("http", "https") or not urlsplit(value).hostname):
            raise ValueError(f"{str(info.field_name).upper()} must be an address like http://localhost:11434/v1")
        return value

    @field_validator("discord_api_url", "discord_gateway_url")
    @classmethod
    def _discord_is_an_address(cls, value: str | None, info: ValidationInfo) -> str | None:
        name, gateway = str(info.field_name).upper(), info.field_name == "discord_gateway_url"
        schemes, example = (
            (("ws", "wss"), "wss://gateway.discord.gg/")
            if gateway
            else (("http", "https"), "https://discord.com/api/v10")
        )
        if value is not None and (urlsplit(value).scheme not in schemes or not urlsplit(value).hostname):
            raise ValueError(f"{name} must be an address like {example}")
        return value

    @model_validator(mode="after")
    def _one_redis(self) -> Self:
        if self.redis_url and self.redis_host:
            raise ValueError("set either REDIS_URL or REDIS_HOST, not both")
        return self

    @property
    def sql_url(self) -> "URL":
        """`DATABASE_URL` with the asynchronous driver; its text never shows the password."""
        return _sql_url(self.database_url)

    def key_for(self, platform: str) -> str | None:
        """Of a platform that agents are pushed to; None where nobody has set it."""
        key: str | None = getattr(self, f"{platform}_api_key")
        return key or None

    @property
    def redis_address(self) -> str | None:
        """One `redis://` URL, or None where no Redis is configured; it holds the password."""
        if self.redis_url:
            return self.redis_url
        if not self.redis_host:
            return None
        user, password = quote(self.redis_username or "", safe=""), quote(self.redis_password or "", safe="")
        login = f"{user}:{password}@" if user or password else ""
        return f"redis://{login}{self.redis_host}:{self.redis_port}/{self.redis_db}"


def load_settings(env_file: Path | str | None = ".env", **overrides: Any) -> Settings:
    """The settings of this process. Raises OperatorError with one sentence that names the setting."""
    try:
        return Settings(_env_file=env_file, **overrides)
    except ValidationError as error:
        detail = error.errors(include_url=False, include_input=False)[0]
        name = str(detail["loc"][0]) if detail["loc"] else ""
        raise OperatorError(sentence_of(error).replace(f"“{name}”", name.upper())) from None


def _sql_url(text: str) -> "URL":
    from sqlalchemy.engine import make_url  # a third of the start, which the first question does not need
    from sqlalchemy.exc import ArgumentError

    try:
        url = make_url(text)
    except ArgumentError:
        raise ValueError(
            "DATABASE_URL must look like sqlite:///agent-builder.db or postgresql://user:password@host:5432/name"
        ) from None
    scheme = url.drivername.partition("+")[0]
    if scheme not in _DRIVERS:
        raise ValueError(f"DATABASE_URL names “{scheme}”; only sqlite and postgresql are supported")
    if scheme == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("DATABASE_URL needs a file for SQLite, like sqlite:///agent-builder.db")
    if not url.database:
        raise ValueError("DATABASE_URL must end with the name of the database, like postgresql://host:5432/name")
    return url.set(drivername=_DRIVERS[scheme])
