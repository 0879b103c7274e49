"""Carries packets between two TUN devices, late, as a long way between two places does.

    delay-line.py NEAR FAR DELAY_MS JITTER_MS REORDER_RATIO DUPLICATE_RATIO

Makes both devices, prints "ready" once they are there, and runs until it is killed; the devices go with it. Every
packet takes DELAY_MS give or take up to JITTER_MS, and stays behind those before it. Of each direction REORDER_RATIO
(0 to 1) take their own time instead and may overtake, and DUPLICATE_RATIO arrive twice.
"""

import fcntl
import heapq
import os
import random
import select
import struct
import sys
import time

# <linux/if_tun.h>
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST_PACKET = 65_536


def make_device(name):
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    request = struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI)
    fcntl.ioctl(device, TUNSETIFF, request)
    return device


def packets_waiting(device):
    while True:
        try:
            yield os.read(device, LONGEST_PACKET)
        except BlockingIOError:
            return


def carry(near, far, delay, jitter, reorder_ratio, duplicate_ratio):
    other = {near: far, far: near}
    newest_due = {near: 0.0, far: 0.0}
    # (due, number, device to write to, packet): the number keeps the order of what is due at one moment.
    under_way = []
    number = 0
    while True:
        timeout = max(0.0, under_way[0][0] - time.monotonic()) if under_way else None
        readable, _, _ = select.select([near, far], [], [], timeout)
        for device in readable:
            for packet in packets_waiting(device):
                for _ in range(2 if random.random() < duplicate_ratio else 1):
                    due = time.monotonic() + delay + random.uniform(-jitter, jitter)
                    if random.random() >= reorder_ratio:
                        due = newest_due[device] = max(due, newest_due[device])
                    number += 1
                    heapq.heappush(under_way, (due, number, other[device], packet))
        while under_way and under_way[0][0] <= time.monotonic():
            _, _, device, packet = heapq.heappop(under_way)
            try:
                os.write(device, packet)
            except OSError:
                pass  # The device is full or down: the packet is lost, as on any way.


if __name__ == "__main__":
    near_name, far_name, *numbers = sys.argv[1:]
    delay_ms, jitter_ms, reorder, duplicate = map(float, numbers)
    devices = make_device(near_name), make_device(far_name)
    print("ready", flush=True)
    carry(*devices, delay_ms / 1000, jitter_ms / 1000, reorder, duplicate)
