"""Buttons, selects and modals: old ones, foreign ones, unknown ones, and those answered too late."""

import asyncio

import pytest

from engine.document.changes import Approve, Set
from engine.messages.replies import Suggestion
from engine.store import sessions
from tests.discord.conftest import StartBot
from tests.discord.local import Channel, Interaction, LocalDiscord, Message, Person
from tests.discord.local.limits import fields_of
from tests.discord.local.people import COMPONENT, MODAL
from tests.discord.local.world import COMPONENTS_V2
from tests.discord.talk import Talk, begins
from tests.interviewers import Offers


@pytest.fixture
def general(discord: LocalDiscord) -> Channel:
    return next(iter(discord.guild().channels.values()))


@pytest.fixture
async def talk(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> Talk:
    """At the tools."""
    await start_bot()
    talk = await begins(discord, Person(discord, "Ana"), general)
    await talk.agrees("Patients")
    await talk.agrees("Use this greeting")
    await talk.to_the_tools()
    return talk


async def clicks_spent(talk: Talk, message: Message, label: str) -> Interaction:
    """On a screen that does not show yet that it was used."""
    custom_id = next(c["custom_id"] for c in message.all_controls() if label in c["label"])
    return await talk.person.clicks_id(message, custom_id)


async def test_a_button_works_after_a_restart(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> None:
    bot = await start_bot()
    talk = await begins(discord, Person(discord, "Ana"), general)
    await bot.stop()
    await start_bot()
    await talk.agrees("Patients")
    await talk.agrees("Use this greeting")
    await talk.to_the_tools()
    await talk.hears("`book_appointment`", label="Accept")


async def test_a_form_that_was_opened_before_a_restart_can_be_sent_after_it(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot()
    talk = await begins(discord, Person(discord, "Ana"), general)
    await talk.agrees("Patients")
    await talk.agrees("Use this greeting")
    await talk.to_the_tools()
    opened = await talk.clicks(await talk.hears("`book_appointment`", label="Configure"), "Configure")
    await bot.stop()
    await start_bot()
    await talk.submits(opened, {"Where is it called?": "https://api.example.com/appointments"})
    await talk.hears(" % · Tools")
    shown = await talk.person.runs(talk.thread, "status")
    await discord.until(lambda: bool(shown.answer), "the status")
    assert "Tools: `book_appointment`" in shown.answer


async def test_a_stale_button_gets_a_kind_word_and_changes_nothing(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Accept")
    await talk.clicks(card, "Decline")
    await talk.hears(" % · ")
    late = await clicks_spent(talk, card, "Accept")
    assert "was declined already by Ana" in late.answer
    first = discord.said_by_bot(talk.thread)[0]
    old = await clicks_spent(talk, first, "Patients")
    assert "belongs to an earlier question" in old.answer


async def test_what_was_chosen_is_shown_in_place_of_the_choice(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Accept")
    await talk.clicks(card, "Decline")
    await discord.until(lambda: bool(card.edits), "the card is spent")
    mine = card.all_controls("`book_appointment`")
    assert [(c["label"], c["disabled"]) for c in mine] == [
        ("Accept", True),
        ("✓ Decline · Ana", True),
        ("Configure", True),
    ]
    assert [c["label"] for c in card.controls()][:3] == ["Accept", "Decline", "Configure"]


async def test_clicks_of_one_moment_on_several_cards_are_all_shown(discord: LocalDiscord, talk: Talk) -> None:
    cards = await talk.hears("`book_appointment`", label="Accept")
    ben, tools = Person(discord, "Ben"), ("`book_appointment`", "`take_message`")
    both = [
        (who, cards.all_controls(tool)[0]["custom_id"]) for who, tool in zip((talk.person, ben), tools, strict=True)
    ]
    clicks = [who.interaction(talk.thread, COMPONENT, {"component_type": 2, "custom_id": c}, cards) for who, c in both]
    await asyncio.gather(*map(talk.person.send, clicks))
    await discord.until(lambda: sum("✓" in c.get("label", "") for c in cards.all_controls()) == 2, "both are shown")
    assert {c["label"] for c in cards.all_controls() if "✓" in c.get("label", "")} == {
        "✓ Accept · Ana",
        "✓ Accept · Ben",
    }


async def test_a_reply_is_one_message(discord: LocalDiscord, talk: Talk) -> None:
    cards = await talk.hears("`book_appointment`", label="Accept")
    assert talk.new() == [cards]
    assert cards.payload["flags"] == COMPONENTS_V2
    assert sum(c["label"] == "Accept" for c in cards.controls()) == 4


async def test_a_double_click_is_one_click(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Accept")
    talk.seen = len(discord.said_by_bot(talk.thread))
    await asyncio.gather(talk.person.clicks(card, "Accept"), talk.person.clicks(card, "Accept"))
    await talk.hears("Three tools")
    await talk.says("what is missing?")
    await talk.hears(" % · ")
    assert sum(m.content.startswith("Three tools") for m in discord.said_by_bot(talk.thread)) == 1


async def test_what_is_wrong_in_a_form_is_said_and_nothing_of_it_is_kept(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Configure")
    sent = await talk.submits(await talk.clicks(card, "Configure"), {"Where is it called?": "not an address"})
    assert "Nothing was saved yet" in sent.answer
    again = await talk.clicks(card, "Accept")
    assert again.response == {"type": 6}


async def test_a_form_that_was_refused_opens_again_as_it_was_filled_in(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Configure")
    typed = {"Where is it called?": "not an address", "Name of the secret": "CALENDAR_TOKEN"}
    refused = await talk.submits(await talk.clicks(card, "Configure"), typed)
    assert refused.message
    again = await talk.clicks(refused.message, "Open the form again")
    assert again.response
    shown = {label: item.get("value") for label, item in fields_of(again.response["data"])}
    assert typed.items() <= shown.items()
    await talk.submits(again, {"Where is it called?": "https://api.example.com/appointments"})
    await talk.hears(" % · ")
    await discord.until(lambda: "✓ Configure · Ana" in [c.get("label") for c in card.all_controls()], "it is shown")


async def test_a_secret_in_a_form_is_refused_and_not_stored(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Configure")
    secret = "sk-" + "ant-" + "a1" * 20
    sent = await talk.submits(await talk.clicks(card, "Configure"), {"Name of the secret": secret})
    assert "real key or token" in sent.answer


@pytest.mark.parametrize(
    "custom_id", ["ab:accept:99999:0", "ab:nonsense", "someone-else", "ab:accept:1:7", "ab:platforms:1:0"]
)
async def test_an_unknown_custom_id_gets_a_kind_word(discord: LocalDiscord, talk: Talk, custom_id: str) -> None:
    message = discord.said_by_bot(talk.thread)[-1]
    clicked = await talk.person.clicks_id(message, custom_id)
    assert clicked.response
    assert clicked.response["type"] == 4
    assert clicked.answer


async def test_an_unknown_form_gets_a_kind_word(discord: LocalDiscord, talk: Talk) -> None:
    data = {"custom_id": "someone-else", "components": []}
    sent = await talk.person.interacts(talk.thread, MODAL, data)
    assert "I no longer know" in sent.answer


async def test_a_button_cannot_be_used_from_another_guild(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Accept")
    elsewhere = next(iter(discord.guild("Rivals").channels.values()))
    custom_id = card.controls()[0]["custom_id"]
    data = {"component_type": 2, "custom_id": custom_id, "id": 1}
    clicked = await Person(discord, "Eve").interacts(elsewhere, COMPONENT, data, card)
    assert "I no longer know" in clicked.answer


async def test_a_click_that_is_acknowledged_too_late_still_counts(discord: LocalDiscord, talk: Talk) -> None:
    card = await talk.hears("`book_appointment`", label="Accept")
    data = {"component_type": 2, "custom_id": card.controls()[0]["custom_id"], "id": 1}
    late = talk.person.interaction(talk.thread, COMPONENT, data, card)
    talk.seen = len(discord.said_by_bot(talk.thread))
    discord.later = 5.0
    await talk.person.send(late)
    await talk.hears("Three tools")
    assert late.response is None
    assert any("Unknown interaction" in refused for refused in discord.refused)


async def test_a_token_that_has_run_out_does_not_keep_the_answer_from_the_thread(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    await start_bot()
    discord.faults.plan("POST", r"/webhooks/.*", 401, times=9, code=50027)
    ana = Person(discord, "Ana")
    await ana.runs(general, "new", idea="A receptionist for a hotel")
    await discord.until(lambda: bool(discord.threads()), "a thread")
    await Talk(discord, ana, discord.threads()[0]).hears(" % · ")


async def test_a_refused_approval_is_a_word_to_that_person_alone_and_changes_nothing(
    discord: LocalDiscord, start_bot: StartBot, general: Channel
) -> None:
    bot = await start_bot(Offers(Suggestion(label="Approve", changes=(Approve(what="basics"),))))
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    await talk.person.runs(talk.thread, "settings", approve="owner")
    offering = discord.said_by_bot(talk.thread)[-1]
    before = (len(talk.thread.messages), offering.payload)
    refused = await Person(discord, "Ben").clicks(offering, "Approve")
    assert "Only Ana may" in refused.answer
    assert refused.message
    assert refused.message.flags & 64
    assert (len(talk.thread.messages), offering.payload) == before
    (session,) = await sessions.listed(bot.engine.store)
    assert session.version == 0
    await talk.clicks(offering, "Approve")
    await talk.hears("Shall we?")
    (session,) = await sessions.listed(bot.engine.store)
    assert session.version == 1


async def test_a_thread_is_called_as_its_agent_is(discord: LocalDiscord, start_bot: StartBot, general: Channel) -> None:
    await start_bot(Offers(Suggestion(label="Mai", changes=(Set(path="name", value="Mai"),))))
    talk = await begins(discord, Person(discord, "Ana"), general, "hello")
    assert talk.thread.name == "hello"
    await talk.clicks(discord.said_by_bot(talk.thread)[-1], "Mai")
    await discord.until(lambda: talk.thread.name == "Mai", "its name")
    assert discord.refused == []
