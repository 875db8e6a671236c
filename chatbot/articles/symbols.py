"""Characters of the font Symbol -> the signs that it prints.

Programs that set a sign in that font often leave its place in the private use area, U+F000 more
than its code in the font: a lost greater-or-equal sign turns a limit round.
"""

from chatbot.lexicon.loading import load_table

_PRINTS = {
    int(row["code"], 16): row["sign"].replace("SPACE", " ")
    for row in load_table("symbol_font").rows
}


def in_symbol_font(text: str) -> str:
    """Return `text` with the signs that the font Symbol prints; others stay as they are."""
    return text.translate(_PRINTS)
