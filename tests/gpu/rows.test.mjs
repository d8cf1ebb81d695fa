// Every operation with a GPU kernel but convolutions: the CPU's numbers, over random shapes and settings.

import { after, test } from 'node:test';

import { HEAD, chance, open, same } from './kit.mjs';

const gpu = await open();
after(() => gpu.close());

/** Shapes of each test; the kernels' constants are part of their text, so each is compiled anew. More for a long look. */
const ROUNDS = Number(process.env.ROUNDS ?? 4);

/**
 * A test of what `make` says, several times over.
 * @param {string} name
 * @param {(c: ReturnType<typeof chance>) => {net: string, input: number[], eval?: boolean}} make
 */
function row(name, make) {
  test(name, async () => {
    const c = chance(name);
    for (let i = 0; i < ROUNDS; i++) {
      const { net, input, ...how } = make(c);
      await same(gpu, `${HEAD}${net.includes('\n') ? net : `net = ${net}`}`, input.join(), how);
    }
  });
}

/** A model whose forward is this expression over x. @param {string} expression @param {string} [more] its __init__ */
const model = (expression, more = 'pass') => `class Net(nn.Module):
  def __init__(self):
    super().__init__()
    ${more}
  def forward(self, x):
    return ${expression}
net = Net()`;

/** Batch, channels and n sizes. @param {ReturnType<typeof chance>} c @param {number} n @param {number} [least] @param {number} [most] */
const maps = (c, n, least = 5, most = 9) => [c.int(1, 2), c.int(1, 6), ...Array.from({ length: n }, () => c.int(least, most))];

row('in place, into a part', (c) => {
  const [from, to] = [c.int(0, 2), c.int(3, 5)];
  const part = c.of(`[:, ${from}:${to}]`, `[${from}]`, `[..., ${from}::2]`);
  const how = c.of(`F.relu(y${part}, inplace=True)`, `y${part}.mul_(-2)`, `y${part}.sigmoid_()`);
  return { net: `class Net(nn.Module):\n  def forward(self, x):\n    y = ${c.of('x', 'x + 1')}\n    z = ${how}\n    return z, y * 2, y\nnet = Net()`, input: [5, 6] };
});
row('pads of infinity', (c) => ({ net: model(`F.max_pool2d(F.pad(x, (${c.int(0, 1)}, 1, ${c.int(0, 1)}, 1), value=float('-inf')), 2)`), input: maps(c, 2) }));

for (const n of [1, 2, 3]) {
  row(`MaxPool${n}d`, (c) => {
    const k = c.int(1, 3);
    return { net: `nn.MaxPool${n}d(${k}, ${c.int(1, 3)}, ${c.int(0, Math.floor(k / 2))}, ${c.int(1, 2)}, ceil_mode=${c.yes()})`, input: maps(c, n) };
  });
  row(`AvgPool${n}d`, (c) => {
    const k = c.int(1, 3);
    const divisor = n > 1 && c.int(0, 2) === 0 ? `, divisor_override=${c.int(1, 5)}` : '';
    return {
      net: `nn.AvgPool${n}d(${k}, ${c.int(1, 3)}, ${c.int(0, Math.floor(k / 2))}, ceil_mode=${c.yes()}, count_include_pad=${c.yes()}${divisor})`,
      input: maps(c, n),
    };
  });
  row(`Adaptive pools, ${n}d`, (c) => ({ net: `nn.Adaptive${c.of('Max', 'Avg')}Pool${n}d(${c.int(1, 7)})`, input: maps(c, n) }));
  row(`BatchNorm${n}d, eval and train`, (c) => {
    const input = [2, c.int(1, 6), ...maps(c, n).slice(2)];
    return { net: `nn.Sequential(nn.BatchNorm${n}d(${input[1]}), nn.${c.of('ReLU', 'Tanh')}())`, input, eval: c.int(0, 1) === 0 };
  });
  row(`InstanceNorm${n}d`, (c) => {
    const input = maps(c, n);
    return { net: `nn.InstanceNorm${n}d(${input[1]}, affine=${c.yes()})`, input: c.int(0, 2) || n === 3 ? input : input.slice(1) };
  });
}

