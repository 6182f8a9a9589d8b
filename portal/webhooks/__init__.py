"""Events for machines: what they say, how they are signed, and how they leave the house."""
