"""What a supervisor sees at once: numbers, loads and danger, from the cards alone."""

from dataclasses import replace

from bot.risk import Risk
from handoff.board import Card, Load, Told
from handoff.conversation import State
from handoff.overview import numbers_of
from handoff.post import Post

CARD = Card("a", 1, State.WAITING, "web", "th", Risk.NONE, 1, 1_000, Told())
NOK, SOM = Post("nok").on(), Post("som").on()
RESTING, WISHING = Post("rin").on_break(), Post("wan").wishing_to_talk()
HELD = replace(CARD, id="h", state=State.COUNSELLOR, counsellor="nok")


def test_nothing_is_nothing() -> None:
    numbers = numbers_of([], posts=[], with_bot=3)
    assert (numbers.waiting, numbers.in_conversation, numbers.with_bot) == (0, 0, 3)
    assert numbers.longest_wait_since is None
    assert numbers.loads == ()
    assert numbers.danger == ()


def test_who_waits_is_counted_by_language_and_the_longest_is_told() -> None:
    cards = [
        replace(CARD, waiting_since=5_000),
        replace(CARD, language="en", waiting_since=2_000),
        replace(CARD, state=State.OFFERED, waiting_since=4_000),
    ]
    numbers = numbers_of(cards, posts=[Post("nok").on()], with_bot=0)
    assert numbers.waiting == 3
    assert numbers.waiting_languages == (("en", 1), ("th", 2))
    assert numbers.longest_wait_since == 2_000


def test_loads_are_of_all_who_are_there_hold_anything_or_wish_for_help() -> None:
    """Also of somebody who went off duty and still has a child."""
    cards = [HELD, replace(HELD, late=True), replace(HELD, counsellor="dao", state=State.CLOSING)]
    numbers = numbers_of(cards, posts=[NOK, SOM, RESTING, WISHING, Post("gone")], with_bot=0)
    assert numbers.loads == (
        Load(Post("dao"), held=1, late=0),
        Load(NOK, held=2, late=1),
        Load(RESTING, held=0, late=0),
        Load(SOM, held=0, late=0),
        Load(WISHING, held=0, late=0),
    )
    assert numbers.late == 1


def test_danger_is_shown_wherever_it_is_the_longest_first() -> None:
    cards = [
        replace(HELD, risk=Risk.DANGER, waiting_since=3_000),
        replace(CARD, risk=Risk.DANGER, waiting_since=2_000),
        replace(CARD, risk=Risk.CONCERN, waiting_since=1_000),
    ]
    numbers = numbers_of(cards, posts=[], with_bot=0)
    assert [card.waiting_since for card in numbers.danger] == [2_000, 3_000]
    assert numbers.waiting_danger == 1
