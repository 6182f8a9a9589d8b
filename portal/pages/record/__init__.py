"""The record: what happened, by whom, when, and the proof that it is whole."""
