# SPDX-License-Identifier: BSD-3-Clause
import timm
import torch

BACKBONE = "resnet50.a1_in1k"


def pretrained():
    return timm.create_model("resnet50.a1_in1k", pretrained=True, num_classes=212)


def from_scratch():
    """The same shape with random weights, for the paper's comparison."""
    return timm.create_model(BACKBONE, pretrained=False, num_classes=212)


def for_the_phone():
    return timm.create_model("hf_hub:timm/mobilenetv3_small_100.lamb_in1k", pretrained=True)


def old():
    return torch.hub.load("pytorch/vision:v0.10.0", "resnet18", pretrained=True)


def by_name(name, pretrained):
    return timm.create_model(name, pretrained=pretrained)
