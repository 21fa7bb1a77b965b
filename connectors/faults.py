"""How an unexpected failure is told to the operator: by its kind and its place in the code.

An exception's text, its cause and the request it came from may hold a child's words or an address:
they must never be handed to a log.
"""

import logging

_LOG = logging.getLogger("helpline.connectors")


def report(channel: str, error: BaseException) -> None:
    """Log the type of a failure and the line it came from."""
    _LOG.error("%s: %s at %s", channel, type(error).__name__, _place(error))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
