"""Lets Rasa be imported without TensorFlow, for models that never use it.

Rasa imports TensorFlow with every component, for two base classes of its training progress and its
training batches. Not importing it saves 370 MB and half of the start. It must never be used for a
model with a neural component: `needs_tensorflow` decides, from a list of what was tried.
"""

import sys
from collections.abc import Iterable
from types import ModuleType
from typing import Any

_WITHOUT = frozenset(
    {
        "rasa.graph_components.converters.nlu_message_converter.NLUMessageConverter",
        "rasa.nlu.tokenizers.whitespace_tokenizer.WhitespaceTokenizer",
        "rasa.nlu.featurizers.sparse_featurizer.count_vectors_featurizer.CountVectorsFeaturizer",
        "rasa.nlu.classifiers.logistic_regression_classifier.LogisticRegressionClassifier",
        "rasa.nlu.classifiers.regex_message_handler.RegexMessageHandler",
        "bot.nlu.linear.LinearClassifier",
    }
)


class _Absent:
    def __init__(self, *_: Any, **__: Any) -> None:
        raise RuntimeError("TensorFlow was not imported")


def needs_tensorflow(components: Iterable[str]) -> bool:
    """Say whether any of these component classes (dotted names) is not known to work without."""
    return not _WITHOUT.issuperset(components)


def stand_in() -> None:
    """Put an empty package where Rasa looks for TensorFlow; any other use of it fails to import."""
    tensorflow, keras = ModuleType("tensorflow"), ModuleType("tensorflow.keras")
    callbacks, sequences = (
        ModuleType("tensorflow.keras.callbacks"),
        ModuleType("tensorflow.keras.utils"),
    )
    vars(tensorflow).update(keras=keras)
    vars(keras).update(callbacks=callbacks, utils=sequences)
    vars(callbacks).update(Callback=_Absent)
    vars(sequences).update(Sequence=_Absent)
    for module in (tensorflow, keras, callbacks, sequences):
        module.__path__ = []
        sys.modules[module.__name__] = module
