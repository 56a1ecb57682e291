"""Characters that can be taken for others: forms, and letters of other scripts that look like Latin or Arabic ones.

For comparison only: nobody is shown a skeleton. Source: the method of Unicode's UTS 39 (section 4), with those of its pairs that
phones and keyboards produce: Latin, Greek, Cyrillic, Armenian, Arabic and digits.
"""

from __future__ import annotations

import unicodedata

_PAIRS = {
    "a": "аαɑ⍺",
    "b": "Ьь",
    "c": "сϲᴄ",
    "d": "ԁ",
    "e": "еҽ℮",
    "f": "ẝſ",
    "g": "ɡցƍ",
    "h": "һհ",
    "i": "іıɩιɪ",
    "j": "јϳ",
    "k": "кκĸϰᴋ",
    "l": "1I|ӏӀǀΙІ١۱ا",
    "n": "пոռ",
    "o": "оοօσᴏ๐໐०০੦૦௦౦೦൦٥۵هہە",
    "p": "рρ",
    "q": "ԛգզ",
    "r": "гᴦⲅ",
    "s": "ѕƽꜱ",
    "u": "υսᴜʋ",
    "v": "νѵᴠט",
    "w": "ԝѡᴡɯա",
    "x": "х×᙮",
    "y": "уγүყʏ",
    "z": "ᴢ",
    "A": "АΑ",
    "B": "ВΒ",
    "C": "СϹ",
    "E": "ЕΕ",
    "G": "Ԍ",
    "H": "НΗ",
    "J": "Ј",
    "K": "КΚ",
    "M": "МΜ",
    "N": "Ν",
    "O": "0ОΟՕ",
    "P": "РΡ",
    "S": "ЅՏ",
    "T": "ТΤ",
    "U": "Սᑌ",
    "V": "Ѵ٧۷",
    "W": "Ԝ",
    "X": "ХΧ",
    "Y": "УΥҮ",
    "Z": "Ζ",
    "ى": "يیې",
    "ک": "كڪ",
    "ɛ": "εє",
    "ß": "β",
    ".": "٠۰",
    "rn": "m",
}
_TABLE = {ord(char): plain for plain, chars in _PAIRS.items() for char in chars}


def skeleton(text: str) -> str:
    """Text with each character in the plainest form it could be taken for. Two texts that look alike have the same."""
    out = []
    for char in unicodedata.normalize("NFD", text):
        if unicodedata.category(char) == "Cf" or "\ufff0" <= char <= "\ufff8":
            continue
        plain = unicodedata.normalize("NFKC", char)
        out.append("".join([_TABLE.get(ord(part), part) for part in plain]))
    return unicodedata.normalize("NFD", "".join(out))
