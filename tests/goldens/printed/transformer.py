# nn.Transformer and its stacks: copies of one layer, all matrices drawn anew, masks given on to each layer.
import torch
from torch import nn

torch.manual_seed(3)
net = nn.Transformer(d_model=16, nhead=4, num_encoder_layers=2, num_decoder_layers=2, dim_feedforward=32, dropout=0.0, batch_first=True)
print(sum(p.numel() for p in net.parameters()))
print([name for name, _ in net.named_children()], len(net.encoder.layers), net.decoder.num_layers)
source, target = torch.randn(2, 5, 16), torch.randn(2, 4, 16)
mask = nn.Transformer.generate_square_subsequent_mask(4)
print(mask)
with torch.no_grad():
    print(net(source, target)[0])
    print(net(source, target, tgt_mask=mask)[1])
    late = torch.tensor([[False] * 5, [False, False, False, True, True]])
    print(net(source, target, src_key_padding_mask=late, memory_key_padding_mask=late)[1, :2])

layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, activation="gelu", norm_first=True)
stack = nn.TransformerEncoder(layer, 3, norm=nn.LayerNorm(8))
print(len(stack.layers), stack.layers[0] is layer)
x = torch.randn(3, 1, 8)
with torch.no_grad():
    print(stack(x))
    print(torch.allclose(stack(x), stack.norm(stack.layers[2](stack.layers[1](stack.layers[0](x))))))
    print(stack(x, mask=torch.triu(torch.full((3, 3), float("-inf")), 1))[2])
decoder = nn.TransformerDecoder(nn.TransformerDecoderLayer(8, 2, 16, dropout=0.0), num_layers=1)
with torch.no_grad():
    print(decoder(x, torch.randn(2, 1, 8)).shape, decoder.norm)
