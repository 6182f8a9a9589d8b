"""The REST API's part for cycles, reviews, models in training and models in service."""
