"""The whole line and what it keeps: settings, pipeline, run folder, identity, edits, comparison."""
