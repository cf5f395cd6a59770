"""A device of the campaign: publishes numbered events of QoS 1 and writes down how many were acknowledged.

Run by the Python that has paho-mqtt and gmqtt: publisher.py CLIENT PORT NODE DEVICE COUNT RATE FILE
"""

import asyncio
import json
import sys
import threading
import time

WINDOW = 200


def topic(node: str, device: str) -> str:
    return f"findling/{node}/{device}/temperature"


def payload(number: int) -> bytes:
    return json.dumps({"n": number, "celsius": number % 80 / 2}).encode()


def paho(port: int, node: str, device: str, count: int, rate: float) -> int:
    """Publishes with paho; returns how many were acknowledged."""
    import paho.mqtt.client as mqtt

    window, acknowledged = threading.Semaphore(WINDOW), []
    client = mqtt.Client(
        mqtt.CallbackAPIVersion.VERSION2, client_id=device, protocol=mqtt.MQTTv311, clean_session=False
    )

    def published(client: object, data: object, mid: int, reason: object, properties: object) -> None:
        acknowledged.append(mid)
        window.release()

    client.on_publish = published
    client.max_inflight_messages_set(WINDOW)
    client.reconnect_delay_set(1, 1)
    client.connect_async("127.0.0.1", port, keepalive=5)
    client.loop_start()
    began = time.monotonic()
    for number in range(count):
        window.acquire()
        while not client.is_connected():  # what it gets meanwhile it may send before what it repeats
            time.sleep(0.02)
        client.publish(topic(node, device), payload(number), qos=1)
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
    while len(acknowledged) < count:
        time.sleep(0.05)
    client.disconnect()
    client.loop_stop()
    return len(acknowledged)


async def gmqtt(port: int, node: str, device: str, count: int, rate: float) -> int:
    """Publishes with gmqtt; returns how many were acknowledged."""
    from gmqtt import Client
    from gmqtt.mqtt.constants import MQTTv311
    from gmqtt.storage import HeapPersistentStorage

    class InOrder(HeapPersistentStorage):
        """Of itself it repeats in the order of a heap."""

        async def get_all(self) -> list[object]:
            return sorted(self._queue)

    client = Client(device, clean_session=False, persistent_storage=InOrder())
    client.set_config({"reconnect_retries": -1, "reconnect_delay": 1})
    repeats = False

    def lost(client: Client, packet: object, exc: object = None) -> None:
        nonlocal repeats
        repeats = True

    client.on_disconnect = lost
    await client.connect("127.0.0.1", port, keepalive=5, version=MQTTv311)
    waiting = client._persistent_storage
    began = time.monotonic()
    for number in range(count):
        while len(waiting._queue) >= WINDOW or not client.is_connected or repeats:
            repeats = repeats and not (client.is_connected and await waiting.is_empty)  # nothing overtakes a repetition
            await asyncio.sleep(0.02)
        client.publish(topic(node, device), payload(number), qos=1)
        await asyncio.sleep(max(0.0, began + number / rate - time.monotonic()))
    while not await waiting.is_empty:
        await asyncio.sleep(0.05)
    await client.disconnect()
    return count


def main() -> None:
    kind, port, node, device, count, rate, file = sys.argv[1:]
    told = int(port), node, device, int(count), float(rate)
    acknowledged = paho(*told) if kind == "paho" else asyncio.run(gmqtt(*told))
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"device": device, "acknowledged": acknowledged}, out)


if __name__ == "__main__":
    main()
