"""Where the heavy stages are worked on: this machine, or the workers of a cluster."""

from topics.engine.blocks import Engine, current_engine, each_block, map_blocks, use_engine

__all__ = ["Engine", "current_engine", "each_block", "map_blocks", "use_engine"]
