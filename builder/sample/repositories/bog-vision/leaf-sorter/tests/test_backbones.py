import timm
import torch


def test_shape():
    model = timm.create_model("resnet50.a1_in1k", pretrained=False, num_classes=212)
    assert model(torch.zeros(1, 3, 64, 64)).shape == (1, 212)
