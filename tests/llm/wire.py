"""The three protocols as the providers document them, byte shapes included: requests read, answers streamed.

Sources: platform.openai.com/docs/api-reference (chat/streaming, responses-streaming), docs.anthropic.com/en/api
(messages-streaming, errors, prompt-caching).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

CHARACTERS_A_TOKEN = 4
"""The tokenizer of this server: UTF-8 bytes by four, rounded up. Deterministic, and close for English and JSON."""


def tokens(text: str) -> int:
    return -(-len(text.encode()) // CHARACTERS_A_TOKEN)


def dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Prompt:
    """A request's prompt in the order in which the provider caches it. `stable` can be cached, `rest` varies."""

    stable: str
    rest: str

    @property
    def text(self) -> str:
        return self.stable + self.rest

    @property
    def tokens(self) -> int:
        return tokens(self.text)


@dataclass(frozen=True, slots=True)
class Counted:
    """Tokens as a provider reports them; `cached` are part of `prompt`."""

    prompt: int
    cached: int
    written: int
    output: int


Event = tuple[str | None, dict[str, Any] | str]
"""Name of a server-sent event, and its data."""


@dataclass
class Protocol:
    """How one protocol reads a request and writes an answer."""

    path: str
    key_header: str
    least_cached: int = 1024

    def prompt(self, body: dict[str, Any]) -> Prompt:
        raise NotImplementedError

    def cached(self, prompt: Prompt, earlier: list[Prompt]) -> int:
        """Tokens of the longest beginning that an earlier prompt had too, in steps of 128 (OpenAI)."""
        best = max((_common(prompt.text, e.text) for e in earlier), default=0)
        whole = tokens(prompt.text[:best]) // 128 * 128
        return whole if whole >= self.least_cached else 0

    def begin(self, model: str, counted: Counted) -> Iterator[Event]:
        raise NotImplementedError

    def piece(self, text: str) -> Event:
        raise NotImplementedError

    def end(self, model: str, text: str, finish: str, counted: Counted) -> Iterator[Event]:
        raise NotImplementedError

    def refusal(self, model: str, words: str, counted: Counted) -> Iterator[Event]:
        raise NotImplementedError

    def error(self, status: int, model: str) -> dict[str, Any]:
        raise NotImplementedError

    def ping(self) -> Event:
        """A sign of life without a word."""
        raise NotImplementedError

    def overload(self) -> Event:
        """The error that comes after a stream has begun."""
        raise NotImplementedError


class Chat(Protocol):
    """OpenAI chat completions, as Ollama and vLLM speak it too."""

    def __init__(self) -> None:
        super().__init__("/v1/chat/completions", "authorization")

    def prompt(self, body: dict[str, Any]) -> Prompt:
        first, *others = body["messages"]
        return Prompt(dumps(body.get("response_format", {})) + dumps(first), dumps(others))

    def begin(self, model: str, counted: Counted) -> Iterator[Event]:
        yield (
            None,
            self._chunk(model, [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]),
        )

    def piece(self, text: str) -> Event:
        return None, self._chunk("", [{"index": 0, "delta": {"content": text}, "finish_reason": None}])

    def end(self, model: str, text: str, finish: str, counted: Counted) -> Iterator[Event]:
        yield None, self._chunk(model, [{"index": 0, "delta": {}, "finish_reason": finish}])
        yield None, self._chunk(model, []) | {"usage": self._usage(counted)}
        yield None, "[DONE]"

    def refusal(self, model: str, words: str, counted: Counted) -> Iterator[Event]:
        yield None, self._chunk(model, [{"index": 0, "delta": {"refusal": words}, "finish_reason": None}])
        yield from self.end(model, "", "stop", counted)

    def error(self, status: int, model: str) -> dict[str, Any]:
        return openai_error(status, model)

    def ping(self) -> Event:
        return None, self._chunk("", [{"index": 0, "delta": {"content": ""}, "finish_reason": None}])

    def overload(self) -> Event:
        return None, openai_error(529, "")

    def _usage(self, counted: Counted) -> dict[str, Any]:
        return {
            "prompt_tokens": counted.prompt,
            "completion_tokens": counted.output,
            "total_tokens": counted.prompt + counted.output,
            "prompt_tokens_details": {"cached_tokens": counted.cached},
        }

    def _chunk(self, model: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
        shared = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1_700_000_000, "model": model}
        return {**shared, "choices": choices}


