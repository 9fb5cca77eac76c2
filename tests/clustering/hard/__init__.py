"""Hard cases of event detection, written without knowledge of the algorithm: see README.md."""
