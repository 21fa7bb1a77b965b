"""Features of a text: pieces of words and runs of words, weighed by how telling they are.

Both languages are often misspelt, so that pieces of one to five characters carry most; whole words
add what pieces cut apart. Thai leaves no space between words: they are told apart by a dictionary.
It never sees anything but the text.
"""

import json
from pathlib import Path
from typing import Iterator, Sequence

import numpy as np
import scipy.sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.separated import separator

_WORD = r"\S+"
"""Between spaces; the usual pattern of the library drops Thai vowel signs and tone marks."""


class Features:
    """TF-IDF of pieces of words and of runs of words.

    Args:
        pieces: characters of the shortest and of the longest piece.
        words: words of the longest run.
        rarest: in how many examples a piece or a run must stand to count.
    """

    def __init__(self, pieces: Sequence[int], words: int, rarest: int) -> None:
        shared = {"sublinear_tf": True, "dtype": np.float32, "lowercase": False, "min_df": rarest}
        edges = {"analyzer": "char_wb", "ngram_range": tuple(pieces)}
        runs = {"token_pattern": _WORD, "ngram_range": (1, words)}
        self._separate = separator()
        self._parts = {
            "pieces": TfidfVectorizer(**edges, **shared),
            "words": TfidfVectorizer(**runs, **shared),
        }

    def learn(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Learn which pieces and words there are; return the features of the texts."""
        pieces, words = self._parts.values()
        return _joined([pieces.fit_transform(texts), words.fit_transform(self._separated(texts))])

    def of(self, texts: Sequence[str]) -> scipy.sparse.csr_matrix:
        """Return the features of texts, one row for each."""
        pieces, words = self._parts.values()
        return _joined([pieces.transform(texts), words.transform(self._separated(texts))])

    def _separated(self, texts: Sequence[str]) -> Iterator[str]:
        return (" ".join(self._separate(text)) for text in texts)

    def save(self, folder: Path) -> None:
        """Write what was learned."""
        for name, part in self._parts.items():
            terms = sorted(part.vocabulary_, key=part.vocabulary_.__getitem__)
            listed = json.dumps(terms, ensure_ascii=False)
            (folder / f"{name}.json").write_text(listed, encoding="utf-8")
            np.save(folder / f"{name}.npy", part.idf_.astype(np.float32), allow_pickle=False)

    def restore(self, folder: Path) -> None:
        """Read what was learned."""
        for name, part in self._parts.items():
            terms = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            part.vocabulary_ = {term: place for place, term in enumerate(terms)}
            part.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)


def _joined(parts: Sequence[scipy.sparse.spmatrix]) -> scipy.sparse.csr_matrix:
    return scipy.sparse.hstack(parts).tocsr()
