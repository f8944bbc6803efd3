"""Answers that go out slowly, not at all, or not to their end: what a test asked for."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from granian.rsgi import HTTPProtocol, ProtocolClosed, ProtocolError  # type: ignore[attr-defined]

from campaign_contract.mockserver.exchange import Manner
from campaign_contract.mockserver.hang_up import hang_up

_PIECES, _PAUSE = 20, 0.05
"""A slow answer comes in so many pieces, each after so many seconds."""

Whole = tuple[int, list[tuple[str, str]], bytes]


async def sent_oddly(manner: Manner, protocol: HTTPProtocol, client: str, answer: Whole) -> None:
    """Send an answer in this manner to the `client`, `host:port`."""
    status, headers, content = answer
    if manner is Manner.DROPPED:
        hang_up(client)
        protocol.response_bytes(status, headers, content)
        return
    transport = protocol.response_stream(status, headers)
    size = max(len(content) // _PIECES, 1)
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    with suppress(ProtocolClosed, ProtocolError):
        for piece in pieces[: len(pieces) // 2] if manner is Manner.BROKEN_OFF else pieces:
            await transport.send_bytes(piece)
            await asyncio.sleep(_PAUSE if manner is Manner.SLOW else 0)
    if manner is Manner.BROKEN_OFF:
        await asyncio.sleep(_PAUSE)  # what was sent has to leave first
        hang_up(client)
