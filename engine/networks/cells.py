"""Recurrent cells: torch's own layers, with a state whose axis 0 is rows."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

# Elman 1990; Cho et al. 2014; Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000.
CELLS: dict[str, type[nn.RNN | nn.GRU | nn.LSTM]] = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}

# Hidden vectors (rows, layers, width) and, for the LSTM, those of its memory cells.
Cells = tuple[Tensor, ...]


class Recurrence(nn.Module):
    """Layers of recurrent cells. A layer that reads both ways gives half its width to each direction."""

    def __init__(
        self, cell: str, read: int, width: int, layers: int, dropout: float, *, both_ways: bool = False
    ) -> None:
        """read: width of what goes in; dropout: between layers."""
        super().__init__()
        if cell not in CELLS:
            raise ValueError(f"cell {cell!r} is none of {', '.join(CELLS)}")
        self.width, self.parts = width, 2 if cell == "lstm" else 1
        self.directions = 2 if both_ways else 1
        self.layers = CELLS[cell](
            read,
            width // self.directions,
            layers,
            batch_first=True,
            dropout=dropout if layers > 1 else 0.0,
            bidirectional=both_ways,
        )
        for name, weight in self.layers.named_parameters():
            if "weight_ih" in name:
                nn.init.xavier_uniform_(weight)
            elif "weight_hh" in name:
                for gate in weight.data.chunk(len(weight) // weight.shape[1]):
                    nn.init.orthogonal_(gate)  # Saxe, McClelland, Ganguli 2014
            else:
                nn.init.zeros_(weight)
                if cell == "lstm" and "bias_ih" in name:  # open forget gates: Jozefowicz et al. 2015
                    nn.init.ones_(weight.data.chunk(4)[1])

    def nothing(self, x: Tensor) -> Cells:
        """The state before anything is read, for the rows of x."""
        return (x.new_zeros(len(x), self.layers.num_layers, self.width),) * self.parts

    def read(self, x: Tensor, mask: Tensor) -> tuple[Tensor, Cells]:
        """From nothing through padded rows: the outputs, (rows, source, width), and the state at each end.

        x (rows, source, read); mask (rows, source). Padding is not read. A row without any real token
        leaves the state as it was.
        """
        if not x.shape[1]:
            return x.new_empty(len(x), 0, self.width), self.nothing(x)
        lengths = mask.sum(1).clamp(min=1).cpu()
        packed = pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        outputs, last = self.layers(packed)
        padded, _ = pad_packed_sequence(outputs, batch_first=True, total_length=x.shape[1])
        some = mask.any(1)[:, None, None]
        return padded, tuple(self._rows_first(part) * some for part in self._parts(last))

    def forward(self, x: Tensor, cells: Cells) -> tuple[Tensor, Cells]:
        """Outputs (rows, new, width) and the state after x (rows, new, read). One direction only."""
        layers_first = [part.transpose(0, 1).contiguous() for part in cells]
        outputs, last = self.layers(x, tuple(layers_first) if self.parts == 2 else layers_first[0])
        return outputs, tuple(self._rows_first(part) for part in self._parts(last))

    def _parts(self, state: Tensor | Cells) -> Cells:
        return (state,) if isinstance(state, Tensor) else state

    def _rows_first(self, part: Tensor) -> Tensor:
        """From torch's (layers x directions, rows, width / directions)."""
        _, rows, width = part.shape
        return part.view(-1, self.directions, rows, width).permute(2, 0, 1, 3).flatten(2)


def backwards(x: Tensor, mask: Tensor) -> Tensor:
    """The real part of each row in reverse, padding where it was.

    x (rows, source) or (rows, source, width); mask (rows, source).
    """
    place = torch.arange(mask.shape[1], device=mask.device)
    order = torch.where(mask, mask.sum(1, keepdim=True) - 1 - place, place)
    return x.gather(1, order if x.dim() == 2 else order[..., None].expand_as(x))
