"""Tooltips whose words come from a file."""

from html import escape


def plain_tip(text: str) -> str:
    """Return a tooltip that shows a text letter by letter.

    Qt takes a tooltip that looks like HTML for HTML: a track called ``<img src=...>``
    would have it read that file.

    Examples
    --------
    >>> plain_tip("1  eng  aac")
    '1  eng  aac'
    """
    if "<" not in text and "&" not in text:
        return text
    return f'<span style="white-space: pre-wrap">{escape(text, quote=False)}</span>'
