"""Characters of the font Symbol -> the signs that it prints.

Programs that set a sign in that font often leave its place in the private use area, U+F000 more
than its code in the font: a lost greater-or-equal sign turns a limit round.
"""

# The codes of Adobe's Symbol encoding. Bullets of several fonts share F0A7, F0B7 and others.
_GREEK = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ"
_GREEK_SMALL = "αβχδεφγηιϕκλµνοπθρστυϖωξψζ"
_SIGNS = {
    0xA2: "′", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓",
    0xB0: "°", 0xB1: "±", 0xB2: "″", 0xB3: "≥", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠",
    0xBA: "≡", 0xBB: "≈", 0xBC: "…", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD6: "√", 0xD7: "⋅",
    0xE5: "∑",
}  # fmt: skip
_PLAIN = {code: chr(code) for code in (*range(0x20, 0x22), 0x23, *range(0x25, 0x27))} | {
    code: chr(code) for code in (*range(0x28, 0x2A), *range(0x2B, 0x2D), *range(0x2E, 0x40))
}
_PRINTS = str.maketrans(
    {
        chr(0xF000 + code): sign
        for code, sign in (
            *_SIGNS.items(),
            *_PLAIN.items(),
            *enumerate(_GREEK, start=0x41),
            *enumerate(_GREEK_SMALL, start=0x61),
            (0x2D, "−"),
        )
    }
)


def in_symbol_font(text: str) -> str:
    """Return `text` with the signs that the font Symbol prints; others stay as they are."""
    return text.translate(_PRINTS)
