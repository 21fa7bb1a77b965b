"""`helpline understand`: the very code a child's message goes through, on lines of JSON."""

from collections.abc import Callable
from typing import BinaryIO

from bot.reading import LONGEST_LINE
from bot.understanding import (
    FallbackUnderstanding,
    RasaUnderstanding,
)
from composition.mind import ROOT, content_of, keywords_of, reader_of, training_of
from operation.lines import answer_lines, lines_of
from operation.parse_server import parse_server
from operation.settings import Settings


async def understood(
    settings: Settings, asked: BinaryIO, write: Callable[[bytes], None], tell: Callable[[str], None]
) -> None:
    """Answer each line of JSON through what a child's message goes through."""
    socket = settings.understanding_socket
    async with parse_server(socket, ROOT, training_of(settings), tell) as answering:
        rasa = RasaUnderstanding(answering)
        understanding = FallbackUnderstanding(rasa, keywords_of(settings))
        reader = reader_of(content_of(settings), understanding, settings)
        await answer_lines(lines_of(asked, LONGEST_LINE), reader.understand, write)
        await rasa.close()
