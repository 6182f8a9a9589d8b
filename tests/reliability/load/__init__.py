"""Promotions under load, through a gateway that is killed: what drives them, and what watches them."""
