"""The whole way from `/agent new` to the files in the thread, with discord.py as it is, over sockets."""

import io
import zipfile

from tests.discord.conftest import StartBot
from tests.discord.local import LocalDiscord, Person
from tests.discord.talk import begins


async def test_a_conversation_from_the_command_to_the_files_in_the_thread(
    discord: LocalDiscord, start_bot: StartBot
) -> None:
    general = next(iter(discord.guild().channels.values()))
    await start_bot()
    talk = await begins(discord, Person(discord, "Ana"), general)
    assert talk.thread.typed

    await talk.says("Call her Mia, and make the tone calm")
    assert "Mia" in (await talk.hears("Mia")).content
    await talk.agrees("Patients")
    await talk.agrees("Use this greeting")
    await talk.to_the_tools()

    cards = await talk.hears("`book_appointment`", label="Configure")
    opened = await talk.clicks(cards, "Configure", below="`book_appointment`")
    await talk.submits(
        opened,
        {
            "Where is it called?": "https://api.example.com/appointments",
            "How does it check who calls?": "bearer",
            "Name of the secret": "CALENDAR_TOKEN",
        },
    )
    await talk.hears(" % · ")
    for tool in ("`check_availability`", "`take_message`"):
        await talk.clicks(cards, "Accept", below=tool)
        await talk.hears(" % · ")
    await talk.clicks(cards, "Decline", below="`reschedule_appointment`")

    form = await talk.hears("Set up", label="Fill in")
    opened = await talk.clicks(form, "Fill in")
    await talk.submits(opened, {"Where is it called?": "https://api.example.com/free-times"})
    await talk.agrees("Leave all 2 as placeholders")

    picture = await talk.hears("The call flow")
    assert picture.files["call-flow.png"].startswith(b"\x89PNG")
    await talk.agrees("Keep this flow")
    asked = await talk.hears(" % · ", label="Where will the agent run?")
    await talk.chooses(asked, "elevenlabs", "markdown")
    approval = await talk.hears(" % · ", label="Approve and export")
    (frame,) = [c for c in approval.components if c["type"] == 17]
    assert "**What it does**" in frame["components"][0]["content"]
    await talk.agrees("Approve and export")

    files = {name: data for m in talk.new() for name, data in m.files.items()}
    (bundle,) = [data for name, data in files.items() if "elevenlabs" in name and name.endswith(".zip")]
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert any("CALENDAR_TOKEN" in archive.read(name).decode() for name in archive.namelist())
    assert any("markdown" in name for name in files)
    assert "100 %" in talk.new()[-1].content
    assert discord.refused == []
