"""Each page by its address, in every state, as a browser shows it."""
