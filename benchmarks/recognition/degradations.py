"""What scanners, faxes and copiers do to a page; each a function of a picture."""

import io
import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

Degradation = Callable[[Image.Image, random.Random], Image.Image]


def skew(image: Image.Image, rng: random.Random) -> Image.Image:
    """Turn by up to 3 degrees."""
    angle = rng.uniform(1.0, 3.0) * rng.choice((-1, 1))
    return image.rotate(
        angle, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )


def noise(image: Image.Image, rng: random.Random) -> Image.Image:
    """Grain on every pixel."""
    grain = np.random.default_rng(rng.randrange(2**31)).normal(
        0, rng.uniform(12, 28), (image.height, image.width, 1)
    )
    data = np.asarray(image, np.float32) + grain
    return Image.fromarray(np.clip(data, 0, 255).astype(np.uint8))


def salt(image: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white specks."""
    data = np.array(image)
    dice = np.random.default_rng(rng.randrange(2**31)).random(data.shape[:2])
    share = rng.uniform(0.003, 0.012)
    data[dice < share] = 0
    data[dice > 1 - share] = 255
    return Image.fromarray(data)


def blur(image: Image.Image, rng: random.Random) -> Image.Image:
    """Out of focus."""
    return image.filter(
        ImageFilter.GaussianBlur(rng.uniform(0.8, 1.8) * image.width / 2480)
    )


def uneven(image: Image.Image, rng: random.Random) -> Image.Image:
    """Light that falls off to one side."""
    data = np.asarray(image, np.float32)
    height, width = data.shape[:2]
    low = rng.uniform(0.5, 0.75)
    across = np.linspace(1.0, low, width)[None, :]
    down = np.linspace(1.0, rng.uniform(low, 1.0), height)[:, None]
    light = across * down
    if rng.random() < 0.5:
        light = light[:, ::-1]
    return Image.fromarray((data * light[..., None]).astype(np.uint8))


def jpeg30(image: Image.Image, rng: random.Random) -> Image.Image:
    """JPEG at quality 30."""
    store = io.BytesIO()
    image.save(store, "JPEG", quality=30)
    return Image.open(io.BytesIO(store.getvalue())).convert("RGB")


def fax(image: Image.Image, rng: random.Random) -> Image.Image:
    """Black and white, at a hard threshold."""
    level = rng.randint(120, 185)
    return (
        image.convert("L")
        .point(lambda value: 255 if value > level else 0)
        .convert("RGB")
    )


def clean(image: Image.Image, rng: random.Random) -> Image.Image:
    """Nothing."""
    return image


DEGRADATIONS: dict[str, tuple[tuple[Degradation, ...], ...]] = {
    "train": (
        (clean,),
        (skew,),
        (noise,),
        (blur,),
        (uneven,),
        (jpeg30,),
        (fax,),
        (salt,),
        (skew, noise),
    ),
    "test": (
        (clean,),
        (skew, jpeg30),
        (uneven, noise),
        (blur, jpeg30),
        (skew, fax),
        (salt,),
        (noise, fax),
        (skew, uneven),
    ),
}
