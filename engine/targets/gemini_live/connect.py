"""Connects to Gemini Live and lets you talk to the agent in a terminal: what you type is what the caller says.

    pip install google-genai
    GEMINI_API_KEY=… python3 connect.py --set name=value

`config.json` is what one connects with; `prompt.md` and `greeting.txt` are filled in for this call first.
"""

import asyncio

from google import genai
from google.genai import types
from google.genai.live import AsyncSession

from engine.targets.carry_out import Call, caller, read, secret, show, start, text

_RATE = 24_000
"""Samples a second of the agent's voice."""


async def main() -> None:
    call = start()
    config = types.LiveConnectConfig.model_validate(read("config.json"))
    config.system_instruction = call.filled(text("prompt.md"))
    client = genai.Client(api_key=secret("GEMINI_API_KEY"))
    async with client.aio.live.connect(model=call.about["model"], config=config) as session:
        async with asyncio.timeout(call.seconds):
            await talk(session, call)
    call.save_voice("agent.wav", _RATE)


async def talk(session: AsyncSession, call: Call) -> None:
    heard = await asyncio.to_thread(caller) if call.caller_first else ""
    await session.send_realtime_input(text=f"{heard}\n\n{opening(call)}".strip())
    while True:
        await listen(session, call)
        line = "" if call.over else await asyncio.to_thread(caller)
        if not line:
            return
        await session.send_realtime_input(text=line)


def opening(call: Call) -> str:
    words = call.filled(text("greeting.txt")).strip()
    return f"(The call has begun. Say exactly this, and nothing else: {words})" if words else "(The call has begun.)"


async def listen(session: AsyncSession, call: Call) -> None:
    """Until the agent has said what it has to say, and used the functions that it needs for that."""
    said = ""
    async for message in session.receive():
        call.voice += message.data or b""
        if message.server_content and message.server_content.output_transcription:
            said += message.server_content.output_transcription.text or ""
        if message.tool_call:
            await answer(session, call, message.tool_call.function_calls or [])
        if call.over:
            break
    if said:
        show(f"Agent: {said.strip()}")


async def answer(session: AsyncSession, call: Call, used: list[types.FunctionCall]) -> None:
    results = [await asyncio.to_thread(call.carry_out, use.name or "", dict(use.args or {})) for use in used]
    answers = [types.FunctionResponse(id=u.id, name=u.name, response=r) for u, r in zip(used, results, strict=True)]
    await session.send_tool_response(function_responses=answers)


if __name__ == "__main__":
    asyncio.run(main())
