"""Policies: the rules of the gates in words, their versions, and the draft of the next one."""
