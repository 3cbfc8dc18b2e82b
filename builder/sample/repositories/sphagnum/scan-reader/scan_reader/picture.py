from transformers import BlipForConditionalGeneration, BlipProcessor, CLIPModel, CLIPProcessor

CLIP, BLIP = "openai/clip-vit-base-patch32", "Salesforce/blip-image-captioning-base"

clip = CLIPModel.from_pretrained(CLIP)
clip_processor = CLIPProcessor.from_pretrained(CLIP)


def caption(image):
    processor = BlipProcessor.from_pretrained(BLIP)
    model = BlipForConditionalGeneration.from_pretrained(BLIP)
    return processor.decode(model.generate(**processor(image, return_tensors="pt"))[0], skip_special_tokens=True)
