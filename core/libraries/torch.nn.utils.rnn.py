# Sequences of unequal lengths, padded and packed: torch/nn/utils/rnn.py.
import torch

# Given by the host: is_unknown(value); unseen(function, …): its result, as no step of the trace; with_numbers(), whether
# the run computes numbers; quietly(None) is something open.


def pad_sequence(sequences, batch_first=False, padding_value=0.0, padding_side="right"):
    if padding_side not in ("right", "left"):
        raise RuntimeError(f"padding_side should be either 'right' or 'left', but got {padding_side}")
    sequences = list(sequences.unbind(0)) if isinstance(sequences, torch.Tensor) else list(sequences)
    if not sequences:
        raise RuntimeError("received an empty list of sequences")
    longest = max(s.size(0) for s in sequences)
    rows = []
    for s in sequences:
        missing = longest - s.size(0)
        if missing:
            padding = s.new_full((missing, *s.shape[1:]), padding_value)
            s = torch.cat([s, padding] if padding_side == "right" else [padding, s])
        rows.append(s)
    return torch.stack(rows, 0 if batch_first else 1)


def unpad_sequence(padded_sequences, lengths, batch_first=False):
    if not batch_first:
        padded_sequences = padded_sequences.transpose(0, 1)
    return [s[:n] for s, n in zip(padded_sequences, lengths.tolist())]


class PackedSequence:
    """Held as it was padded, batch first, with the lengths (None: not known); packed when `data` is asked for."""

    def __init__(self, padded, lengths, enforce_sorted):
        self._padded, self._lengths, self._sorted = padded, lengths, enforce_sorted

    def _order(self):
        return sorted(range(len(self._lengths)), key=lambda i: -self._lengths[i])

    def _sizes(self):
        return [len([n for n in self._lengths if n > t]) for t in range(max(self._lengths))]

    @property
    def data(self):
        if self._lengths is None:
            return quietly(None)
        rows = [self._padded[i] for i in self._order()]
        return unseen(lambda: torch.cat([torch.stack([r[t] for r in rows[:n]]) for t, n in enumerate(self._sizes())]))

    @property
    def batch_sizes(self):
        return quietly(None) if self._lengths is None else torch.tensor(self._sizes())

    @property
    def sorted_indices(self):
        return None if self._sorted else torch.tensor(self._order())

    @property
    def unsorted_indices(self):
        order = self._order()
        return None if self._sorted else torch.tensor([order.index(i) for i in range(len(order))])

    def to(self, *args, **kwargs):
        return self

    cuda = cpu = to

    def _run(self, module, hx=None):
        """A recurrent layer's forward over it: one step over what was padded, with the numbers that each has alone."""
        first, given = module.batch_first, () if hx is None else (hx,)
        out, hidden = module.forward(self._padded if first else self._padded.transpose(0, 1), *given)
        out = out if first else out.transpose(0, 1)
        if self._lengths is not None and with_numbers():
            unseen(_each, module, self._padded, self._lengths, hx, out, hidden)
        return PackedSequence(out, self._lengths, self._sorted), hidden


def pack_padded_sequence(input, lengths, batch_first=False, enforce_sorted=True):
    if is_unknown(input):
        return input
    padded = input if batch_first else input.transpose(0, 1)
    lengths = lengths.tolist() if isinstance(lengths, torch.Tensor) else lengths
    if is_unknown(lengths):
        return PackedSequence(padded, None, enforce_sorted)
    lengths = [int(n) for n in lengths]
    if enforce_sorted and lengths != sorted(lengths, reverse=True):
        raise RuntimeError(
            "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass "
            "`enforce_sorted=False` to pack_padded_sequence and/or pack_sequence to sidestep this requirement if you do "
            "not need ONNX exportability."
        )
    if len(lengths) != padded.size(0):
        raise RuntimeError(
            f"Expected `len(lengths)` to be equal to batch_size, but got {len(lengths)} (batch_size={padded.size(0)})"
        )
    if min(lengths) <= 0:
        raise RuntimeError(
            "Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0"
        )
    return PackedSequence(padded, lengths, enforce_sorted)


def pad_packed_sequence(sequence, batch_first=False, padding_value=0.0, total_length=None):
    if is_unknown(sequence):
        return sequence, sequence
    padded, lengths = sequence._padded, sequence._lengths
    longest = padded.size(1) if lengths is None else max(lengths)
    if total_length is not None and total_length < longest:
        raise ValueError(
            "Expected total_length to be at least the length of the longest sequence in input, but got "
            f"total_length={total_length} and max sequence length being {longest}"
        )
    out = padded[:, :longest]
    if lengths is not None and with_numbers():
        out = unseen(_filled, out, lengths, padding_value)
    if total_length is not None and total_length > longest:
        rest = out.new_full((out.size(0), total_length - longest, *out.shape[2:]), padding_value)
        out = torch.cat([out, rest], 1)
    told = quietly(None) if lengths is None else torch.tensor(lengths)
    return out if batch_first else out.transpose(0, 1), told


def _filled(x, lengths, value):
    x = x.clone()
    for i, n in enumerate(lengths):
        x[i, n:] = value
    return x


def pack_sequence(sequences, enforce_sorted=True):
    return pack_padded_sequence(pad_sequence(sequences, True), [s.size(0) for s in sequences], True, enforce_sorted)


def _each(module, x, lengths, hx, out, hidden):
    def part(h, i):
        return tuple(part(one, i) for one in h) if isinstance(h, tuple) else h[:, i:i + 1].contiguous()

    with torch.no_grad():
        for i, n in enumerate(lengths):
            one = x[i:i + 1, :n] if module.batch_first else x[i:i + 1, :n].transpose(0, 1)
            got, last = module.forward(one, *(() if hx is None else (part(hx, i),)))
            out.detach()[i, :n] = got[0] if module.batch_first else got[:, 0]
            for to, own in zip(hidden, last) if isinstance(hidden, tuple) else ((hidden, last),):
                to.detach()[:, i] = own[:, 0]
