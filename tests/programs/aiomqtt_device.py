"""A device by aiomqtt: publishes 50 numbered events of QoS 1, and hears itself. aiomqtt_device.py PORT TOPIC"""

import asyncio
import json
import sys

import aiomqtt


async def main(port: int, topic: str) -> None:
    """Publishes, and prints how many of its own events came back."""
    async with aiomqtt.Client(
        "127.0.0.1", port, identifier="aio", protocol=aiomqtt.ProtocolVersion.V311, clean_session=True
    ) as client:
        await client.subscribe(topic, qos=1)
        for number in range(50):
            await client.publish(topic, json.dumps({"n": number}), qos=1)
        heard = 0
        async for _ in client.messages:
            heard += 1
            if heard == 50:
                break
        print(f"heard: {heard}")


asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
