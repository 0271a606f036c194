"""Connects to OpenAI Realtime and lets you talk to the agent in a terminal: what you type is what the caller says.

    pip install websockets
    OPENAI_API_KEY=… python3 connect.py --set name=value

`session.json` is what is sent; `prompt.md` and `greeting.txt` are filled in for this call first.
"""

import asyncio
import base64
import json
import os
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from engine.targets.carry_out import Call, caller, read, secret, show, start, text

ADDRESS = os.environ.get("OPENAI_REALTIME_URL", "wss://api.openai.com/v1/realtime")


async def main() -> None:
    call, update = start(), read("session.json")
    session = update["session"]
    session["instructions"] = call.filled(text("prompt.md"))
    for tool in session["tools"]:
        if tool["type"] == "mcp":
            tool["headers"] = call.headers(call.about["servers"][tool["server_label"]])
    headers = {"Authorization": f"Bearer {secret('OPENAI_API_KEY')}"}
    address = f"{ADDRESS}?model={session['model']}"
    async with connect(address, additional_headers=headers, max_size=None) as socket, asyncio.timeout(call.seconds):
        await send(socket, update)
        await talk(socket, call)
    call.save_voice("agent.wav", session["audio"]["output"]["format"]["rate"])


async def talk(socket: ClientConnection, call: Call) -> None:
    if call.caller_first:
        await say(socket, await asyncio.to_thread(caller))
    await send(socket, {"type": "response.create", **greeting(call)})
    while True:
        await listen(socket, call)
        line = "" if call.over else await asyncio.to_thread(caller)
        if not line:
            return
        await say(socket, line)
        await send(socket, {"type": "response.create"})


def greeting(call: Call) -> dict[str, Any]:
    words = call.filled(text("greeting.txt")).strip()
    return {"response": {"instructions": f"Say exactly this, and nothing else: {words}"}} if words else {}


async def listen(socket: ClientConnection, call: Call) -> None:
    """Until the agent has said what it has to say, and used the functions that it needs for that."""
    async for message in socket:
        event = json.loads(message)
        match event["type"]:
            case "response.output_audio.delta":
                call.voice += base64.b64decode(event["delta"])
            case "response.output_audio_transcript.done":
                show(f"Agent: {event['transcript']}")
            case "error":
                raise SystemExit(event["error"]["message"])
            case "response.done":
                used = [item for item in event["response"]["output"] if item["type"] == "function_call"]
                for item in used:
                    await answer(socket, call, item)
                if call.over or not used:
                    return
                await send(socket, {"type": "response.create"})


async def answer(socket: ClientConnection, call: Call, item: dict[str, Any]) -> None:
    result = await asyncio.to_thread(call.carry_out, item["name"], json.loads(item["arguments"] or "{}"))
    output = {"type": "function_call_output", "call_id": item["call_id"], "output": json.dumps(result)}
    await send(socket, {"type": "conversation.item.create", "item": output})


async def say(socket: ClientConnection, words: str) -> None:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": words}]}
    await send(socket, {"type": "conversation.item.create", "item": item})


async def send(socket: ClientConnection, event: dict[str, Any]) -> None:
    await socket.send(json.dumps(event))


if __name__ == "__main__":
    asyncio.run(main())
