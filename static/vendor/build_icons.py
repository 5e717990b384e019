"""Builds ``static/icons.svg``: one sprite of only those Tabler icons that pages use.

Where it belongs: static files, run by hand when a page needs an icon that is not in ``ICONS`` yet.

    npm pack @tabler/icons@3.51.0 && tar xzf tabler-icons-3.51.0.tgz
    python static/vendor/build_icons.py package/icons

Each icon becomes ``<symbol id="name">``; templates draw it with ``components/icon.html``, scripts by changing
the fragment of an existing ``<use href>``. Stroke and size are attributes of the drawing element, set in
``app.css`` on ``.icon``, so that one symbol serves every colour and both themes.
"""

import re
import sys
from pathlib import Path

SPRITE = Path(__file__).resolve().parent.parent / "icons.svg"

ICONS = """
adjustments alert-circle alert-triangle api arrow-back-up arrow-down arrow-left arrow-narrow-right arrow-right
arrow-up arrows-exchange arrows-sort ban bell bell-off bolt briefcase building building-store calendar calendar-event
calendar-time chart-bar check chevron-down chevron-left chevron-right chevron-up circle circle-check circle-dashed
circle-dot circle-x clipboard-check clock clock-pause clock-play coffee copy cpu device-desktop dots download edit
external-link eye file-text filter flag hand-stop headset help history home hourglass id inbox info-circle key
keyboard language layout-kanban list list-check lock lock-open login logout mail map-pin maximize menu-2 message
message-plus moon note phone phone-call phone-off player-pause player-play plus point refresh scale search send server
settings shield star sun tag target tool trash trophy upload user user-check user-plus user-x users users-group
webhook wifi wifi-off world x
""".split()

# A filled twin where the outline is too light to be told apart at 12 px.
FILLED = ["point", "star"]


def symbol(name: str, source: Path, *, filled: bool) -> str:
    """The drawing of one icon, without the invisible 24 x 24 frame that each Tabler file starts with."""
    body = re.search(r"<svg[^>]*>(.*)</svg>", source.read_text(), re.DOTALL)
    if body is None:
        raise SystemExit(f"{source} is not an svg file")
    shapes = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", body.group(1))
    shapes = re.sub(r"\s+", " ", shapes).replace(" />", "/>").replace("> <", "><").strip()
    paint = ' fill="currentColor" stroke="none"' if filled else ""
    return f'<symbol id="{name}" viewBox="0 0 24 24"{paint}>{shapes}</symbol>'


def main(folder: Path) -> None:
    """Writes the sprite; stops at the first icon that the package does not have."""
    symbols = [symbol(name, folder / "outline" / f"{name}.svg", filled=False) for name in sorted(ICONS)]
    symbols += [symbol(f"{name}-filled", folder / "filled" / f"{name}.svg", filled=True) for name in FILLED]
    SPRITE.write_text('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
