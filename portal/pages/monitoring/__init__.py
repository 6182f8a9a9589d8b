"""Operation: does what is in service still hold?"""
