// Convolutions on the GPU: the CPU's numbers.

import { after, test } from 'node:test';

import { HEAD, open, same } from './kit.mjs';

const gpu = await open();
after(() => gpu.close());

test('a network of convolutions, batch normalization, activations and a sum', async () => {
  await same(
    gpu,
    `${HEAD}class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.a = nn.Conv2d(3, 8, 3, padding=1); self.n = nn.BatchNorm2d(8)
    self.b = nn.Conv2d(8, 8, 3, padding=1, groups=2, bias=False)
    self.c = nn.Conv2d(8, 4, 3, stride=2, dilation=2)
  def forward(self, x):
    x = torch.relu(self.n(self.a(x)))
    x = F.relu6(x + self.b(x))
    return torch.sigmoid(self.c(x))
net = Net()`,
    '2,3,9,11',
  );
});
