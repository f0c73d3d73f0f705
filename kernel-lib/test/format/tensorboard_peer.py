"""What TensorBoard itself reads from, and writes to, a folder. Called by tensorboard.spec.ts; speaks JSON."""

import json
import sys


def read(folder):
    """Every scalar of one run, as EventAccumulator finds it."""
    from tensorboard.backend.event_processing.event_accumulator import (
        EventAccumulator,
    )
    from tensorboard.util import tensor_util

    accumulator = EventAccumulator(
        folder, size_guidance={"tensors": 0, "scalars": 0}
    )
    accumulator.Reload()
    found = {}
    for tag in accumulator.Tags()["tensors"]:
        if accumulator.SummaryMetadata(tag).plugin_data.plugin_name == "scalars":
            found[tag] = [
                [e.step, tensor_util.make_ndarray(e.tensor_proto).item(), e.wall_time]
                for e in accumulator.Tensors(tag)
            ]
    for tag in accumulator.Tags()["scalars"]:
        found[tag] = [[e.step, e.value, e.wall_time] for e in accumulator.Scalars(tag)]
    return found


def write(folder):
    """One run by each writer there is; returns what was logged."""
    import numpy as np
    from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2
    from tensorboard.summary import Writer
    from tensorboard.summary.writer.event_file_writer import EventFileWriter
    from tensorboard.util import tensor_util
    from tensorboardX import SummaryWriter

    values = [0.5, -1.25, float(np.float32(0.1)), 3e30, float("nan"), float("inf")]

    writer = EventFileWriter(f"{folder}/simple")
    for step, value in enumerate(values):
        item = summary_pb2.Summary.Value(tag="a/b", simple_value=value)
        summary = summary_pb2.Summary(value=[item])
        writer.add_event(
            event_pb2.Event(wall_time=1e9 + step, step=step, summary=summary)
        )
    writer.close()

    writer = Writer(f"{folder}/summary")
    for step, value in enumerate(values):
        writer.add_scalar("a/b", value, step, wall_time=1e9 + step)
    writer.close()

    writer = SummaryWriter(f"{folder}/tensorboardx")
    for step, value in enumerate(values):
        writer.add_scalar("a/b", value, step, walltime=1e9 + step)
    writer.add_text("note", "is passed over", 1)
    writer.add_histogram("weights", np.arange(10), 1)
    writer.add_image("picture", np.zeros((3, 4, 4)), 1)
    writer.close()

    def tensor(kind, content):
        made = tensor_util.make_tensor_proto(0.5, dtype=kind)
        if content:
            made.ClearField("float_val")
            made.ClearField("double_val")
            made.tensor_content = np.array(0.5, dtype=kind).tobytes()
        return made

    writer = EventFileWriter(f"{folder}/tensors")
    kinds = [np.float16, np.float32, np.float64]
    made = [tensor(kind, content) for kind in kinds for content in (False, True)]
    made += [tensor_util.make_tensor_proto(2, dtype=k) for k in (np.int32, np.int64)]
    made += [tensor_util.make_tensor_proto(2, dtype=k) for k in (np.uint8, np.int8)]
    for step, item in enumerate(made):
        value = summary_pb2.Summary.Value(tag="a/b", tensor=item)
        value.metadata.plugin_data.plugin_name = "scalars"
        value.metadata.data_class = summary_pb2.DATA_CLASS_SCALAR
        summary = summary_pb2.Summary(value=[value])
        writer.add_event(
            event_pb2.Event(wall_time=1e9 + step, step=step, summary=summary)
        )
    writer.close()

    return {
        "simple": [str(v) for v in values],
        "summary": [str(v) for v in values],
        "tensorboardx": [str(v) for v in values],
        "tensors": ["0.5"] * 6 + ["2"] * 4,
    }


if __name__ == "__main__":
    json.dump({"read": read, "write": write}[sys.argv[1]](sys.argv[2]), sys.stdout)
