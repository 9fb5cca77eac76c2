"""Benchmarks: this package beside its peers, on labelled files, under equal conditions."""
