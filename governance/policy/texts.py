"""How messages quote what stands in a text, and guess what was meant."""

import difflib
from collections.abc import Iterable, Sequence

from yaml.nodes import MappingNode, Node, ScalarNode

from governance.saying import gettext as _
from governance.saying import gettext_noop

LONGEST_QUOTE = 60
LINKS = {"and": gettext_noop("and"), "or": gettext_noop("or")}


def quoted(node: Node) -> str:
    """What stands at a node, short enough for a message."""
    if isinstance(node, ScalarNode):
        value = node.value if len(node.value) <= LONGEST_QUOTE else node.value[:LONGEST_QUOTE] + "…"
        return f"“{value}”" if value else _("Nothing")
    return _("A group of settings") if isinstance(node, MappingNode) else _("A list")


def listed(options: Iterable[str], link: str = "or") -> str:
    """The options in a row, as a sentence names them: a, b or c."""
    names = [str(one) for one in options]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {_(LINKS[link])} {names[-1]}"


def closest(node: Node, options: Sequence[str]) -> str:
    """What to write instead: the option that looks most alike, if one does, else all of them."""
    value = str(node.value).strip().lower() if isinstance(node, ScalarNode) else ""
    alike = difflib.get_close_matches(value, options, n=1, cutoff=0.6)
    if alike:
        return _("Did you mean %(alike)s?") % {"alike": alike[0]}
    return _("Write %(options)s.") % {"options": listed(options)} if options else _("Take it out.")