row('GroupNorm', (c) => {
  const groups = c.int(1, 3);
  const input = [c.int(1, 3), groups * c.int(1, 3), ...maps(c, c.int(0, 2)).slice(2), c.int(4, 20)];
  return { net: `nn.Sequential(nn.GroupNorm(${groups}, ${input[1]}), nn.SiLU())`, input };
});
row('LayerNorm and RMSNorm', (c) => {
  const input = [c.int(1, 3), c.int(2, 5), c.int(3, 150)];
  const over = c.of(`${input[2]}`, `(${input[1]}, ${input[2]})`);
  return { net: `nn.${c.of('LayerNorm', 'RMSNorm')}(${over})`, input };
});
row('LocalResponseNorm', (c) => ({ net: `nn.LocalResponseNorm(${c.int(1, 5)}, alpha=${c.of('0.1', '0.0001')}, k=${c.of('1.', '2.')})`, input: maps(c, 2) }));

for (const name of [
  'ReLU()', 'ReLU6()', 'LeakyReLU(0.2)', 'ELU(1.5)', 'SELU()', 'CELU(0.7)', 'GELU()', "GELU(approximate='tanh')", 'SiLU()',
  'Mish()', 'Sigmoid()', 'Tanh()', 'Hardsigmoid()', 'Hardswish()', 'Hardtanh(-0.5, 2.)', 'Softplus(2, 3)', 'Softsign()',
  'Softshrink(0.3)', 'Hardshrink(0.4)', 'Tanhshrink()', 'LogSigmoid()', 'Threshold(0.1, 20)', 'PReLU()',
]) {
  test(`nn.${name}, for small and large numbers`, async () => {
    for (const scale of [1, 30, 0.001]) {
      await same(gpu, `${HEAD}${model(`self.f(x * ${scale})`, `self.f = nn.${name}`)}`, '2,3,7', {});
    }
  });
}
test('PReLU with a slope for each channel', () => same(gpu, `${HEAD}net = nn.PReLU(3)`, '2,3,4,5').then(() => {}));
test('functions of each number', async () => {
  for (const f of ['x.abs()', '-x', 'x.square()', 'x.abs().sqrt()', '(x.abs() + 1).rsqrt()', '(x.abs() + 1).reciprocal()', 'x.exp()', '(x.abs() + 1).log()', 'x.sin()', 'x.cos()', 'x.clamp(-1, 0.5)', 'x.clamp(min=0.2)']) {
    await same(gpu, `${HEAD}${model(f)}`, '2,3,7');
  }
});

