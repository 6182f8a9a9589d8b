"""Real data that the demo reads: flights of 2013 and handwritten digits."""
