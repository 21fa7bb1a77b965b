"""Learns which pieces of a text tell of danger. Python 3.10, started by `helpline train` alone.

It reads one file of examples and writes one table (`bot.danger` reads it). It must never reach the
network; the same examples give the same table.
"""

import argparse
import json
import math
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

from bot.nlu.surroundings import close_network, end_with_parent, settle
from bot.pieces import pieces

_LEVELS = ("danger", "concern")
_RAREST = 3
"""In so many examples a piece must stand; a rarer one tells only of those examples."""
_COST = 2.0
_CONCERN = 0.3
"""What a line of concern counts while danger is learned: taking it for danger harms less."""

_DIGITS = 4


def learn(examples: Sequence[Tuple[str, str]]) -> Dict[str, object]:
    """Return the table for examples of (level, text in the form that is heard).

    Of each level against all that is less: danger against the rest, concern or danger against none.
    A level of which there are no examples, or nothing but, is not in the table.
    """
    # scikit-learn looks for threads and folders when it is imported: `settle` comes first.
    from scipy.sparse import csr_matrix  # noqa: PLC0415
    from sklearn.svm import LinearSVC  # noqa: PLC0415

    if not examples:
        return {"bias": {}, "weights": {}}
    split = [sorted(pieces(text)) for _, text in examples]
    counted = Counter(piece for each in split for piece in each)
    kept = sorted(piece for piece in counted if counted[piece] >= _RAREST)
    known = {piece: at for at, piece in enumerate(kept)}
    places = [[known[piece] for piece in each if piece in known] for each in split]
    columns = [place for each in places for place in each]
    rows = [row for row, each in enumerate(places) for _ in each]
    rarity = {
        at: 1 + math.log((1 + len(examples)) / (1 + counted[piece])) for piece, at in known.items()
    }
    lengths = [math.sqrt(sum(rarity[place] ** 2 for place in each)) for each in places]
    values = [
        rarity[place] / length
        for each, length in zip(places, lengths, strict=True)
        for place in each
    ]
    table = csr_matrix((values, (rows, columns)), (len(examples), len(known)))
    sums: List[Sequence[float]] = []
    bias: Dict[str, float] = {}
    for at, level in enumerate(_LEVELS):
        told = [given in _LEVELS[: at + 1] for given, _ in examples]
        if len(set(told)) == 1:
            continue
        lighter = _CONCERN if level == "danger" else 1.0
        weight = [lighter if given == "concern" else 1.0 for given, _ in examples]
        machine = LinearSVC(C=_COST, class_weight="balanced", random_state=42)
        machine.fit(table, told, sample_weight=weight)
        bias[level] = round(float(machine.intercept_[0]), _DIGITS)
        sums.append(machine.coef_[0])
    weights = {
        piece: [
            *(round(float(each[at]) * rarity[at], _DIGITS) for each in sums),
            round(rarity[at] ** 2, _DIGITS),
        ]
        for piece, at in known.items()
    }
    return {"bias": bias, "weights": weights}


def main() -> int:
    """Read the arguments, learn, and write the table."""
    parser = argparse.ArgumentParser(prog="bot.nlu.danger", description="learn danger")
    parser.add_argument("--data", type=Path, required=True, help="JSON: [[level, text], ...]")
    parser.add_argument("--out", type=Path, required=True, help="the table")
    given = parser.parse_args()
    data, out = given.data.resolve(), given.out.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        settle(Path(scratch))
        close_network()
        end_with_parent()
        table = learn([(level, text) for level, text in json.loads(data.read_text("utf-8"))])
    out.write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
