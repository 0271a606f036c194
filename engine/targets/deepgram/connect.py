"""Connects to the Deepgram Voice Agent and lets you talk to it in a terminal: what you type is what the caller says.

    pip install websockets
    DEEPGRAM_API_KEY=… python3 connect.py --set name=value

`settings.json` is what is sent, with each `DG_NAME` in it filled in for this call.
"""

import asyncio
import json
import os
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from engine.targets.carry_out import Call, caller, read, secret, show, start

ADDRESS = os.environ.get("DEEPGRAM_AGENT_URL", "wss://agent.deepgram.com/v1/agent/converse")
_KEEP_ALIVE_SECONDS = 5


async def main() -> None:
    call = start()
    settings = call.filled(read("settings.json"), lambda name: f"DG_{name.upper()}")
    if call.caller_first:
        settings["agent"].pop("greeting", None)  # who is called speaks first; the prompt quotes the greeting
    headers = {"Authorization": f"Token {secret('DEEPGRAM_API_KEY')}"}
    async with connect(ADDRESS, additional_headers=headers, max_size=None) as socket, asyncio.timeout(call.seconds):
        await send(socket, settings)
        alive = asyncio.create_task(keep_alive(socket))
        await talk(socket, call, greets="greeting" in settings["agent"])
        alive.cancel()
    call.save_voice("agent.wav", settings["audio"]["output"]["sample_rate"])


async def talk(socket: ClientConnection, call: Call, greets: bool) -> None:
    if greets:
        await listen(socket, call)
    while not call.over:
        line = await asyncio.to_thread(caller)
        if not line:
            return
        await send(socket, {"type": "InjectUserMessage", "content": line})
        await listen(socket, call)


async def listen(socket: ClientConnection, call: Call) -> None:
    """Until the agent has said what it has to say, and used the functions that it needs for that."""
    async for message in socket:
        if isinstance(message, bytes):
            call.voice += message
            continue
        event = json.loads(message)
        match event["type"]:
            case "ConversationText" if event["role"] == "assistant":
                show(f"Agent: {event['content']}")
            case "FunctionCallRequest":
                for use in event["functions"]:
                    await answer(socket, call, use)
            case "Error":
                raise SystemExit(event["description"])
            case "AgentAudioDone":
                return
        if call.over:
            return


async def answer(socket: ClientConnection, call: Call, use: dict[str, Any]) -> None:
    result = await asyncio.to_thread(call.carry_out, use["name"], json.loads(use["arguments"] or "{}"))
    response = {"type": "FunctionCallResponse", "id": use["id"], "name": use["name"], "content": json.dumps(result)}
    await send(socket, response)


async def keep_alive(socket: ClientConnection) -> None:
    """Nobody speaks into a microphone here, and the platform would hang up."""
    while True:
        await asyncio.sleep(_KEEP_ALIVE_SECONDS)
        await send(socket, {"type": "KeepAlive"})


async def send(socket: ClientConnection, message: dict[str, Any]) -> None:
    await socket.send(json.dumps(message))


if __name__ == "__main__":
    asyncio.run(main())
