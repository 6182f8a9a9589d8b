"""Programs that are given away: each file works alone, without Pitwall."""
