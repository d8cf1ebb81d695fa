# Functions of torch.nn.functional that are made of others.
import torch
import torch.nn.functional as F


def _added(mask, name, dtype):
    """A mask as what is added to scores."""
    if mask is None or mask.is_floating_point():
        return mask
    if mask.dtype != torch.bool:
        raise AssertionError(f"only bool and floating types of {name} are supported")
    return torch.zeros(mask.shape, dtype=dtype).masked_fill(mask, float("-inf"))


def multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k,
                                 bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True,
                                 key_padding_mask=None, need_weights=True, attn_mask=None,
                                 use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None,
                                 v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True,
                                 is_causal=False):
    """Length first. Functions of modules that hold the weights themselves, as CLIP's pool is one, call it."""
    batched = query.dim() == 3
    if not batched:
        query, key, value = query.unsqueeze(1), key.unsqueeze(1), value.unsqueeze(1)
        if key_padding_mask is not None:
            key_padding_mask = key_padding_mask.unsqueeze(0)
    if is_causal and attn_mask is None:
        raise RuntimeError(
            "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method "
            "`generate_square_subsequent_mask` to create this mask."
        )
    length, batch, width = query.shape
    assert width == embed_dim_to_check, f"was expecting embedding dimension of {embed_dim_to_check}, but got {width}"
    size = width // num_heads
    assert size * num_heads == width, f"embed_dim {width} not divisible by num_heads {num_heads}"
    if use_separate_proj_weight:
        assert key.shape[:2] == value.shape[:2], (
            f"key's sequence and batch dims {key.shape[:2]} do not match value's {value.shape[:2]}"
        )
        weights = q_proj_weight, k_proj_weight, v_proj_weight
    else:
        assert key.shape == value.shape, f"key shape {key.shape} does not match value shape {value.shape}"
        weights = in_proj_weight.chunk(3)
    biases = (None,) * 3 if in_proj_bias is None else in_proj_bias.chunk(3)
    q, k, v = (F.linear(x, w, b) for x, w, b in zip((query, key, value), weights, biases))
    padding = _added(key_padding_mask, "key_padding_mask", q.dtype)
    attn_mask = _added(attn_mask, "attn_mask", q.dtype)
    if attn_mask is not None:
        keys, rank = key.shape[0], attn_mask.dim()
        right = (length, keys) if rank == 2 else (batch * num_heads, length, keys)
        if attn_mask.shape != right:
            raise RuntimeError(f"The shape of the {rank}D attn_mask is {attn_mask.shape}, but should be {right}.")
        attn_mask = attn_mask.expand(batch * num_heads, length, keys).view(batch, num_heads, length, keys)
    if padding is not None:
        padding = padding.view(batch, 1, 1, -1)
        attn_mask = padding if attn_mask is None else attn_mask + padding
    if bias_k is not None and bias_v is not None:
        k, v = torch.cat([k, bias_k.repeat(1, batch, 1)]), torch.cat([v, bias_v.repeat(1, batch, 1)])

    def by_heads(x, given=None):
        x = x.reshape(x.shape[0], batch * num_heads, size).transpose(0, 1) if given is None else given
        return x.view(batch, num_heads, x.shape[1], size)

    q, k, v = by_heads(q), by_heads(k, static_k), by_heads(v, static_v)
    if add_zero_attn:
        zeros = torch.zeros(batch, num_heads, 1, size, dtype=k.dtype)
        k, v = torch.cat([k, zeros], dim=2), torch.cat([v, zeros], dim=2)
    if attn_mask is not None and k.shape[2] > attn_mask.shape[3]:
        attn_mask = F.pad(attn_mask, (0, k.shape[2] - attn_mask.shape[3]))
    dropped = dropout_p if training else 0.0
    if need_weights:
        shares = q * size ** -0.5 @ k.transpose(-2, -1)
        shares = (shares if attn_mask is None else shares + attn_mask).softmax(dim=-1)
        if dropped > 0.0:
            shares = F.dropout(shares, dropped)
        out = shares @ v
    else:
        out = F.scaled_dot_product_attention(q, k, v, attn_mask, dropped)
    out = F.linear(out.permute(2, 0, 1, 3).reshape(length, batch, width), out_proj_weight, out_proj_bias)
    shares = None if not need_weights else shares.mean(dim=1) if average_attn_weights else shares
    if batched:
        return out, shares
    return out.squeeze(1), None if shares is None else shares.squeeze(0)
