"""The peers of the event file benchmark. Prints how many scalars a second as a number."""

import sys
import time


def write_tensorboardx(folder, count):
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(folder)
    begin = time.perf_counter()
    for step in range(count):
        writer.add_scalar("train/loss", step / 3, step)
    writer.close()
    return begin


def write_tensorboard(folder, count):
    from tensorboard.compat.proto import event_pb2, summary_pb2
    from tensorboard.plugins.scalar import metadata
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util import tensor_util

    writer = EventFileWriter(folder)
    described = metadata.create_summary_metadata(display_name="", description="")
    begin = time.perf_counter()
    for step in range(count):
        value = summary_pb2.Summary.Value(
            tag="train/loss",
            tensor=tensor_util.make_tensor_proto(step / 3, dtype="float32"),
            metadata=described,
        )
        summary = summary_pb2.Summary(value=[value])
        writer.add_event(
            event_pb2.Event(wall_time=time.time(), step=step, summary=summary)
        )
    writer.close()
    return begin


def read_accumulator(folder, count):
    from tensorboard.backend.event_processing.event_accumulator import (
        EventAccumulator,
    )

    begin = time.perf_counter()
    accumulator = EventAccumulator(folder, size_guidance={"tensors": 0})
    accumulator.Reload()
    tags = accumulator.Tags()["tensors"]
    found = sum(len(accumulator.Tensors(tag)) for tag in tags)
    assert found == count, f"{found} of {count} scalars"
    return begin


if __name__ == "__main__":
    task, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    begin = globals()[task](folder, count)
    print(count / (time.perf_counter() - begin))
