"""Train the recogniser and write down how well it does on families it never saw.

Run ``python -m models.recogniser.train``; takes about a minute on two cores. The result
is ``model/`` and ``scores.json`` beside this file; the same seed gives the same scores.
"""

import json
import random
from pathlib import Path
from typing import Any

from models.recogniser.made_data import Example, make_examples
from models.recogniser.made_numbers import make_number_lines

HERE = Path(__file__).parent
SEED = 20261122
EACH, TRIAL_EACH, LINES = 1500, 400, 6000
EPOCHS, NUMBER_EPOCHS = 12, 8


def main() -> None:
    """Train, measure and save."""
    import spacy
    from thinc.api import fix_random_seed

    fix_random_seed(SEED)
    nlp = spacy.blank("xx")
    nlp.add_pipe("ner", config=_NER)
    category = nlp.add_pipe("textcat", config=_TEXTCAT)
    category.add_label("mark")  # type: ignore[attr-defined]
    category.add_label("mention")  # type: ignore[attr-defined]
    examples = _examples(nlp, "train", EACH)
    lines = _lines(nlp, "train", LINES)
    nlp.initialize(lambda: [*examples[:200], *lines[:200]])
    rng = random.Random(SEED)
    _teach(nlp, examples, "textcat", EPOCHS, rng)
    _teach(nlp, lines, "ner", NUMBER_EPOCHS, rng)
    scores = _measure(nlp)
    nlp.to_disk(HERE / "model")
    size = sum(
        item.stat().st_size for item in (HERE / "model").rglob("*") if item.is_file()
    )
    scores["size_bytes"] = size
    (HERE / "scores.json").write_text(
        json.dumps(scores, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )


_TEXTCAT: dict[str, Any] = {
    "model": {
        "@architectures": "spacy.TextCatBOW.v3",
        "exclusive_classes": True,
        "ngram_size": 1,
        "no_output_layer": False,
        "length": 16384,
    }
}
_NER: dict[str, Any] = {
    "model": {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
        "hidden_width": 32,
        "maxout_pieces": 2,
        "use_upper": True,
        "tok2vec": {
            "@architectures": "spacy.HashEmbedCNN.v2",
            "pretrained_vectors": None,
            "width": 48,
            "depth": 2,
            "embed_size": 500,
            "window_size": 1,
            "maxout_pieces": 2,
            "subword_features": True,
        },
    }
}


def _examples(nlp: Any, split: str, each: int) -> list[Any]:
    from spacy.tokens import Doc
    from spacy.training import Example as Pair

    pairs = []
    for made in make_examples(split, each=each, seed=SEED):
        doc = Doc(nlp.vocab, words=list(made.tokens))
        cats = {"mark": float(made.is_mark), "mention": float(not made.is_mark)}
        pairs.append(Pair.from_dict(doc, {"cats": cats}))
    return pairs


def _lines(nlp: Any, split: str, count: int) -> list[Any]:
    from spacy.training import Example as Pair
    from spacy.training import offsets_to_biluo_tags

    pairs = []
    for text, places in make_number_lines(split, count=count, seed=SEED):
        doc = nlp.make_doc(text)
        if "-" not in offsets_to_biluo_tags(doc, places):
            pairs.append(Pair.from_dict(doc, {"entities": places}))
    return pairs


def _teach(
    nlp: Any, pairs: list[Any], pipe: str, epochs: int, rng: random.Random
) -> None:
    optimizer = nlp.create_optimizer()
    with nlp.select_pipes(enable=pipe):
        for _ in range(epochs):
            rng.shuffle(pairs)
            for start in range(0, len(pairs), 32):
                nlp.update(pairs[start : start + 32], sgd=optimizer, drop=0.2)


def _measure(nlp: Any) -> dict[str, Any]:
    """Return scores on the trial families: errors at every threshold, calibration."""
    from spacy.tokens import Doc

    trial = list(make_examples("trial", each=TRIAL_EACH, seed=SEED + 1))
    category = nlp.get_pipe("textcat")
    scored: list[tuple[float, Example]] = []
    for made in trial:
        doc = category(Doc(nlp.vocab, words=list(made.tokens)))
        scored.append((doc.cats["mark"], made))
    brier = sum((p - made.is_mark) ** 2 for p, made in scored) / len(scored)
    return {
        "seed": SEED,
        "trial_examples": len(scored),
        "brier": round(brier, 4),
        "calibration": _calibration(scored),
        "cost_by_threshold": _costs(scored),
        "mean_chance_by_family": _by_family(scored),
        "numbers": nlp.evaluate(_lines(nlp, "trial", 400))["ents_per_type"],
    }


def _calibration(scored: list[tuple[float, Example]]) -> list[dict[str, float]]:
    rows = []
    for step in range(10):
        low, high = step / 10, (step + 1) / 10 + (step == 9)
        inside = [(p, e) for p, e in scored if low <= p < high]
        if inside:
            said = sum(p for p, _ in inside) / len(inside)
            true = sum(e.is_mark for _, e in inside) / len(inside)
            rows.append(
                {"said": round(said, 3), "true": round(true, 3), "count": len(inside)}
            )
    return rows


def _costs(scored: list[tuple[float, Example]]) -> list[dict[str, float]]:
    """Return what each pair of thresholds costs: missed, false, sent to a person."""
    rows = []
    for low, high in ((0.02, 0.98), (0.05, 0.95), (0.1, 0.9), (0.2, 0.8), (0.5, 0.5)):
        rows.append({
            "mention_below": low,
            "mark_above": high,
            "missed": sum(e.is_mark and p < low and _may_be_talk(e) for p, e in scored),
            "false_mark": sum(not e.is_mark and p > high for p, e in scored),
            "review": sum(low <= p <= high for p, _ in scored),
        })  # fmt: skip
    return rows


def _may_be_talk(example: Example) -> bool:
    """Tell whether form allows a mention; the rest is never voted away."""
    return "alone" not in example.tokens or bool(
        {"about", "quoted", "after", "case=lower"} & set(example.tokens)
    )


def _by_family(scored: list[tuple[float, Example]]) -> dict[str, float]:
    names = sorted({e.family for _, e in scored})
    return {
        name: round(sum(p for p, e in scored if e.family == name) / TRIAL_EACH, 3)
        for name in names
    }


if __name__ == "__main__":
    main()
