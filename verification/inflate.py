"""zlib with a ceiling: what others compress is opened no further than the limit that the caller gives."""

import zlib


class TooMuch(ValueError):
    """Not one whole zlib stream, or more than the limit once opened. Permanent."""

    retry = False


def inflate(data: bytes, limit: int) -> bytes:
    """At most ``limit`` bytes. Raises TooMuch for a bomb, a cut stream and anything after its end."""
    stream = zlib.decompressobj()
    try:
        # One byte more than allowed is asked for, so that a stream of exactly the limit is told from a longer one.
        found = stream.decompress(data, limit + 1)
    except zlib.error:
        raise TooMuch("not a zlib stream") from None
    if len(found) > limit or not stream.eof or stream.unused_data:
        raise TooMuch("a zlib stream that is cut, too large or followed by something")
    return found