@dataclass
class Responses(Protocol):
    """OpenAI responses."""

    path: str = "/v1/responses"
    key_header: str = "authorization"
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1_000_000)))

    def prompt(self, body: dict[str, Any]) -> Prompt:
        stable = dumps(body.get("text", {})) + dumps(body.get("tools", [])) + body.get("instructions", "")
        items = body["input"]
        if items and isinstance(items[0], dict) and items[0].get("role") in ("system", "developer"):
            return Prompt(stable + dumps(items[0]), dumps(items[1:]))
        return Prompt(stable, dumps(items))

    def begin(self, model: str, counted: Counted) -> Iterator[Event]:
        yield self._event("response.created", response=self._response(model, "in_progress"))
        yield self._event("response.in_progress", response=self._response(model, "in_progress"))
        yield self._event("response.output_item.added", output_index=0, item=self._message("in_progress", []))
        yield self._event("response.content_part.added", **_AT, part=_output_text(""))

    def piece(self, text: str) -> Event:
        return self._event("response.output_text.delta", **_AT, delta=text, logprobs=[])

    def end(self, model: str, text: str, finish: str, counted: Counted) -> Iterator[Event]:
        message = self._message("completed" if finish == "stop" else "incomplete", [_output_text(text)])
        yield self._event("response.output_text.done", **_AT, text=text, logprobs=[])
        yield self._event("response.content_part.done", **_AT, part=_output_text(text))
        yield self._event("response.output_item.done", output_index=0, item=message)
        name = "response.completed" if finish == "stop" else "response.incomplete"
        status = "completed" if finish == "stop" else "incomplete"
        reason = None if finish == "stop" else {"reason": "max_output_tokens"}
        final = self._response(model, status, [message], counted) | {"incomplete_details": reason}
        yield self._event(name, response=final)

    def refusal(self, model: str, words: str, counted: Counted) -> Iterator[Event]:
        message = self._message("completed", [{"type": "refusal", "refusal": words}])
        yield self._event("response.refusal.delta", **_AT, delta=words)
        yield self._event("response.refusal.done", **_AT, refusal=words)
        yield self._event("response.output_item.done", output_index=0, item=message)
        yield self._event("response.completed", response=self._response(model, "completed", [message], counted))

    def error(self, status: int, model: str) -> dict[str, Any]:
        return openai_error(status, model)

    def ping(self) -> Event:
        return self._event("response.output_text.delta", **_AT, delta="", logprobs=[])

    def overload(self) -> Event:
        return self._event("error", code="server_is_overloaded", message="Overloaded", param=None)

    def _event(self, name: str, **data: Any) -> Event:
        return name, {"type": name, "sequence_number": next(self.numbers), **data}

    def _message(self, status: str, content: list[dict[str, Any]]) -> dict[str, Any]:
        return {"id": "msg_1", "type": "message", "role": "assistant", "status": status, "content": content}

    def _response(
        self, model: str, status: str, output: list[dict[str, Any]] | None = None, counted: Counted | None = None
    ) -> dict[str, Any]:
        usage = None
        if counted:
            usage = {
                "input_tokens": counted.prompt,
                "input_tokens_details": {"cached_tokens": counted.cached, "cache_write_tokens": 0},
                "output_tokens": counted.output,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": counted.prompt + counted.output,
            }
        shared = {"id": "resp_1", "object": "response", "created_at": 1_700_000_000, "model": model, "error": None}
        rest = {"parallel_tool_calls": True, "tool_choice": "auto", "tools": [], "incomplete_details": None}
        return {**shared, **rest, "status": status, "output": output or [], "usage": usage}


