"""Features of a text: pieces of words and runs of words, weighed by how telling they are.

Thai words are not separated and both languages are often misspelt, so that pieces of one to five
characters carry most; whole words add what pieces cut apart. It never sees anything but the text.
"""

import json
from typing import Any

import numpy as np
import scipy.sparse
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.feature_extraction.text import TfidfVectorizer

_WORD = r"\S+"
"""Between spaces; the usual pattern of the library drops Thai vowel signs and tone marks."""


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER,
    is_trainable=True,
)
class PiecesFeaturizer(SparseFeaturizer, GraphComponent):
    """TF-IDF of pieces of words (`pieces`: shortest, longest) and runs of words (`words`: most)."""

    @classmethod
    def required_components(cls) -> list[type]:
        """Return what must come before."""
        return [Tokenizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the settings; `rarest` is in how many examples a feature must stand to count."""
        return {
            **SparseFeaturizer.get_default_config(),
            "pieces": [1, 5],
            "words": 3,
            "rarest": 2,
        }

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any; the vectorizers check their own."""

    def __init__(
        self,
        config: dict[str, Any],
        context: ExecutionContext,
        storage: ModelStorage,
        resource: Resource,
    ) -> None:
        """Make it untrained."""
        super().__init__(context.node_name, config)
        self._storage, self._resource = storage, resource
        shared = {"sublinear_tf": True, "dtype": np.float32, "lowercase": False}
        shortest, longest = config["pieces"]
        self._parts = {
            "pieces": TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=(shortest, longest),
                min_df=config["rarest"],
                **shared,
            ),
            "words": TfidfVectorizer(
                token_pattern=_WORD, ngram_range=(1, config["words"]), **shared
            ),
        }

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "PiecesFeaturizer":
        """Return an untrained one."""
        return cls(config, execution_context, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> "PiecesFeaturizer":
        """Return the trained one."""
        featurizer = cls(config, execution_context, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            for name, part in featurizer._parts.items():
                terms = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
                part.vocabulary_ = {term: place for place, term in enumerate(terms)}
                part.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)
        return featurizer

    def train(self, training_data: TrainingData) -> Resource:
        """Learn which pieces and words there are, and keep them."""
        texts = [message.get(TEXT) for message in training_data.training_examples]
        with self._storage.write_to(self._resource) as folder:
            for name, part in self._parts.items():
                part.fit(texts)
                terms = sorted(part.vocabulary_, key=part.vocabulary_.__getitem__)
                listed = json.dumps(terms, ensure_ascii=False)
                (folder / f"{name}.json").write_text(listed, encoding="utf-8")
                np.save(folder / f"{name}.npy", part.idf_.astype(np.float32), allow_pickle=False)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Give the examples their features."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Give each message its features."""
        texts = [message.get(TEXT) for message in messages]
        rows = scipy.sparse.hstack([part.transform(texts) for part in self._parts.values()]).tocsr()
        for place, message in enumerate(messages):
            self.add_features_to_message(None, rows[place], TEXT, message)
        return messages
