"""The learned ear for danger: what it reads, what it raises, and that a spoilt table is refused."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.danger import AT_ONCE, RAISED_FROM, LearnedDanger, hearing
from bot.pieces import LONGEST, NEAR, WORDS, pieces
from bot.risk import Risk
from errors import InvalidContent

RULES = Path(__file__).parents[2] / "bot/content/risk"


def learned(weights: dict[str, tuple[float, float]], bias: float = -0.5) -> LearnedDanger:
    table = {piece: (*each, 1.0) for piece, each in weights.items()}
    return LearnedDanger(str.casefold, {Risk.DANGER: bias, Risk.CONCERN: bias}, table)


def test_the_highest_level_whose_sum_is_above_the_line_is_raised() -> None:
    ear = learned({"dark": (2.0, 2.0), "sad": (-2.0, 2.0)})
    assert ear.assess("DARK") is Risk.DANGER
    assert ear.assess("sad") is Risk.CONCERN
    assert ear.assess("lunch") is Risk.NONE


def test_a_text_of_which_nothing_is_known_raises_nothing() -> None:
    assert learned({}, bias=1.0).assess("?") is Risk.NONE


def test_a_long_text_weighs_no_more_than_a_short_one() -> None:
    """Sums are scaled by how much is known, so that rambling raises no alarm by itself."""
    ear = learned({"a": (0.1, 0.1)} | dict.fromkeys(pieces("abcdefgh" * 9), (0.1, 0.1)))
    assert ear.sums("abcdefgh" * 9)[Risk.DANGER] < 3


def test_a_cry_among_many_other_words_is_heard() -> None:
    """A long text is heard in stretches too: as a whole it would tell of everyday things."""
    everyday = [f"w{number}" for number in range(2 * AT_ONCE)]
    ear = learned({"|help": (12.0, 0.0)} | {f"|{word}": (-0.5, 0.0) for word in everyday})
    long = [*everyday[:AT_ONCE], "help", *everyday[AT_ONCE:]]
    assert ear.assess(" ".join(everyday)) is Risk.NONE
    assert ear.sums(" ".join(long))[Risk.DANGER] < RAISED_FROM[Risk.DANGER]
    for cut in range(AT_ONCE):
        assert ear.assess(" ".join(long[cut:])) is Risk.DANGER
        assert ear.assess(" ".join(long[: len(long) - cut])) is Risk.DANGER


def test_a_text_as_long_as_is_heard_at_once_is_not_torn_apart() -> None:
    """What stands around a word tells which is meant, as long as it is one thought."""
    ear = learned({"|die": (4.0, 0.0), "|game": (-4.0, 0.0)})
    words = ["die", *["so"] * (AT_ONCE - 2), "game"]
    assert ear.assess(" ".join(words)) is Risk.NONE
    assert ear.assess(" ".join(["so", *words])) is Risk.DANGER


def test_only_a_short_text_that_is_known_and_clearly_harmless_is_denied() -> None:
    ear = learned({"|lunch": (-1.0, 0.0), "|so": (0.0, 0.0)}, bias=-0.5)
    assert ear.denies("lunch")
    assert not ear.denies("so")
    assert not ear.denies("?")
    assert not ear.denies(" ".join(["lunch"] * (AT_ONCE + 1)))


@given(st.text(max_size=40))
def test_pieces_are_short_runs_of_characters_and_of_words(text: str) -> None:
    found = pieces(text)
    words = text.split()
    runs = {piece[1:] for piece in found if piece.startswith("|") and piece[1:] in set(words)}
    assert runs == set(words)
    assert set("".join(words)) <= found
    assert all(len(piece) <= LONGEST or len(piece[1:].split()) <= WORDS for piece in found)


def test_words_near_each_other_are_a_pair_in_either_order() -> None:
    """What a word means is told by one some words away: dying in a game is another dying."""
    assert "&die game" in pieces("i die in this game") & pieces("in the game we all die")
    assert "&die game" not in pieces(f"die {'so ' * NEAR}game")


def test_words_are_heard_by_how_each_sounds() -> None:
    """Thai leaves no space between words; spelt alike or not, they are the same piece."""
    heard = hearing(RULES)
    assert heard("หนูไม่อยากอยู่แล้ว").split()[:2] == ["หนู", "ไม"]
    assert {"|ไม อยาก", "|i want", "t to"} <= pieces(heard("หนูไม่อยากอยู่ i want to go"))
    assert pieces(heard("หนูม่ายอยาก")) != pieces(heard("หนูอยาก"))


def test_a_table_is_read_as_it_was_written(tmp_path: Path) -> None:
    table = {"bias": {"danger": -0.2, "concern": 0.1}, "weights": {"ab": [3.0, 1.0, 4.0]}}
    path = tmp_path / "table.json"
    path.write_text(json.dumps(table), encoding="utf-8")
    ear = LearnedDanger.load(path, str)
    assert ear.bias == {Risk.DANGER: -0.2, Risk.CONCERN: 0.1}
    assert ear.sums("ab")[Risk.DANGER] == pytest.approx(1.3)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"bias": {"odd": 1}, "weights": {}}'])
def test_a_spoilt_table_is_refused_by_name(tmp_path: Path, content: str) -> None:
    path = tmp_path / "table.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidContent, match=r"table\.json"):
        LearnedDanger.load(path, str)
