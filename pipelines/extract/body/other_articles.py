"""Pages with a second article below the first, as endless scrolling leaves them."""

from hearsay.pipelines.extract.metadata.headline import agrees
from hearsay.pipelines.extract.page.html_page import Page, visible_text
from hearsay.pipelines.records import Removed

_MIN_ARTICLE = 250


def drop_other_articles(page: Page, title: str | None) -> tuple[Removed, ...]:
    """Remove each outermost `article` with its own h1 from the page's tree, and return the removed text.

    This happens only if exactly one `article` shows the page's headline; otherwise the page's own article is unknown.
    """
    outermost = [item for item in page.tree.iter("article") if next(item.iterancestors("article"), None) is None]
    if len(outermost) < 2 or not title:
        return ()
    headings = {item: [visible_text(heading) for heading in item.iter("h1")] for item in outermost}
    own = [item for item in outermost if any(agrees(text, title) for text in headings[item])]
    if len(own) != 1 or len(visible_text(own[0])) < _MIN_ARTICLE:
        return ()
    removed = []
    for item in outermost:
        if item is not own[0] and headings[item]:
            removed.append(Removed("tail", "another article", visible_text(item)))
            item.drop_tree()
    return tuple(removed)
