"""How good a run is against labels given by people: scores, gold tables and the comparison of the two."""

from topics.evaluation.gold import match_gold, read_gold
from topics.evaluation.judge import evaluate
from topics.evaluation.scores import Agreement, Scores, bcubed, pairwise, score_clusters
from topics.runs.layers import topic_at_layer

__all__ = [
    "Agreement",
    "Scores",
    "bcubed",
    "evaluate",
    "match_gold",
    "pairwise",
    "read_gold",
    "score_clusters",
    "topic_at_layer",
]
