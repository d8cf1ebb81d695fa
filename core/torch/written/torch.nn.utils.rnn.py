# Sequences of unequal lengths: torch/nn/utils/rnn.py. Packed ones are left open.
import torch


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
