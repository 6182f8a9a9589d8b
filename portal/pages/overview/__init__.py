"""The overview of one use case: the next act, the circuit, what it is held to, who is in it."""
