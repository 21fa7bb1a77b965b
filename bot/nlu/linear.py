"""The intents of texts by one weighted sum for each: as good as a neural net here, and far quicker.

Every intent counts the same, however many examples it has. It never keeps an example. It makes its
features itself: Rasa spends minutes on the fingerprints of those that are kept with the examples.
"""

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.svm import LinearSVC

from bot.nlu.features import Features

_RANKING = 5
"""Intents told with a message, the likeliest first."""

_TOLERANCE = 0.1
"""Where the machine stops: ten times finer told no line apart that this does not."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LinearClassifier(IntentClassifier, GraphComponent):
    """A linear support vector machine for each intent against all others.

    Settings: those of `Features`; `cost`, how much a wrong example weighs; `sharpness`, how quickly
    a lead in the sums becomes certainty; `leaning`, what is added to the sums of intents that must
    rather be taken wrongly than be missed (chosen on lines that were read, docs/UNDERSTANDING.md).
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings."""
        features = {"pieces": [1, 5], "words": 3, "rarest": 2}
        return {**features, "cost": 1.0, "sharpness": 4.0, "leaning": {}, "random_state": 42}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        """Make it untrained."""
        self._config, self._storage, self._resource = config, model_storage, resource
        self._features = Features(config["pieces"], config["words"], config["rarest"])
        self._intents: list[str] = []
        self._weights = np.zeros((0, 0), np.float32)
        self._bias = np.zeros(0, np.float32)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's interface
    ) -> "LinearClassifier":
        """Return an untrained one."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's interface
        **_: Any,
    ) -> "LinearClassifier":
        """Return the trained one."""
        classifier = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            classifier._features.restore(folder)
            with np.load(folder / "linear.npz") as kept:
                classifier._intents = kept["intents"].tolist()
                classifier._weights = np.ascontiguousarray(kept["weights"].T, np.float32)
                classifier._bias = kept["bias"]
        return classifier

    def train(self, training_data: TrainingData) -> Resource:
        """Weigh the features, and keep the weights."""
        examples = [one for one in training_data.intent_examples if one.get(TEXT)]
        rows = self._features.learn([one.get(TEXT) for one in examples])
        machine = LinearSVC(
            C=self._config["cost"],
            class_weight="balanced",
            tol=_TOLERANCE,
            random_state=self._config["random_state"],
        ).fit(rows, [one.get(INTENT) for one in examples])
        leaning = [self._config["leaning"].get(intent, 0.0) for intent in machine.classes_]
        with self._storage.write_to(self._resource) as folder:
            self._features.save(folder)
            np.savez(
                folder / "linear.npz",
                intents=machine.classes_.astype(str),
                weights=machine.coef_.astype(np.float16),
                bias=(machine.intercept_ + leaning).astype(np.float32),
            )
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the examples as they are."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Tell the likeliest intents of each message."""
        if not messages:
            return messages
        rows = self._features.of([message.get(TEXT) for message in messages])
        sums = rows @ self._weights + self._bias
        leads = np.exp(self._config["sharpness"] * (sums - sums.max(axis=1, keepdims=True)))
        shares = leads / leads.sum(axis=1, keepdims=True)
        for message, each in zip(messages, shares, strict=True):
            ranking = [
                {"name": self._intents[place], "confidence": float(each[place])}
                for place in np.argsort(-each)[:_RANKING]
            ]
            message.set("intent", ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages
