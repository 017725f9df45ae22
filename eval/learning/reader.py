"""Teaches the bundled encoder to read: where in a passage a question's answer begins and ends, and that it does not.

    python -m eval.learning.reader DIR... --output reader.npz [--minutes 60]

Needs PyTorch, which the product doesn't: pip install torch. Each DIR is a question set (question_sets/files.py). What
it gives: eval/benchmarks/reader.md.

The model is the encoder's first layers with a low-rank change of the upper ones (Hu et al., "LoRA", ICLR 2022) and two
linear heads over its tokens (Devlin et al., "BERT", NAACL 2019); the first token stands for "no answer here" (Rajpurkar
et al., "Know what you don't know", ACL 2018). All places where an answer stands are right (Clark and Gardner, "Simple
and effective multi-paragraph reading comprehension", ACL 2018), and of a passage that answers without being quoted it
is only taught that it does. The learning rate falls to nothing at the end of the given time.
"""

import argparse
import math
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from eval.learning.reader_examples import Example, examples
from eval.question_sets.files import read_question_set
from eval.statistics.calibration import auroc
from knowledge.encoder.model import Model, bundled_model
from knowledge.encoder.reader import PassageReader, taught_from
from knowledge.encoder.weights import Weights

LAYERS, _UNTOUCHED, _RANK = 8, 2, 32
_BATCH, _RATE, _WARM_UP = 16, 1e-3, 0.05
_SORTED_TOGETHER = 32
_SEED = 7
_CHECKED = 400
_MEMORY = 0.98  # of the loss that is reported
_MATRICES = ("q", "k", "v", "ao", "fi", "fo")


class Changed(nn.Module):
    """A matrix of the encoder, kept as it is, and a change of low rank to it."""

    def __init__(self, weights: Weights, name: str, rank: int) -> None:
        super().__init__()
        self.name, self.rank = name, rank
        self.register_buffer("matrix", torch.tensor(weights.matrix(name)))
        self.register_buffer("bias", torch.tensor(weights.vector(name + ".b")))
        if rank:
            outputs, inputs = self.matrix.shape
            self.down = nn.Parameter(torch.randn(rank, inputs) / math.sqrt(inputs))
            self.up = nn.Parameter(torch.zeros(outputs, rank))

    def forward(self, x: Tensor) -> Tensor:
        whole = functional.linear(x, self.matrix, self.bias)
        return whole + functional.linear(functional.linear(x, self.down), self.up) if self.rank else whole


class Layer(nn.Module):
    def __init__(self, weights: Weights, number: int, rank: int) -> None:
        super().__init__()
        self.heads, self.epsilon = weights.heads, weights.epsilon
        self.parts = nn.ModuleDict({part: Changed(weights, f"l{number}.{part}", rank) for part in _MATRICES})
        for norm in ("aln", "oln"):
            for end in ("w", "b"):
                self.register_buffer(f"{norm}_{end}", torch.tensor(weights.vector(f"l{number}.{norm}.{end}")))

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        batch, tokens, hidden = x.shape
        q, k, v = (self.parts[p](x).view(batch, tokens, self.heads, -1).transpose(1, 2) for p in "qkv")
        attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
        attended = attended.transpose(1, 2).reshape(batch, tokens, hidden)
        x = functional.layer_norm(x + self.parts["ao"](attended), (hidden,), self.aln_w, self.aln_b, self.epsilon)
        inner = functional.gelu(self.parts["fi"](x))
        return functional.layer_norm(x + self.parts["fo"](inner), (hidden,), self.oln_w, self.oln_b, self.epsilon)


class Reader(nn.Module):
    def __init__(self, weights: Weights) -> None:
        super().__init__()
        self.weights = weights
        self.layers = nn.ModuleList(
            Layer(weights, number, _RANK if number >= _UNTOUCHED else 0) for number in range(LAYERS)
        )
        self.heads = nn.Linear(weights.hidden, 2)
        nn.init.normal_(self.heads.weight, std=0.02)
        nn.init.zeros_(self.heads.bias)

    def forward(self, batch: Sequence[Example]) -> Tensor:
        """Log odds of beginning and end, shape (batch, tokens, 2); minus infinity where no answer can be."""
        longest = max(len(example.pair.ids) for example in batch)
        x = torch.zeros(len(batch), longest, self.weights.hidden)
        mask = torch.zeros(len(batch), 1, 1, longest, dtype=torch.bool)
        allowed = torch.zeros(len(batch), longest, dtype=torch.bool)
        for row, example in enumerate(batch):
            length = len(example.pair.ids)
            x[row, :length] = torch.from_numpy(self.weights.embedded(example.pair.ids))
            mask[row, 0, 0, :length] = True
            allowed[row, example.pair.first : length - 1] = True
        allowed[:, 0] = True
        norm = [torch.tensor(self.weights.vector(f"emb.ln.{end}")) for end in ("w", "b")]
        x = functional.layer_norm(x, (self.weights.hidden,), *norm, self.weights.epsilon)
        with torch.no_grad():
            for layer in self.layers[:_UNTOUCHED]:
                x = layer(x, mask)
        for layer in self.layers[_UNTOUCHED:]:
            x = layer(x, mask)
        return self.heads(x).masked_fill(~allowed[:, :, None], -1e4)


