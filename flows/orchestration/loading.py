"""Loading modules without garbage collection."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def loading() -> Iterator[None]:
    """Pause garbage collection for the block. Later collections pass over the objects that the block has made.

    Modules make hundreds of thousands of objects that stay, and each collection would look at all of them.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
