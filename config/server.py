"""`python -m config.server`: daphne whose WebSocket sends wait for a client that reads slowly.

Plain daphne takes every frame at once and keeps what the client does not read in memory. Here a send returns when the
socket's buffer has room again, so that the consumer notices a slow client by its own queue and hangs up. The kernel's
own buffer, which grows to megabytes if let, is held small for the same reason.
"""

import asyncio
import socket
from typing import Any

from daphne.cli import CommandLineInterface
from daphne.server import Server

SEND_BUFFER = 64 * 1024


class Gate:
    """Twisted's word with us: it pauses who produces when more than 64 kB wait to be sent, and resumes them."""

    def __init__(self) -> None:
        self.is_open = asyncio.Event()
        self.is_open.set()

    def pauseProducing(self) -> None:  # noqa: N802  (Twisted's name)
        self.is_open.clear()

    def resumeProducing(self) -> None:  # noqa: N802  (Twisted's name)
        self.is_open.set()

    stopProducing = resumeProducing  # noqa: N815  (the connection is gone: nobody waits any more)


class PatientServer(Server):
    async def handle_reply(self, protocol: Any, message: dict[str, Any]) -> None:
        await super().handle_reply(protocol, message)
        if message["type"] == "websocket.send":
            gate = getattr(protocol, "gate", None) or self.put_gate(protocol)
            await gate.is_open.wait()

    def put_gate(self, protocol: Any) -> Gate:
        """From the first frame on; until then the connection's producer was the HTTP request it began as."""
        protocol.gate = gate = Gate()
        protocol.transport.unregisterProducer()
        protocol.transport.registerProducer(gate, True)
        protocol.transport.getHandle().setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        return gate


class CommandLine(CommandLineInterface):
    server_class = PatientServer


if __name__ == "__main__":
    CommandLine.entrypoint()
