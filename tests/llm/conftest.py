"""A local provider for every test here, and no road to any other one."""

import ipaddress
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import pytest

from engine.interview.guided import Guided
from engine.interview.llm.interviewer import LlmInterviewer
from engine.interview.llm.names import models_of
from tests.llm.server import ProviderServer, provider_server
from tests.llm.talk import MODELS, settings_for

Open = Callable[..., LlmInterviewer]


@pytest.fixture(autouse=True)
def _no_other_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing connects to, or looks up, a host beyond the loopback: a call to a real provider fails at once."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def only_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            assert ipaddress.ip_address(address[0]).is_loopback, f"a test tried to reach {address[0]}"
        connect(self, address)

    def known_here(host: Any, *arguments: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        assert name in (None, "localhost", "127.0.0.1", "::1"), f"a test tried to look up {name}"
        return look_up(host, *arguments, **named)

    monkeypatch.setattr(socket.socket, "connect", only_here)
    monkeypatch.setattr(socket, "getaddrinfo", known_here)


@pytest.fixture(scope="session")
def running_provider() -> Iterator[ProviderServer]:
    with provider_server() as running:
        yield running


@pytest.fixture
def provider(running_provider: ProviderServer) -> ProviderServer:
    """The server as new: nothing scripted, nothing recorded."""
    running_provider.reset()
    return running_provider


@pytest.fixture(params=MODELS, ids=["anthropic", "responses", "chat"])
def model(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def opened(provider: ProviderServer) -> AsyncIterator[Open]:
    """Builds interviewers on the local provider, and closes them all."""
    built: list[LlmInterviewer] = []

    def build(models: str, **values: Any) -> LlmInterviewer:
        settings = settings_for(provider, models, **values)
        built.append(LlmInterviewer(models_of(settings), settings, Guided()))
        return built[-1]

    yield build
    for interviewer in built:
        await interviewer.close()
