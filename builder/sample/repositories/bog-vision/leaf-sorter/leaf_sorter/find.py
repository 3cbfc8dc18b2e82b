# SPDX-License-Identifier: BSD-3-Clause
"""Cuts leaves out of a photograph before they are sorted."""

from transformers import DetrForObjectDetection, DetrImageProcessor, SegformerForSemanticSegmentation, ViTModel

REVISION = "no_timm"


def detector():
    processor = DetrImageProcessor.from_pretrained("facebook/detr-resnet-50", revision=REVISION)
    return processor, DetrForObjectDetection.from_pretrained("facebook/detr-resnet-50", revision="no_timm")


def ground():
    return SegformerForSemanticSegmentation.from_pretrained("nvidia/segformer-b0-finetuned-ade-512-512")


def features(kind="base"):
    names = {"base": "google/vit-base-patch16-224-in21k", "tuned": "google/vit-base-patch16-224"}
    return ViTModel.from_pretrained(names[kind])
