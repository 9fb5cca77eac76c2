"""Clusters -> names: key phrases, topic names, headlines, entities."""
