"""Wait for a state: run two instances, stop them, and wait until they have stopped."""

import asyncio

from sotalia_ec2 import AsyncEC2Client, EC2Client
from sotalia_runtime import Poll

IMAGE = "ami-12c6146b"


def main() -> None:
    """Stop two instances and count the polls."""
    with EC2Client() as ec2:
        started = ec2.run_instances(image_id=IMAGE, min_count=2, max_count=2, instance_type="t3.micro")
        ids = [instance.instance_id for instance in started.instances if instance.instance_id]
        ec2.stop_instances(instance_ids=ids)

        # Returns the answer that showed the state. An instance that terminates instead is a WaiterFailed at once.
        polls: list[Poll] = []
        done = ec2.wait_until_instance_stopped(instance_ids=ids, max_wait=300, on_poll=polls.append)
        for reservation in done.reservations:
            for instance in reservation.instances:
                state = instance.state.name if instance.state else "unknown"
                print(f"{instance.instance_id} is {state}")
        print(f"waited for {len(ids)} instances: {len(polls)} polls, the last: {polls[-1]}")

    asyncio.run(wait_async(ids))


async def wait_async(ids: list[str]) -> None:
    """Start them again and wait with the asynchronous client."""
    async with AsyncEC2Client() as ec2:
        await ec2.start_instances(instance_ids=ids)
        await ec2.wait_until_instance_running(instance_ids=ids, max_wait=300)
        print(f"async: {len(ids)} instances are running again")


if __name__ == "__main__":
    main()
