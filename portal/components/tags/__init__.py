"""Template tags, a room a module; portal.templatetags.pitwall gathers them."""
