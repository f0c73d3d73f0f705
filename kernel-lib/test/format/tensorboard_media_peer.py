"""Images, texts and histograms as TensorBoard and tensorboardX read and write them. Called by media.spec.ts; speaks JSON."""

import base64
import json
import sys


def read(folder):
    """What EventAccumulator finds in a folder, by tag."""
    from tensorboard.backend.event_processing.event_accumulator import (
        EventAccumulator,
    )
    from tensorboard.util import tensor_util

    accumulator = EventAccumulator(folder, size_guidance={"tensors": 0})
    accumulator.Reload()
    found = {}
    for tag in accumulator.Tags()["tensors"]:
        metadata = accumulator.SummaryMetadata(tag)
        found[tag] = {
            "plugin": metadata.plugin_data.plugin_name,
            "class": metadata.data_class,
            "points": [],
        }
        for event in accumulator.Tensors(tag):
            value = tensor_util.make_ndarray(event.tensor_proto)
            plain = [
                base64.b64encode(item).decode() if isinstance(item, bytes) else item
                for item in value.flatten().tolist()
            ]
            found[tag]["points"].append(
                {"step": event.step, "shape": list(value.shape), "values": plain}
            )
    return found


def write(folder):
    """One run by tensorboardX, one by TensorBoard's protos as TensorFlow 2 has them."""
    import numpy as np
    from tensorboardX import SummaryWriter

    writer = SummaryWriter(f"{folder}/tensorboardx")
    for step in (0, 5):
        writer.add_image("picture", np.full((3, 4, 6), step / 10), step)
        writer.add_histogram("weights", np.arange(100) + step, step)
        writer.add_text("note", f"at **{step}**", step)
        writer.add_scalar("loss", step, step)
    writer.close()
    return {}


if __name__ == "__main__":
    json.dump({"read": read, "write": write}[sys.argv[1]](sys.argv[2]), sys.stdout)