def loss_of(logits: Tensor, batch: Sequence[Example]) -> Tensor:
    shares = functional.log_softmax(logits, dim=1)
    total = torch.zeros(())
    for row, example in enumerate(batch):
        if example.answer == "somewhere":
            total = total - torch.log1p(-shares[row, 0].exp().clamp(max=1 - 1e-6)).sum()
        else:
            starts, ends = (example.starts, example.ends) if example.answer == "here" else ((0,), (0,))
            total = total - torch.logsumexp(shares[row, list(starts), 0], 0)
            total = total - torch.logsumexp(shares[row, list(ends), 1], 0)
    return total / len(batch)


def batches(of: Sequence[Example], draw: random.Random) -> Iterator[list[Example]]:
    """Without end, of examples about as long as each other, each once before any comes again."""
    while True:
        order = list(of)
        draw.shuffle(order)
        for begin in range(0, len(order), _BATCH * _SORTED_TOGETHER):
            part = sorted(order[begin : begin + _BATCH * _SORTED_TOGETHER], key=lambda example: len(example.pair.ids))
            cut = [part[at : at + _BATCH] for at in range(0, len(part), _BATCH)]
            draw.shuffle(cut)
            yield from cut


@torch.no_grad()
def answered(reader: Reader, of: Sequence[Example]) -> list[float]:
    """Log odds that the window answers, of each example."""
    scores: list[float] = []
    for at in range(0, len(of), _BATCH):
        logits = reader(of[at : at + _BATCH])
        scores += (torch.logsumexp(logits[:, 1:], 1) - logits[:, 0]).sum(1).tolist()
    return scores


def told(of: Sequence[Example], scores: Sequence[float]) -> str:
    """How well the scores tell windows that answer from others, by question set."""
    sets = dict.fromkeys(example.group for example in of)
    return ", ".join(f"{name} {_auroc(name, of, scores)}" for name in sets)


def _auroc(name: str, of: Sequence[Example], scores: Sequence[float]) -> str:
    at = [index for index, example in enumerate(of) if example.group == name]
    value = auroc([scores[index] for index in at], [of[index].answer != "nowhere" for index in at])
    return f"{'–' if value is None else f'{value:.3f}'} ({len(at)})"


def kept_weights(reader: Reader) -> dict[str, Any]:
    """The arrays that knowledge/encoder/reader.py reads, in half precision."""
    found = {"heads.w": reader.heads.weight, "heads.b": reader.heads.bias}
    for layer in reader.layers[_UNTOUCHED:]:
        for part in layer.parts.values():
            found |= {f"{part.name}.up": part.up, f"{part.name}.down": part.down}
    return {name: value.detach().numpy().astype(np.float16) for name, value in found.items()}


def train(model: Model, taught: Sequence[Example], kept: Sequence[Example], minutes: float, output: Path) -> None:
    torch.manual_seed(_SEED)
    reader = Reader(model.weights)
    learned = [parameter for parameter in reader.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=_RATE, weight_decay=0.01)
    began, step, tokens, recent = time.monotonic(), 0, 0, 0.0
    for batch in batches(taught, random.Random(_SEED)):
        spent = (time.monotonic() - began) / (60 * minutes)
        if spent >= 1:
            break
        for group in optimizer.param_groups:
            group["lr"] = _RATE * min(1.0, spent / _WARM_UP) * (1 - spent)
        loss = loss_of(reader(batch), batch)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(learned, 1.0)
        optimizer.step()
        step, tokens, recent = (
            step + 1,
            tokens + sum(len(e.pair.ids) for e in batch),
            0.98 * recent + 0.02 * loss.item(),
        )
        if step % 50 == 0:
            rate = tokens / (time.monotonic() - began)
            sys.stderr.write(f"{spent:.0%} step {step}, loss {recent / (1 - _MEMORY**step):.3f}, {rate:.0f} tokens/s\n")
        if step % _CHECKED == 0:
            sys.stderr.write(f"{told(kept[:_CHECKED], answered(reader, kept[:_CHECKED]))}\n")
            np.savez_compressed(output, **kept_weights(reader))
    np.savez_compressed(output, **kept_weights(reader))
    sys.stdout.write(f"{step} steps, {tokens} tokens.\n")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m eval.learning.reader", description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="DIR")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE.npz")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long to train (60)")
    parser.add_argument("--threads", type=int, default=2)
    parsed = parser.parse_args(arguments)
    torch.set_num_threads(parsed.threads)
    model = bundled_model()
    sets = {folder.name: read_question_set(folder) for folder in parsed.folders}
    lessons = examples(sets, model, parsed.threads, _SEED)
    train(model, lessons.taught, lessons.kept, parsed.minutes, parsed.output)
    # As it would run: in whole numbers, without PyTorch.
    quantised = PassageReader(model, taught_from(np.load(parsed.output)))
    scores = [quantised.read(example.pair).anywhere for example in lessons.kept]
    sys.stdout.write(f"Held out, AUROC of answering windows: {told(lessons.kept, scores)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
