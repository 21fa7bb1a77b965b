"""How the bot's memory of a conversation changes; each function returns the state after one thing.

It keeps codes and counts, never words. What is answered is decided elsewhere.
"""

from dataclasses import replace

from bot.card import Card, CardKind
from bot.intents import WORRIES
from bot.language import Language
from bot.reading import Screening
from bot.risk import Risk, highest
from bot.turn import DialogueState, Step, Turn

_ABOUT = {"for_friend": "for_friend", "adult_asking": "adult"}
_CAN_BE_AGREED_TO = {"human", "forget"}
_ON_THE_DEVICE = ("tel:", "url:")


def heard(state: DialogueState, screening: Screening) -> DialogueState:
    """Follow the child's language; remember the highest risk, and where it says it lives."""
    risk = highest((state.risk, screening.risk))
    region = screening.region or state.region
    return replace(state, language=_followed(state, screening), risk=risk, region=region)


def understood(state: DialogueState) -> DialogueState:
    """Forget earlier misunderstandings: they count only in a row."""
    return replace(state, misunderstandings=0)


def kept_language(state: DialogueState, language: Language) -> DialogueState:
    """Speak the language asked for from now on, whatever is typed."""
    return replace(state, language=language, language_kept=True)


def with_worry(state: DialogueState, worry: str) -> DialogueState:
    """Remember what it is about."""
    return replace(state, topic=worry) if worry in WORRIES else state


def with_code(state: DialogueState, group: str, code: str) -> DialogueState:
    """Remember the answer to a tap question."""
    if group == "topic":
        return with_worry(state, code)
    if group == "age_band":
        return replace(state, age_band=code)
    return replace(state, contact_by=code)


def counted(state: DialogueState, card: Card) -> DialogueState:
    """Remember that a card was shown: a worry as the topic, both kinds for the counters."""
    if card.id in _ABOUT:
        return replace(state, contact_by=_ABOUT[card.id])
    if card.kind not in {CardKind.WORRY, CardKind.QUESTION}:
        return state
    return with_worry(with_topics(state, card.id), card.id)


def with_topics(state: DialogueState, intent: str) -> DialogueState:
    """Count an intent once for this conversation."""
    if intent in state.topics:
        return state
    return replace(state, topics=(*state.topics, intent))


def alarmed(state: DialogueState, worry: str | None) -> DialogueState:
    """Remember that danger was told; whatever was asked before no longer matters."""
    state = replace(state, risk=Risk.DANGER, dangers=state.dangers + 1, step=Step.NONE)
    if worry in WORRIES:
        state = with_worry(with_topics(state, worry), worry)
    return understood(state)


def remembering(turn: Turn) -> Turn:
    """Remember what a plain "yes" would agree to: the first button that is not a call or a link."""
    keys = [choice.key for choice in turn.replies[-1].choices]
    first = next((key for key in keys if not key.startswith(_ON_THE_DEVICE)), "")
    asked = first if first in _CAN_BE_AGREED_TO else ""
    return replace(turn, state=replace(turn.state, asked=asked))


def _followed(state: DialogueState, screening: Screening) -> Language:
    """Return the language to answer in; one Latin word ("ok") does not change a conversation."""
    if state.language is None:
        return screening.language
    one_word = screening.text.isascii() and len(screening.text.split()) <= 1
    return state.language if state.language_kept or one_word else screening.language