class Messages(Protocol):
    """Anthropic messages. Cached is what ends at a `cache_control` mark and was sent before, byte for byte."""

    def __init__(self) -> None:
        super().__init__("/v1/messages", "x-api-key")

    def prompt(self, body: dict[str, Any]) -> Prompt:
        blocks = [*body.get("tools", []), *_blocks(body.get("system", []))]
        turns = [{**block, "role": m["role"]} for m in body["messages"] for block in _blocks(m["content"])]
        marked = max((i for i, block in enumerate([*blocks, *turns], 1) if block.get("cache_control")), default=0)
        whole = [dumps({k: v for k, v in block.items() if k != "cache_control"}) for block in [*blocks, *turns]]
        return Prompt("".join(whole[:marked]), "".join(whole[marked:]))

    def cached(self, prompt: Prompt, earlier: list[Prompt]) -> int:
        same = any(e.stable == prompt.stable for e in earlier)
        return tokens(prompt.stable) if same and tokens(prompt.stable) >= self.least_cached else 0

    def begin(self, model: str, counted: Counted) -> Iterator[Event]:
        usage = {
            "input_tokens": counted.prompt - counted.cached - counted.written,
            "cache_creation_input_tokens": counted.written,
            "cache_read_input_tokens": counted.cached,
            "output_tokens": 1,
        }
        message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": model, "usage": usage}
        yield self._event("message_start", message={**message, "stop_reason": None, "stop_sequence": None})
        block = {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": {}}
        yield self._event("content_block_start", index=0, content_block=block)

    def piece(self, text: str) -> Event:
        delta = {"type": "input_json_delta", "partial_json": text}
        return self._event("content_block_delta", index=0, delta=delta)

    def end(self, model: str, text: str, finish: str, counted: Counted) -> Iterator[Event]:
        reason = {"stop": "tool_use", "length": "max_tokens", "refusal": "refusal"}[finish]
        yield self._event("content_block_stop", index=0)
        delta = {"stop_reason": reason, "stop_sequence": None}
        yield self._event("message_delta", delta=delta, usage={"output_tokens": counted.output})
        yield self._event("message_stop")

    def refusal(self, model: str, words: str, counted: Counted) -> Iterator[Event]:
        delta = {"stop_reason": "refusal", "stop_sequence": None}
        yield self._event("message_delta", delta=delta, usage={"output_tokens": counted.output})
        yield self._event("message_stop")

    def error(self, status: int, model: str) -> dict[str, Any]:
        kind, words = {
            401: ("authentication_error", "invalid x-api-key"),
            400: ("invalid_request_error", "prompt is too long: 250000 tokens > 200000 maximum"),
            402: ("billing_error", "Your credit balance is too low."),
            403: ("permission_error", "Your API key does not have permission."),
            404: ("not_found_error", f"model: {model}"),
            413: ("request_too_large", "Request exceeds the maximum size"),
            429: ("rate_limit_error", "This request would exceed your organization's rate limit."),
            529: ("overloaded_error", "Overloaded"),
        }.get(status, ("api_error", "Internal server error"))
        return {"type": "error", "error": {"type": kind, "message": words}, "request_id": "req_1"}

    def ping(self) -> Event:
        return self._event("ping")

    def overload(self) -> Event:
        return "error", self.error(529, "")

    def _event(self, name: str, **data: Any) -> Event:
        return name, {"type": name, **data}


def openai_error(status: int, model: str) -> dict[str, Any]:
    kind, code, words = {
        401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
        400: ("invalid_request_error", "context_length_exceeded", "This exceeds the maximum context length."),
        402: ("insufficient_quota", "insufficient_quota", "You have no credit left."),
        403: ("invalid_request_error", "forbidden", "You may not use this model."),
        404: ("invalid_request_error", "model_not_found", f"The model `{model}` does not exist."),
        529: ("server_error", "overloaded", "The engine is currently overloaded."),
        429: ("requests", "rate_limit_exceeded", "Rate limit reached for requests."),
    }.get(status, ("server_error", None, "The server had an error while processing your request."))
    return {"error": {"message": words, "type": kind, "param": None, "code": code}}


_AT: dict[str, Any] = {"item_id": "msg_1", "output_index": 0, "content_index": 0}


def _output_text(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _blocks(content: Any) -> list[dict[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _common(one: str, other: str) -> int:
    """Characters that both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[:middle] == other[:middle] else (low, middle - 1)
    return low
