"""Rasa's own graph, silenced. To import this is to import Rasa: `settle`, `stand_in` come first.

Rasa's message processor, tracker and agent are never used: they log, keep and fetch. A text comes
here with nothing that could say whose it is.
"""

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import structlog
from rasa.core.channels.channel import UserMessage
from rasa.engine.constants import PLACEHOLDER_MESSAGE
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.telemetry import is_telemetry_enabled


class Graph:
    """The components of one trained model, joined. Not for several threads at once."""

    def __init__(self, description: Mapping[str, Any], components: Path) -> None:
        """Load the components.

        Args:
            description: the archive's `metadata.json`.
            components: the archive's folder of that name, unpacked.

        Raises:
            RuntimeError: telemetry is on.
        """
        if is_telemetry_enabled():
            raise RuntimeError("telemetry is on")
        # Rasa prints every text at DEBUG, and some at WARNING.
        logging.disable(logging.CRITICAL)
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
        schema = GraphSchema.from_dict(description["predict_schema"])
        context = ExecutionContext(graph_schema=schema, model_id=description["model_id"])
        storage = LocalModelStorage(components)
        self._runner = DaskGraphRunner.create(schema, storage, context)
        self._target = description["nlu_target"]

    def intents(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """Return intent and confidence of each text, in order; at least one text is needed."""
        messages = [UserMessage(text) for text in texts]
        parsed = self._runner.run(inputs={PLACEHOLDER_MESSAGE: messages}, targets=[self._target])
        intents = [message.get("intent") for message in parsed[self._target]]
        return [(str(each["name"]), float(each["confidence"])) for each in intents]
