# What stacks of attention are made of: layers with names, numbers of their own or copied ones, and what they say of themselves.
import torch
from torch import nn
import torch.nn.functional as F

torch.manual_seed(0)
model = nn.Transformer(d_model=8, nhead=2, num_encoder_layers=2, num_decoder_layers=1, dim_feedforward=12)
print(model)
for name, p in model.named_parameters():
    print(name, tuple(p.shape), f"{p.sum().item():.5f}")
print(sum(p.numel() for p in model.parameters()))
a, b = model.encoder.layers
print(torch.equal(a.linear1.weight, b.linear1.weight))
layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
stack = nn.TransformerEncoder(layer, 3)
print(all(torch.equal(p, q) for p, q in zip(stack.layers[0].parameters(), stack.layers[2].parameters())))
print(stack.layers[0].linear1 is layer.linear1, torch.equal(stack.layers[1].self_attn.in_proj_weight, layer.self_attn.in_proj_weight))
for name, m in stack.named_modules():
    print(repr(name), type(m).__name__)
print([n for n, _ in stack.layers[0].named_children()])
print(stack.num_layers, stack.norm, len(stack.layers), stack.layers[1].self_attn.num_heads, stack.layers[1].norm1.eps)
print(list(nn.TransformerDecoder(nn.TransformerDecoderLayer(4, 1, 6, bias=False), 1, norm=nn.LayerNorm(4)).state_dict()))
print(nn.TransformerDecoderLayer(4, 2, 6, activation="gelu", norm_first=True, batch_first=True, layer_norm_eps=1e-6))
print(nn.TransformerEncoderLayer(4, 2, 6, dropout=0.0, activation=nn.GELU(), bias=False))
l = nn.TransformerEncoderLayer(4, 2)
print(l.linear1.out_features, l.linear2.in_features, l.dropout.p, l.norm_first, l.activation is F.relu, l.activation_relu_or_gelu)
print(l.self_attn.out_proj.weight.shape, l.self_attn.head_dim, l.self_attn.kdim, l.self_attn.vdim, l.self_attn.batch_first, l.self_attn.in_proj_weight.shape)
print(isinstance(l.self_attn.out_proj, nn.Linear), type(l.self_attn.out_proj).__mro__[1].__name__)
print(issubclass(nn.TransformerEncoderLayer, nn.Module), nn.TransformerEncoderLayer.__name__, nn.TransformerEncoderLayer.__module__)
print(nn.Transformer.generate_square_subsequent_mask(4))
print(model.generate_square_subsequent_mask(3))
print(nn.Transformer.generate_square_subsequent_mask(2, dtype=torch.float64))
