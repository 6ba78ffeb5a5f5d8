"""The judge: a loaded model on a device, embedding pictures and sound in blocks."""

import numpy as np
import torch
from numpy.typing import NDArray

from avts_core.assets import model_folder
from avts_core.errors import ConfigError
from avts_core.models.bundle import Bundle, load_bundle
from avts_core.models.lip import LipNet, fused, normalised_pictures

SOUND_BLOCK = 2000
"""Mel frames embedded at a time, 20 s: bounds the memory of the convolutions."""
_CPU = torch.device("cpu")


class Judge:
    """Embeds pictures and sound with one model.

    Parameters
    ----------
    bundle
        The model.
    device
        Where it runs: "cpu", "cuda" or "mps".
    """

    def __init__(self, bundle: Bundle[LipNet], device: str) -> None:
        self.bundle = bundle
        self._device = torch.device(device)
        self._model = fused(bundle.model).to(self._device)
        self._is_short = device == "cuda" or (device == "cpu" and _has_fast_bfloat16())

    @property
    def picture_span(self) -> int:
        """Pictures that one embedding sees."""
        return self._model.picture_span

    @property
    def sound_span(self) -> int:
        """Mel frames that one embedding sees."""
        return self._model.sound_span

    @torch.inference_mode()
    def embed_pictures(self, crops: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Embed pictures on the model's grid.

        Parameters
        ----------
        crops
            [shape=(pictures, 80, 80), uint8] each 40 ms; at least `picture_span`.

        Returns
        -------
        [shape=(pictures - picture_span + 1, embedding), float32] of length 1.
        """
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._is_short):
            return embed_pictures(self._model, crops, device=self._device)

    @torch.inference_mode()
    def embed_sound(self, bands: NDArray[np.float16]) -> NDArray[np.float32]:
        """Embed sound at every mel frame.

        Parameters
        ----------
        bands
            [shape=(frames, 80), float16] levelled log-mel; at least `sound_span`.

        Returns
        -------
        [shape=(frames - sound_span + 1, embedding), float32] of length 1.
        """
        with torch.autocast(self._device.type, torch.bfloat16, enabled=self._is_short):
            return embed_sound(self._model, bands, device=self._device)


def embed_pictures(
    model: LipNet, crops: NDArray[np.uint8], *, device: torch.device = _CPU
) -> NDArray[np.float32]:
    """Embed pictures by a network as it stands, as `Judge.embed_pictures` does."""
    mouths = normalised_pictures(torch.from_numpy(crops)[None])
    seen: torch.Tensor = model.embed_pictures(mouths.to(device))
    return seen[0].float().cpu().numpy()


def embed_sound(
    model: LipNet, bands: NDArray[np.float16], *, device: torch.device = _CPU
) -> NDArray[np.float32]:
    """Embed sound by a network as it stands, as `Judge.embed_sound` does."""
    parts = []
    overlap = model.sound_span - 1
    for start in range(0, len(bands) - overlap, SOUND_BLOCK):
        block = bands[start : start + SOUND_BLOCK + overlap].astype(np.float32)
        dense = model.embed_sound_densely(torch.from_numpy(block)[None].to(device))
        parts.append(dense[0].float().cpu().numpy())
    return np.concatenate(parts)


def load_judge(name_or_path: str | None = None, device: str = "auto") -> Judge:
    """Load a model by its name among the shipped ones or the path of its bundle.

    Raises
    ------
    ConfigError
        If the device is not there.
    CheckpointError
        If the model is not there, damaged, or not of kind "lip".
    """
    chosen = choose_device(device)
    return Judge(load_bundle(model_folder(name_or_path), LipNet), chosen)


def choose_device(wish: str) -> str:
    """Return the device to run on; "auto" takes the fastest there is.

    Raises
    ------
    ConfigError
        If the wished one is not there.
    """
    has = {
        "cpu": True,
        "cuda": torch.cuda.is_available(),
        "mps": torch.backends.mps.is_available(),
    }
    if wish == "auto":
        return "cuda" if has["cuda"] else "cpu"
    if not has.get(wish):
        msg = f"The device {wish!r} is not available on this machine."
        raise ConfigError(msg)
    return wish


def _has_fast_bfloat16() -> bool:
    """Tell whether this processor multiplies bfloat16 itself; emulation is slower."""
    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
