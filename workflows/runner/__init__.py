"""The runner: relays, seals, keeps model processes as they are wanted, and does long work."""
