"""A Discord of our own: REST and Gateway on one port, with the limits of the real one, for discord.py as it is.

`LocalDiscord` is the server, `Person` is somebody who uses it. What the bot gets wrong is refused as Discord would
refuse it, and noted in `LocalDiscord.refused`, so that a test can say that nothing was.
"""

from tests.discord.local.people import Person
from tests.discord.local.server import LocalDiscord
from tests.discord.local.world import Channel, Guild, Interaction, Message

__all__ = ["Channel", "Guild", "Interaction", "LocalDiscord", "Message", "Person"]
