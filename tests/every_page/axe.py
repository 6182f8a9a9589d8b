"""axe-core, as its wheel brings it, run inside a page; what it finds, to be read."""

from importlib.resources import files

from playwright.sync_api import Page as Tab

SOURCE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# Of what axe fetches beforehand, style sheets are for an experimental rule alone, which isn't applied;
# it would put copies of them into the page, which the page's policy refuses.
COMMON = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
# Every rule that axe applies by default, and how large a target is (WCAG 2.2, 2.5.8).
EVERYTHING = COMMON | {"rules": {"target-size": {"enabled": True}}}
# What depends on colours.
COLOURS = COMMON | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
RUN = """async (options) => (await axe.run(document, options)).violations.map((one) =>
  `${one.id}: ${one.help}\\n` + one.nodes.slice(0, 4).map((node) => `    ${node.target.join(" ")}`
    + `  ${node.html.slice(0, 160)}\\n      ${node.failureSummary.replace(/\\s+/g, " ")}`).join("\\n"))"""


def violations(tab: Tab, options: dict) -> list[str]:
    """One text a rule that is broken. The script is evaluated by the browser's debugger, which no
    content security policy binds, so that the page's own stays in force.
    """
    if not tab.evaluate("() => Boolean(window.axe)"):
        tab.evaluate(SOURCE)
    return tab.evaluate(RUN, options)


def seen_everywhere(tab: Tab) -> dict[str, list[str]]:
    """Wide and narrow, in light and in dark; dark differs from light in colours alone."""
    found = {}
    for width in (1440, 390):
        tab.set_viewport_size({"width": width, "height": 900})
        for scheme, options in (("light", EVERYTHING), ("dark", COLOURS)):
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found[f"{width} px, {scheme}"] = violations(tab, options)
    return {look: broken for look, broken in found.items() if broken}
