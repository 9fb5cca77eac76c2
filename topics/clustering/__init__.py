"""Vectors -> structure: events, themes, topics, the map, watch-lists."""
