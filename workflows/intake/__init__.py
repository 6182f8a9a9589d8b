"""How batches of scores and feedback are read: their formats, their rows, and what is wrong with them."""