row('two tensors that broadcast', (c) => {
  const input = [2, 3, c.int(2, 5), c.int(2, 5)];
  const other = c.of('x.mean(dim=(2, 3), keepdim=True)', 'x[:, :1]', 'x[:1, :, :, :1]', 'x', 'x.flip(0)[0]'.slice(0, 1));
  return { net: model(`${c.of(`x ${c.of('+', '-', '*')} ${other}`, `${other} - x`, `torch.maximum(x, ${other})`, `torch.minimum(${other}, x)`, `x / (${other}.abs() + 1)`, `torch.add(x, ${other}, alpha=2)`)}`), input };
});
row('a tensor and a number', (c) => ({ net: model(c.of('x + 2', '3 - x', 'x * 0.5', 'x / 3', '2 / (x.abs() + 1)', 'torch.sub(x, 2, alpha=3)')), input: maps(c, 1) }));
row('softmax and its like, along every axis', (c) => {
  const input = [c.int(1, 3), c.int(2, 90), c.int(1, 4), c.int(2, 90)];
  return { net: c.of(`nn.Softmax(dim=${c.int(-4, 3)})`, `nn.LogSoftmax(dim=${c.int(-4, 3)})`, `nn.Softmin(dim=${c.int(0, 3)})`, 'nn.Softmax2d()'), input };
});
row('sums, means and extremes', (c) => {
  const dims = c.of('', 'dim=1', 'dim=-1', 'dim=(2, 3)', 'dim=(1, 2), keepdim=True', 'dim=(0, 1)');
  return { net: model(`x.${c.of('sum', 'mean', 'amax', 'amin')}(${dims})`), input: [2, c.int(1, 5), c.int(1, 9), c.int(60, 90)] };
});
row('cat and stack', (c) => {
  const dim = c.int(-4, 3);
  return { net: model(c.of(`torch.cat([x, x * 2, x], dim=${dim})`, `torch.stack([x, -x], dim=${c.int(0, 4)})`, 'torch.cat([x[:, 1:], x], dim=1)', 'torch.cat([x, x.transpose(2, 3)], dim=1)')), input: [c.int(1, 2), 3, 4, 4] };
});
row('views: permuted, cut, laid out anew', (c) => ({
  net: model(c.of('x.permute(0, 2, 3, 1) * 2', 'x.transpose(1, 2).contiguous()', 'torch.relu(x.permute(2, 0, 1, 3)).reshape(-1)', 'x[:, 1:, ::2] + 1', 'x[1:].clone()', 'x.transpose(1, 2).flatten(1)', 'x.expand(2, -1, -1, -1) + 0.5', 'x.chunk(2, dim=1)[1].relu()')),
  input: [c.int(2, 2), 4, c.int(3, 5), c.int(3, 5)],
}));
row('padding, in every mode', (c) => {
  const n = c.int(1, 3);
  const kind = c.of('Zero', 'Constant', 'Reflection', 'Replication', 'Circular');
  const sizes = Array.from({ length: 2 * n }, () => c.int(kind === 'Circular' ? 0 : -1, 3)).join();
  return { net: `nn.${kind}Pad${n}d((${sizes})${kind === 'Constant' ? ', 0.7' : ''})`, input: maps(c, n) };
});
row('F.pad over channels', (c) => ({ net: model(`F.pad(x, (1, 0, 0, 2, ${c.int(0, 3)}, ${c.int(0, 3)}), value=1.5)`), input: maps(c, 2) }));
row('resampling, in every mode', (c) => {
  const n = c.int(1, 3);
  const linear = [, 'linear', 'bilinear', 'trilinear'][n];
  const mode = c.of('nearest', 'nearest-exact', 'area', linear, linear, n === 2 ? 'bicubic' : linear);
  const align = mode === linear || mode === 'bicubic' ? `, align_corners=${c.yes()}` : '';
  const to = c.of(`scale_factor=${c.of('2', '1.5', '0.6')}`, `size=${c.int(3, 14)}`);
  return { net: `nn.Upsample(${to}, mode='${mode}'${align})`, input: maps(c, n) };
});
row('pixel and channel shuffles', (c) => ({ net: c.of('nn.PixelShuffle(2)', 'nn.PixelUnshuffle(2)', 'nn.ChannelShuffle(4)'), input: [c.int(1, 2), 8, 2 * c.int(1, 4), 2 * c.int(1, 4)] }));
row('Linear', (c) => {
  const [a, b] = [c.int(1, 80), c.int(1, 20)];
  return { net: `nn.Sequential(nn.Linear(${a}, ${b}, bias=${c.yes()}), nn.${c.of('ReLU()', `BatchNorm1d(${b})`, 'GELU()')})`, input: [c.int(2, 4), a] };
});
row('Linear on more axes', (c) => ({ net: `nn.Sequential(nn.Linear(7, ${c.int(1, 9)}), nn.Dropout(0.5), nn.Sigmoid())`, input: [2, c.int(1, 3), 7] }));
row('matrix products', (c) => ({ net: model(c.of('x @ x.transpose(1, 2)', 'torch.bmm(x, x.permute(0, 2, 1))', 'x.unsqueeze(1) @ x.transpose(1, 2)', 'torch.softmax(x @ x.mT / 3, dim=-1) @ x')), input: [c.int(1, 3), c.int(1, 6), c.int(1, 6)] }));
