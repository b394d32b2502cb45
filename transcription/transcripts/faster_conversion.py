"""Turns a checkpoint of openai-whisper into the folder that faster-whisper reads.

CTranslate2's own converters take checkpoints of Hugging Face's format alone, so the weights are put
into its specification here. The layout is that of `ctranslate2.specs.whisper_spec`; names of the
weights are those of `whisper.model`. Needs the extras “whisper” and “faster”.
"""

import json
import shutil
import tempfile
from collections.abc import Mapping
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

Weights = Mapping[str, Any]


def convert(checkpoint: Path, folder: Path) -> None:
    """Write the folder for a checkpoint; whole or not at all. Raises what reading it raises."""
    torch = import_module("torch")
    loaded = torch.load(checkpoint, map_location="cpu", weights_only=True)
    dims, weights = loaded["dims"], loaded["model_state_dict"]
    floats = {name: value.float().contiguous() for name, value in weights.items()}
    words = Vocabulary(dims["n_vocab"])
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(dir=folder.parent, prefix="converting-"))
    try:
        _save(_spec(dims, floats, words), made)
        words.tokenizer().save(str(made / "tokenizer.json"))
        features = {"feature_size": dims["n_mels"]}
        (made / "preprocessor_config.json").write_text(json.dumps(features))
        made.chmod(0o755)
        if not folder.is_dir():
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


class Vocabulary:
    """The words of whisper's tokenizer for a model with so many of them."""

    def __init__(self, size: int) -> None:
        # As openai-whisper tells: the English-only models have one token less than the first
        # multilingual ones, and each further language adds one.
        self._multilingual = size >= 51865
        languages = size - 51765 - int(self._multilingual)
        name = "multilingual" if self._multilingual else "gpt2"
        encoding = import_module("whisper.tokenizer").get_encoding(name, languages)
        self._ranks: dict[bytes, int] = encoding._mergeable_ranks
        self._special: dict[str, int] = encoding._special_tokens
        self._letters = _letters()

    def tokens(self) -> list[str]:
        """All of them, by number."""
        plain = {number: self._spelt(token) for token, number in self._ranks.items()}
        named = {number: name for name, number in self._special.items()}
        both = {**plain, **named}
        return [both[number] for number in range(len(both))]

    def config(self) -> dict[str, Any]:
        """What must not come first, and which tokens name languages."""
        special = self._special
        first, last = special["<|startoftranscript|>"] + 1, special["<|translate|>"]
        return {
            "suppress_ids": [],
            "suppress_ids_begin": [self._ranks[b" "], special["<|endoftext|>"]],
            "lang_ids": list(range(first, last)) if self._multilingual else [],
        }

    def tokenizer(self) -> Any:
        """The same as a tokenizer of the library `tokenizers`."""
        lib = import_module("tokenizers")
        vocabulary = {self._spelt(token): number for token, number in self._ranks.items()}
        merges = [
            (self._spelt(left), self._spelt(right))
            for left, right in (
                _parts(self._ranks, token) for token in self._ranks if len(token) > 1
            )
        ]
        made = lib.Tokenizer(lib.models.BPE(vocab=vocabulary, merges=merges))
        made.pre_tokenizer = lib.pre_tokenizers.ByteLevel(add_prefix_space=False)
        made.decoder = lib.decoders.ByteLevel()
        made.add_special_tokens(sorted(self._special, key=self._special.__getitem__))
        return made

    def _spelt(self, token: bytes) -> str:
        return "".join(self._letters[byte] for byte in token)


def _parts(ranks: Mapping[bytes, int], token: bytes) -> tuple[bytes, bytes]:
    """The two tokens that were merged into this one: those that older merges leave of it."""
    parts = [bytes([byte]) for byte in token]
    own = ranks[token]
    while len(parts) > 2:
        pairs = [
            (ranks.get(left + right, own), place)
            for place, (left, right) in enumerate(zip(parts, parts[1:], strict=False))
        ]
        rank, place = min(pairs)
        if rank >= own:
            raise ValueError("the vocabulary holds a token that no merges make")
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    return parts[0], parts[1]


