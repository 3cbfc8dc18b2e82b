import sys

import torch
from diffusers import AutoencoderKL, DiffusionPipeline, LCMScheduler

BASE = "stabilityai/stable-diffusion-xl-base-1.0"
PIN = "95aebe0fa83a2f6c1edad6d19c148283f7b84d1c"


def painter():
    vae = AutoencoderKL.from_pretrained("madebyollin/sdxl-vae-fp16-fix", torch_dtype=torch.float16)
    pipe = DiffusionPipeline.from_pretrained(BASE, vae=vae, revision=PIN, torch_dtype=torch.float16, variant="fp16")
    pipe.scheduler = LCMScheduler.from_config(pipe.scheduler.config)
    pipe.load_lora_weights("latent-consistency/lcm-lora-sdxl", adapter_name="quick")
    pipe.load_lora_weights(
        "bog-vision/mural-lora-sdxl",
        weight_name="pytorch_lora_weights.safetensors",
        adapter_name="mural",
    )
    pipe.set_adapters(["quick", "mural"], adapter_weights=[1.0, 0.8])
    return pipe


if __name__ == "__main__":
    painter()(sys.argv[1], num_inference_steps=6, guidance_scale=1.5).images[0].save("mural.png")
