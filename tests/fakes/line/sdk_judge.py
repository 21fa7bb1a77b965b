"""LINE's own SDK as a judge of what we send: its models must take every body the server accepts.

Importing it takes a second, so only tests that want it do. It must never be the only judge: the
models check no lengths.
"""

from collections.abc import Sequence

from linebot.v3.messaging import (  # type: ignore[import-untyped]  # it ships none
    PushMessageRequest,
    ReplyMessageRequest,
    ShowLoadingAnimationRequest,
)

from tests.fakes.line.answer import Json

_MODELS = {
    "/v2/bot/message/push": PushMessageRequest,
    "/v2/bot/message/reply": ReplyMessageRequest,
    "/v2/bot/chat/loading/start": ShowLoadingAnimationRequest,
}


def sdk_findings(method: str, path: str, body: Json) -> Sequence[str]:
    """What the models of line-bot-sdk find wrong; they know three of our paths."""
    model = _MODELS.get(path)
    if method != "POST" or model is None:
        return []
    try:
        model.from_dict(body)
    except ValueError as error:
        return [f"{path}: {error}"]
    return []