def _letters() -> dict[int, str]:
    """A printable letter for each byte, as byte-level BPE writes them (GPT-2's table)."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    letters = {byte: chr(byte) for byte in shown}
    return {**letters, **{byte: chr(256 + place) for place, byte in enumerate(hidden)}}


def _spec(dims: Mapping[str, int], weights: Weights, words: Vocabulary) -> Any:
    specs = import_module("ctranslate2.specs.whisper_spec")
    spec = specs.WhisperSpec(
        dims["n_audio_layer"], dims["n_audio_head"], dims["n_text_layer"], dims["n_text_head"]
    )
    _fill_encoder(spec.encoder, weights)
    _fill_decoder(spec.decoder, weights)
    spec.register_vocabulary(words.tokens())
    for name, value in words.config().items():
        setattr(spec.config, name, value)
    # Heads that align words are known for the published models alone; else the later half.
    layers, heads = dims["n_text_layer"], dims["n_text_head"]
    spec.config.alignment_heads = list(product(range(layers // 2, layers), range(heads)))
    return spec


def _save(spec: Any, folder: Path) -> None:
    spec.validate()
    spec.optimize(quantization="float32")
    spec.save(str(folder))


def _fill_encoder(spec: Any, weights: Weights) -> None:
    for name in ("conv1", "conv2"):
        _fill_linear(getattr(spec, name), weights, f"encoder.{name}")
    spec.position_encodings.encodings = weights["encoder.positional_embedding"]
    _fill_norm(spec.layer_norm, weights, "encoder.ln_post")
    for number, layer in enumerate(spec.layer):
        _fill_layer(layer, weights, f"encoder.blocks.{number}")


def _fill_decoder(spec: Any, weights: Weights) -> None:
    embedding = weights["decoder.token_embedding.weight"]
    spec.embeddings.weight = embedding
    spec.projection.weight = embedding
    spec.position_encodings.encodings = weights["decoder.positional_embedding"]
    _fill_norm(spec.layer_norm, weights, "decoder.ln")
    for number, layer in enumerate(spec.layer):
        name = f"decoder.blocks.{number}"
        _fill_layer(layer, weights, name)
        _fill_norm(layer.attention.layer_norm, weights, f"{name}.cross_attn_ln")
        query, both, out = layer.attention.linear
        _fill_fused(query, weights, f"{name}.cross_attn", ("query",))
        _fill_fused(both, weights, f"{name}.cross_attn", ("key", "value"))
        _fill_linear(out, weights, f"{name}.cross_attn.out")


def _fill_layer(layer: Any, weights: Weights, name: str) -> None:
    _fill_norm(layer.self_attention.layer_norm, weights, f"{name}.attn_ln")
    fused, out = layer.self_attention.linear
    _fill_fused(fused, weights, f"{name}.attn", ("query", "key", "value"))
    _fill_linear(out, weights, f"{name}.attn.out")
    _fill_norm(layer.ffn.layer_norm, weights, f"{name}.mlp_ln")
    _fill_linear(layer.ffn.linear_0, weights, f"{name}.mlp.0")
    _fill_linear(layer.ffn.linear_1, weights, f"{name}.mlp.2")


def _fill_fused(spec: Any, weights: Weights, name: str, parts: tuple[str, ...]) -> None:
    """Several projections as one; whisper's keys have no bias, which is one of zeros."""
    torch = import_module("torch")
    matrices = [weights[f"{name}.{part}.weight"] for part in parts]
    spec.weight = torch.cat(matrices)
    spec.bias = torch.cat(
        [
            weights.get(f"{name}.{part}.bias", torch.zeros(matrix.shape[0]))
            for part, matrix in zip(parts, matrices, strict=True)
        ]
    )


def _fill_linear(spec: Any, weights: Weights, name: str) -> None:
    spec.weight, spec.bias = weights[f"{name}.weight"], weights[f"{name}.bias"]


def _fill_norm(spec: Any, weights: Weights, name: str) -> None:
    spec.gamma, spec.beta = weights[f"{name}.weight"], weights[f"{name}.bias"]
